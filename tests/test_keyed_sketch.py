"""Sketches of keyed digests: exact while few, close beyond, the same in any order and however often a value comes."""

from __future__ import annotations

from functools import reduce

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.keyed_sketch import KEPT, NO_KEYS, KeyedSketch, sort_once
from detectors.person_keys import Digests

FEW = st.lists(st.integers(0, 2**64 - 1), max_size=40)
# Many that repeat, so that sketches are full and share values.
MANY = st.tuples(st.integers(0, 20), st.integers(0, 12_000))


def digests_of(numbers: list[int]) -> Digests:
    return np.array(numbers, dtype=np.uint64)


def random(count: int, seed: int = 1) -> Digests:
    return np.random.default_rng(seed).integers(0, 2**64, count, dtype=np.uint64)


def sketch_of(start: int, count: int) -> KeyedSketch:
    """Some of the same 30,000 values."""
    return KeyedSketch.of(random(30_000)[start * 500 : start * 500 + count])


@given(FEW)
def test_few_are_counted_exactly(numbers: list[int]) -> None:
    sketch = KeyedSketch.of(digests_of(numbers + numbers))
    assert (sketch.count(), sketch.error) == (len(set(numbers)), 0.0)
    assert sketch.digests.tolist() == sorted(set(numbers))


@given(MANY, MANY, MANY)
def test_sums_are_associative_commutative_and_idempotent(
    one: tuple[int, int], two: tuple[int, int], three: tuple[int, int]
) -> None:
    a, b, c = sketch_of(*one), sketch_of(*two), sketch_of(*three)
    whole = ((a + b) + c).digests.tolist()
    assert whole == (a + (b + c)).digests.tolist() == (c + b + a).digests.tolist()
    assert (a + a).digests.tolist() == a.digests.tolist() == (a + NO_KEYS).digests.tolist()
    assert (NO_KEYS + a).digests.tolist() == a.digests.tolist()
    assert whole == (a + b + c + b + a).digests.tolist()
    assert len(whole) <= KEPT


@pytest.mark.parametrize("count", [KEPT - 1, KEPT, 10_000, 300_000])
def test_counts_are_within_their_error(count: int) -> None:
    errors = []
    for seed in range(10):
        values = random(count, seed)
        sketch = reduce(KeyedSketch.__add__, (KeyedSketch.of(part) for part in np.array_split(values, 7)), NO_KEYS)
        assert sketch.digests.tolist() == KeyedSketch.of(values).digests.tolist()
        errors.append(sketch.count() / count - 1)
    stated = sketch.error
    assert (stated == 0.0) == (count < KEPT)
    assert all(abs(error) <= 4 * stated for error in errors)
    assert abs(float(np.mean(errors))) <= 2 * stated


def test_shares_of_small_sets_are_exact() -> None:
    values = random(300)
    one, other = KeyedSketch.of(values[:100]), KeyedSketch.of(values[75:])
    assert one.share_in(other) == (0.25, 100)
    assert one.share_in(one) == (1.0, 100)
    assert one.share_in(NO_KEYS) == (0.0, 100)
    assert NO_KEYS.share_in(one) == (0.0, 0)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_shares_of_large_sets_are_close(share: float) -> None:
    test, production = random(20_000, 1), random(100_000, 2)
    production[: round(share * len(test))] = test[: round(share * len(test))]
    found, compared = KeyedSketch.of(test).share_in(KeyedSketch.of(production))
    assert 600 < compared < 1000
    assert found == pytest.approx(share, abs=4 * 0.5 / compared**0.5)


def test_sorting_once() -> None:
    assert sort_once(digests_of([3, 1, 3, 2**64 - 1])).tolist() == [1, 3, 2**64 - 1]
    assert sort_once(digests_of([1, 3, 1, 2]), merged=True).tolist() == [1, 2, 3]
    assert sort_once(digests_of([])).tolist() == []
