"""Tallies add up: nothing depends on where a field was cut or in which order the parts came."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.base import Sighting
from detectors.sketch import EMPTY, Sketch
from detectors.tally import KEPT_SHAPES, KEPT_SIGHTINGS, CategoryTally, FieldTally, count_tested

SIGHTINGS = st.builds(Sighting, st.integers(1, 40), st.integers(0, 3), st.integers(4, 6))
SEEN = st.dictionaries(SIGHTINGS, st.sampled_from("abcdef"), max_size=40)


def category_of(seen: dict[Sighting, str]) -> CategoryTally:
    """The tally of a part in which these shapes stand at these places."""
    at = tuple(sorted(seen)[:KEPT_SIGHTINGS])
    shapes: dict[str, Sighting] = {}
    for sighting in at:
        shapes.setdefault(seen[sighting], sighting)
    first = tuple((sighting, shape) for shape, sighting in list(shapes.items())[:KEPT_SHAPES])
    return CategoryTally(cells=len(seen), strong=1, at=at, masked=first)


@given(SEEN, SEEN, SEEN)
def test_places_and_shapes_are_those_of_the_whole(
    one: dict[Sighting, str], two: dict[Sighting, str], three: dict[Sighting, str]
) -> None:
    # A row belongs to one part.
    two = {Sighting(sighting.row + 40, sighting.start, sighting.end): shape for sighting, shape in two.items()}
    three = {Sighting(sighting.row + 80, sighting.start, sighting.end): shape for sighting, shape in three.items()}
    a, b, c = map(category_of, (one, two, three))
    whole = category_of(one | two | three)
    for total in ((a + b) + c, a + (b + c), c + a + b, (c + b) + a):
        assert (total.at, total.masked) == (whole.at, whole.masked)
        assert total.cells == len(one) + len(two) + len(three)


def part_of(numbers: range, passed: int) -> CategoryTally:
    keys = np.array(numbers, dtype=np.uint64)
    sketch = Sketch.of_tested(keys, np.array([number % 10 == 0 for number in numbers]))
    counted = count_tested(sketch)
    assert counted == (len(numbers), passed)
    return CategoryTally(tried=len(numbers), passed=passed, check="luhn", tested=sketch)


def test_a_number_in_two_parts_counts_once() -> None:
    total = part_of(range(100), 10) + part_of(range(50, 150), 10)
    assert (total.tried, total.passed, total.check) == (150, 15, "luhn")
    assert count_tested(EMPTY) is None


def test_counts_without_hashes_are_added() -> None:
    total = CategoryTally(tried=3, passed=2) + CategoryTally(tried=1, passed=1)
    assert (total.tried, total.passed) == (4, 3)


def test_fields_add_up() -> None:
    one = FieldTally(2, 2, 10, 52, 6, 1, 1, EMPTY, Counter(date=2), {"a": CategoryTally(cells=1)})
    two = FieldTally(3, 1, 4, 16, 4, 0, 0, EMPTY, Counter(date=1, hash=1), {"a": CategoryTally(cells=2)})
    total = one + two
    assert (total.rows, total.read, total.characters, total.squares, total.longest) == (5, 3, 14, 68, 6)
    assert (total.steps, total.unit_steps) == (1, 1)
    assert total.signals == Counter(date=3, hash=1)
    assert total.categories["a"].cells == 3
    assert total.mean_length == 14 / 3
    assert FieldTally().mean_length == 0.0
    assert (one + FieldTally()).categories.keys() == one.categories.keys()
