"""Dates in the Western and the Japanese calendar, and birth dates in running text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import numpy as np

from detectors.hits import FieldView, Result, Signals, make_hits
from detectors.text import SEPARATOR, Cells

BIRTH_DATE = "personal.birth_date"

# First and last day of each era (Gregorian), from the cabinet orders that named them.
_ERAS = {
    "令和": (2018, date(2019, 5, 1), date(9999, 12, 31)),
    "平成": (1988, date(1989, 1, 8), date(2019, 4, 30)),
    "昭和": (1925, date(1926, 12, 25), date(1989, 1, 7)),
    "大正": (1911, date(1912, 7, 30), date(1926, 12, 24)),
    "明治": (1867, date(1868, 1, 25), date(1912, 7, 29)),
}
_ERA_SIGNS = {
    "R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治",
    "㋿": "令和", "㍻": "平成", "㍼": "昭和", "㍽": "大正", "㍾": "明治",
}  # fmt: skip
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_MONTH_NAMES = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"

_WESTERN = r"(?P<y>(?:18|19|20)\d\d)(?:(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})| ?年 ?(?P<jm>\d{1,2}) ?月 ?(?P<jd>\d{1,2}) ?日)"
_COMPACT = r"(?P<cy>(?:18|19|20)\d\d)(?P<cm>0[1-9]|1[0-2])(?P<cd>0[1-9]|[12]\d|3[01])"
_DAY_FIRST = r"(?P<a>\d{1,2})(?P<t>[-/.])(?P<b>\d{1,2})(?P=t)(?P<ey>(?:18|19|20)\d\d)"
_NAMED = (
    rf"(?:(?P<nd>\d{{1,2}})(?:st|nd|rd|th)?[ -](?P<nm>{_MONTH_NAMES})[ ,-]+(?P<ny>(?:18|19|20)\d\d)"
    rf"|(?P<nm2>{_MONTH_NAMES}) (?P<nd2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<ny2>(?:18|19|20)\d\d))"
)
_WAREKI = (
    r"(?P<era>令和|平成|昭和|大正|明治|[㋿㍻㍼㍽㍾]|(?<![A-Za-z0-9.])[RHSTMrhstm]) ?(?P<wy>元|\d{1,2}) ?(?:年|[./-]) ?"
    r"(?P<wm>\d{1,2}) ?(?:月|[./-]) ?(?P<wd>\d{1,2}) ?日?"
)
_ANY = rf"(?:{_WESTERN}|{_WAREKI}|{_NAMED}|{_DAY_FIRST}|{_COMPACT})"
_TIME = r"(?:[T ](?P<clock>\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)(?:Z|[+-]\d\d:?\d\d)?)?"
_CELL = re.compile(rf"\s*{_ANY}{_TIME}(?:生(?:まれ)?)?\s*", re.IGNORECASE)
_TEXT_DATE = re.compile(rf"(?<![0-9]){_ANY}(?![0-9])", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:生年月日|誕生日|出生日|生まれ|birth ?-?_?(?:date|day)|date ?-?_?of ?-?_?birth|\bdob\b|\bborn(?: on)?)"
    r"[\"'”」)）]{0,2}[\s　:：=は,、はが\"'“「(（]{0,6}",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s?(?:に|の)?(?:生まれ|誕生|生(?![年産活涯徒命]))")


def read_date(match: re.Match[str]) -> date | None:
    """The day that a match of this module's patterns names; None when there is no such day."""
    part = match.groupdict()
    try:
        if part["era"]:
            return _read_wareki(part)
        if part["ey"]:
            first, second = int(part["a"]), int(part["b"])
            month, day = (second, first) if first > 12 else (first, second)
            return date(int(part["ey"]), month, day) if max(month, day) <= 31 else None
        if part["nm"] or part["nm2"]:
            month = _MONTHS[(part["nm"] or part["nm2"])[:3].lower()]
            return date(int(part["ny"] or part["ny2"]), month, int(part["nd"] or part["nd2"]))
        year = part["y"] or part["cy"]
        return date(int(year), int(part["m"] or part["jm"] or part["cm"]), int(part["d"] or part["jd"] or part["cd"]))
    except ValueError:
        return None


def _read_wareki(part: dict[str, str]) -> date | None:
    """A Japanese-calendar date. A year past the end of its era (昭和65年) occurs in real data and is read on."""
    era = _ERA_SIGNS.get(part["era"].upper(), part["era"])
    offset, first, last = _ERAS[era]
    year = 1 if part["wy"] == "元" else int(part["wy"])
    day = date(offset + year, int(part["wm"]), int(part["wd"]))
    slack = 400  # days: a date written in the era that ended during the year before
    return day if (day - first).days >= 0 and (day - last).days <= slack else None


def find_dates(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells that are a date as a whole: how many, how many carry a time of day, and in which years they lie
    (counted by year: that tells birth dates from entry dates)."""
    if view.field.type not in ("text", "date", "datetime", "integer") or not len(cells):
        return
    values = cells.values()
    sample = values[:: max(1, len(values) // 50)]
    if sum(_CELL.fullmatch(value) is not None for value in sample) * 5 < len(sample):
        return
    years: Counter[str] = Counter()
    chosen, timed = [], 0
    for cell, value in enumerate(values):
        match = _CELL.fullmatch(value) if len(value) <= 40 else None
        day = read_date(match) if match else None
        if match and day:
            weight = int(cells.weights[cell])
            chosen.append(cell)
            years[f"year:{day.year}"] += weight
            clock = match["clock"]
            timed += weight if clock and clock.strip("0:.") else 0
    if chosen:
        yield Signals("date", np.array(chosen, dtype=np.int64), {**years, "timed": timed})


def find_birth_dates(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Dates in running text that are said to be of birth, and whole cells where the name says so."""
    spans: list[tuple[int, int, bool]] = []
    if view.hinted(BIRTH_DATE) >= 0.5:
        for cell, value in enumerate(cells.values()):
            match = _CELL.fullmatch(value) if len(value) <= 40 else None
            if match and read_date(match):
                start = int(cells.starts[cell])
                spans.append((start, start + len(value), False))
    text = cells.text
    for said in _BEFORE.finditer(text):
        match = _TEXT_DATE.match(text, said.end())
        if match and read_date(match):
            spans.append((match.start(), match.end(), True))
    if "生" in cells.characters:
        for match in _TEXT_DATE.finditer(text):
            if _AFTER.match(text, match.end()) and read_date(match):
                spans.append((match.start(), match.end(), True))
    seen = {span[:2]: span for span in sorted(spans)}
    if hits := make_hits(BIRTH_DATE, seen.values()):
        yield hits


assert SEPARATOR not in _CELL.pattern
