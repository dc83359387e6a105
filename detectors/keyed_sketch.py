"""How many different keys of persons a field holds, and how many two fields share, from keyed digests alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from detectors.person_keys import Digests

KEPT = 4096
"""Digests that a sketch keeps: 32 KiB, and a relative standard error of 1.6 %."""


def sort_once(digests: Digests, *, merged: bool = False) -> Digests:
    """The digests sorted, each once; quickly too where they are ``merged``, a few sorted parts in a row."""
    ordered = np.sort(digests, kind="stable" if merged else None)
    return np.asarray(ordered[np.append(True, ordered[1:] != ordered[:-1])]) if len(ordered) else ordered


@dataclass(frozen=True, slots=True, eq=False)
class KeyedSketch:
    """The smallest digests seen, sorted, each once (k minimum values; Bar-Yossef et al., 2002; Beyer et al., 2007).

    Sums of sketches are associative, commutative and idempotent, so a value that comes again, in another batch, field
    or source, changes nothing. Everything is exact below 4,096 different values.
    """

    digests: Digests

    @classmethod
    def of(cls, digests: Digests) -> KeyedSketch:
        """A sketch of digests in any order, with repetitions."""
        return cls.of_sorted(sort_once(digests))

    @classmethod
    def of_sorted(cls, digests: Digests) -> KeyedSketch:
        """A sketch of digests that are sorted, each once."""
        return cls(digests[:KEPT].copy())

    def __add__(self, other: KeyedSketch) -> KeyedSketch:
        new = other.digests
        if self.is_full:
            new = new[: np.searchsorted(new, self.digests[-1])]
        if not len(new):
            return self
        return KeyedSketch(sort_once(np.concatenate((self.digests, new)), merged=True)[:KEPT])

    @property
    def is_full(self) -> bool:
        """Whether there may have been more different values than are kept."""
        return len(self.digests) == KEPT

    def count(self) -> int:
        """Different values seen (estimated from 4,096 on)."""
        if not self.is_full:
            return len(self.digests)
        return round((KEPT - 1) / (float(self.digests[-1]) / 2.0**64))

    @property
    def error(self) -> float:
        """The relative standard error of the count: 0 where it is exact, else 1 / sqrt(k - 2)."""
        return 1.0 / sqrt(KEPT - 2) if self.is_full else 0.0

    def share_in(self, other: KeyedSketch) -> tuple[float, int]:
        """About which share of the different values stand in the other set too, and how many digests that rests on.
        Compared are those that both sketches would have kept."""
        bounds = [sketch.digests[-1] for sketch in (self, other) if sketch.is_full]
        own, others = (sketch._up_to(min(bounds)) if bounds else sketch.digests for sketch in (self, other))
        if not len(own):
            return 0.0, 0
        return len(np.intersect1d(own, others, assume_unique=True)) / len(own), len(own)

    def _up_to(self, bound: np.uint64) -> Digests:
        return self.digests[: np.searchsorted(self.digests, bound, side="right")]


NO_KEYS = KeyedSketch(np.zeros(0, dtype=np.uint64))
