"""Two versions of a policy: what changed, and what it puts at stake."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_samples import CATEGORIES

from reports.policy_diff import PolicyDiff, diff_policies
from reports.policy_file import read_policy
from reports.policy_likeness import match_texts, measure_likeness

SPECIAL = tuple(id for id in CATEGORIES if id.startswith("special."))
SHIPPED = read_policy(categories=CATEGORIES)

OLD = """\
id = "rei"
version = "1"
title = "Privacy"
[[articles]]
number = 1
title = "取得"
text = "氏名を取得します。"
[[articles]]
number = 2
title = "目的"
text = "次のとおりです。"
[[announced]]
item = "1-1"
text = "氏名"
categories = ["personal.name"]
[[purposes]]
id = "P1"
key = "gift.ship"
text = "商品の発送のため"
[[purposes]]
id = "P2"
key = "support.respond"
text = "お問い合わせへの対応のため"
[[provisions]]
item = "5-1"
text = "本人の同意がある場合"
ground = "consent"
[[retention]]
text = "退会後1年"
period = "P1Y"
[matrix]
"personal.name" = "●●"
"personal.birth_date" = "·●"
"special.disability" = "·○"
"""


def diff(folder: Path, new: str, old: str = OLD) -> PolicyDiff:
    versions = []
    for name, text in (("old", old), ("new", new)):
        file = folder / f"{name}.toml"
        file.write_text(text, encoding="utf-8")
        versions.append(read_policy(file, categories=CATEGORIES))
    return diff_policies(*versions, special=SPECIAL, sensitive=["personal.id.my_number"])


def test_nothing_changed(tmp_path: Path) -> None:
    same = diff(tmp_path, OLD)
    assert (same.changes, same.renamed, same.stake) == ((), {}, "none")


MORE = '[[purposes]]\nid = "P3"\nkey = "{key}"\ntext = "{text}"\n[[provisions]]'


@pytest.mark.parametrize(
    ("old", "new", "kind", "stake"),
    [
        ("氏名を取得します。", "氏名と住所を取得します。", "article-reworded", "publication"),
        ("number = 2", "number = 3", "article-renumbered", "none"),
        ('[[articles]]\nnumber = 2\ntitle = "目的"\ntext = "次のとおりです。"\n', "", "article-removed", "publication"),
        ("[[announced]]", '[[articles]]\nnumber = 3\ntitle = "免責"\n[[announced]]', "article-added", "publication"),
        ('["personal.name"]', '["personal.name", "personal.age"]', "category-announced", "notice"),
        ('["personal.name"]', '["personal.name", "special.disability"]', "category-announced-special", "consent"),
        ('["personal.name"]', '["personal.age"]', "category-withdrawn", "publication"),
        ('text = "氏名"', 'text = "お名前"', "item-reworded", "publication"),
        ("商品の発送のため", "商品やお荷物の発送のため", "purpose-reworded-same", "notice"),
        ("商品の発送のため", "商品の発送および採用のため", "purpose-reworded-wider", "consent"),
        ("商品の発送のため", "商品の発送および提携先による広告のため", "purpose-reworded-wider", "consent"),
        ('"·●"', '"●●"', "use-opened", "notice"),
        ('"·○"', '"○○"', "use-opened-sensitive", "consent"),
        ('"·●"', '"··"', "use-closed", "publication"),
        ('ground = "consent"', 'ground = "consent"\n[[provisions]]\nitem = "5-2"\ntext = "裁判所の命令がある時"\nground = "legal"', "provision-added-covered", "publication"),
        ('ground = "consent"', 'ground = "consent"\n[[provisions]]\nitem = "5-2"\ntext = "広告会社に渡す時"\nground = "other"', "provision-added", "consent"),
        ('[[provisions]]\nitem = "5-1"\ntext = "本人の同意がある場合"\nground = "consent"\n', "", "provision-removed", "none"),
        ('period = "P1Y"', 'period = "P2Y"', "retention-changed", "publication"),
    ],
)  # fmt: skip
def test_changes(tmp_path: Path, old: str, new: str, kind: str, stake: str) -> None:
    assert old in OLD
    found = {change.kind: change for change in diff(tmp_path, OLD.replace(old, new, 1)).changes}
    assert kind in found, list(found)
    assert found[kind].stake == stake
    assert found[kind].reason["ja"]
    assert found[kind].reason["en"]


@pytest.mark.parametrize(
    ("key", "text", "kind"),
    [
        ("terms.notify", "利用規約の変更のお知らせのため", "purpose-added-related"),
        ("campaign.promote", "広告の配信のため", "purpose-added-unrelated"),
        ("hr.employment", "採用の選考のため", "purpose-added-unrelated"),
    ],
)
def test_new_purposes(tmp_path: Path, key: str, text: str, kind: str) -> None:
    new = OLD.replace("[[provisions]]", MORE.format(key=key, text=text), 1)
    new = new.replace('"●●"', '"●●●"').replace('"·●"', '"·●·"').replace('"·○"', '"·○·"')
    found = diff(tmp_path, new)
    assert [change.kind for change in found.changes] == [kind]
    assert [change.kind for change in diff(tmp_path, OLD, new).changes] == ["purpose-removed"]


def test_renumbering_is_no_change_but_ids_are_told(tmp_path: Path) -> None:
    new = OLD.replace('id = "P1"', 'id = "PX"').replace('id = "P2"', 'id = "P1"').replace('id = "PX"', 'id = "P2"')
    found = diff(tmp_path, new)
    assert {change.kind for change in found.changes} == {"purpose-id-reused"}
    assert found.renamed == {"P1": "P2", "P2": "P1"}


def test_the_most_at_stake_comes_first(tmp_path: Path) -> None:
    new = OLD.replace("氏名を取得します。", "氏名と住所。").replace(
        '["personal.name"]', '["personal.name", "special.disability"]'
    )
    found = diff(tmp_path, new)
    assert [change.stake for change in found.changes] == ["consent", "publication"]
    assert found.stake == "consent"


def test_the_shipped_policy_against_itself() -> None:
    assert diff_policies(SHIPPED, SHIPPED).changes == ()


@given(st.lists(st.text(max_size=8), max_size=6), st.lists(st.text(max_size=8), max_size=6))
def test_matches_are_pairs(old: list[str], new: list[str]) -> None:
    pairs = match_texts(old, new, 0.5)
    assert len(set(pairs.values())) == len(pairs)
    assert all(0 <= one < len(old) and 0 <= other < len(new) for one, other in pairs.items())
    assert match_texts(old, old, 0.5).keys() == set(range(len(old)))


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [("ＡＢ Ｃ", "abc", 1, 1), ("発送", "採用", 0, 0), ("商品の発送", "商品の配送", 0.7, 0.9)],
)
def test_likeness(one: str, other: str, least: float, most: float) -> None:
    assert least <= measure_likeness(one, other) <= most
