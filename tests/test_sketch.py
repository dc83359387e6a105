"""Counting different values: exact while small, close when large, the same whatever the order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.sketch import EMPTY, Sketch, hash_cells
from tests.detection import cells_of

# The record separator stands between cells and becomes a space in them.
VALUES = st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1a"), max_size=8), max_size=60)


def sketch_of(values: list[str]) -> Sketch:
    return Sketch.of(cells_of(*values))


@settings(deadline=None)
@given(VALUES)
def test_small_counts_are_exact(values: list[str]) -> None:
    assert sketch_of(values).count() == len(set(values))


@settings(deadline=None)
@given(VALUES, VALUES, VALUES)
def test_sums_do_not_depend_on_the_order(one: list[str], two: list[str], three: list[str]) -> None:
    a, b, c = map(sketch_of, (one, two, three))
    whole = sketch_of(one + two + three).hashes.tolist()
    assert ((a + b) + c).hashes.tolist() == (a + (b + c)).hashes.tolist() == (c + a + b).hashes.tolist() == whole
    assert (a + EMPTY).hashes.tolist() == (EMPTY + a).hashes.tolist() == a.hashes.tolist()


def test_a_cell_has_the_same_hash_in_any_company() -> None:
    values = [
        "",
        "a",
        "a\x00",
        "ab",
        "ba",
        "ａ",
        "山田",
        "x" * 4096,
        "x" * 4097,
        "y" * 5000,
        "a" * 5000 + "山",
        "é",
        "e\u0301",
    ]
    together = hash_cells(cells_of(*values)).tolist()
    assert len(set(together)) == len(values)
    assert together == [hash_cells(cells_of(value)).tolist()[0] for value in values]
    assert together == hash_cells(cells_of(*reversed(values))).tolist()[::-1]


def test_cells_that_differ_little_have_hashes_that_spread() -> None:
    values = [f"{number:07d}" for number in range(40_000)] + ["山" * size for size in range(1, 200)]
    hashes = hash_cells(cells_of(*values))
    assert len(np.unique(hashes)) == len(values)
    assert np.bincount((hashes >> np.uint64(60)).astype(np.int64), minlength=16) == pytest.approx(2512, rel=0.1)
    assert np.bincount((hashes & np.uint64(15)).astype(np.int64), minlength=16) == pytest.approx(2512, rel=0.1)


def test_large_counts_are_close_and_bounded() -> None:
    parts = [sketch_of([f"v{number}" for number in range(start, start + 30_000)]) for start in range(0, 90_000, 15_000)]
    total = sum(parts, EMPTY)
    assert total.count() == pytest.approx(105_000, rel=0.03)
    assert len(total.hashes) == 16_384


def test_what_passed_a_test_is_known_by_share() -> None:
    names = np.arange(1000, dtype=np.uint64)
    passed = np.arange(1000) % 10 == 0
    both = Sketch.of_tested(names[:600], passed[:600]) + Sketch.of_tested(names[400:], passed[400:])
    assert (both.count(), both.share()) == (1000, pytest.approx(0.1))
    assert (EMPTY.count(), EMPTY.share()) == (0, 0.0)
    assert Sketch.of_tested(names[:0], passed[:0]) is EMPTY


def test_values_cannot_be_read_back() -> None:
    plain = {hash_ for value in ("090-1234-5678",) for hash_ in sketch_of([value]).hashes.tolist()}
    assert all(isinstance(one, int) and one > 2**32 for one in plain)
