"""Which rows above a table are titles and header, and the names that they give its columns.

A row counts as header only on evidence: its words are known names of columns, or it is text above columns of
numbers, dates or addresses. Without evidence the table has none, since a row of somebody's data taken for a
header would print that data as the name of a field.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

Cells = Sequence[str]

_TITLE_ROWS = 10
_BODY_ROWS = 200
_LONGEST_NAME = 100
# Kinds of values, the first that matches; what matches none is text.
_KINDS = (
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
    ("url", re.compile(r"https?://\S+")),
    ("ip", re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}")),
    (
        "date",
        re.compile(r"\d{2,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,4}日?)?(?:[T ]\d{1,2}:\d\d\S*)?|\d{1,2}:\d\d(?::\d\d)?"),
    ),
    ("number", re.compile(r"[¥$€£+-]?\d[\d,.]*(?:[eE][+-]?\d+)?[%円]?|[+-]?\.\d+")),
    ("digits", re.compile(r"[+〒]?[\d() -]*\d[\d() -]*\d")),
    ("token", re.compile(r"(?=.*\d)[0-9a-f]{8,}(?:-[0-9a-f]{4,})*|(?=.*\d)[a-z]{1,4}[-_]?\d{3,}")),
)
_IN_BRACKETS = re.compile(r"[(\[].*[)\]]$")
_NUMBER_BEHIND = re.compile(r"\d{1,2}$")
_MAY_BE_VALUE = re.compile(r"@|＠|\d(?:[-() ]?\d){6}")
# A place in the genome by its number in dbSNP: a name of columns with the genotypes of persons.
_POLYMORPHISM = re.compile(r"rs\d{3,10}", re.IGNORECASE)
_ENOUGH_ROWS = 5
_PAIRS_KNOWN = 0.6
_SPLIT_NAME = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]*)+|(?:[A-Z][a-z0-9]+){2,}")


@dataclass(frozen=True, slots=True)
class Header:
    """The names of a table's columns, and how many rows (blank ones not counted) stand above its data.

    ``rows_unseen`` of these, from the first, hold text that is in no name: titles and remarks, and a header in
    which there may be a value.
    """

    names: tuple[str, ...]
    rows_above: int
    rows_unseen: int = 0


@dataclass(frozen=True, slots=True)
class _Words:
    version: int
    whole: frozenset[str]
    endings: tuple[str, ...]


def _load_words() -> _Words:
    table = tomllib.loads(files("connectors").joinpath("header_words.toml").read_text("utf-8"))
    return _Words(
        table["version"],
        frozenset(_plain(word) for word in table["whole"]),
        tuple(_plain(word) for word in table["endings"]),
    )


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-・]", "", unicodedata.normalize("NFKC", name)).casefold()


WORDS = _load_words()


def find_header(rows: Sequence[Cells], width: int) -> Header:
    """The header among the first rows of a table that is ``width`` columns wide; without one, the columns are
    ``#1``, ``#2`` ..., and no row is passed over."""
    start = 0
    while start < min(_TITLE_ROWS, len(rows)) and _is_title(rows[start], width):
        start += 1
    for at in (start, start - 1):  # a header may be one cell short where every data row ends in a delimiter
        header = _header_at(rows, at, width) if 0 <= at < len(rows) else None
        if header is not None:
            return header
    for at in range(start, min(_TITLE_ROWS, len(rows))):  # titles may fill some cells, but the header has words
        if at > start and _is_mostly_known(rows[at]) and (header := _header_at(rows, at, width)) is not None:
            return header
        if sum(1 for cell in rows[at] if cell.strip()) >= width:
            break
    return Header(tuple(f"#{number}" for number in range(1, width + 1)), 0)


def _header_at(rows: Sequence[Cells], at: int, width: int) -> Header | None:
    """The header that begins with this row, if it is one."""
    if not _has_cells(rows[at], width):
        return None
    body = rows[at + 1 : at + 1 + _BODY_ROWS]
    if len(body) > 1 and _is_two_rows(rows[at], body[0], body[1:], width):
        return _name(_joined(rows[at], body[0], width), at, 2)
    if _is_header(rows[at], body) and not _is_first_pair(rows[at], body):
        return _name(_padded(rows[at], width), at, 1)
    return None


def _name(names: Sequence[str], titles: int, header_rows: int) -> Header:
    """The header; a cell that may hold somebody's data gives no name, and is looked at with the titles."""
    safe = [name if not _MAY_BE_VALUE.search(name) or _POLYMORPHISM.fullmatch(name) else "" for name in names]
    above = titles + header_rows
    return Header(_unique(safe), above, titles if safe == list(names) else above)


def _is_first_pair(cells: Cells, body: Sequence[Cells]) -> bool:
    """Whether this is the first row of a sheet of names and values (``氏名, 見本太郎`` above ``電話, ...``): its
    columns would be named by a value."""
    first = [row[0] for row in body if row and row[0].strip()]
    known = sum(1 for cell in first if is_known_name(cell))
    return (
        len(cells) > 1
        and is_known_name(cells[0])
        and len(set(first)) == len(first)
        and 0 < len(first) <= known / _PAIRS_KNOWN
        and not any(is_known_name(cell) for cell in cells[1:])
    )


def _is_mostly_known(cells: Cells) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return sum(1 for cell in filled if is_known_name(cell)) * 2 >= max(len(filled), 1)


def _is_title(cells: Cells, width: int) -> bool:
    if cells[0].startswith("#") and not is_known_name(cells[0].strip("# ")):
        return bool(cells[0].strip("# "))  # a remark; but "#" and "#id" are names
    return width > 1 and (len(cells) < width or sum(1 for cell in cells if cell.strip()) <= 1)


def _has_cells(cells: Cells, width: int) -> bool:
    return len(cells) >= max(width - 1, 1) and sum(1 for cell in cells if cell.strip()) >= min(2, width)


def _is_header(cells: Cells, body: Sequence[Cells]) -> bool:
    """Evidence for minus evidence against, column by column."""
    kinds = [kind_of(cell) for cell in cells]
    if any(kind in ("email", "url", "ip", "date") for kind in kinds) or any(len(c) > _LONGEST_NAME for c in cells):
        return False
    score = sum(_evidence(cell, kinds[at], [row[at] for row in body if at < len(row)]) for at, cell in enumerate(cells))
    return score >= 1


def _evidence(cell: str, kind: str, column: list[str]) -> float:
    """How much one cell speaks for its row being a header, given the column below."""
    below = main_kind(column)
    if not cell.strip():
        return -0.25 if below else 0.0
    if kind == "token" and len(column) >= _ENOUGH_ROWS and kind not in map(kind_of, column):
        return 0.5 if _POLYMORPHISM.fullmatch(cell.strip()) else 0.0  # rs671, PM25: no value below is like it
    if kind != "text":
        return -2.0
    score = 1.0 if below not in ("", "text") else 0.0
    score += 1.5 if is_known_name(cell) else 0.25 if _IDENTIFIER.fullmatch(cell.strip()) else 0.0
    return score - 2.0 if _stem(cell) in map(_stem, column) else score


def _stem(cell: str) -> str:
    """A cell without the number at its end: below ``item1`` comes ``item2``."""
    return _NUMBER_BEHIND.sub("", cell.strip())


def kind_of(cell: str) -> str:
    """What a cell looks like: ``""`` for an empty one, ``"text"`` for what is nothing in particular."""
    value = unicodedata.normalize("NFKC", cell).strip().lower()
    if not value:
        return ""
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(value)), "text")


def main_kind(column: list[str]) -> str:
    """The kind of four in five of the cells that are not empty; ``"text"`` where they differ."""
    kinds = Counter(kind for cell in column if (kind := kind_of(cell)))
    if not kinds:
        return ""
    kind, count = kinds.most_common(1)[0]
    return kind if count >= 0.8 * kinds.total() else "text"


def is_known_name(cell: str) -> bool:
    """Whether a cell is, or ends in, a word that columns are named with."""
    plain = _plain(cell)
    for form in (plain, _IN_BRACKETS.sub("", plain), _NUMBER_BEHIND.sub("", plain)):
        if form in WORDS.whole or form.endswith(WORDS.endings):
            return True
    parts = [part for part in _SPLIT_NAME.split(_CAMEL.sub("_", cell.strip()).lower()) if part]
    return 1 < len(parts) <= 4 and cell.isascii() and parts[-1] in WORDS.whole


def _is_two_rows(upper: Cells, lower: Cells, body: Sequence[Cells], width: int) -> bool:
    """A header of two rows: above, groups over several columns (so with blanks); below, the names in them."""
    width = max(width, len(upper), len(lower))
    above, below = _padded(upper, width), _padded(lower, width)
    if any(kind_of(cell) not in ("", "text") for cell in (*above, *below)):
        return False
    first = next((at for at in range(width) if above[at]), width)
    grouped = any(below[at] and (not above[at] or above[at] == above[at - 1]) and first < at for at in range(1, width))
    complete = all(above[at] or below[at] for at in range(width))
    if not (grouped and complete and _is_header([b or a for a, b in zip(above, below, strict=True)], body)):
        return False
    # The lower row must be one of names by itself: else it is the first row of data below a header with a gap.
    named = [at for at in range(width) if below[at]]
    good = [at for at in named if _evidence(below[at], "text", [row[at] for row in body if at < len(row)]) > 0]
    return len(good) >= 2 and len(good) * 2 >= len(named)


def _joined(upper: Cells, lower: Cells, width: int) -> list[str]:
    width = max(width, len(upper), len(lower))
    names, group = [], ""
    for above, below in zip(_padded(upper, width), _padded(lower, width), strict=True):
        group = above or (group if below else "")
        names.append("/".join(part for part in dict.fromkeys((group, below)) if part))
    return names


def _padded(cells: Cells, width: int) -> list[str]:
    names = [" ".join(cell.split()) for cell in cells]
    return names + [""] * (width - len(names))


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Names that differ: a second ``name`` is ``name#2``, a blank one the number of its column."""
    given: dict[str, None] = {}
    for number, name in enumerate(names, 1):
        key, count = name or f"#{number}", 2
        while key in given:
            key, count = f"{name}#{count}", count + 1
        given[key] = None
    return tuple(given)
