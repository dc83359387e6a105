"""Tables with labels: columns, how dirt gets in, and the files that a company would have."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from bench.accuracy.held_out.people import Person, draw_person

Value = str | int | float | bool | None | list[str]
EMPTY = ("", "", "", "N/A", "不明", "-", "なし", "NULL", "未登録")
HEADER = ("collection", "field", "path", "personal", "category", "notes")
WIDE = str.maketrans(
    "0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "０１２３４５６７８９－ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ",
)


@dataclass(frozen=True, slots=True)
class Row:
    """What the makers of one row share: randomness, the row's number from 0, a person, a second one."""

    rng: Random
    index: int
    person: Person
    other: Person


Maker = Callable[[Row], Value]


@dataclass(frozen=True, slots=True)
class Column:
    """One column with its label; `parts` are the members of JSON text inside the column."""

    name: str
    make: Maker
    personal: str
    category: str = ""
    notes: str = ""
    parts: tuple[Column, ...] = ()


def yes(name: str, make: Maker, category: str, notes: str = "") -> Column:
    """A person's data."""
    return Column(name, make, "Y", category, notes)


def link(name: str, make: Maker, category: str = "", notes: str = "") -> Column:
    """Links to a person or describes one through a key."""
    return Column(name, make, "L", category, notes)


def open_question(name: str, make: Maker, category: str, notes: str) -> Column:
    """Arguable, not counted."""
    return Column(name, make, "A", category, notes)


def no(name: str, make: Maker) -> Column:
    """Not personal and not likely to be mistaken."""
    return Column(name, make, "N")


def hard(name: str, make: Maker, why: str) -> Column:
    """Not personal, easy to get wrong, and why."""
    return Column(name, make, "N", "", f"HARD: {why}")


def nested(name: str, *parts: Column) -> Column:
    """A column that holds a JSON object as text."""
    return Column(name, lambda row: None, "", "", "", parts)


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows. `form`: csv, tsv, json, jsonl, wrapped:KEY; `dirt`: share of cells that are spoiled."""

    folder: str
    file: str
    rows: int
    columns: list[Column]
    form: str = "csv"
    encoding: str = "utf-8"
    dirt: float = 0.0
    ages: tuple[int, int] = (18, 88)
    newline: str = "\n"


@dataclass(frozen=True, slots=True)
class Text:
    """A file of lines; `truth` holds field, path, personal, category and notes: no field is the line as a
    whole, a path a part that the line itself names, a field a part of a known form of log."""

    folder: str
    file: str
    rows: int
    line: Callable[[Row], str]
    truth: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    head: str = ""
    encoding: str = "utf-8"


def make_row(rng: Random, index: int, ages: tuple[int, int]) -> Row:
    """A row's people and randomness."""
    return Row(rng, index, draw_person(rng, ages), draw_person(rng, (25, 70)))


def spoil(rng: Random, text: str) -> str:
    """A cell as it looks after careless hands: missing, full-width, blanks around it, a slip of the finger."""
    kind = rng.random()
    if kind < 0.35:
        return rng.choice(EMPTY)
    if kind < 0.6:
        return text.translate(WIDE)
    if kind < 0.8 or len(text) < 2:
        return f" {text}　"
    place = rng.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def put(target: dict[str, object], dotted: str, value: object) -> None:
    """Set a value in nested objects by its dotted path."""
    *folders, leaf = dotted.split(".")
    for folder in folders:
        target = target.setdefault(folder, {})  # type: ignore[assignment]
    target[leaf] = value


def make_object(columns: tuple[Column, ...] | list[Column], row: Row) -> dict[str, object]:
    """A row as nested objects."""
    result: dict[str, object] = {}
    for column in columns:
        put(result, column.name, column.make(row))
    return result


def make_cell(column: Column, row: Row, dirt: float) -> str:
    """A row's cell as text."""
    if column.parts:
        return json.dumps(make_object(column.parts, row), ensure_ascii=False)
    value = column.make(row)
    text = "" if value is None else ("true" if value else "false") if isinstance(value, bool) else str(value)
    return spoil(row.rng, text) if dirt and row.rng.random() < dirt else text


def write_table(table: Table) -> str:
    """The whole file as text."""
    rng = Random(f"{table.folder}/{table.file}")
    rows = (make_row(rng, index, table.ages) for index in range(table.rows))
    if table.form in ("csv", "tsv"):
        out = io.StringIO()
        writer = csv.writer(out, delimiter="\t" if table.form == "tsv" else ",", lineterminator=table.newline)
        writer.writerow([column.name for column in table.columns])
        for row in rows:
            writer.writerow([make_cell(column, row, table.dirt) for column in table.columns])
        return out.getvalue()
    objects = [make_object(table.columns, row) for row in rows]
    if table.form == "jsonl":
        return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in objects)
    key = table.form.partition(":")[2]
    return json.dumps({key: objects} if key else objects, ensure_ascii=False, indent=1) + "\n"


def write_text(text: Text) -> str:
    """The lines of a text file behind its head."""
    rng = Random(f"{text.folder}/{text.file}")
    return text.head + "".join(text.line(make_row(rng, index, (18, 88))) + "\n" for index in range(text.rows))


def label_table(table: Table) -> list[tuple[str, ...]]:
    """The rows of `truth.csv` for a table."""
    rows: list[tuple[str, ...]] = []
    for column in table.columns:
        for part in column.parts or (replace(column, name=""),):
            rows.append((table.file, column.name, part.name, part.personal, part.category, part.notes))
    return rows


def label_text(text: Text) -> list[tuple[str, ...]]:
    """The rows of `truth.csv` for a text file."""
    return [(text.file, *label) for label in text.truth]


def write_set(folder: Path, parts: list[Table | Text]) -> None:
    """All files of one set and its truth."""
    folder.mkdir(parents=True, exist_ok=True)
    labels: list[tuple[str, ...]] = []
    for part in parts:
        content = write_table(part) if isinstance(part, Table) else write_text(part)
        (folder / part.file).write_bytes(content.encode(part.encoding, errors="replace"))
        labels += label_table(part) if isinstance(part, Table) else label_text(part)
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(labels)
