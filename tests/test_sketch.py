"""Counting different values: exact while small, close when large, the same whatever the order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.sketch import EMPTY, Sketch

VALUES = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=60)


def sketch_of(values: list[str]) -> Sketch:
    return Sketch.of(np.array(values, dtype=object))


@given(VALUES)
def test_small_counts_are_exact(values: list[str]) -> None:
    assert sketch_of(values).count() == len(set(values))


@given(VALUES, VALUES, VALUES)
def test_sums_do_not_depend_on_the_order(one: list[str], two: list[str], three: list[str]) -> None:
    a, b, c = map(sketch_of, (one, two, three))
    whole = sketch_of(one + two + three).hashes.tolist()
    assert ((a + b) + c).hashes.tolist() == (a + (b + c)).hashes.tolist() == (c + a + b).hashes.tolist() == whole
    assert (a + EMPTY).hashes.tolist() == (EMPTY + a).hashes.tolist() == a.hashes.tolist()


def test_large_counts_are_close_and_bounded() -> None:
    parts = [sketch_of([f"v{number}" for number in range(start, start + 30_000)]) for start in range(0, 90_000, 15_000)]
    total = sum(parts, EMPTY)
    assert total.count() == pytest.approx(105_000, rel=0.03)
    assert len(total.hashes) == 16_384


def test_what_passed_a_test_is_known_by_share() -> None:
    names = np.array([f"v{number}" for number in range(1000)], dtype=object)
    passed = np.arange(1000) % 10 == 0
    both = Sketch.of_tested(names[:600], passed[:600]) + Sketch.of_tested(names[400:], passed[400:])
    assert (both.count(), both.share()) == (1000, pytest.approx(0.1))
    assert (EMPTY.count(), EMPTY.share()) == (0, 0.0)
    assert Sketch.of_tested(names[:0], passed[:0]) is EMPTY


def test_values_cannot_be_read_back() -> None:
    plain = {hash_ for value in ("090-1234-5678",) for hash_ in sketch_of([value]).hashes.tolist()}
    assert all(isinstance(one, int) and one > 2**32 for one in plain)
