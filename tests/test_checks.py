"""Check digits against published examples, an independent implementation, and chance."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import stdnum.luhn
from hypothesis import given
from hypothesis import strategies as st
from stdnum.jp import cn, in_

from detectors.checks import (
    CHECKS,
    check_card,
    check_corporate_number,
    check_drivers_license,
    check_insurer,
    check_luhn,
    check_my_number,
    check_resident_record_code,
    make_checked_hits,
)

CASES = Path(__file__).parents[2] / "shared" / "data" / "validators_stdnum" / "stdnum_cases.csv"
Digits = np.ndarray[tuple[int, ...], np.dtype[np.int8]]


def rows(*numbers: str) -> Digits:
    return np.array([[int(digit) for digit in number] for number in numbers], dtype=np.int8)


def numbers_of(size: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=size, max_size=size)


@given(numbers_of(12))
def test_my_number_agrees_with_stdnum(number: str) -> None:
    assert bool(check_my_number(rows(number))[0]) == in_.is_valid(number)


@given(numbers_of(13))
def test_corporate_number_agrees_with_stdnum(number: str) -> None:
    assert bool(check_corporate_number(rows(number))[0]) == cn.is_valid(number)


@given(st.integers(12, 19).flatmap(numbers_of))
def test_luhn_agrees_with_stdnum(number: str) -> None:
    assert bool(check_luhn(rows(number))[0]) == stdnum.luhn.is_valid(number)


@pytest.mark.parametrize("number", ["123456789018", "012345678903", "111111111118", "983205673214"])
def test_my_numbers(number: str) -> None:
    assert check_my_number(rows(number)).all()


@pytest.mark.parametrize("number", ["309012345620", "302312345660"])
def test_drivers_licences(number: str) -> None:
    assert check_drivers_license(rows(number)).all()


@pytest.mark.parametrize("number", ["309012345610", "152312345600", "990012345620"])
def test_no_drivers_licences(number: str) -> None:
    assert not check_drivers_license(rows(number)).any()


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111111",
        "5555555555554444",
        "2223003122003222",
        "378282246310005",
        "30569309025904",
        "3530111333300000",
        "3566002020360505",
        "6011111111111117",
        "6200000000000005",
    ],
)
def test_cards(number: str) -> None:
    assert check_card(rows(number)).all()


@pytest.mark.parametrize(
    "number", ["4111111111111112", "3530111333300001", "9111111111111111", "41111111111111", "352099001234562"]
)
def test_no_cards(number: str) -> None:
    assert not check_card(rows(number)).any()


@pytest.mark.parametrize("number", ["33120015", "06139992", "39139993", "139998"])
def test_insurers(number: str) -> None:
    assert check_insurer(rows(number)).all()


@pytest.mark.parametrize("number", ["06139990", "99139993", "06489993", "139990", "489998", "009998"])
def test_no_insurers(number: str) -> None:
    assert not check_insurer(rows(number)).any()


def test_resident_record_codes() -> None:
    assert check_resident_record_code(rows("12345678903", "12345678901")).tolist() == [True, False]


@pytest.mark.parametrize("module", ["jp.cn", "luhn"])
def test_cases_of_others(module: str) -> None:
    if not CASES.exists():
        pytest.skip("needs ../shared/data")
    with CASES.open(encoding="utf-8", newline="") as lines:
        listed = [row for row in csv.DictReader(lines) if row["stdnum_module"] == module]
    right = 0
    for row in listed:
        number = row["value"].replace("-", "").replace(" ", "")
        test = check_luhn if module == "luhn" else check_corporate_number
        shaped = number.isdigit() and (module == "luhn" or (len(number) == 13 and number[0] != "0"))
        right += (shaped and bool(test(rows(number))[0])) == (row["valid"] == "1")
    assert right / len(listed) >= 0.99


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("my_number", 12),
        ("corporate_number", 13),
        ("drivers_license", 12),
        ("insurer", 6),
        ("resident_record_code", 11),
    ],
)
def test_the_stated_chance_is_what_random_digits_reach(name: str, size: int) -> None:
    digits = np.random.default_rng(20260101).integers(0, 10, (200_000, size)).astype(np.int8)
    if name == "corporate_number":
        digits = digits[digits[:, 0] > 0]
    assert CHECKS[name].test(digits).mean() == pytest.approx(CHECKS[name].chance, rel=0.12)


def test_each_number_is_counted_once() -> None:
    keys = np.array([5, 7, 5, 9], dtype=np.uint64)
    hits = make_checked_hits("a", [(0, 1, True)], keys, np.array([True, False, True, True]), "luhn")
    assert hits is not None
    assert (hits.tried, hits.passed, hits.keys.tolist(), hits.good.tolist()) == (3, 2, [5, 7, 9], [True, False, True])
    assert make_checked_hits("a", [], keys[:0], np.zeros(0, dtype=np.bool_), "luhn") is None
