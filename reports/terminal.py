"""Lines, headings and tables of the report for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reports.wrapping import wrap_text

STYLES = {
    "critical": "bold white on red",
    "high": "bold red",
    "medium": "bold yellow",
    "low": "cyan",
    "stop": "bold white on red",
    "unknown": "bold black on yellow",
    "nothing": "bold black on yellow",
    "unjudged": "bold black on yellow",
    "ok": "bold black on green",
}
"""How severities and verdicts look where colour is asked for; the word alone always says it."""


def join_parts(parts: Iterable[str]) -> str:
    """Those parts that there are, with a dot between them."""
    return " · ".join(part for part in parts if part)


def print_heading(console: Console, title: str, note: str = "") -> None:
    """A heading with an empty line before it."""
    console.print()
    console.print(Text(title, style="bold") + Text(f"  {note}" if note else "", style="not bold"))


def print_wrapped(console: Console, text: str, margin: int) -> None:
    """Text in lines, ``margin`` columns in."""
    for line in wrap_text(text, console.width - margin):
        console.print(Text(" " * margin + line))


def print_labelled(console: Console, texts: Mapping[str, str]) -> None:
    """Texts beside their labels, five columns in."""
    margin = max(cell_len(name) for name in texts) + 2
    for name, text in texts.items():
        first, *others = wrap_text(text, console.width - 5 - margin)
        line = Text(" " * 5 + name, style="dim") + Text(" " * (margin - cell_len(name)) + first, style="not dim")
        console.print(line)
        for other in others:
            console.print(Text(" " * (5 + margin) + other))


def build_table(headings: Iterable[str], numbers: range = range(0)) -> Table:
    """A table without lines; the columns at ``numbers`` stand to the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="right" if index in numbers else "left", overflow="fold")
    return table


def print_indented(console: Console, table: Table) -> None:
    """A table, two columns in."""
    console.print(Padding(table, (0, 0, 0, 2)))
