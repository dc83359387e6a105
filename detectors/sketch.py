"""How many different values a field holds, counted in bounded memory and mergeable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

# SipHash key of the in-memory sketch. Hashes never leave the process; a store that keeps them has to key
# them with a secret of its own, since values such as phone numbers can be enumerated.
_KEY = "daicho-in-memory"
_KEEP = 16384


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """The smallest hashes of the values seen (k minimum values; Bar-Yossef et al., 2002). Exact up to 16,384
    different values, about 0.8 % standard error beyond."""

    hashes: npt.NDArray[np.uint64]

    @classmethod
    def of(cls, values: npt.NDArray[np.object_]) -> Sketch:
        """A sketch of an object array of strings."""
        if not len(values):
            return EMPTY
        hashed = pd.util.hash_array(values, hash_key=_KEY, categorize=False)
        return cls(np.unique(hashed)[:_KEEP])

    @classmethod
    def of_tested(cls, values: npt.NDArray[np.object_], passed: npt.NDArray[np.bool_]) -> Sketch:
        """A sketch that also knows which of the values passed a test (see :meth:`share`): the last bit of the
        hash says so."""
        if not len(values):
            return EMPTY
        hashed = pd.util.hash_array(values, hash_key=_KEY, categorize=False)
        return cls(np.unique((hashed & ~np.uint64(1)) | passed.astype(np.uint64))[:_KEEP])

    def __add__(self, other: Sketch) -> Sketch:
        if not len(other.hashes):
            return self
        return Sketch(np.union1d(self.hashes, other.hashes)[:_KEEP])

    def share(self) -> float:
        """The share of the values that passed the test (estimated beyond 16,384)."""
        return float((self.hashes & np.uint64(1)).mean()) if len(self.hashes) else 0.0

    def count(self) -> int:
        """Different values seen (estimated beyond 16,384)."""
        if len(self.hashes) < _KEEP:
            return len(self.hashes)
        return round((_KEEP - 1) / (float(self.hashes[-1]) / 2.0**64))


EMPTY = Sketch(np.zeros(0, dtype=np.uint64))
