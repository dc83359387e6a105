"""Finds the table of a ledger in rows of text, however people have moved its columns and rows.

What the scan needs to know again travels with the ledger as one token for each row: its origin and the marks of its
cells. Tokens hold hashes and names of places, nothing else.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from reports.ledger import Heading, LedgerError, Origin, Row, Sheet, Table, load_tables, say_in_all

VERSION = 1
"""The version of the tokens; a ledger of a newer one is not touched."""

FIRST_ROWS = 20
"""The headings stand in one of so many rows: people put a title above them."""


def write_token(row: Row) -> str:
    """What has to be known again of a row; empty for a row of a person."""
    if row.origin is None:
        return ""
    origin = [row.origin.source, row.origin.collection, row.origin.purpose]
    return json.dumps({"v": VERSION, "o": origin, "m": dict(row.marks)}, separators=(",", ":"))


def read_token(text: str) -> tuple[Origin | None, Mapping[str, str]]:
    """Origin and marks of a row; nothing where the token is missing or damaged. Raises :class:`LedgerError` where a
    newer Daicho wrote it."""
    try:
        data = json.loads(text)
        source, collection, purpose = map(str, data["o"])
        origin, marks = Origin(source, collection, purpose), {str(id): str(one) for id, one in data["m"].items()}
        version = int(data["v"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None, {}
    if version > VERSION:
        raise LedgerError("was written by a newer daicho; update daicho")
    return origin, marks


def read_rows(rows: Sequence[Sequence[str]], tokens: Mapping[str, str] | None = None) -> Sheet | None:
    """The table that stands in the rows; None where there is none. ``tokens`` are by row id; without them they stand in
    a column of their own."""
    for above, row in enumerate(rows[:FIRST_ROWS]):
        table = _find_table(row)
        if table is not None:
            return _read_sheet(table, rows, above, tokens)
    return None


def _find_table(row: Iterable[str]) -> Table | None:
    """The table whose id column and at least half of whose other columns are among the headings."""
    titles = [_normal(text) for text in row]
    for table in load_tables().values():
        known = {_titles(table.id).get(title, "") for title in titles} - {""}
        if "id" in known and len(known) * 2 > len(table.columns):
            return table
    return None


@cache
def _titles(table: str) -> Mapping[str, str]:
    """Every title of a table's columns, in every language -> column."""
    return {_normal(title): one.id for one in load_tables()[table].columns for title in one.title.values()}


def _normal(text: str) -> str:
    """A title without what layout changes: blanks, line breaks, width and case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _read_sheet(table: Table, rows: Sequence[Sequence[str]], above: int, tokens: Mapping[str, str] | None) -> Sheet:
    width = max(_width(row) for row in rows[above:])
    titles = [*rows[above], *[""] * width][:width]
    places = [place for place, title in enumerate(titles) if _normal(title) in map(_normal, say_in_all("marks"))]
    kept = [place for place in range(width) if tokens is not None or place not in places]
    headings = tuple(_name_columns([titles[place] for place in kept], table))
    id_place = next(place for place, one in zip(kept, headings, strict=True) if one.column == "id")
    read = []
    for line, row in enumerate(rows[above + 1 :], start=above + 2):
        cells = [*row, *[""] * width][:width]
        if any(text.strip() for text in cells):
            id = cells[id_place].strip()
            origin, marks = read_token((tokens or {}).get(id, "") or (cells[places[-1]] if places else ""))
            read.append(Row(id, tuple(cells[place] for place in kept), marks, origin, line))
    return Sheet(table.id, headings, tuple(read), tuple(tuple(row) for row in rows[:above]))


def _width(row: Sequence[str]) -> int:
    return max((place for place, text in enumerate(row, start=1) if text.strip()), default=0)


def _name_columns(titles: Sequence[str], table: Table) -> Iterable[Heading]:
    """A heading for each title; of two with the same title the second is a person's own."""
    met: set[str] = set()
    for title in titles:
        id = _titles(table.id).get(_normal(title), "")
        yield Heading("" if id in met else id, title)
        met.add(id)
