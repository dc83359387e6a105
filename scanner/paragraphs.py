"""Labelled paragraphs and lists for a terminal, where Japanese characters are two columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from reports.wrapping import wrap_text

WIDTH = 96
"""Columns of a terminal that the text fills."""

INDENT = "  "
_LABEL = 16


def pad(text: str, width: int) -> str:
    """Text filled up with spaces to a number of columns."""
    return text + " " * max(0, width - cell_len(text))


def write_paragraph(label: str, text: str) -> Iterator[str]:
    """Wrapped text behind its label."""
    return _write_labelled(label, wrap_text(text, WIDTH - (_LABEL if label else 0)))


def write_listing(label: str, items: Sequence[str], between: str) -> Iterator[str]:
    """Items one behind the other; a line ends between two of them, never inside one that fits on a line."""
    lines = [""]
    for number, item in enumerate(items):
        shown = item if number == len(items) - 1 else item + between
        if lines[-1] and cell_len(lines[-1] + shown.rstrip()) > WIDTH - _LABEL:
            lines.append("")
        lines[-1] += shown
    return _write_labelled(label, [line.rstrip() for line in lines])


def write_list(items: Iterable[str]) -> Iterator[str]:
    """Items below each other, each behind a dash."""
    for item in items:
        first, *rest = wrap_text(item, WIDTH - 2)
        yield f"{INDENT}- {first}"
        yield from (f"{INDENT}  {line}" for line in rest)


def _write_labelled(label: str, lines: Sequence[str]) -> Iterator[str]:
    """Lines behind a label, which takes a line of its own where it is long."""
    gap = _LABEL if label else 0
    if cell_len(label) >= gap > 0:
        yield INDENT + label
        label = ""
    for line in lines:
        yield f"{INDENT}{pad(label, gap)}{line}"
        label = ""
