"""Where personal data is: sources (or, with one source, its tables and files) against kinds of data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from detectors.catalogue import Catalogue
from reports.base import SEVERITIES, Entry, Report
from reports.summary import find_gaps

CellState = Literal["declared", "undeclared", "none", "unscanned"]
"""``none``: everything there was read and nothing was found; ``unscanned``: nothing was found, but not
everything was read."""

PlaceStatus = Literal["read", "partial", "skipped"]

LIMIT = 12
"""So many rows and columns are shown; what is beyond them is folded into one."""

OTHER = "other"
DATA = Path(__file__).parent / "data" / "grid_columns.toml"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one place holds of one kind of data. ``first`` is the fingerprint of the worst finding."""

    column: str
    state: CellState
    count: int = 0
    first: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One source, or one collection where there is only one source. ``folded`` says how many such places
    the row stands for where it is the row of the rest (its names are empty then)."""

    source: str
    collection: str
    status: PlaceStatus
    cells: tuple[Cell, ...]
    folded: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid. ``folded`` are the columns that stand in the column of the rest."""

    by: Literal["source", "collection"]
    columns: tuple[str, ...]
    folded: tuple[str, ...]
    rows: tuple[Row, ...]


Place = tuple[str, str]
"""Source and collection; the collection is empty where places are sources."""


@cache
def load_columns() -> Mapping[str, tuple[str, ...]]:
    """Column -> the keys of the categories it holds, in the order of the data file; read once."""
    with DATA.open("rb") as file:
        return {column["id"]: tuple(column["keys"]) for column in tomllib.load(file)["column"]}


@cache
def find_column(category: str) -> str:
    """The column with the longest key that covers the category, else ``other``."""
    covering = [
        (len(key), column) for column, keys in load_columns().items() for key in keys if Catalogue.covers(key, category)
    ]
    return max(covering)[1] if covering else OTHER


def build_grid(report: Report) -> Grid:
    """Set every finding and every gap of a report into its cell."""
    by: Literal["source", "collection"] = "collection" if len(find_sources(report)) == 1 else "source"
    columns, folded = choose_columns(report.entries)
    entries: dict[Place, list[Entry]] = {place: [] for place in find_places(report, by)}
    for entry in report.entries:
        entries[entry.finding.location.source, name_part(entry.finding.location.collection, by)].append(entry)
    unread, touched = find_unread(report, by), find_touched(report, by)
    status_of = {place: judge_places([place], unread, touched) for place in entries}
    ranked = sorted(entries, key=lambda place: (rank_entries(entries[place]), status_of[place] == "read", place))
    shown = ranked if len(ranked) <= LIMIT else ranked[: LIMIT - 1]
    rows = [Row(*place, status_of[place], fill_cells(entries[place], columns, status_of[place])) for place in shown]
    rest = ranked[len(shown) :]
    if rest:
        status = judge_places(rest, unread, touched)
        merged = [entry for place in rest for entry in entries[place]]
        rows.append(Row("", "", status, fill_cells(merged, columns, status), folded=len(rest)))
    return Grid(by, columns, folded, tuple(rows))


def find_sources(report: Report) -> set[str]:
    """Every source that the report speaks of."""
    return {
        *(source.id for source in report.sources),
        *(row.source for row in report.coverage),
        *(gap.source for gap in find_gaps(report)),
        *(entry.finding.location.source for entry in report.entries),
    }


def name_part(collection: str, by: Literal["source", "collection"]) -> str:
    """The collection where rows are collections."""
    return collection if by == "collection" else ""


def find_places(report: Report, by: Literal["source", "collection"]) -> list[Place]:
    """The rows of the grid, each once, before they are ranked."""
    known: list[Place] = []
    if by == "source":
        known += [(source, "") for source in sorted(find_sources(report))]
    known += [(row.source, name_part(row.collection, by)) for row in report.coverage]
    known += [(gap.source, name_part(gap.collection, by)) for gap in find_gaps(report)]
    known += [
        (entry.finding.location.source, name_part(entry.finding.location.collection, by)) for entry in report.entries
    ]
    return list(dict.fromkeys(known))


def find_unread(report: Report, by: Literal["source", "collection"]) -> set[Place]:
    """The places of which something was not read."""
    unread = {(gap.source, name_part(gap.collection, by)) for gap in find_gaps(report)}
    return unread | {(row.source, name_part(row.collection, by)) for row in report.coverage if row.status != "read"}


def find_touched(report: Report, by: Literal["source", "collection"]) -> set[Place]:
    """The places of which something was read."""
    return {(row.source, name_part(row.collection, by)) for row in report.coverage if row.status != "skipped"}


def judge_places(places: Iterable[Place], unread: set[Place], touched: set[Place]) -> PlaceStatus:
    """How much of some places was read; a gap of a whole source is a gap of all that it holds."""
    known = list(places)
    if known and all(place in touched and place not in unread for place in known):
        whole_source_gap = any((source, "") in unread for source, _ in known)
        return "partial" if whole_source_gap else "read"
    return "partial" if any(place in touched for place in known) else "skipped"


def rank_entries(entries: Iterable[Entry]) -> tuple[int, ...]:
    """What sorts places and columns: the more and the worse the findings, the smaller."""
    counts = [0] * len(SEVERITIES)
    for entry in entries:
        counts[SEVERITIES.index(entry.severity)] -= 1
    return tuple(counts)


def choose_columns(entries: Iterable[Entry]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns to show, in the order of the data file, and those folded into ``other``."""
    held: dict[str, list[Entry]] = {column: [] for column in load_columns()}
    for entry in entries:
        held[find_column(entry.finding.category)].append(entry)
    ranked = sorted((column for column in held if column != OTHER), key=lambda column: rank_entries(held[column]))
    kept = set(ranked[: LIMIT - 1]) | {OTHER}
    return tuple(column for column in held if column in kept), tuple(ranked[LIMIT - 1 :])


def fill_cells(entries: list[Entry], columns: tuple[str, ...], status: PlaceStatus) -> tuple[Cell, ...]:
    """The cells of one row."""
    held: dict[str, list[Entry]] = {column: [] for column in columns}
    for entry in entries:
        column = find_column(entry.finding.category)
        held[column if column in held else OTHER].append(entry)
    return tuple(fill_cell(column, found, status) for column, found in held.items())


def fill_cell(column: str, entries: list[Entry], status: PlaceStatus) -> Cell:
    """One cell: the worst of what stands in it."""
    if not entries:
        return Cell(column, "none" if status == "read" else "unscanned")
    worst = min(entries, key=lambda entry: (SEVERITIES.index(entry.severity), entry.policy == "declared"))
    declared = all(entry.policy == "declared" for entry in entries)
    return Cell(column, "declared" if declared else "undeclared", len(entries), worst.fingerprint)
