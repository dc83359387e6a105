"""The Japanese calendar and numbers in kanji."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.eras import read_coded_date, read_era_date, read_number


@pytest.mark.parametrize(
    ("text", "number"), [("34", 34), ("三十四", 34), ("百二", 102), ("三四", 34), ("十", 10), ("", -1), ("x", -1)]
)
def test_numbers(text: str, number: int) -> None:
    assert read_number(text) == number


@given(st.text("〇零一二三四五六七八九十百0123456789", max_size=6))
def test_any_numerals_are_read_or_refused(text: str) -> None:
    assert read_number(text) >= -1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (("昭和", "五十八", "三", "二"), date(1983, 3, 2)),
        (("令和", "元", "5", "1"), date(2019, 5, 1)),
        (("S", "64", "1", "8"), date(1989, 1, 8)),
        (("平成", "31", "6", "1"), date(2019, 6, 1)),
        (("平成", "50", "1", "1"), None),
        (("令和", "1", "4", "30"), None),
    ],
)
def test_dates_of_an_era(written: tuple[str, str, str, str], expected: date | None) -> None:
    assert read_era_date(*written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (("4", "01", "02", "03"), date(1989, 2, 3)),
        (("3", "58", "03", "02"), date(1983, 3, 2)),
        (("5", "05", "04", "01"), date(2023, 4, 1)),
        (("5", "58", "03", "02"), date(1983, 3, 2)),
        (("7", "02", "03", "04"), date(1990, 3, 4)),
        (("6", "02", "03", "04"), None),
        (("1", "60", "01", "01"), None),
    ],
)
def test_dates_with_a_code(written: tuple[str, str, str, str], expected: date | None) -> None:
    assert read_coded_date(*written) == expected
