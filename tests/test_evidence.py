"""From log-odds to confidence, and what a whole column says for a category."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Field
from detectors.base import DetectorError
from detectors.evidence import check_knots, confidence, load_knowledge
from detectors.inspection import inspect_column, view_field
from detectors.tally import FieldTally
from detectors.weighing import is_serial, weigh_series, weigh_values, weigh_variety

KNOTS = ((-2.0, 0.1), (0.0, 0.4), (2.0, 0.8), (4.0, 0.95))


@pytest.mark.parametrize(
    ("log_odds", "expected"),
    [(-9.0, 0.1), (-2.0, 0.1), (-1.0, 0.25), (0.0, 0.4), (1.0, 0.6), (3.0, 0.88), (4.0, 0.95), (20.0, 0.95)],
)
def test_confidence_follows_the_knots(log_odds: float, expected: float) -> None:
    assert confidence(log_odds, KNOTS) == pytest.approx(expected, abs=0.006)


@pytest.mark.parametrize(
    ("log_odds", "expected"), [(0.0, 0.5), (1.0, 0.73), (-3.0, 0.05), (50.0, 0.99), (-900.0, 0.0), (900.0, 0.99)]
)
def test_confidence_without_knots_is_logistic(log_odds: float, expected: float) -> None:
    assert confidence(log_odds, ()) == expected


@given(
    st.lists(st.tuples(st.floats(-9, 9), st.floats(0, 1)), min_size=1, max_size=8),
    st.floats(-20, 20),
    st.floats(-20, 20),
)
def test_more_evidence_is_never_less_sure(points: list[tuple[float, float]], one: float, other: float) -> None:
    levels = sorted(dict(points))
    shares = sorted(share for _, share in points)[: len(levels)]
    knots = check_knots(tuple(zip(levels, shares, strict=True)))
    low, high = sorted((one, other))
    assert confidence(low, knots) <= confidence(high, knots)
    assert 0.0 <= confidence(low, knots) <= 0.99


def test_a_single_knot_is_level() -> None:
    assert {confidence(place, ((0.0, 0.7),)) for place in (-5.0, 0.0, 5.0)} == {0.7}


@pytest.mark.parametrize(
    "points", [[(0, 0.5), (0, 0.6)], [(0, 0.5), (1, 0.4)], [(1, 0.5), (0, 0.6)], [(0, 1.2)], [(0, -0.1)]]
)
def test_knots_that_do_not_rise_are_refused(points: list[tuple[float, float]]) -> None:
    with pytest.raises(DetectorError):
        check_knots(points)


def test_the_shipped_knots_rise() -> None:
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(load_knowledge().knots))


def column(values: list[str], name: str = "x") -> FieldTally:
    return inspect_column(pa.array(values, pa.string()), view_field(Field(name), "table"))


def ean(number: int) -> str:
    body = f"49{number:010}"
    return body + str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10)


SERIAL = [str(500_000_000_000 + n) for n in range(60)]
TIMES = [f"2026{n % 12 + 1:02}{n % 28 + 1:02}{n % 24:02}{n % 60:02}" for n in range(60)]
GOODS = [ean(n * 7919) for n in range(60)]


@pytest.mark.parametrize(("values", "factor"), [(SERIAL, "serial"), (TIMES, "timestamp"), (GOODS, "goods-code")])
def test_columns_that_are_no_identifiers(values: list[str], factor: str) -> None:
    factors = weigh_series(column(values), goods=True)
    assert [one.name for one in factors] == [factor]
    assert factors[0].weight <= -4.0


def test_few_values_that_pass_by_chance_are_no_goods() -> None:
    assert weigh_series(column(GOODS[:5]), goods=True) == []
    mixed = [value if n % 3 else "4900000000001" for n, value in enumerate(GOODS)]
    assert weigh_series(column(mixed), goods=True) == []


def test_real_numbers_outweigh_their_order() -> None:
    tally = column(SERIAL)
    assert is_serial(tally)
    factors = weigh_values("personal.id.my_number", tally, 0.0)
    assert sum(factor.weight for factor in factors) < -4.0


@pytest.mark.parametrize(
    ("values", "factor"),
    [
        (["A", "B"] * 40, "distinct"),
        ([f"E{n:05}" for n in range(60)], "length"),
        ([f"{n}" * (n % 7 + 1) for n in range(60)], ""),
        (["A", "B", "A"], ""),
    ],
)
def test_identifiers_are_many_and_of_one_length(values: list[str], factor: str) -> None:
    factors = weigh_variety("personal.id.employee_no", column(values))
    assert [one.name for one in factors] == ([factor] if factor else [])
    assert weigh_variety("personal.hobby", column(values)) == []
