"""Ages in running text, and numbers of years that are nobody's age."""

from __future__ import annotations

import pytest

from detectors.ages import AGE, find_ages
from tests.detection import BAIT, SLOWEST, find_one, time_bait


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("満30歳です", ["満30歳"]),
        ("山田（34才）", ["34才"]),
        ("彼は３４歳の会社員", ["３４歳"]),
        ("満三十歳", ["満三十歳"]),
        ("年齢：34", ["34"]),
        ("年齢は三十四です", ["三十四"]),
        ("age: 34", ["34"]),
        ('{"age":34,"x":1}', ["34"]),
        ("aged 71, lives alone", ["71"]),
        ("She is 34 years old.", ["34 years old"]),
        ("a 34-year-old woman", ["34-year-old"]),
        ("20代女性からの投稿", ["20代"]),
        ("30代の男性です", ["30代"]),
        ("年齢: 25歳", ["25", "25歳"]),
    ],
)
def test_ages(text: str, expected: list[str]) -> None:
    assert find_one(find_ages, AGE, text, strong=True) == expected


@pytest.mark.parametrize(
    "text",
    [
        "築20年",
        "20代目の社長",
        "創業20年",
        "3才用おもちゃ",
        "18歳以上の方",
        "20歳未満は購入できません",
        "対象年齢：3歳以上",
        "6歳から12歳まで",
        "16歳から18歳の代表",
        "Cache-Control: max-age=3600",
        "max-age: 60",
        "page: 34",
        "age: 345",
        "age: 34 days",
        "150歳",
        "1990年代",
        "第20代会長",
        "木材 30才",
        "樹齢100歳",
        "image 34",
        "stage 3",
        "the 2 years old repository",
        "歳末セール",
    ],
)
def test_no_ages(text: str) -> None:
    assert find_one(find_ages, AGE, text) == []


@pytest.mark.parametrize("bait", ["numerals", "digits", "letters", "kanji"])
def test_no_input_is_slow(bait: str) -> None:
    assert time_bait(find_ages, BAIT[bait]) < SLOWEST


def test_no_ages_in_a_row_are_slow() -> None:
    assert time_bait(find_ages, "3歳" * 100_000) < SLOWEST
    assert time_bait(find_ages, "age: " * 100_000) < SLOWEST
