"""Dates in the Western and the Japanese calendar, as whole cells; the forms that they have in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache

import numpy as np

from detectors.eras import ERA_NAMES, NUMERALS, read_coded_date, read_era_date, read_number
from detectors.hits import FieldView, Result, Signals
from detectors.text import SEPARATOR, SPACES, Bools, Cells, Ints, is_digit, is_one_of, may_become

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
DATE_IN_TEXT = re.compile(rf"(?<![0-9]){_ANY}(?![0-9])", re.IGNORECASE)
HINTED = 0.5
_CODED = re.compile(r"([1-57-9])[-./ ]?(\d{2})[-./]?(\d{2})[-./]?(\d{2})")
_TWO_DIGITS = re.compile(r"(\d{2})(?:[-./](\d{1,2})[-./](\d{1,2})|(\d{2})(\d{2}))")
_TRAVEL = re.compile(rf"(\d{{1,2}})[- ]?({'|'.join(_MONTHS)})[- ]?((?:19|20)?\d{{2}})", re.IGNORECASE)
_YEAR = re.compile(r"(?P<y>(?:18[6-9]|19\d|20\d)\d)(?:年|[-/.年]?(?:0?[1-9]|1[0-2])月?)?")


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
    dates = dates_of(cells, view)
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


def dates_of(cells: Cells, view: FieldView) -> _DateCells:
    """Cells that are a date; in a field that is called a date of birth also those in short forms."""
    dates = _date_cells(cells)
    if view.hinted(BIRTH_DATE) < HINTED:
        return dates
    among = (cells.lengths >= 4) & (cells.lengths <= 11) & (cells.digits >= 3)
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
    digits of the year (83/03/02, 02MAR83), no day (198303), the year alone."""
    today = datetime.now(UTC).year
    if match := _YEAR.fullmatch(value):
        return int(match["y"]) if int(match["y"]) <= today else None
    try:
        if match := _CODED.fullmatch(value):
            found = read_coded_date(*match.groups())
            return found.year if found else None
        if match := _TRAVEL.fullmatch(value):
            year = int(match[3]) + (0 if len(match[3]) == 4 else 2000 if 2000 + int(match[3]) <= today else 1900)
            return date(year, _MONTHS[match[2].lower()], int(match[1])).year
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
    if not rest.any():
        none = np.zeros(0, dtype=np.int64)
        return _DateCells(none, none, none > 0)
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
    likely = (lengths >= 5) & (lengths <= _LONGEST_CELL) & ((digits < lengths) | (lengths == 8))
    likely &= (digits >= 2) | (cells.holding("年") & cells.holding("日"))
    likely &= (digits <= 8) | cells.holding(":")
    likely &= may_become(_FIRST)[cells.first]
    likely = np.asarray(likely, dtype=np.bool_)
    if not likely.any():
        return likely
    chosen = np.flatnonzero(likely)
    likely[chosen] = _may_begin(cells, chosen)
    # Without a letter a date is one run of digits or three.
    plain = (np.diff(cells.first_runs) >= 3) | (digits == lengths) | cells.beyond_ascii
    if (likely & ~plain).any():
        likely &= plain | cells.holding_any(_LETTER)
    return likely


_ALPHABET = 26


@cache
def _month_starts() -> Bools:
    """Three letters (0 to 25 each) as one number -> whether a month begins with them."""
    table: Bools = np.zeros(_ALPHABET**3, dtype=np.bool_)
    for name in _MONTHS:
        first, second, third = (ord(letter) - ord("a") for letter in name)
        table[(first * _ALPHABET + second) * _ALPHABET + third] = True
    return table


def _may_begin(cells: Cells, chosen: Ints) -> Bools:
    """Of cells of three characters and more, those that a letter begins as one does the name of a month or an era
    (``R5``), and those that a number begins behind which a date may go on."""
    start = cells.starts[chosen]
    codes = np.stack([cells.codes[start + place].astype(np.int64) for place in range(3)])
    lower = np.where((codes >= 65) & (codes <= 90), codes + 32, codes)
    lettered = (lower >= 97) & (lower <= 122)
    first, second, third = np.where(lettered, lower - 97, 0)
    named = lettered.all(axis=0) & _month_starts()[(first * _ALPHABET + second) * _ALPHABET + third]
    named |= is_one_of(lower[0], "rhstm") & ~lettered[1]
    numbered = is_digit(codes[0].astype(np.uint32))
    run = np.minimum(cells.first_runs[chosen], max(len(cells.runs) - 1, 0))
    goes_on = numbered.copy()
    if numbered.any():
        after = cells.runs.after[run]
        goes_on &= (cells.runs.length[run] == 8) | is_one_of(after, "-/. sSnNrRtT") | (after > 127)
    # What is no letter and no digit is passed over, or begins an era or a year in kanji.
    return np.asarray(named | goes_on | ~(lettered[0] | numbered), dtype=np.bool_)


assert SEPARATOR not in _CELL.pattern
