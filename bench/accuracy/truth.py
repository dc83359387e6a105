"""What is true of labelled sets: which columns hold personal data, of which categories, and which are hard."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

Personal = Literal["Y", "L", "A", "N"]
"""Y personal data; L links to a person or describes one through a key; A arguable, not counted; N not personal."""

HEADER = ("collection", "field", "path", "personal", "category", "notes")


@dataclass(frozen=True, slots=True)
class Label:
    """One column. ``field`` is "" for a whole line of text; ``path`` stands inside a JSON text; ``categories`` are
    what it holds, the best first (empty where it has none or nobody said)."""

    collection: str
    field: str
    path: str
    personal: Personal
    categories: tuple[str, ...]
    notes: str = ""

    @property
    def is_hard(self) -> bool:
        """Whether it looks like something else."""
        return "HARD" in self.notes


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A folder (or files) to scan with what is true of it. ``kind`` says whether it may be tuned on: the project's
    own ``development`` sets, ``public`` ones that others made, ``held-out`` ones kept aside. ``has_categories`` is
    false where the labels are of another catalogue and only personal or not is compared."""

    name: str
    targets: tuple[Path, ...]
    labels: tuple[Label, ...]
    kind: Literal["development", "practice", "public", "held-out"]
    has_categories: bool = True


def read_truth(path: Path) -> tuple[Label, ...]:
    """The labels of a ``truth.csv``; ValueError names the line that is wrong."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(_read_label(number, row) for number, row in enumerate(csv.DictReader(file), start=2))


def _read_label(number: int, row: dict[str, str]) -> Label:
    personal = row.get("personal", "")
    if personal not in ("Y", "L", "A", "N"):
        raise ValueError(f"line {number}: personal is Y, L, A or N")
    return Label(
        row["collection"],
        row["field"],
        row.get("path") or "",
        cast("Personal", personal),
        tuple(one for one in (row.get("category") or "").split("|") if one),
        row.get("notes") or "",
    )


def write_truth(path: Path, labels: Iterable[Label]) -> None:
    """Write a ``truth.csv``."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for one in labels:
            writer.writerow((one.collection, one.field, one.path, one.personal, "|".join(one.categories), one.notes))
