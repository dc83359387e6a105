"""Sets of digests: no member is ever forgotten, however many there are and in whatever order they come."""

from __future__ import annotations

from functools import reduce

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import key_members
from detectors.key_members import KeyMembers, PackedMembers
from detectors.person_keys import Digests


def random(count: int, seed: int = 1) -> Digests:
    return np.random.default_rng(seed).integers(0, 2**64, count, dtype=np.uint64)


@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=30), max_size=6), st.lists(st.integers(0, 2**64 - 1)))
def test_few_are_known_exactly(parts: list[list[int]], others: list[int]) -> None:
    arrays = [np.array(part, dtype=np.uint64) for part in parts]
    packed = reduce(KeyMembers.__add__, map(KeyMembers.of, arrays), KeyMembers()).pack()
    backwards = reduce(KeyMembers.__add__, map(KeyMembers.of, arrays[::-1]), KeyMembers()).pack()
    members = {one for part in parts for one in part}
    asked = np.array([*members, *others], dtype=np.uint64)
    assert packed.contains(asked).tolist() == [one in members for one in asked.tolist()]
    assert (packed.form, packed.values, packed.false_positives) == ("exact", len(members), 0.0)
    assert packed == PackedMembers("exact", backwards.data, len(members)) or packed.data == backwards.data


@pytest.mark.parametrize("count", [4097, 20_000, 150_000])
def test_many_are_a_filter_of_a_few_bits_each(count: int) -> None:
    values = random(count)
    packed = reduce(KeyMembers.__add__, map(KeyMembers.of, np.array_split(values, 9)), KeyMembers()).pack()
    assert (packed.form, packed.values) == ("bloom", count)
    assert packed.contains(values).all()
    assert 12 <= 8 * len(packed.data) / count <= 24
    strangers = float(packed.contains(random(100_000, 2)).mean())
    assert packed.false_positives <= 0.004
    assert strangers == pytest.approx(packed.false_positives, abs=0.001)


def test_a_filter_takes_over_where_memory_would_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_members, "MOST_EXACT", 5000)
    monkeypatch.setattr(key_members, "_FILTER_BITS", 22)
    values = random(60_000)
    parts = [KeyMembers.of(part) for part in np.array_split(values, 25)]
    grown, backwards = (reduce(KeyMembers.__add__, some, KeyMembers()) for some in (parts, parts[::-1]))
    halves = reduce(KeyMembers.__add__, parts[:12], KeyMembers()) + reduce(KeyMembers.__add__, parts[12:], KeyMembers())
    for members in (grown, backwards, halves):
        assert members.filter is not None
        assert members.size <= (1 << 19) + 8 * 5000
        packed = members.pack()
        assert packed.form == "bloom"
        assert packed.contains(values).all()
        assert packed.values == pytest.approx(60_000, rel=0.03)
        assert 12 <= 8 * len(packed.data) / 60_000 <= 48
        assert float(packed.contains(random(50_000, 2)).mean()) == pytest.approx(packed.false_positives, abs=0.002)
    assert grown.pack().data == backwards.pack().data == halves.pack().data


def test_parts_are_joined_so_that_few_are_left() -> None:
    members = reduce(KeyMembers.__add__, (KeyMembers.of(random(100, seed)) for seed in range(200)), KeyMembers())
    assert len(members.parts) < 12
    assert members.pack().values == 20_000


def test_nothing_is_in_an_empty_set() -> None:
    packed = KeyMembers().pack()
    assert (packed.data, packed.values) == (b"", 0)
    assert packed.contains(random(3)).tolist() == [False] * 3
    assert KeyMembers.of(random(0)).pack().data == b""
    assert KeyMembers.of(random(5)).pack().contains(random(0)).tolist() == []
