"""Write the mixed practice sets from ``specs/*.txt``: ``python make_sets.py``; the same bytes each time.

A spec has ``@ file LANGUAGE ROWS [encoding=…]`` for a table and a line ``field = expression ; LABEL`` for each column.
The label is Y, L, A or N, with ``!`` where it is a look-alike, then categories (ends of ids joined by ``|``), then
``# note``. A ``.log`` file has one column: its field is "", its expression a line with ``{…}`` expressions.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.accuracy.practice_mixed.makers import Maker, Row, compile_expression

HERE = Path(__file__).parent
IDS = [
    one["id"]
    for one in tomllib.loads((HERE.parents[2] / "detectors/data/categories.toml").read_text("utf-8"))["category"]
]
ALIASES = {
    "name": "personal.name",
    "card": "personal.financial.card",
    "view": "usage.behavior.view",
    "kana": "personal.name.kana",
}
NUMERIC = re.compile(r"int |lat|lon|time (ms|epoch)|pick (true|false)")
HEADER = ("collection", "field", "path", "personal", "category", "notes")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a spec; ``truth`` is the label, the categories and the note. ``is_number`` tells JSON writers."""

    field: str
    make: Maker
    truth: tuple[str, str, str]
    is_number: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One data file of a spec."""

    name: str
    language: str
    rows: int
    options: dict[str, str]
    columns: list[Column]


def find_category(short: str) -> str:
    """The id that ends in ``short``; ValueError unless there is just one."""
    if short in ALIASES:
        return ALIASES[short]
    found = [one for one in IDS if one == short or one.endswith("." + short)]
    if len(found) != 1:
        raise ValueError(f"{short}: {found}")
    return str(found[0])


def read_column(line: str, is_log: bool) -> Column:
    """One line of a spec."""
    left, _, label = line.rpartition(" ; ")
    name, _, expression = left.partition(" = ")
    marks, _, note = label.partition(" # ")
    kind, _, short = marks.strip().partition(" ")
    if kind.rstrip("!") not in ("Y", "L", "A", "N"):
        raise ValueError(line)
    categories = "|".join(find_category(one) for one in short.strip().split("|") if one)
    note = f"HARD {note}".strip() if kind.endswith("!") else note
    maker = compile_line(expression) if is_log else compile_expression(expression.strip(), blank=1)
    return Column("" if is_log else name.strip(), maker, (kind[0], categories, note), bool(NUMERIC.match(expression)))


def compile_line(template: str) -> Maker:
    """The maker of a line of a log."""
    parts = re.split(r"\{(.*?)\}", template)
    makers = {place: compile_expression(part) for place, part in enumerate(parts) if place % 2}
    return lambda row, form: "".join(
        makers[i](row, "").strip() if i in makers else part for i, part in enumerate(parts)
    )


def read_spec(path: Path) -> list[Table]:
    """All tables of a spec file."""
    tables: list[Table] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("@ "):
            name, language, rows, *rest = line[2:].split()
            tables.append(Table(name, language, int(rows), dict(one.split("=") for one in rest), []))
        elif line.strip():
            tables[-1].columns.append(read_column(line, tables[-1].name.endswith(".log")))
    return tables


def make_rows(table: Table) -> list[list[str]]:
    """The values of a table."""
    rng = Random(f"mixed {table.name}")
    rows = [Row(rng, table.language, number) for number in range(1, table.rows + 1)]
    if table.columns[0].field == "":
        return [[rng.choice(table.columns).make(row, "")] for row in rows]
    return [[column.make(row, "") for column in table.columns] for row in rows]


def nest(table: Table, values: list[str]) -> dict[str, object]:
    """A row as a JSON object, its dotted fields nested."""
    found: dict[str, object] = {}
    for column, value in zip(table.columns, values, strict=True):
        *outer, last = column.field.split(".")
        inner = found
        for key in outer:
            inner = inner.setdefault(key, {})  # type: ignore[assignment]
        inner[last] = None if value == "" else json.loads(value) if column.is_number else value
    return found


def render(table: Table) -> str:
    """The text of the data file."""
    rows = make_rows(table)
    if table.name.endswith(".log"):
        return "\n".join(row[0] for row in rows) + "\n"
    if table.name.endswith(".jsonl"):
        return "".join(json.dumps(nest(table, row), ensure_ascii=False) + "\n" for row in rows)
    if table.name.endswith(".json"):
        return json.dumps([nest(table, row) for row in rows], ensure_ascii=False, indent=1) + "\n"
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t" if table.name.endswith(".tsv") else ",", lineterminator="\n")
    writer.writerow([column.field for column in table.columns])
    writer.writerows(rows)
    return text.getvalue()


def write_set(path: Path) -> list[tuple[str, str]]:
    """Write the set of one spec file; its labels and notes."""
    folder = HERE / path.stem
    folder.mkdir(exist_ok=True)
    truth: list[tuple[str, ...]] = []
    for table in read_spec(path):
        (folder / table.name).write_text(render(table), encoding=table.options.get("encoding", "utf-8"), newline="")
        columns = table.columns[:1] if table.name.endswith(".log") else table.columns
        truth += [(table.name, one.field, "", *one.truth) for one in columns]
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows((HEADER, *truth))
    return [(row[3], row[5]) for row in truth]


def main() -> None:
    """Write all sets and print what they hold."""
    for path in sorted((HERE / "specs").glob("*.txt")):
        labels = write_set(path)
        counts = {kind: sum(one == kind for one, _ in labels) for kind in "YLAN"}
        print(path.stem, len(labels), counts, "hard", sum("HARD" in note and one == "N" for one, note in labels))


if __name__ == "__main__":
    main()
