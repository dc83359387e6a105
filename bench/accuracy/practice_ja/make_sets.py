"""Writes the practice sets: tables of Japanese companies with what is true of their columns.

``python -m bench.accuracy.practice_ja.make_sets`` rewrites every set folder from ``specs/*.txt``. A spec holds tables::

    # file.csv encoding rows=40 title=... ages=18-80
    column ; template ; label category+category ; note

A label is Y, L, A or N, with ``!`` where it is hard; ``personal.`` may be left out of a category. ``column>a.b`` is a
path inside a JSON column. In a text file, lines start with ``>`` and ``=`` gives the label of the file.
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench.accuracy.practice_ja.kinds_ja import Row
from bench.accuracy.truth import Label, Personal, write_truth

HERE = Path(__file__).parent
CATALOGUE = HERE.parents[2] / "detectors" / "data" / "categories.toml"
CATEGORIES = {one["id"] for one in tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["category"]}
LABEL = re.compile(r"([YLAN])(!?)(?: (\S+))?")
AMOUNT = re.compile(r"\{(int~|dec~|date~epoch|lat|lon)[^{}]*\}")


@dataclass(slots=True)
class Table:
    """One file of a set."""

    name: str
    encoding: str = "utf-8"
    options: dict[str, str] = field(default_factory=dict)
    columns: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    @property
    def ages(self) -> tuple[int, int]:
        """Of the people in it."""
        first, last = self.options.get("ages", "18-84").split("-")
        return int(first), int(last)


def read_label(table: str, column: str, text: str, note: str) -> Label:
    """One label; ValueError where it is misspelt."""
    found = LABEL.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{table} {column}: {text!r} is no label")
    categories = []
    for one in (found[3] or "").split("+"):
        full = one if one in CATEGORIES or not one else f"personal.{one}"
        if full and full not in CATEGORIES:
            raise ValueError(f"{table} {column}: {one!r} is no category")
        categories += [full] if full else []
    name, _, path = column.partition(">")
    personal: Personal = found[1]  # type: ignore[assignment]
    hard = "HARD " if found[2] else ""
    return Label(table, name, path, personal, tuple(categories), (hard + note.strip()).strip())


def read_spec(path: Path) -> list[Table]:
    """The tables of one set."""
    tables: list[Table] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# "):
            name, encoding, *options = line[2:].split(" ")
            tables.append(Table(name, encoding, dict(one.split("=", 1) for one in options)))
        elif line.startswith("> "):
            tables[-1].lines.append(line[2:])
        elif line.startswith("= "):
            label, _, note = line[2:].partition(" ; ")
            tables[-1].labels.append(read_label(tables[-1].name, "", label, note))
        elif line.strip():
            column, template, label, *notes = [part.strip() for part in line.split(" ; ")]
            tables[-1].columns.append((column, template))
            tables[-1].labels.append(read_label(tables[-1].name, column, label, " ".join(notes)))
    return tables


def set_path(target: dict[str, object], path: str, value: str, template: str) -> None:
    """Put a value at a dotted path; amounts and coordinates become numbers, identifiers stay texts."""
    *parents, last = path.split(".")
    for one in parents:
        target = target.setdefault(one, {})  # type: ignore[assignment]
    found = AMOUNT.fullmatch(template)
    target[last] = value if not found else int(value) if found[1] in ("int~", "date~epoch") else float(value)


def fill_row(table: Table, row: Row) -> dict[str, str]:
    """The columns of a row; paths are gathered as JSON texts."""
    cells: dict[str, str] = {}
    inner: dict[str, dict[str, object]] = {}
    for column, template in table.columns:
        name, _, path = column.partition(">")
        if path:
            set_path(inner.setdefault(name, {}), path, row.fill(template), template)
            cells[name] = json.dumps(inner[name], ensure_ascii=False)
        else:
            cells[name] = row.fill(template)
    return cells


def write_table(table: Table, folder: Path) -> None:
    """Write one file."""
    rng = random.Random(f"{folder.name}/{table.name}")
    count = int(table.options.get("rows", "40"))
    rows = [Row(rng, number, table.ages) for number in range(count)]
    encoding = table.encoding
    path = folder / table.name
    newline = "\r\n" if encoding == "cp932" else "\n"
    with path.open("w", encoding=encoding, newline="") as file:
        if table.lines:
            lines = [row.fill(rng.choice(table.lines)) for row in rows]
            file.writelines(line + newline for line in (sorted(lines) if lines[0][:2] == "20" else lines))
            return
        filled = [fill_row(table, row) for row in rows]
        if path.suffix in (".json", ".jsonl"):
            templates = dict(table.columns)
            records: list[dict[str, object]] = []
            for cells in filled:
                records.append({})
                for name, value in cells.items():
                    set_path(records[-1], name, value, templates.get(name, ""))
            if path.suffix == ".json":
                json.dump(records, file, ensure_ascii=False, indent=1)
            else:
                file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in records)
            return
        names = list(filled[0])
        writer = csv.writer(file, delimiter="\t" if path.suffix == ".tsv" else ",", lineterminator=newline)
        if title := table.options.get("title"):
            writer.writerow([title, *[""] * (len(names) - 1)])
        writer.writerow(names)
        writer.writerows(list(cells.values()) for cells in filled)


def main() -> None:
    """Write all sets and say how many columns there are."""
    counts: Counter[str] = Counter()
    for spec in sorted((HERE / "specs").glob("*.txt")):
        folder = HERE / spec.stem
        folder.mkdir(exist_ok=True)
        tables = read_spec(spec)
        for table in tables:
            write_table(table, folder)
        labels = [label for table in tables for label in table.labels]
        write_truth(folder / "truth.csv", labels)
        counts["sets"] += 1
        counts["tables"] += len(tables)
        counts.update(label.personal for label in labels)
        counts["N hard"] += sum(label.personal == "N" and label.is_hard for label in labels)
        counts["columns"] += len(labels)
    sys.stdout.write(f"{dict(counts)}\n")


if __name__ == "__main__":
    main()
