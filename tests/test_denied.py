"""Words that must be reported are, whatever else is thought of the place."""

from __future__ import annotations

import pytest

from detectors.custom import RuleSet, apply_rules
from detectors.denied import DENIED, DeniedWords, find_denied, fold_denied
from tests.detection import BAIT, SLOWEST, find_one, time_bait
from tests.rule_samples import BADGE, category, judge, told

WORDS = DeniedWords("projects", BADGE, fold_denied(["Apollo", "月光計画", "Blue Harbour", "ＸＣ-９９", " ", "Apollo"]))
FIND = find_denied(WORDS)


def test_words_are_folded_once() -> None:
    assert WORDS.words == ("apollo", "月光計画", "blue harbour", "xc-99")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apollo", ["Apollo"]),
        ("the APOLLO plan", ["APOLLO"]),
        ("ProjectApollo", ["Apollo"]),
        ("アポロ計画ではなく月光計画です", ["月光計画"]),
        ("ｘｃ－９９を見よ", ["ｘｃ－９９"]),
        ("apollo_2", ["apollo"]),
        ("apollo11", ["apollo"]),
        ("apollonia", []),
        ("xapollo", []),
        ("xc-991", []),
        ("blue  harbour", []),
    ],
)
def test_where_words_stand(text: str, expected: list[str]) -> None:
    assert find_one(FIND, BADGE, text, strong=True) == expected


def test_a_list_of_many_words() -> None:
    many = DeniedWords("staff", BADGE, fold_denied(f"社員{number}号" for number in range(30_000)))
    assert find_one(find_denied(many), BADGE, "ここに社員29999号がいる") == ["社員29999号"]


@pytest.mark.parametrize(
    ("columns", "field", "category_"),
    [
        ({"品名": ["山田錦", "佐藤花子の漬物", "緑茶"] * 5}, "品名", "personal.name"),
        ({"memo": ["x", "佐藤花子", "y"] * 5}, "memo", "personal.name"),
        (
            {"担当者": ["佐藤花子"] * 9, "会社名": ["株式会社あおぞら"] * 9, "法人番号": ["7123456789012"] * 9},
            "担当者",
            "personal.name",
        ),
        ({"c": ["佐藤花子"] + ["x"] * 500}, "c", "personal.name"),
        ({"c": ["佐藤花子"] + ["x"] * 500}, "c", "special.creed"),
    ],
)
def test_they_are_reported_whatever_judgement_says(columns: dict[str, list[str]], field: str, category_: str) -> None:
    words = DeniedWords("staff", category_, fold_denied(["佐藤花子"]))
    with apply_rules(RuleSet(denied=(words,))):
        findings, dismissed = judge(columns)
    (one,) = [one for one in findings if one.location.field == field and one.category == category_]
    assert one.confidence >= 0.5
    assert one.evidence.matched >= 1
    assert "佐藤" not in repr(one)
    assert not [one for one in dismissed if (one.location.field, one.category) == (field, category_)]


def test_without_the_word_nothing_is_said() -> None:
    with apply_rules(RuleSet((category(),), denied=(WORDS,))):
        findings, _ = judge({"memo": ["apollonia", "計画"] * 9})
    assert BADGE not in {one[1] for one in told(findings)}


def test_the_tag() -> None:
    assert DENIED == "denied"


@pytest.mark.slow
@pytest.mark.parametrize("bait", BAIT)
def test_no_input_is_slow(bait: str) -> None:
    assert time_bait(FIND, BAIT[bait]) < SLOWEST
