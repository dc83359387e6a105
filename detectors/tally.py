"""What is known of a field so far. Two tallies of the same field add up, so any split of the work and any
order give the same result."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from detectors.base import Sighting
from detectors.key_tally import KeyTally
from detectors.sketch import EMPTY, Sketch

KEPT_SIGHTINGS = 20
KEPT_SHAPES = 3


@dataclass(frozen=True, slots=True)
class CategoryTally:
    """Sightings of one category. Counts are of cells (rows), ``tried``/``passed`` of distinct values that had
    the shape and that passed the check; ``whole`` of cells that the match fills; ``tags`` what kind of check
    or pattern it was (``hashed``, ``plain``). ``tested`` are the hashes behind ``tried`` and ``passed``: a value
    that stands in two parts of a field counts once. ``masked`` are shapes among the sightings of ``at``."""

    cells: int = 0
    strong: int = 0
    whole: int = 0
    tried: int = 0
    passed: int = 0
    check: str = ""
    tags: Counter[str] = field(default_factory=Counter)
    at: tuple[Sighting, ...] = ()
    masked: tuple[tuple[Sighting, str], ...] = ()
    tested: Sketch = EMPTY

    def __add__(self, other: CategoryTally) -> CategoryTally:
        at = tuple(sorted({*self.at, *other.at})[:KEPT_SIGHTINGS])
        tested = self.tested + other.tested
        tried, passed = count_tested(tested) or (self.tried + other.tried, self.passed + other.passed)
        return CategoryTally(
            self.cells + other.cells,
            self.strong + other.strong,
            self.whole + other.whole,
            tried,
            passed,
            self.check or other.check,
            self.tags + other.tags,
            at,
            _first_shapes((*self.masked, *other.masked), at),
            tested,
        )


def count_tested(tested: Sketch) -> tuple[int, int] | None:
    """How many different values were tested and how many of them passed; None when none was."""
    tried = tested.count()
    return (tried, round(tried * tested.share())) if tried else None


def _first_shapes(
    shapes: tuple[tuple[Sighting, str], ...], at: tuple[Sighting, ...]
) -> tuple[tuple[Sighting, str], ...]:
    """The first different shapes among the kept sightings, by where they stand."""
    kept: dict[str, Sighting] = {}
    for sighting, shape in sorted(shapes):
        if sighting <= at[-1]:
            kept.setdefault(shape, sighting)
    return tuple((sighting, shape) for shape, sighting in list(kept.items())[:KEPT_SHAPES])


@dataclass(frozen=True, slots=True)
class FieldTally:
    """A field: rows seen, non-empty cells, their characters, the number of different values, cells that look
    like something (``signals``), pairs of neighbouring whole numbers and how many of them step by one
    (``steps``, ``unit_steps``; within a batch only, so they are good for a rate), and the sightings by category."""

    rows: int = 0
    read: int = 0
    characters: int = 0
    squares: int = 0
    longest: int = 0
    steps: int = 0
    unit_steps: int = 0
    distinct: Sketch = EMPTY
    signals: Counter[str] = field(default_factory=Counter)
    categories: dict[str, CategoryTally] = field(default_factory=dict)
    keys: dict[str, KeyTally] = field(default_factory=dict)

    def __add__(self, other: FieldTally) -> FieldTally:
        categories = dict(self.categories)
        for category, tally in other.categories.items():
            categories[category] = categories[category] + tally if category in categories else tally
        keys = dict(self.keys)
        for category, keyed in other.keys.items():
            keys[category] = keys[category] + keyed if category in keys else keyed
        return replace(
            self,
            rows=self.rows + other.rows,
            read=self.read + other.read,
            characters=self.characters + other.characters,
            squares=self.squares + other.squares,
            longest=max(self.longest, other.longest),
            steps=self.steps + other.steps,
            unit_steps=self.unit_steps + other.unit_steps,
            distinct=self.distinct + other.distinct,
            signals=self.signals + other.signals,
            categories=categories,
            keys=keys,
        )

    @property
    def mean_length(self) -> float:
        return self.characters / self.read if self.read else 0.0
