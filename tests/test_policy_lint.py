"""What a check of a policy finds: each rule on a policy that breaks it, and on one that does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from policy_samples import CATEGORIES

from reports.policy_diff import STAKES
from reports.policy_file import DEFAULT, read_policy
from reports.policy_lint import SEVERITIES, Remark, check_policy, load_rules

SPECIAL = tuple(id for id in CATEGORIES if id.startswith("special."))

# Leaves nothing open.
WHOLE = """\
id = "rei"
version = "2026-04-01"
effective = 2026-04-01
title = "Privacy"
[operator]
name = "れい株式会社"
address = "東京都架空区1-1"
representative = "見本 太郎"
manager = "総務部長"
[desk]
email = "privacy@example.jp"
[[dates]]
kind = "enacted"
raw = "2026年4月1日 制定"
date = 2026-04-01
[[articles]]
number = 6
role = "rights"
text = "所定の請求書を郵送してください。手数料は無料です。"
[[articles]]
number = 7
role = "foreign"
text = "外国では扱いません。要配慮個人情報は同意を得て取得します。"
[[articles]]
number = 8
role = "joint-use"
text = "項目、範囲、目的、責任者は次のとおり共同利用します。"
[[articles]]
number = 9
role = "change"
text = "変更は公表します。外部送信の送信先も公表します。"
[[articles]]
number = 10
role = "entrustment"
[[announced]]
item = "1-1"
categories = ["personal.name", "special.disability", "usage.cookie"]
[[purposes]]
id = "serve"
text = "商品の発送のため"
[[purposes]]
id = "extra"
text = "クッキーポリシーで定める目的"
delegating = true
ref = "クッキーポリシー 2026-04-01"
[[measures]]
item = "3-1"
text = "暗号化"
[[provisions]]
item = "5-1"
text = "同意"
ground = "consent"
[[entrusted]]
id = "E1"
name = "Example Cloud Inc."
country = "US"
[[retention]]
text = "退会後1年"
period = "P1Y"
[matrix]
"personal.name" = "●·"
"special.disability" = "●·"
"usage.cookie" = "·○"
"""


def check(folder: Path, text: str) -> tuple[Remark, ...]:
    file = folder / "policy.toml"
    file.write_text(text, encoding="utf-8")
    return check_policy(read_policy(file, categories=CATEGORIES), text, special=SPECIAL)


def test_a_policy_can_leave_nothing_open(tmp_path: Path) -> None:
    assert check(tmp_path, WHOLE) == ()


BROKEN = [
    ('name = "れい株式会社"', "", "POL-OPERATOR-NAME", ""),
    ('address = "東京都架空区1-1"', "", "POL-OPERATOR-ADDRESS", ""),
    ('representative = "見本 太郎"', "", "POL-OPERATOR-REPRESENTATIVE", ""),
    ('manager = "総務部長"', "", "POL-MANAGER-MISSING", ""),
    ('email = "privacy@example.jp"', "", "POL-COMPLAINT-MISSING", ""),
    ("商品の発送のため", "当社の事業活動のため", "POL-PURPOSE-VAGUE", 'id = "serve"'),
    ('ref = "クッキーポリシー 2026-04-01"', "", "POL-PURPOSE-DELEGATING", 'id = "extra"'),
    ("[matrix]", "[sensitivity]\n[m", "POL-MATRIX-MISSING", ""),
    ('"special.disability", "usage.cookie"]', '"special.disability"]\n[[announced]]\nitem = "1-2"\ncategories = []\nconfidence = 0.3', "POL-ITEM-UNSETTLED", 'item = "1-2"'),
    ('"special.disability", "usage.cookie"]', '"special.disability", "usage.cookie", "personal.age"]', "POL-CATEGORY-UNUSED", '"personal.age"'),
    ('["personal.name", ', "[", "POL-CATEGORY-UNANNOUNCED", '"personal.name" ='),
    ("要配慮個人情報は同意を得て取得します。", "", "POL-SPECIAL-CARE", '"special.disability"'),
    ('[[measures]]\nitem = "3-1"\ntext = "暗号化"\n', "", "POL-SECURITY-MISSING", ""),
    ('role = "rights"', 'role = "scope"', "POL-REQUEST-MISSING", ""),
    ("所定の請求書を郵送してください。", "", "POL-REQUEST-PROCEDURE", 'number = 6'),
    ("手数料は無料です。", "", "POL-REQUEST-FEE", 'number = 6'),
    ("項目、範囲、", "", "POL-JOINT-USE", 'number = 8'),
    ('role = "foreign"\ntext = "外国では扱いません。', 'role = "scope"\ntext = "', "POL-FOREIGN", ""),
    ('country = "US"', "", "POL-ENTRUSTED-COUNTRY", 'id = "E1"'),
    ('[[entrusted]]\nid = "E1"\nname = "Example Cloud Inc."\ncountry = "US"\n', "", "POL-ENTRUSTED-UNNAMED", ""),
    ('ground = "consent"', 'ground = "other"', "POL-PROVISION-GROUND", 'item = "5-1"'),
    ("外部送信の送信先も公表します。", "", "POL-COOKIE", ""),
    ('[[retention]]\ntext = "退会後1年"\nperiod = "P1Y"\n', "", "POL-RETENTION", ""),
    ('effective = 2026-04-01\ntitle = "Privacy"', 'title = "Privacy"', "POL-DATE-MISSING", ""),
    ("date = 2026-04-01", "", "POL-DATE-UNREAD", '2026年4月1日 制定'),
    ('version = "2026-04-01"', 'version = "unreviewed"', "POL-VERSION-UNREVIEWED", 'unreviewed'),
    ('role = "change"', 'role = "scope"', "POL-CHANGE-MISSING", ""),
    ('id = "serve"', 'id = "serve"\nconfidence = 0.5', "POL-REVIEW-LOW", 'id = "serve"'),
    ("[matrix]", '[[unrecognised]]\ntext = "謎"\n[matrix]', "POL-REVIEW-UNRECOGNISED", '[[unrecognised]]'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule", "held"), BROKEN, ids=[one[2] for one in BROKEN])
def test_what_is_left_open_is_found(tmp_path: Path, old: str, new: str, rule: str, held: str) -> None:
    assert old in WHOLE
    text = WHOLE.replace(old, new, 1)
    if rule == "POL-MATRIX-MISSING":
        text = WHOLE[: WHOLE.index("[matrix]")]
    if rule == "POL-DATE-MISSING":
        text = text.replace('[[dates]]\nkind = "enacted"\nraw = "2026年4月1日 制定"\ndate = 2026-04-01\n', "")
    if rule == "POL-COOKIE":
        text = text.replace("クッキーポリシーで", "別途")
    if rule == "POL-CATEGORY-UNUSED":
        text += '"personal.age" = "··"\n'
    remarks = {remark.rule: remark for remark in check(tmp_path, text)}
    assert rule in remarks
    line = remarks[rule].line
    assert bool(line) == bool(held)
    assert held in text.splitlines()[line - 1]


def test_every_rule_has_a_policy_that_breaks_it() -> None:
    assert {one[2] for one in BROKEN} == set(load_rules()["rules"])


def test_rules_are_whole() -> None:
    rules = load_rules()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", rules["law_version"])
    for name, rule in rules["rules"].items():
        assert re.fullmatch(r"POL-[A-Z]+(?:-[A-Z]+)*", name)
        assert rule["severity"] in SEVERITIES
        for lang in ("ja", "en"):
            assert len(rule[lang]) == 2
        assert set(re.findall(r"\{\w+\}", "".join(rule["ja"]))) == set(re.findall(r"\{\w+\}", "".join(rule["en"])))
    for change in rules["changes"].values():
        assert change["stake"] in STAKES
        assert set(re.findall(r"\{\w+\}", change["ja"])) == set(re.findall(r"\{\w+\}", change["en"]))


def test_nothing_is_called_compliant_or_a_violation() -> None:
    words = str(load_rules()).lower()
    assert not re.search(r"complian|violation|違法|適法", words)


def test_the_shipped_policy_is_checked() -> None:
    policy = read_policy(categories=CATEGORIES)
    remarks = check_policy(policy, DEFAULT.read_text(encoding="utf-8"), special=SPECIAL)
    found = [(remark.rule, remark.severity) for remark in remarks]
    assert found.count(("POL-PURPOSE-DELEGATING", "medium")) == 2
    assert ("POL-REQUEST-FEE", "medium") in found
    assert ("POL-RETENTION", "medium") in found
    order = [SEVERITIES.index(remark.severity) for remark in remarks]
    assert order == sorted(order)
