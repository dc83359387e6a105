"""Dates in the Western and the Japanese calendar, and birth dates in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

import numpy as np

from detectors.context import find_words, load_words
from detectors.eras import ERA_NAMES, NUMERALS, read_coded_date, read_era_date, read_number
from detectors.hits import FieldView, Result, Signals, find_all, hit_cells, make_hits
from detectors.text import SEPARATOR, SPACES, Bools, Cells, Ints, may_become

BIRTH_DATE = "personal.birth_date"

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
_KANJI = "[〇零一二三四五六七八九十]{1,3}"
_WAREKI = (
    rf"(?P<era>令和|平成|昭和|大正|明治|[㋿㍻㍼㍽㍾]|(?<![A-Za-z0-9.])[RHSTMrhstm]) ?"
    rf"(?P<wy>元|\d{{1,2}}|{_KANJI}) ?(?:年|[./-]) ?"
    rf"(?P<wm>\d{{1,2}}|{_KANJI}) ?(?:月|[./-]) ?(?P<wd>\d{{1,2}}|{_KANJI}) ?日?"
)
_WRITTEN = rf"(?P<ky>[〇零一二三四五六七八九]{{4}}) ?年 ?(?P<km>{_KANJI}) ?月 ?(?P<kd>{_KANJI}) ?日"
_ANY = rf"(?:{_WESTERN}|{_WAREKI}|{_NAMED}|{_DAY_FIRST}|{_COMPACT}|{_WRITTEN})"
_TIME = r"(?:[T :](?P<clock>\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?"
_CELL = re.compile(rf"\s*{_ANY}{_TIME}(?:生(?:まれ)?)?\s*", re.IGNORECASE)
_LONGEST_CELL = 40
# What a cell that is a date begins with: a digit, an era, a number in kanji, the name of a month (or
# a space, which is passed over).
_FIRST = SPACES | frozenset("0123456789") | {name[0].lower() for name in (*_MONTHS, *ERA_NAMES, *NUMERALS)}
_TEXT_DATE = re.compile(rf"(?<![0-9]){_ANY}(?![0-9])", re.IGNORECASE)
_LONGEST_DATE = 24
_HINTED = 0.5
_CODED = re.compile(r"([1-57-9])[-./ ]?(\d{2})[-./]?(\d{2})[-./]?(\d{2})")
_TWO_DIGITS = re.compile(r"(\d{2})(?:[-./](\d{1,2})[-./](\d{1,2})|(\d{2})(\d{2}))")
_YEAR = re.compile(r"(?P<y>(?:18[6-9]|19\d|20\d)\d)(?:年|[-/.年]?(?:0?[1-9]|1[0-2])月?)?")
# What a date of birth is announced by, and what may stand between that and the date.
_BIRTH_WORDS = load_words("birth")
_BEFORE = re.compile(
    r"(?:[ _-]?(?:date|day))?(?: on)?(?![A-Za-z])(?:\([^()\x1a0-9]{1,8}\))?"
    r"[\"'”」)）]{0,2}(?:(?!\x1a)[\s:=は,、が\"'“「(（]){0,6}",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[^\S\x1a]?(?:に|の)?(?:生まれ|誕生|生(?![年産活涯徒命]))")
_DAY_BEFORE_BORN = re.compile(r"[日0-9][^\S\x1a]?(?:に|の)?$")


def read_date(match: re.Match[str]) -> date | None:
    """The day that a match of this module's patterns names; None when there is no such day."""
    part = match.groupdict()
    try:
        if part["era"]:
            return read_era_date(part["era"], part["wy"], part["wm"], part["wd"])
        if part["ky"]:
            return date(*(read_number(part[key]) for key in ("ky", "km", "kd")))
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


def find_dates(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells that are a date as a whole: how many, how many carry a time of day, and in which years they lie
    (counted by year: that tells birth dates from entry dates)."""
    if view.field.type not in ("text", "date", "datetime", "integer") or not len(cells):
        return
    dates = _dates_of(cells, view)
    if len(dates.cell):
        weights = cells.weights[dates.cell]
        counts = np.bincount(dates.year, weights)
        years = {f"year:{year}": int(counts[year]) for year in np.flatnonzero(counts).tolist()}
        yield Signals("date", dates.cell, {**years, "timed": int(weights[dates.timed].sum())})


@dataclass(frozen=True, eq=False)
class _DateCells:
    """Cells that are a date as a whole, in order: their year (Gregorian) and whether a time of day other than
    midnight stands with it."""

    cell: Ints
    year: Ints
    timed: Bools


def _dates_of(cells: Cells, view: FieldView) -> _DateCells:
    """Cells that are a date; in a field that is called a date of birth also those in short forms."""
    dates = _date_cells(cells)
    if view.hinted(BIRTH_DATE) < _HINTED:
        return dates
    among = (cells.lengths >= 4) & (cells.lengths <= 10) & (cells.digits >= 4)
    among[dates.cell] = False
    values = cells.values()
    short = [(cell, year) for cell in np.flatnonzero(among).tolist() if (year := _read_short(values[cell].strip()))]
    if not short:
        return dates
    table = np.array(short, dtype=np.int64)
    cell = np.concatenate((dates.cell, table[:, 0]))
    order = np.argsort(cell)
    years = np.concatenate((dates.year, table[:, 1]))
    timed = np.concatenate((dates.timed, np.zeros(len(table), dtype=np.bool_)))
    return _DateCells(cell[order], years[order], timed[order])


def _read_short(value: str) -> int | None:
    """The year of a date in a form that means one only where the field says so: era as a number (4-580302), two
    digits of the year (83/03/02), no day (198303), the year alone."""
    today = datetime.now(UTC).year
    if match := _YEAR.fullmatch(value):
        return int(match["y"]) if int(match["y"]) <= today else None
    try:
        if match := _CODED.fullmatch(value):
            found = read_coded_date(*match.groups())
            return found.year if found else None
        if match := _TWO_DIGITS.fullmatch(value):
            numbers = [int(one) for one in match.groups() if one]
            return date(numbers[0] + (2000 if 2000 + numbers[0] <= today else 1900), *numbers[1:]).year
    except ValueError:
        return None
    return None


# Two detectors ask for the same buffer, one after the other.
@lru_cache(maxsize=1)
def _date_cells(cells: Cells) -> _DateCells:
    """Cells that are a date as a whole: the usual forms with whole-array operations, the others one by one."""
    parts, rest = [], _may_be_dates(cells)
    for form in (_DAY, _BARE, _MOMENT):
        known, found = _read_form(cells, form, rest)
        rest[known] = False
        parts.append(found)
    listed = [
        (cell, day.year, bool(match["clock"] and match["clock"].strip("0:.")))
        for cell in np.flatnonzero(rest).tolist()
        if (match := _CELL.fullmatch(cells.values()[cell])) and (day := read_date(match))
    ]
    table = np.array(listed, dtype=np.int64).reshape(-1, 3)
    parts.append(_DateCells(table[:, 0], table[:, 1], table[:, 2].astype(np.bool_)))
    cell = np.concatenate([part.cell for part in parts])
    order = np.argsort(cell)
    year, timed = (np.concatenate(column)[order] for column in zip(*((p.year, p.timed) for p in parts), strict=True))
    return _DateCells(cell[order], year, timed)


# Forms of fixed length (9 stands for a digit, - for one of its three separators, the same one twice).
_DAY, _BARE, _MOMENT = "9999-99-99", "99999999", "9999-99-99T99:99:99"
_MARK_CODES = {mark: [ord(one) for one in marks] for mark, marks in (("-", "-/."), ("T", "T :"), (":", ":"))}
_DAYS_IN_MONTH = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)


def _read_form(cells: Cells, form: str, among: Bools) -> tuple[Ints, _DateCells]:
    """The cells that have a form, and those of them that are a day of the calendar in 1800 to 2099. What the
    expressions of this module say of these forms, without a look at each cell."""
    known = np.flatnonzero(among & (cells.lengths == len(form)))
    if not known.size:
        return known, _DateCells(known, known, known > 0)
    codes = cells.codes[cells.starts[known][:, None] + np.arange(len(form))].astype(np.int64)
    fits: Bools = np.ones(len(known), dtype=np.bool_)
    for place, mark in enumerate(form):
        column = codes[:, place]
        fits &= (column >= 48) & (column <= 57) if mark == "9" else np.isin(column, _MARK_CODES[mark])
    if form != _BARE:
        fits &= codes[:, 4] == codes[:, 7]
    known, codes = known[fits], codes[fits] - 48
    places = [place for place, mark in enumerate(form) if mark == "9"]
    year = codes[:, places[:4]] @ np.array([1000, 100, 10, 1])
    month, day = (codes[:, places[low : low + 2]] @ np.array([10, 1]) for low in (4, 6))
    good = (year >= 1800) & (year <= 2099) & (month >= 1) & (month <= 12) & (day >= 1)
    good &= day <= _DAYS_IN_MONTH[np.minimum(month, 12)]
    good &= (month != 2) | (day < 29) | (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    timed = codes[:, places[8:]].any(axis=1)
    return known, _DateCells(known[good], year[good], timed[good])


_LETTER = np.zeros(0x110000, dtype=np.bool_)
_LETTER[[*range(65, 91), *range(97, 123)]] = True


def _may_be_dates(cells: Cells) -> Bools:
    """Cells of a length and with as many digits as a date has."""
    digits, lengths = cells.digits, cells.lengths
    # Every form has two digits at least, and more than eight only with a time of day; digits alone are eight.
    numbered = (digits >= 2) | (cells.holding("年") & cells.holding("日"))
    likely = (lengths >= 5) & (lengths <= _LONGEST_CELL) & numbered & ((digits < lengths) | (lengths == 8))
    likely &= may_become(_FIRST)[cells.first]
    # Without a letter a date is one run of digits or three.
    parts = np.bincount(cells.cell_of(cells.runs.start), minlength=len(cells))
    plain = (parts >= 3) | (digits == lengths) | cells.beyond_ascii
    if (likely & ~plain).any():
        likely &= plain | cells.holding_any(_LETTER)
    return np.asarray(likely & ((digits <= 8) | cells.holding(":")))


def find_birth_dates(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Dates in running text that are said to be of birth, and whole cells where the name says so."""
    if not len(cells.runs) and "年" not in cells.characters:
        return
    spans = {match.span() for match in _find_announced(cells)}
    if "生" in cells.characters:
        spans |= {match.span() for match in _find_followed(cells.text)}
    whole = hit_cells(BIRTH_DATE, cells, _dates_of(cells, view).cell) if view.hinted(BIRTH_DATE) >= _HINTED else None
    if whole and not spans:
        yield whole
    elif spans:
        weak = set(zip(whole.start.tolist(), whole.end.tolist(), strict=True)) - spans if whole else set()
        listed = [(start, end, (start, end) in spans) for start, end in sorted(spans | weak)]
        if hits := make_hits(BIRTH_DATE, listed):
            yield hits


def _find_announced(cells: Cells) -> Iterator[re.Match[str]]:
    """Dates after a word for birth."""
    text = cells.text
    for end in find_words(cells, _BIRTH_WORDS).end.tolist():
        between = _BEFORE.match(text, end)
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
