"""Writes the development tables and what is true of them. The same seed gives the same bytes.

python -m bench.accuracy.make_tables FOLDER
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, cast

from bench.accuracy.kinds import Kind, Row
from bench.accuracy.kinds_english import ENGLISH_KINDS
from bench.accuracy.kinds_person import PERSON_KINDS
from bench.accuracy.kinds_thing import THING_KINDS
from bench.accuracy.kinds_usage import USAGE_KINDS
from bench.accuracy.log_lines import LOG_FORMS
from bench.accuracy.truth import Label, Personal, write_truth

TABLES = Path(__file__).with_name("tables.toml")
SEED = "daicho-accuracy 1"
KINDS: Mapping[str, Kind] = {**PERSON_KINDS, **USAGE_KINDS, **THING_KINDS, **ENGLISH_KINDS}

_NOTHING = ("N/A", "-", "不明", "なし", "未登録", "?")
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

Cells = dict[str, list[str | None]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: how its cells are made and what is true of it."""

    name: str
    kind: Kind
    options: Mapping[str, Any]

    def labels(self, collection: str) -> Iterator[Label]:
        """What is true of the column, and of the places inside it."""
        personal = cast("Personal", self.options.get("personal", self.kind.personal))
        categories = tuple(one for one in self.options.get("category", self.kind.category).split("|") if one)
        note = self.options.get("note", self.kind.note if personal == "N" else "")
        paths = self.options.get("paths", {})
        if not paths:
            yield Label(collection, self.name, "", personal, categories, note)
        for path, text in paths.items():
            yield Label(collection, self.name, path, cast("Personal", text[0]), tuple(text[2:].split("|")))


@dataclass(frozen=True, slots=True)
class Table:
    """A table as ``tables.toml`` describes it."""

    file: str
    rows: int
    columns: tuple[Column, ...]
    encoding: str
    form: str
    ages: tuple[int, int]
    mess: float

    @property
    def collection(self) -> str:
        """Under which name a scan lists it."""
        return self.file


def read_tables() -> tuple[Table, ...]:
    """All development tables."""
    data = tomllib.loads(TABLES.read_text(encoding="utf-8"))
    return tuple(
        Table(
            one["file"],
            one["rows"],
            tuple(Column(name, KINDS[kind], options[0] if options else {}) for name, kind, *options in one["fields"]),
            one.get("encoding", "utf-8"),
            one.get("form", one["file"].partition("!")[0].rpartition(".")[2]),
            tuple(one.get("ages", (18, 85))),
            one.get("mess", 0.0),
        )
        for one in data["table"]
    )


def make_cells(table: Table) -> Cells:
    """The cells of a table, column by column."""
    rng = Random(f"{SEED} {table.file}")
    cells: Cells = {column.name: [] for column in table.columns}
    for number in range(1, table.rows + 1):
        row = Row(rng, number, *table.ages)
        twin = Row(rng, number, *table.ages)
        for column in table.columns:
            made = column.kind.make(twin if column.options.get("other") else row)
            cells[column.name].append(_disturb(rng, made, column.options, table.mess))
    return cells


def _disturb(rng: Random, cell: str | None, options: Mapping[str, Any], mess: float) -> str | None:
    """What data has that people typed: gaps, words for nothing, full-width forms, stray spaces."""
    if cell is None or rng.random() < options.get("nulls", 0.01 if mess else 0.0):
        return None
    if options.get("wide") and rng.random() < options["wide"]:
        return cell.translate(_WIDE)
    if mess and rng.random() < mess:
        return rng.choice((rng.choice(_NOTHING), cell + " ", cell.translate(_WIDE), cell[: len(cell) // 2]))
    return cell


def write_set(folder: Path) -> tuple[Label, ...]:
    """All tables and their ``truth.csv``; the labels."""
    folder.mkdir(parents=True, exist_ok=True)
    labels: list[Label] = []
    for stale in folder.glob("*.sqlite"):
        stale.unlink()
    for table in read_tables():
        write_table(folder, table)
        labels += [label for column in table.columns for label in column.labels(table.collection)]
    write_truth(folder / "truth.csv", labels)
    return tuple(labels)


def write_table(folder: Path, table: Table) -> None:
    """One table in its form."""
    cells, (name, _, part) = make_cells(table), table.file.partition("!")
    path = folder / name
    if table.form in LOG_FORMS:
        path.write_text("".join(LOG_FORMS[table.form](cells, Random(f"{SEED} {table.file} lines"))), encoding="utf-8")
    elif table.form == "sqlite":
        _write_sqlite(path, part, cells)
    elif table.form in ("json", "jsonl"):
        _write_json(path, cells, lines=table.form == "jsonl")
    else:
        _write_delimited(path, cells, table.encoding, "\t" if table.form == "tsv" else ",")


def _rows(cells: Cells) -> Iterator[tuple[str | None, ...]]:
    return zip(*cells.values(), strict=True)


def _write_delimited(path: Path, cells: Cells, encoding: str, delimiter: str) -> None:
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n" if encoding == "cp932" else "\n")
        writer.writerow(cells)
        writer.writerows(_rows(cells))


def _write_sqlite(path: Path, name: str, cells: Cells) -> None:
    columns = ", ".join(f'"{column}" {_affinity(values)}' for column, values in cells.items())
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f'CREATE TABLE "{name}" ({columns})')
        marks = ", ".join("?" * len(cells))
        connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', _rows(cells))


def _affinity(values: Sequence[str | None]) -> str:
    given = [value for value in values[:200] if value]
    plain = given and all(value.isdigit() and (value == "0" or value[0] != "0") and len(value) < 10 for value in given)
    return "INTEGER" if plain else "TEXT"


def _write_json(path: Path, cells: Cells, *, lines: bool) -> None:
    records = [_nest(dict(zip(cells, row, strict=True))) for row in _rows(cells)]
    if lines:
        text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)
    else:
        text = json.dumps(records, ensure_ascii=False, indent=1)
    path.write_text(text, encoding="utf-8")


def _nest(flat: Mapping[str, str | None]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for name, value in flat.items():
        *above, last = name.split(".")
        at = nested
        for key in above:
            at = at.setdefault(key, {})
        at[last] = value
    return nested


if __name__ == "__main__":
    print(f"{len(write_set(Path(sys.argv[1])))} labelled columns")
