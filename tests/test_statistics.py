"""Exact intervals against published values and what must always hold."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.statistics import beta_cdf, interval


@pytest.mark.parametrize(
    ("matched", "read", "low", "high"),
    [
        # Clopper-Pearson limits as statistical tables give them.
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (9, 10, 0.5550, 0.9975),
        (10, 100, 0.0490, 0.1762),
        (3, 2000, 0.0003, 0.0044),
    ],
)
def test_known_intervals(matched: int, read: int, low: float, high: float) -> None:
    assert interval(matched, read) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


def test_none_all_and_nothing() -> None:
    assert interval(0, 0) == (0.0, 1.0)
    assert interval(0, 10) == (0.0, pytest.approx(1 - 0.05**0.1))
    assert interval(10, 10) == (pytest.approx(0.05**0.1), 1.0)


@given(st.integers(1, 10**6).flatmap(lambda read: st.tuples(st.integers(0, read), st.just(read))))
def test_the_share_lies_inside(counts: tuple[int, int]) -> None:
    matched, read = counts
    low, high = interval(matched, read)
    assert 0.0 <= low <= matched / read <= high <= 1.0


@given(st.integers(1, 60), st.integers(1, 60), st.floats(0.01, 0.99))
def test_the_beta_distribution_is_the_binomial_tail(a: int, b: int, x: float) -> None:
    n = a + b - 1
    tail = sum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert beta_cdf(x, a, b) == pytest.approx(tail, abs=1e-9)


def test_the_ends_of_the_beta_distribution() -> None:
    assert beta_cdf(0.0, 2, 3) == 0.0
    assert beta_cdf(1.0, 2, 3) == 1.0
