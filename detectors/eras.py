"""The Japanese calendar: eras, their signs and the codes that files use for them, and numbers written in kanji."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

NUMERALS = "〇零一二三四五六七八九十百"

# First and last day of each era (Gregorian), from the cabinet orders that named them, and the year before the first.
_ERAS = {
    "令和": (2018, date(2019, 5, 1), date(9999, 12, 31)),
    "平成": (1988, date(1989, 1, 8), date(2019, 4, 30)),
    "昭和": (1925, date(1926, 12, 25), date(1989, 1, 7)),
    "大正": (1911, date(1912, 7, 30), date(1926, 12, 24)),
    "明治": (1867, date(1868, 1, 25), date(1912, 7, 29)),
}
_SIGNS = {
    "R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治",
    "㋿": "令和", "㍻": "平成", "㍼": "昭和", "㍽": "大正", "㍾": "明治",
}  # fmt: skip
# Health insurance and local government count on; pension and tax media use the odd numbers.
_CODES = {
    "1": ("明治",), "2": ("大正",), "3": ("昭和", "大正"), "4": ("平成",), "5": ("令和", "昭和"), "7": ("平成",),
    "9": ("令和",),
}  # fmt: skip
ERA_NAMES = (*_ERAS, *_SIGNS)
_DIGITS = {mark: value for value, mark in enumerate("〇一二三四五六七八九")} | {"零": 0}
_SLACK = 400
"""Days: a date written in the era that ended during the year before (昭和65年) occurs in real data and is read on."""


def read_number(text: str) -> int:
    """A whole number in ASCII digits or in kanji (三十四, 三四); -1 where it is none."""
    if text.isascii():
        return int(text) if text.isdigit() else -1
    if not {"十", "百"} & set(text):
        return int("".join(str(_DIGITS[mark]) for mark in text)) if set(text) <= set(_DIGITS) else -1
    total, current = 0, 0
    for mark in text:
        if mark in "十百":
            total += max(current, 1) * (10 if mark == "十" else 100)
            current = 0
        elif mark in _DIGITS:
            current = _DIGITS[mark]
        else:
            return -1
    return total + current


def read_era_date(era: str, year: str, month: str, day: str) -> date | None:
    """A date of the Japanese calendar; ``year`` may be 元. None or ValueError where there is no such day."""
    offset, first, last = _ERAS[_SIGNS.get(era.upper(), era)]
    number = 1 if year == "元" else read_number(year)
    found = date(offset + number, read_number(month), read_number(day))
    return found if (found - first).days >= 0 and (found - last).days <= _SLACK else None


def read_coded_date(code: str, year: str, month: str, day: str) -> date | None:
    """A date whose era is a number (4-580302); where two usages differ, the one that gives a day up to today."""
    return _first_past(read_era_date(era, year, month, day) for era in _CODES.get(code, ()))


def _first_past(dates: Iterable[date | None]) -> date | None:
    today = datetime.now(UTC).date()
    return next((one for one in dates if one is not None and one <= today), None)
