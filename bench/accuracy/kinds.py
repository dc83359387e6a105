"""Kinds of columns: how a cell is made, and what is true of the column as long as its table says nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random

from bench.accuracy.people import Organisation, Person, draw_organisation, draw_person

Make = Callable[["Row"], str | None]


@dataclass(eq=False)
class Row:
    """What the cells of one row share: its number from 1, the person and the organisation it is about."""

    rng: Random
    number: int
    youngest: int = 18
    oldest: int = 85

    @cached_property
    def person(self) -> Person:
        return draw_person(self.rng, self.youngest, self.oldest)

    @cached_property
    def organisation(self) -> Organisation:
        return draw_organisation(self.rng)


@dataclass(frozen=True, slots=True)
class Kind:
    """``personal`` and ``category`` are the columns of the same name in ``truth.csv``; ``note`` begins with
    ``HARD`` where the column looks like something that it is not."""

    make: Make
    personal: str
    category: str
    note: str = ""


def declare(kinds: dict[str, Kind], personal: str, table: Mapping[str, tuple[str, Make]]) -> None:
    """Add kinds of one label: name -> (category, maker)."""
    kinds.update({name: Kind(make, personal, category) for name, (category, make) in table.items()})


def declare_things(kinds: dict[str, Kind], table: Mapping[str, Make], note: str = "") -> None:
    """Add kinds that are about no person; ``note`` says why they are hard where they are."""
    kinds.update({name: Kind(make, "N", "", note) for name, make in table.items()})
