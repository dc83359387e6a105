"""Dates of both calendars as whole cells, and dates that are said to be of birth."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors import dates
from detectors.birth_dates import find_birth_dates
from detectors.dates import BIRTH_DATE, find_dates
from detectors.hits import Detect, Signals
from tests.detection import BAIT, SLOWEST, cells_of, find_one, signals_of, time_bait, view_of


def years_of(*texts: str) -> dict[str, int]:
    """What the date signal says beside the cells."""
    extras = [dict(result.extra) for result in find_dates(cells_of(*texts), view_of()) if isinstance(result, Signals)]
    return extras[0] if extras else {}


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("1980-01-31", 1980),
        ("1980/1/31", 1980),
        ("1980.01.31", 1980),
        ("１９８０年１月３１日", 1980),
        ("1980年 1月31日生まれ", 1980),
        ("19800131", 1980),
        ("31/01/1980", 1980),
        ("01/31/1980", 1980),
        ("31 Jan 1980", 1980),
        ("January 31st, 1980", 1980),
        ("昭和55年1月31日", 1980),
        ("昭和５５年１月３１日生", 1980),
        ("S55.1.31", 1980),
        ("s55/01/31", 1980),
        ("令和元年5月1日", 2019),
        ("平成31年4月30日", 2019),
        ("㍻2年3月4日", 1990),
        ("昭和64年1月7日", 1989),
        ("昭和65年1月7日", 1990),
        ("明治45年7月29日", 1912),
        ("昭和五十八年三月二日", 1983),
        ("平成元年一月八日生", 1989),
        ("一九八三年三月二日", 1983),
        ("二〇〇一年十二月三十一日", 2001),
        ("1980-01-31T00:00:00Z", 1980),
        ("31/Jan/1980:10:05:03 +0900", 1980),
        ("31-Jan-1980 10:05", 1980),
        ("1980-01-31 12:30:00 +0900", 1980),
    ],
)
def test_dates(text: str, year: int) -> None:
    assert signals_of(find_dates, "x", text, "") == {"date": [1]}
    assert years_of(text)[f"year:{year}"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "1980-02-30",
        "1980-13-01",
        "19801301",
        "1980-01",
        "80",
        "12345678",
        "1780-01-31",
        "2026-11-22-01",
        "平成50年1月1日",
        "大正0年1月1日",
        "令和1年4月30日",
        "v1.R5.4.1",
        "03-1234-5678",
        "090-1980-0131",
        "1980-01-31 に入社した人の一覧表をここに置きました。読んでください。",
        "version 1980.1",
        "",
    ],
)
def test_no_dates(text: str) -> None:
    assert signals_of(find_dates, text, "x") == {}


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("4-010203", 1989),
        ("3580302", 1983),
        ("5-05.04.01", 2023),
        ("83/03/02", 1983),
        ("580302", 1958),
        ("1983", 1983),
        ("198303", 1983),
        ("1983年3月", 1983),
        ("02Mar83", 1983),
        ("22Aug79", 1979),
    ],
)
def test_short_dates_where_the_field_is_called_so(text: str, year: int) -> None:
    called = view_of("生年月日", hints={BIRTH_DATE: 0.9})
    results = [one for one in find_dates(cells_of(text, "未登録"), called) if isinstance(one, Signals)]
    assert [(one.cells.tolist(), dict(one.extra)) for one in results] == [([0], {f"year:{year}": 1, "timed": 0})]
    assert signals_of(find_dates, text) == {}
    assert find_one(find_birth_dates, BIRTH_DATE, text, view=called, strong=False) == [text]


@pytest.mark.parametrize("text", ["6-010203", "991399", "2999", "1-2-3", "12345", "83/03/42"])
def test_no_short_dates(text: str) -> None:
    called = view_of("生年月日", hints={BIRTH_DATE: 0.9})
    assert find_one(find_birth_dates, BIRTH_DATE, text, view=called) == []


def test_years_and_times_are_counted() -> None:
    assert years_of("1980-01-31", "1980-05-01 10:20", "1999-01-01 00:00:00") == {
        "year:1980": 2,
        "year:1999": 1,
        "timed": 1,
    }


@given(st.dates(date(1868, 1, 25), date(2099, 12, 31)))
def test_every_day_since_the_eras_began_is_read(day: date) -> None:
    written = f"{day.year:04}-{day.month:02}-{day.day:02}"
    texts = [written, written.replace("-", ""), f"{day.year}年{day.month}月{day.day}日", f"{day:%d %B %Y}"]
    assert signals_of(find_dates, *texts) == {"date": [0, 1, 2, 3]}
    assert years_of(*texts)[f"year:{day.year}"] == 4


@given(st.dates(date(1989, 1, 8), date(2019, 4, 30)))
def test_every_day_of_an_era_is_read(day: date) -> None:
    assert years_of(f"平成{day.year - 1988}年{day.month}月{day.day}日") == {f"year:{day.year}": 1, "timed": 0}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("生年月日：1980年1月31日", ["1980年1月31日"]),
        ("生年月日は１９８０／０１／３１です", ["１９８０／０１／３１"]),
        ("彼女は昭和55年1月31日生まれの会社員", ["昭和55年1月31日"]),
        ("1980年1月31日に生まれた", ["1980年1月31日"]),
        ("太郎（1980年1月31日生）", ["1980年1月31日"]),
        ("誕生日「1980/1/31」", ["1980/1/31"]),
        ('{"birthDate": "1980-01-31"}', ["1980-01-31"]),
        ("date of birth: 31 Jan 1980", ["31 Jan 1980"]),
        ("DOB 1980-01-31, born on January 31, 1980.", ["1980-01-31", "January 31, 1980"]),
        ("birth_date=1980-01-31", ["1980-01-31"]),
        ("生まれは平成2年3月4日", ["平成2年3月4日"]),
        ("生年月日（和暦）：昭和五十八年三月二日", ["昭和五十八年三月二日"]),
        ("昭和五十八年三月二日生まれの方", ["昭和五十八年三月二日"]),
        ("DateOfBirth: 1980-01-31", ["1980-01-31"]),
    ],
)
def test_birth_dates(text: str, expected: list[str]) -> None:
    assert find_one(find_birth_dates, BIRTH_DATE, text, strong=True) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1980-01-31",
        "1980年1月31日に入社",
        "1980年1月31日生産",
        "生年月日を入力してください",
        "生年月日：未登録",
        "born in 1980",
        "reborn 5",
        "DOB",
        "dobson 1980-01-31",
        "学生 1980-01-31",
        "2026年4月1日生徒会",
    ],
)
def test_no_birth_dates(text: str) -> None:
    assert find_one(find_birth_dates, BIRTH_DATE, text) == []


def test_a_whole_cell_counts_where_the_name_says_so() -> None:
    called = view_of("birthday", hints={BIRTH_DATE: 0.9})
    assert find_one(find_birth_dates, BIRTH_DATE, "S55.1.31", view=called, strong=False) == ["S55.1.31"]
    assert find_one(find_birth_dates, BIRTH_DATE, "未登録", view=called) == []


@pytest.mark.parametrize("bait", ["born", "dates", "birth", "digits", "hyphens", "kanji", "numerals"])
@pytest.mark.parametrize("detect", [find_dates, find_birth_dates])
def test_no_input_is_slow(detect: Detect, bait: str) -> None:
    assert time_bait(detect, BAIT[bait], view_of(hints={BIRTH_DATE: 0.9})) < SLOWEST


@pytest.mark.parametrize("bait", ["昭和五十八年" * 100_000, "生年月日：昭和" * 100_000, "birth(" * 100_000])
def test_no_date_in_kanji_is_slow(bait: str) -> None:
    assert time_bait(find_dates, bait, view_of(hints={BIRTH_DATE: 0.9})) < SLOWEST
    assert time_bait(find_birth_dates, bait) < SLOWEST


_TWO = st.integers(0, 40).map("{:02d}".format)
_MARK = st.sampled_from(["-", "/", ".", "", " "])


@settings(deadline=None)
@given(st.integers(1700, 2150), _TWO, _TWO, _MARK, _MARK, st.sampled_from(["", "T10:20:30", " 00:00:00", ":99:99:99"]))
def test_fixed_forms_are_read_as_the_expressions_read_them(
    year: int, month: str, day: str, mark: str, other: str, clock: str
) -> None:
    text = f"{year}{mark}{month}{other}{day}{clock}"
    match = dates._CELL.fullmatch(text)
    expected = dates.read_date(match) if match else None
    found = dates._date_cells(cells_of(text))
    assert found.year.tolist() == ([expected.year] if expected else [])
    assert bool(np.any(found.timed)) == bool(expected and clock.strip("T :0"))


@pytest.mark.parametrize("texts", [("春に生まれ", "1980-01-31"), ("1980-01-31", "生まれ"), ("birth", "1980-01-31")])
def test_a_word_for_birth_says_nothing_about_the_next_cell(texts: tuple[str, str]) -> None:
    assert list(find_birth_dates(cells_of(*texts), view_of())) == []
