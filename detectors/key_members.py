"""Whether a keyed digest was among those of a field: a set in bounded memory, which never forgets a member."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from detectors.keyed_sketch import sort_once
from detectors.person_keys import Digests

MOST_EXACT = 1 << 20
"""Different digests that are kept as they are while a field is read: 8 MiB."""
_FILTER_BITS = 28
_HASHES = 8
_BITS_A_VALUE = 12
_FULLEST = 0.5
_PACKED_EXACT = 4096
_SET_BITS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(axis=1, dtype=np.int64)

_Bits = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class PackedMembers:
    """A set at rest. ``exact``: sorted digests; ``bloom``: a Bloom filter (Bloom, 1970) of a power of two of bits with
    eight hashes, 12 to 24 bits a value. ``values`` is how many different ones it holds (about, for a filter that
    was made while reading)."""

    form: Literal["exact", "bloom"]
    data: bytes
    values: int

    def contains(self, digests: Digests) -> npt.NDArray[np.bool_]:
        """For each digest whether it is a member; in a filter a few are said to be that are not."""
        if self.form == "bloom":
            return _are_set(np.frombuffer(self.data, dtype=np.uint8), digests)
        members = np.frombuffer(self.data, dtype="<u8")
        return _are_in(members, digests)

    @property
    def false_positives(self) -> float:
        """The chance that a digest that is no member is said to be one."""
        if self.form == "exact":
            return 0.0
        return float(_filled(np.frombuffer(self.data, dtype=np.uint8)) ** _HASHES)


@dataclass(frozen=True, slots=True, eq=False)
class KeyMembers:
    """A set that grows. Up to about a million digests it is exact; then a Bloom filter of 32 MiB takes over. Sums hold
    the same members in any order. ``parts`` are sorted digests that stand in no filter yet."""

    parts: tuple[Digests, ...] = ()
    filter: _Bits | None = None

    @classmethod
    def of(cls, digests: Digests) -> KeyMembers:
        """A set of digests in any order, with repetitions."""
        return cls.of_sorted(sort_once(digests))

    @classmethod
    def of_sorted(cls, digests: Digests) -> KeyMembers:
        """A set of digests that are sorted, each once."""
        return _settle((digests,) if len(digests) else (), None)

    def __add__(self, other: KeyMembers) -> KeyMembers:
        both = [bits for bits in (self.filter, other.filter) if bits is not None]
        joined = both[0] | both[1] if len(both) == 2 else both[0] if both else None
        return _settle((*self.parts, *other.parts), joined)

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return sum(part.nbytes for part in self.parts) + (0 if self.filter is None else self.filter.nbytes)

    def pack(self) -> PackedMembers:
        """The set as it is kept: few digests as they are, many as a filter of a size that fits."""
        digests = _join(self.parts)
        if self.filter is None and len(digests) <= _PACKED_EXACT:
            return PackedMembers("exact", digests.astype("<u8").tobytes(), len(digests))
        if self.filter is None:
            bits = max(13, (len(digests) * _BITS_A_VALUE - 1).bit_length())
            return PackedMembers("bloom", _with(np.zeros(1 << (bits - 3), np.uint8), digests).tobytes(), len(digests))
        filled = _with(self.filter, digests)
        while len(filled) > 1024 and _filled(filled) < _FULLEST / 2:
            # A place in a filter of half the size is the same number without its highest bit.
            filled = filled[: len(filled) // 2] | filled[len(filled) // 2 :]
        estimate = -8 * len(filled) / _HASHES * np.log1p(-min(_filled(filled), 0.999999))
        return PackedMembers("bloom", filled.tobytes(), round(float(estimate)))


def _settle(parts: tuple[Digests, ...], bits: _Bits | None) -> KeyMembers:
    """Parts of like size are joined, so that each digest is moved a few times only; too many go into a filter."""
    kept = list(parts)
    while len(kept) > 1 and len(kept[-2]) < 2 * len(kept[-1]):
        kept[-2:] = [_join(kept[-2:])]
    total = sum(map(len, kept))
    if total > MOST_EXACT or (bits is not None and total > MOST_EXACT // 4):
        kept = [_join(kept)]
        if bits is not None or len(kept[0]) > MOST_EXACT:
            empty = np.zeros(1 << (_FILTER_BITS - 3), dtype=np.uint8)
            return KeyMembers((), _with(empty if bits is None else bits, kept[0]))
    return KeyMembers(tuple(kept), bits)


def _join(parts: Sequence[Digests]) -> Digests:
    if not parts:
        return np.zeros(0, dtype=np.uint64)
    return parts[0] if len(parts) == 1 else sort_once(np.concatenate(parts), merged=True)


def _are_in(members: Digests, digests: Digests) -> npt.NDArray[np.bool_]:
    if not len(members):
        return np.zeros(len(digests), dtype=np.bool_)
    at = np.minimum(np.searchsorted(members, digests), len(members) - 1)
    return np.asarray(members[at] == digests)


def _places(digests: Digests, bits: int) -> npt.NDArray[np.uint64]:
    """Places of one digest after the other, a row for each hash (double hashing; Kirsch and Mitzenmacher, 2006)."""
    step = (digests >> np.uint64(32)) | np.uint64(1)
    return (digests + np.arange(_HASHES, dtype=np.uint64)[:, None] * step) & np.uint64(bits - 1)


def _with(filter_: _Bits, digests: Digests) -> _Bits:
    filled = filter_.copy()
    for places in _places(digests, 8 * len(filled)):
        np.bitwise_or.at(filled, places >> np.uint64(3), np.uint8(1) << (places & np.uint64(7)).astype(np.uint8))
    return filled


def _are_set(filter_: _Bits, digests: Digests) -> npt.NDArray[np.bool_]:
    found = np.ones(len(digests), dtype=np.bool_)
    for places in _places(digests, 8 * len(filter_)):
        found &= (filter_[places >> np.uint64(3)] >> (places & np.uint64(7)).astype(np.uint8)) & 1 == 1
    return found


def _filled(filter_: _Bits) -> float:
    """The share of the bits that are set."""
    return float(_SET_BITS[filter_].sum()) / (8 * len(filter_))
