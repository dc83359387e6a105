"""Birth dates in running text: behind a word for birth, before 生まれ, and in records of a person without any word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np

from detectors.context import find_words, load_words
from detectors.dates import BIRTH_DATE, DATE_IN_TEXT, HINTED, dates_of, read_date
from detectors.hits import FieldView, Result, find_all, hit_cells, make_hits
from detectors.text import SEPARATOR, Bools, Cells, Ints, is_one_of

# What a date of birth is announced by, and what may stand between that and the date.
_WORDS = load_words("birth")
_BEFORE = re.compile(
    r"(?:[ _-]?(?:date|day))?(?: on)?(?![A-Za-z])(?:\([^()\x1a0-9]{1,8}\))?"
    r"[\"'”」』】)）\]|>]{0,3}(?:[?!.] ?(?:it'?s|is|was)|:? (?:is|was)(?= ))?"
    r"(?:(?!\x1a)[\s:=は,、が\"'“「(（|→>]){0,6}",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[^\S\x1a]?(?:に|の)?(?:生まれ|誕生|生(?![年産活涯徒命]))")
_DAY_BEFORE_BORN = re.compile(r"[日0-9][^\S\x1a]?(?:に|の)?$")
_LONGEST = 24
# The date that was wrong: 13 Apr 1973, not 26 Sep 1945.
_ANOTHER = re.compile(r"[,.、]? ?(?:\(?(?:not|instead of|旧|誤)[ :]{0,2}|→ ?|-> ?|から ?)", re.IGNORECASE)
# Letters that a scanner reads in the place of a digit, beside digits.
_MISREAD = re.compile(r"(?<=[0-9年月和成正./-])[lIOo](?=[0-9年月日./-])|(?<=[0-9年月./-])[lIOo]$")
_DIGITS = {ord("l"): "1", ord("I"): "1", ord("O"): "0", ord("o"): "0"}

# --- records: lines of a person's data with nothing but marks between -------------------------------------

_LINE = 400
_SHORTEST_RECORD = 24
_YOUNGEST, _OLDEST = 12, 110
# What stands right before such a date, and behind it.
_OPENED = re.compile(r"(?:[\t,|\[(\"'、]|[\t,|\[(\"'、] ?|[^\W\d_A-Za-z] |[0-9] )$")
_CLOSED = re.compile(r"[\"'\])]{0,2}(?:[\t,|\])、\n\x1a]| [^0-9:]|$)")
# A word for another day, time or thing right before it.
_OTHER_DAY = re.compile(
    r"(?i)(?:日|日付|時|限|期|間|年度|開始|終了|設立|創業|創立|竣工|築|建築?|製造|発売|制定|公布|施行|改訂|改正|更新|昇格|年月|入社|退社|現在"
    r"|since|from|until|to|on|by|in|of|at|date|day|time|created|updated|issued|built|founded|joined|hired|expires?)"
    r"[\s:=は\"'|\]】>]{0,4}$"
)
# What only lines about a person have.
_PERSON = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}\.\w|0[5-9]0-?\d{4}-?\d{4}|\([2-9]\d\d\) ?\d{3}-\d{4}"
    r"|[\t|,\"' ](?:女性?|男性?|[Ff]emale|[Mm]ale)[\t|,\"' ]|[ァ-ヺー]{2,8}[ \u3000][ァ-ヺー]{2,8}[\]\t,|\"' ]"
    r"|氏名|被保険者|年金番号|免許証|名簿|世帯|血液型|[一-鿿](?:様|さん)(?![一-鿿])|患者|フリガナ"
    r"|(?i:pension|passport|licen[cs]e|patient|dob|birth)"
)


def find_birth_dates(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Dates in running text that are said to be of birth or stand in the record of a person, and whole cells where the
    name says so."""
    if not len(cells.runs) and "年" not in cells.characters:
        return
    spans = set(_find_announced(cells))
    if "生" in cells.characters:
        spans |= set(_find_followed(cells.text))
    if view.kind != "access-log":
        spans |= set(_find_in_records(cells, {int(cell) for cell in cells.cell_of([start for start, _ in spans])}))
    whole = hit_cells(BIRTH_DATE, cells, dates_of(cells, view).cell) if view.hinted(BIRTH_DATE) >= HINTED else None
    if whole and not spans:
        yield whole
    elif spans:
        weak = set(zip(whole.start.tolist(), whole.end.tolist(), strict=True)) - spans if whole else set()
        listed = [(start, end, (start, end) in spans) for start, end in sorted(spans | weak)]
        if hits := make_hits(BIRTH_DATE, listed):
            yield hits


def _find_announced(cells: Cells) -> Iterator[tuple[int, int]]:
    """Dates after a word for birth."""
    text = cells.text
    for end in find_words(cells, _WORDS).end.tolist():
        between = _BEFORE.match(text, end)
        start = between.end() if between else end
        if (last := _read(text, start)) is None:
            continue
        yield start, last
        another = _ANOTHER.match(text, last)
        if another and (second := _read(text, another.end())):
            yield another.end(), second


def _read(text: str, start: int) -> int | None:
    """The end of the date that begins here; None when there is none. Letters that were read for digits are allowed."""
    match = DATE_IN_TEXT.match(text, start)
    if match is None:
        window = text[start : start + _LONGEST].partition(SEPARATOR)[0]
        clean = _MISREAD.sub(lambda letter: letter[0].translate(_DIGITS), window)
        if clean == window or (match := DATE_IN_TEXT.match(clean)) is None:
            return None
        return start + match.end() if read_date(match) else None
    return match.end() if read_date(match) else None


def _find_followed(text: str) -> Iterator[tuple[int, int]]:
    """Dates before 生まれ or 生."""
    for at in find_all(text, "生"):
        if not _DAY_BEFORE_BORN.search(text, max(0, at - 3), at):
            continue
        for match in DATE_IN_TEXT.finditer(text, max(0, at - _LONGEST), at):
            if _AFTER.match(text, match.end()) and read_date(match):
                yield match.span()


def _find_in_records(cells: Cells, told: set[int]) -> Iterator[tuple[int, int]]:
    """In a line with a person's other data, the oldest of the dates that nothing names (and those of the same day), if
    somebody can have been born then: rows of tables and lists that were written into a log or a mail."""
    today, text = datetime.now(UTC).year, cells.text
    lines: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for at in _old_dates(cells).tolist():
        match = DATE_IN_TEXT.match(text, at)
        found = read_date(match) if match else None
        if match is None or found is None or not today - _OLDEST <= found.year <= today - _YOUNGEST:
            continue
        if not _CLOSED.match(text, match.end()):
            continue
        low, high = max(_line_start(text, at), at - _LINE), min(_line_end(text, at), at + _LINE)
        before = text[max(low, at - 12) : at]
        if (before and not _OPENED.search(before)) or _OTHER_DAY.search(before):
            continue
        lines.setdefault((low, high), []).append((found.toordinal(), *match.span()))
    for (low, high), dates in lines.items():
        if int(cells.cell_of(low)) in told or not _PERSON.search(text, low, high):
            continue
        oldest = min(dates)[0]
        yield from ((start, end) for day, start, end in dates if day == oldest)


def _line_start(text: str, at: int) -> int:
    floor = max(0, at - _LINE)
    return max(text.rfind("\n", floor, at), text.rfind(SEPARATOR, floor, at)) + 1


def _line_end(text: str, at: int) -> int:
    ends = [end for mark in ("\n", SEPARATOR) if (end := text.find(mark, at, at + _LINE)) >= 0]
    return min(ends, default=len(text))


def _old_dates(cells: Cells) -> Ints:
    """Where dates before 2020 may begin, in cells that hold more than a date."""
    runs, codes = cells.runs, cells.codes
    if not len(runs) or not (cells.lengths >= _SHORTEST_RECORD).any():
        return np.zeros(0, dtype=np.int64)
    parts = []
    years = np.flatnonzero(((runs.length == 4) | (runs.length == 8)) & _begin_with_century(cells))
    named = (runs.length[years] == 8) | is_one_of(runs.gap[years], "-/.") | (runs.after[years] == ord("年"))
    parts.append(runs.start[years[named]])
    last = years[(runs.length[years] == 4) & (years >= 2) & is_one_of(runs.gap[np.maximum(years - 1, 0)], "-/.")]
    parts.append(runs.start[last - 2])
    short = np.flatnonzero((runs.length <= 2) & (is_one_of(runs.gap, "-/.") | (runs.after == ord("年"))))
    eras = runs.start[short[is_one_of(runs.before[short], "和成正SHTsht")]]
    kanji = codes[np.maximum(eras - 1, 0)] > 127
    parts.append(np.maximum(eras - np.where(kanji, 2, 1), 0))
    start = np.unique(np.concatenate(parts))
    return np.asarray(start[cells.lengths[cells.cell_of(start)] >= _SHORTEST_RECORD])


def _begin_with_century(cells: Cells) -> Bools:
    """Digit runs that begin with 19, 200 or 201."""
    codes, start = cells.codes, cells.runs.start
    first, second, third = (codes[np.minimum(start + place, len(codes) - 1)] for place in range(3))
    return np.asarray(
        ((first == 49) & (second == 57)) | ((first == 50) & (second == 48) & ((third == 48) | (third == 49)))
    )
