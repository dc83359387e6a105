"""How many different values a field holds, counted in bounded memory and mergeable."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from detectors.text import SEPARATOR, Cells

# Hashes never leave the process; a store that keeps them has to key them with a secret of its own, since values
# such as phone numbers can be enumerated.
_KEEP = 16384
# Characters of a cell that are hashed as an array; longer cells go through a hash function one by one, so that the
# weights stay few.
_LONGEST = 4096

_Hashes = npt.NDArray[np.uint64]


def _scramble(numbers: _Hashes) -> _Hashes:
    """Each number as one that looks random: the finish of SplitMix64 (Steele, Lea and Flood, 2014), one to one."""
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


_WEIGHTS = _scramble(np.arange(_LONGEST + 1, dtype=np.uint64)) | np.uint64(1)


def hash_cells(cells: Cells) -> _Hashes:
    """A hash of each cell as it is stored: the sum of its characters, each times the weight of its place
    (multilinear hashing; Lemire and Kaser, 2014). It depends on nothing but the cell."""
    sizes = cells.lengths + 1  # with the separator: it tells "a" from "a" and a character of code 0
    codes = np.append(cells.raw_codes.astype(np.uint64), np.uint64(ord(SEPARATOR)))
    long = np.flatnonzero(cells.lengths > _LONGEST)
    if long.size:
        codes = codes[np.repeat(cells.lengths <= _LONGEST, sizes)]
    short = np.delete(sizes, long)
    first = np.cumsum(short) - short
    hashes = np.zeros(len(cells), dtype=np.uint64)
    if short.size:
        place = np.arange(len(codes)) - np.repeat(first, short)
        sums = np.add.reduceat(codes * _WEIGHTS[place], first)
        hashes[np.delete(np.arange(len(cells)), long)] = _scramble(sums)
    for cell in long.tolist():
        stored = cells.raw[int(cells.starts[cell]) : int(cells.starts[cell + 1]) - 1]
        digest = blake2b(stored.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        hashes[cell] = int.from_bytes(digest, "little")
    return hashes


def _sort_once(hashes: _Hashes) -> _Hashes:
    """The smallest of the hashes, sorted, each once. Two sorted parts in a row are merged, not sorted anew."""
    ordered = np.sort(hashes, kind="stable")
    return np.asarray(ordered[np.append(True, ordered[1:] != ordered[:-1])][:_KEEP])


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """The smallest hashes of the values seen (k minimum values; Bar-Yossef et al., 2002), sorted. Exact up to
    16,384 different values, about 0.8 % standard error beyond."""

    hashes: _Hashes

    @classmethod
    def of(cls, cells: Cells) -> Sketch:
        """A sketch of the cells of a buffer."""
        return cls(_sort_once(hash_cells(cells))) if len(cells) else EMPTY

    @classmethod
    def of_tested(cls, numbers: _Hashes, passed: npt.NDArray[np.bool_]) -> Sketch:
        """A sketch of numbers that also knows which of them passed a test (see :meth:`share`): the last bit of
        the hash says so."""
        if not len(numbers):
            return EMPTY
        return cls(_sort_once((_scramble(numbers) & ~np.uint64(1)) | passed.astype(np.uint64)))

    def __add__(self, other: Sketch) -> Sketch:
        new = other.hashes
        if len(self.hashes) == _KEEP:
            # Once full, few of the hashes of a batch are below the largest that is kept.
            new = new[: np.searchsorted(new, self.hashes[-1])]
        if not len(new):
            return self
        return Sketch(_sort_once(np.concatenate((self.hashes, new))))

    def share(self) -> float:
        """The share of the values that passed the test (estimated beyond 16,384)."""
        return float((self.hashes & np.uint64(1)).mean()) if len(self.hashes) else 0.0

    def count(self) -> int:
        """Different values seen (estimated beyond 16,384)."""
        if len(self.hashes) < _KEEP:
            return len(self.hashes)
        return round((_KEEP - 1) / (float(self.hashes[-1]) / 2.0**64))


EMPTY = Sketch(np.zeros(0, dtype=np.uint64))
