"""Writes the English practice sets: tables and logs with what is true of each column.

    python -m bench.accuracy.practice_en.make_sets

The same files come out every time. Each ``specs/*.txt`` describes tables: ``== set/file.csv rows=60 loc=ja`` opens one,
then a line for a column: ``field | kind | label | note``. The label is ``L login`` or ``addr+zip`` (a person's by
default), empty where the column is not personal; a note that begins with ``!`` marks a hard one. ``> a|b`` is a data
line of a table, ``~ text`` a line of a log, ``column>path`` a path inside a JSON text. A field of a JSON file is its
path.
"""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from bench.accuracy.practice_en.asking import Value, make_company
from bench.accuracy.practice_en.kinds import Row, draw, fill
from bench.accuracy.practice_en.world import MIXES, WORDS, make_person
from bench.accuracy.truth import Label, Personal, write_truth

HERE = Path(__file__).parent
NAMES: Mapping[str, str] = WORDS["categories"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table and its label."""

    name: str
    kind: str
    label: Label | None


@dataclass(slots=True)
class Table:
    """One file to write; ``options`` are the words of its heading."""

    place: str
    options: dict[str, str]
    label: Label | None = None
    columns: list[Column] = field(default_factory=list)
    data: list[list[str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def read_label(collection: str, name: str, text: str, note: str) -> Label:
    """``L cust+login`` as a label."""
    words = text.split()
    personal = words.pop(0) if words and words[0] in "YLAN" else "Y" if words else "N"
    categories = tuple(NAMES[one] for one in (words[0].split("+") if words else []))
    column, _, path = name.partition(">")
    note = "HARD " + note[1:].strip() if note.startswith("!") else note
    return Label(collection, column, path, cast("Personal", personal), categories, note)


def read_specs() -> Iterator[Table]:
    """All tables that the specs describe."""
    for path in sorted((HERE / "specs").glob("*.txt")):
        table: Table | None = None
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("== "):
                if table:
                    yield table
                table = open_table(line[3:])
            elif table and line.strip():
                add_line(table, line)
        if table:
            yield table


def open_table(line: str) -> Table:
    """The heading of a table."""
    head, *rest = [part.strip() for part in line.split("|")]
    place, *words = head.split()
    table = Table(place, dict(word.split("=", 1) for word in words))
    if rest:
        table.label = read_label(place.split("/")[1], "", rest[0], rest[1] if len(rest) > 1 else "")
    return table


def add_line(table: Table, line: str) -> None:
    """A data line, a log line or a column."""
    if line.startswith("> "):
        table.data.append([part.strip() for part in line[2:].split("|")])
    elif line.startswith("~ "):
        table.lines.append(line[2:])
    else:
        name, kind, label, note = [part.strip() for part in (*line.split("|", 3), "", "")][:4]
        table.columns.append(Column(name, kind, read_label(table.place.split("/")[1], name, label, note)))


def make_rows(table: Table) -> Iterator[Row]:
    """The shared parts of all rows: people, companies, moments."""
    rng = random.Random(table.place)
    options = table.options
    locale = options.get("loc", "world")
    locales = MIXES.get(locale, (locale,))
    count = int(options.get("rows", len(table.data) or 60))
    pool = [make_person(rng, locales) for _ in range(int(options.get("people", count)))]
    at = datetime(2025, rng.randint(1, 9), rng.randint(1, 28), rng.randint(0, 23), rng.randint(0, 59))
    for index in range(count):
        person = rng.choice(pool) if "people" in options else pool[index]
        data = (table.data[index] if count == len(table.data) else rng.choice(table.data)) if table.data else []
        at += timedelta(seconds=rng.randint(1, int(options.get("step", "9000"))), milliseconds=rng.randint(0, 999))
        firm = make_company(rng, locale == "ja" or (locale == "world" and rng.random() < 0.4))
        yield Row(rng, index, (person, rng.choice(pool)), firm, data, at)


def put(tree: dict[str, Any], path: str, value: Value) -> None:
    """Put a value at a dotted path."""
    *parents, last = path.split(".")
    for name in parents:
        tree = tree.setdefault(name, {})
    tree[last] = value


def write_table(table: Table) -> str:
    """The file's text."""
    rows = list(make_rows(table))
    kind = table.place.rsplit(".", 1)[1]
    if table.lines:
        return "".join(fill(row.rng.choice(table.lines), row) + "\n" for row in rows)
    records = [fill_record(table, row, nested=kind in ("json", "jsonl")) for row in rows]
    if kind == "jsonl":
        return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)
    if kind == "json":
        whole = {table.options["wrap"]: records} if "wrap" in table.options else records
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t" if kind == "tsv" else ",", lineterminator="\n")
    writer.writerow(records[0])
    writer.writerows(one.values() for one in records)
    return out.getvalue()


def fill_record(table: Table, row: Row, nested: bool) -> dict[str, Any]:
    """One record; paths inside a column become one JSON text."""
    record: dict[str, Any] = {}
    inner: dict[str, dict[str, Any]] = defaultdict(dict)
    for one in table.columns:
        value = draw(one.kind, row)
        column, _, path = one.name.partition(">")
        if path:
            put(inner[column], path, value)
            record[column] = ""
        elif nested:
            put(record, one.name, value)
        else:
            record[column] = value
    return record | {name: json.dumps(tree, ensure_ascii=False) for name, tree in inner.items()}


def main() -> None:
    """Write every set anew and say how much there is."""
    sets: dict[str, list[Table]] = defaultdict(list)
    for table in read_specs():
        sets[table.place.split("/")[0]].append(table)
    labels: list[Label] = []
    for name, tables in sorted(sets.items()):
        shutil.rmtree(HERE / name, ignore_errors=True)
        (HERE / name).mkdir()
        here: list[Label] = []
        for table in tables:
            path = HERE / table.place
            # CP932 has no letters with diacritics; a Japanese export writes them as a question mark.
            path.write_bytes(write_table(table).encode(table.options.get("enc", "utf-8"), errors="replace"))
            here += [table.label] if table.label else [one.label for one in table.columns if one.label]
        write_truth(HERE / name / "truth.csv", here)
        labels += here
    hard = sum(one.is_hard and one.personal == "N" for one in labels)
    counts = {kind: sum(one.personal == kind for one in labels) for kind in "YLAN"}
    print(f"{len(sets)} sets, {sum(map(len, sets.values()))} files, {len(labels)} labels {counts}, {hard} hard")


if __name__ == "__main__":
    main()
