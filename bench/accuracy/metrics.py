"""Rates with their intervals: precision, recall and F1 of counts, Wilson's interval, the bootstrap by table."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

_Z = 1.959963984540054
_ROUNDS = 1000
_SEED = 20261101


@dataclass(frozen=True, slots=True)
class Counts:
    """Right findings, wrong ones, and what was missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Right ones among the findings; 1 where there is no finding."""
        return divide(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Found ones among what is there; 1 where nothing is there."""
        return divide(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where nothing is there and nothing was found."""
        return divide(2 * self.right, 2 * self.right + self.wrong + self.missed)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % interval and what it is a share of."""

    value: float
    low: float
    high: float
    of: int

    def as_record(self) -> dict[str, float | int]:
        """For JSON, rounded."""
        return {"value": round(self.value, 4), "low": round(self.low, 4), "high": round(self.high, 4), "of": self.of}


def divide(part: int, whole: int) -> float:
    """A share; 1 of nothing."""
    return part / whole if whole else 1.0


def wilson(part: int, whole: int) -> Rate:
    """A share with Wilson's score interval at 95 %; nothing is known of a share of nothing."""
    if not whole:
        return Rate(0.0, 0.0, 1.0, 0)
    share, square = part / whole, _Z**2
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    reach = _Z * math.sqrt(share * (1 - share) / whole + square / (4 * whole**2)) / (1 + square / whole)
    low = 0.0 if part == 0 else max(0.0, middle - reach)
    return Rate(share, low, 1.0 if part == whole else min(1.0, middle + reach), whole)


def bootstrap(groups: Mapping[str, Counts], measure: Callable[[Counts], float]) -> Rate:
    """A measure of all counts with the 95 % interval over tables drawn again with repetition: columns of one table
    are alike, so the table is what is drawn."""
    listed = [groups[name] for name in sorted(groups)]
    whole = sum(listed, Counts())
    size = whole.right + whole.wrong + whole.missed
    if not listed:
        return Rate(1.0, 0.0, 1.0, 0)
    table = np.array([(one.right, one.wrong, one.missed) for one in listed], dtype=np.int64)
    drawn = np.random.default_rng(_SEED).integers(0, len(listed), size=(_ROUNDS, len(listed)))
    sums = table[drawn].sum(axis=1)
    values = sorted(measure(Counts(*(int(number) for number in row))) for row in sums)
    return Rate(measure(whole), values[int(0.025 * _ROUNDS)], values[int(0.975 * _ROUNDS) - 1], size)


@dataclass(frozen=True, slots=True)
class Bin:
    """Findings of about the same confidence: how many, how sure on average, how many of them right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def draw_reliability(pairs: Sequence[tuple[float, bool]], edges: Sequence[float]) -> list[Bin]:
    """Findings (confidence, whether right) in bins; the upper edge belongs to the last bin only."""
    bins = []
    for low, high in pairwise(edges):
        chosen = [pair for pair in pairs if low <= pair[0] < high or (high == edges[-1] and pair[0] == high)]
        count = len(chosen)
        confidence = sum(pair[0] for pair in chosen) / count if count else 0.0
        bins.append(Bin(low, high, count, confidence, sum(pair[1] for pair in chosen) / count if count else 0.0))
    return bins


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """The mean distance between confidence and rate of right findings, weighted by findings."""
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.confidence - one.right) for one in bins) / total if total else 0.0


def brier(pairs: Sequence[tuple[float, bool]]) -> float:
    """The mean squared distance between confidence and outcome."""
    return sum((confidence - right) ** 2 for confidence, right in pairs) / len(pairs) if pairs else 0.0
