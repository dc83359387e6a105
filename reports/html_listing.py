"""Long lists of the HTML report: the first lines as plain HTML, all of them as columns for its script.

A list holds texts only, each in both languages, so that the lines of the page and those of the script are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from connectors.base import Location
from reports.html_data import Pool, Record, shorten, write_numbers
from reports.html_words import name
from reports.messages import LANGUAGES

Kind = Literal["head", "place", "text", "figure", "status", "severity"]
"""How a cell looks: ``head`` names its line; ``status`` and ``severity`` have a code before the words."""

Cell = tuple[str, ...]
"""The text of one cell in each language, behind them a code for its look where its kind has one."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the message that titles it, and how its cells look."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its id, its columns, its lines, and how many of them stand on one page."""

    id: str
    columns: tuple[Column, ...]
    lines: tuple[tuple[Cell, ...], ...]
    size: int = 10

    def write(self) -> Record:
        """The list as the script reads it: each cell once, and for each column the numbers of its cells."""
        columns = []
        for number, column in enumerate(self.columns):
            cells: Pool[Cell] = Pool()
            numbers = [cells.add(line[number]) for line in self.lines]
            looks = [cell[len(LANGUAGES)] if len(cell) > len(LANGUAGES) else "" for cell in cells.items]
            columns.append(
                {
                    "kind": column.kind,
                    "texts": [shorten(cell[: len(LANGUAGES)]) for cell in cells.items],
                    "looks": looks if any(looks) else [],
                    "cells": write_numbers(numbers),
                }
            )
        return {"id": self.id, "size": self.size, "count": len(self.lines), "columns": columns}


def same(text: str) -> Cell:
    """A cell that reads the same in every language: a name or a number."""
    return (text,) * len(LANGUAGES)


def cell(texts: Mapping[str, str], look: str = "") -> Cell:
    """A cell with a text in each language."""
    return (*(texts[language] for language in LANGUAGES), *([look] if look else []))


def place(location: Location) -> Cell:
    """A cell with a whole place: source / collection / field."""
    parts = (location.source, location.collection, location.field, location.path)
    return same(" / ".join(name(part) for part in parts if part))
