"""Shapes of digit groups: they stand on their own or not at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.numbers import Shape, find_runs, is_clock, is_epoch, is_jan, is_trivial, match_shape
from tests.detection import cells_of


def shaped(text: str, shape: str, separators: str = "- ", *, beside_letters: bool = False) -> list[str]:
    cells = cells_of(text)
    found = match_shape(cells, find_runs(cells), Shape.parse(shape, separators), beside_letters=beside_letters)
    return [cells.raw[low:high] for hits in found for low, high in zip(hits.start, hits.end, strict=True)]


@pytest.mark.parametrize(
    ("text", "shape", "expected"),
    [
        ("123456789018", "12", ["123456789018"]),
        ("番号123456789018です", "12", ["123456789018"]),
        ("番号１２３４５６７８９０１８です", "12", ["１２３４５６７８９０１８"]),
        ("1234-5678-9018", "4-4-4", ["1234-5678-9018"]),
        ("1234 5678 9018", "4-4-4", ["1234 5678 9018"]),
        ("No.123456789018", "12", ["123456789018"]),
        ("2026-11-22 1234-5678-9018", "4-4-4", ["1234-5678-9018"]),
        ("4111 1111 1111 1111 12/28", "4-4-4-4", ["4111 1111 1111 1111"]),
        ("123-4567、234-5678", "3-4", ["123-4567", "234-5678"]),
    ],
)
def test_a_shape_is_found(text: str, shape: str, expected: list[str]) -> None:
    assert shaped(text, shape) == expected


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("1234567890189", "12"),
        ("a123456789018", "12"),
        ("123456789018a", "12"),
        ("_123456789018", "12"),
        ("123456789018.5", "12"),
        ("0.123456789018", "12"),
        (".123456789018", "12"),
        ("1234-5678 9018", "4-4-4"),
        ("1234-5678-9018-1234", "4-4-4"),
        ("1-1234-5678-9018", "4-4-4"),
        ("1234 5678 9018 1234", "4-4-4"),
        ("123e4567-e89b-12d3-a45f-426614174000", "12"),
        ("03-1234-5678", "4-4"),
        ("12:123-4567", "3-4"),
    ],
)
def test_a_part_of_something_longer_is_not(text: str, shape: str) -> None:
    assert shaped(text, shape) == []


def test_a_letter_beside_it_is_for_the_rule_to_judge() -> None:
    assert shaped("T7123456789012", "13", beside_letters=True) == ["7123456789012"]


@given(st.lists(st.integers(0, 9), min_size=12, max_size=12))
def test_digits_and_keys_are_the_number(digits: list[int]) -> None:
    text = "".join(map(str, digits))
    cells = cells_of(text)
    (found,) = match_shape(cells, find_runs(cells), Shape.parse("12", ""))
    assert found.digits.tolist() == [digits]
    assert found.numbers().tolist() == found.keys().tolist() == [int(text)]


def test_keys_tell_nineteen_digits_apart() -> None:
    cells = cells_of("9999999999999999999", "9999999999999999998")
    (found,) = match_shape(cells, find_runs(cells), Shape.parse("19", ""))
    assert found.keys().tolist() == [9999999999999999999, 9999999999999999998]


def rows(*numbers: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int8]]:
    return np.array([[int(digit) for digit in number] for number in numbers], dtype=np.int8)


def test_dates_and_times_in_digits() -> None:
    assert is_clock(rows("20261122", "19991231", "20261301", "18991231")).tolist() == [True, True, False, False]
    assert is_clock(rows("202611220930", "202611222430")).tolist() == [True, False]
    assert is_clock(rows("20261122093059")).tolist() == [True]
    assert is_clock(rows("2026")).tolist() == [False]


def test_seconds_and_milliseconds_since_1970() -> None:
    assert is_epoch(np.array([1_700_000_000, 312_345_678]), 10).tolist() == [True, False]
    assert is_epoch(np.array([1_700_000_000_000, 7_123_456_789_012]), 13).tolist() == [True, False]
    assert is_epoch(np.array([1_700_000_000]), 12).tolist() == [False]


def test_codes_of_articles() -> None:
    assert is_jan(rows("4901234567894", "4512345678906", "4901234567895", "7123456789012")).tolist() == [
        True,
        True,
        False,
        False,
    ]
    assert is_jan(rows("490123456789")).tolist() == [False]


def test_numbers_that_nobody_has() -> None:
    listed = rows("000000000000", "123456789012", "987654321098", "123456789018", "121212121212")
    assert is_trivial(listed).tolist() == [True, True, True, False, False]
