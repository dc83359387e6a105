"""Published policies become policy files that can be read back."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_samples import CATEGORIES, PUBLISHED, SEED

from reports.policy import Policy
from reports.policy_file import read_policy
from reports.policy_import import ImportedPolicy, import_policy
from reports.policy_toml import write_long_text, write_text

DEFAULT = read_policy(categories=CATEGORIES)


def make(data: bytes, name: str) -> ImportedPolicy:
    return import_policy(data, name, default=DEFAULT, categories=CATEGORIES)


def read_back(made: ImportedPolicy, folder: Path) -> Policy:
    file = folder / "imported.toml"
    file.write_text(made.toml, encoding="utf-8")
    return read_policy(file, categories=CATEGORIES)


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.name)
def test_what_was_found_is_read_back(path: Path, tmp_path: Path) -> None:
    made = make(path.read_bytes(), path.name)
    policy = read_back(made, tmp_path)
    reading = made.reading
    assert policy.id == path.stem
    assert policy.announcements == reading.announcements
    assert [(one.key, one.item, one.text, one.origin) for one in policy.purposes] == [
        (one.key, one.item, one.text, one.origin) for one in reading.purposes
    ]
    assert [(one.number, one.role, one.text) for one in policy.articles] == [
        (one.number, one.role, one.text) for one in reading.articles
    ]
    assert (policy.measures, policy.provisions, policy.entrusted) == (
        reading.measures,
        reading.provisions,
        reading.entrusted,
    )
    assert (policy.retention, policy.milestones) == (reading.retention, reading.milestones)
    assert (policy.operator, policy.desk, policy.unrecognised) == (reading.operator, reading.desk, reading.unrecognised)
    assert policy.effective == max(one.date for one in reading.milestones)


def test_the_seed_becomes_a_policy_file(tmp_path: Path) -> None:
    if not SEED.exists():
        pytest.skip("needs ../shared/data")
    policy = read_back(make(SEED.read_bytes(), SEED.name), tmp_path)
    counts = [
        len(part)
        for part in (policy.articles, policy.announcements, policy.purposes, policy.measures, policy.provisions)
    ]
    assert counts == [9, 6, 17, 6, 10]
    assert (policy.version, policy.effective) == ("unreviewed", "")
    for category, row in policy.matrix.items():
        for own, shipped in zip(policy.purposes[:15], DEFAULT.purposes[:15], strict=True):
            rank = ("unexpected", "barred", "needs-notice", "plausible", "expected").index
            assert rank(row[own.id]) >= rank(DEFAULT.matrix[category][shipped.id]), (category, own.key)
        assert row["P16"] in ("needs-notice", "barred")


def test_a_table_makes_its_own_matrix(tmp_path: Path) -> None:
    path = next(path for path in PUBLISHED if path.name == "kawabe-work.html")
    policy = read_back(make(path.read_bytes(), path.name), tmp_path)
    fits = {purpose.text: policy.matrix["personal.account.password"][purpose.id] for purpose in policy.purposes}
    assert fits["会員認証のため"] == "expected"
    assert fits["統計資料の作成のため"] == "unexpected"


def test_the_file_says_how_to_review_it() -> None:
    made = make(
        "第1条（取得）\n氏名を取得します。\n第2条（利用目的）\n1. 発送のため\n謎の一文です。\n".encode(), "p.txt"
    )
    table = tomllib.loads(made.toml)
    assert table["imported"]["file"] == "p.txt"
    assert table["purposes"][0]["from"] == "発送のため"
    assert table["unrecognised"] == [{"text": "謎の一文です。", "place": "line 5"}]
    assert "A person has to review it" in made.toml


def test_dates_that_contradict_each_other_are_left_to_a_person(tmp_path: Path) -> None:
    text = "第1条（取得）\n氏名を取得します。\n第2条（利用目的）\n1. 発送のため\n2024年4月1日 制定\n2020年4月1日 改定\n"
    policy = read_back(make(text.encode(), "p.txt"), tmp_path)
    assert {(one.kind, one.date) for one in policy.milestones} == {("enacted", "2024-04-01"), ("revised", "")}


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Privacy Policy.html", "privacy-policy"),
        ("https://www.example.jp/privacy/", "example-jp-privacy"),
        ("方針.txt", "policy"),
    ],
)
def test_ids_come_from_names(name: str, id: str) -> None:
    assert tomllib.loads(make(b"1. To ship goods", name).toml)["id"] == id


@given(st.text())
def test_any_text_can_be_written(text: str) -> None:
    written = tomllib.loads(f"a = {write_text(text)}\nb = {write_long_text(text)}\n")
    assert written["a"] == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") or "\\ufffd" in repr(
        written["a"]
    )
    assert written["b"].split() == text.replace("\r", "").split() or "\ufffd" in written["b"]


LINES = st.sampled_from(
    ["第1条（個人情報の取得）", "第2条（利用目的）", "1. 商品の発送のため", "2. マイナンバーの管理のため", "(1) 氏名と住所", "(1) 個人番号", "・「お客様」：発送、連絡",
     "| 情報 | 目的 |", "| 氏名 | 発送のため |", "2022年1月1日 制定", "2020年1月1日 改定", "施行日 2019年1月1日", '"""', "\\ \" ' \\u0041", "7年間保存します。",
     "第5条（第三者提供）", "① 同意がある場合", "第6条（委託）", "れい株式会社に委託します。", "第7条（安全管理）", "・暗号化", "・暗号化"]
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.one_of(st.lists(LINES, max_size=20).map("\n".join), st.text(max_size=200)))
def test_every_import_can_be_read_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    made = make(("x\n" + text).encode("utf-8", "replace"), "p.txt")
    table = tomllib.loads(made.toml)
    assert len(table.get("purposes", [])) == len(made.reading.purposes)
    if made.reading.purposes:
        assert read_back(made, tmp_path_factory.mktemp("import")).purposes
