"""Dates in the Western and the Japanese calendar, and birth dates in running text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import numpy as np

from detectors.hits import FieldView, Result, Signals, find_all, make_hits
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

_WESTERN = (
    r"(?P<y>(?:18|19|20)\d\d)"
    r"(?:(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})| ?年 ?(?P<jm>\d{1,2}) ?月 ?(?P<jd>\d{1,2}) ?日)"
)
_COMPACT = r"(?P<cy>(?:18|19|20)\d\d)(?P<cm>0[1-9]|1[0-2])(?P<cd>0[1-9]|[12]\d|3[01])"
_DAY_FIRST = r"(?P<a>\d{1,2})(?P<t>[-/.])(?P<b>\d{1,2})(?P=t)(?P<ey>(?:18|19|20)\d\d)"
_NAMED = (
    rf"(?:(?P<nd>\d{{1,2}})(?:st|nd|rd|th)?[ /-](?P<nm>{_MONTH_NAMES})[ ,/-]{{1,3}}(?P<ny>(?:18|19|20)\d\d)"
    rf"|(?P<nm2>{_MONTH_NAMES}) (?P<nd2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<ny2>(?:18|19|20)\d\d))"
)
_WAREKI = (
    r"(?P<era>令和|平成|昭和|大正|明治|[㋿㍻㍼㍽㍾]|(?<![A-Za-z0-9.])[RHSTMrhstm]) ?(?P<wy>元|\d{1,2}) ?(?:年|[./-]) ?"
    r"(?P<wm>\d{1,2}) ?(?:月|[./-]) ?(?P<wd>\d{1,2}) ?日?"
)
_ANY = rf"(?:{_WESTERN}|{_WAREKI}|{_NAMED}|{_DAY_FIRST}|{_COMPACT})"
_TIME = r"(?:[T :](?P<clock>\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?"
_CELL = re.compile(rf"\s*{_ANY}{_TIME}(?:生(?:まれ)?)?\s*", re.IGNORECASE)
_LONGEST_CELL = 40
_TEXT_DATE = re.compile(rf"(?<![0-9]){_ANY}(?![0-9])", re.IGNORECASE)
_LONGEST_DATE = 24
# What a date of birth is announced by: a literal (found first, fast) and what may stand between it and the date.
_BIRTH_WORDS = (
    "生年月日",
    "誕生日",
    "出生日",
    "生まれ",
    "birth",
    "Birth",
    "BIRTH",
    "born",
    "Born",
    "BORN",
    "dob",
    "DOB",
)
_BEFORE = re.compile(
    r"(?:[ _-]?(?:date|day))?(?: on)?(?![A-Za-z])[\"'”」)）]{0,2}[\s:=は,、が\"'“「(（]{0,6}", re.IGNORECASE
)
_AFTER = re.compile(r"\s?(?:に|の)?(?:生まれ|誕生|生(?![年産活涯徒命]))")
_DAY_BEFORE_BORN = re.compile(r"[日0-9]\s?(?:に|の)?$")


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
    years: Counter[str] = Counter()
    chosen, timed = [], 0
    for cell, match, day in _date_cells(cells):
        weight = int(cells.weights[cell])
        chosen.append(cell)
        years[f"year:{day.year}"] += weight
        clock = match["clock"]
        timed += weight if clock and clock.strip("0:.") else 0
    if chosen:
        yield Signals("date", np.array(chosen, dtype=np.int64), {**years, "timed": timed})


def _date_cells(cells: Cells) -> Iterator[tuple[int, re.Match[str], date]]:
    """Cells that are a date as a whole."""
    values, digits, lengths = cells.values(), cells.digits, cells.lengths
    # Every form has two digits at least, and more than eight only with a time of day; digits alone are eight.
    likely = (lengths >= 5) & (lengths <= _LONGEST_CELL) & (digits >= 2) & ((digits < lengths) | (lengths == 8))
    likely &= (digits <= 8) | cells.holding(":")
    for cell in np.flatnonzero(likely).tolist():
        match = _CELL.fullmatch(values[cell])
        if match and (day := read_date(match)):
            yield cell, match, day


def find_birth_dates(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Dates in running text that are said to be of birth, and whole cells where the name says so."""
    if not len(cells.runs) and "元" not in cells.characters:
        return
    text = cells.text
    spans = {(match.start(), match.end()): True for match in _find_announced(text)}
    if "生" in cells.characters:
        spans |= {(match.start(), match.end()): True for match in _find_followed(text)}
    if view.hinted(BIRTH_DATE) >= 0.5:
        for cell, _, _ in _date_cells(cells):
            spans.setdefault((int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1), False)
    if hits := make_hits(BIRTH_DATE, [(start, end, strong) for (start, end), strong in sorted(spans.items())]):
        yield hits


def _find_announced(text: str) -> Iterator[re.Match[str]]:
    """Dates after a word for birth."""
    for word in _BIRTH_WORDS:
        for at in find_all(text, word):
            between = _BEFORE.match(text, at + len(word))
            match = _TEXT_DATE.match(text, between.end()) if between else None
            if match and read_date(match):
                yield match


def _find_followed(text: str) -> Iterator[re.Match[str]]:
    """Dates before 生まれ or 生."""
    for at in find_all(text, "生"):
        if not _DAY_BEFORE_BORN.search(text, max(0, at - 3), at):
            continue
        for match in _TEXT_DATE.finditer(text, max(0, at - _LONGEST_DATE), at):
            if _AFTER.match(text, match.end()) and read_date(match):
                yield match


assert SEPARATOR not in _CELL.pattern
