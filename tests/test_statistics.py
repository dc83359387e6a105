"""Exact statements against published values, brute force, and what must always hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.statistics import (
    PageSums,
    assumed_effect,
    beta_cdf,
    design_effect,
    interval,
    plan_rows,
    upper_bound,
)


@pytest.mark.parametrize(
    ("matched", "read", "low", "high"),
    [
        # Clopper-Pearson limits as statistical tables give them.
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (9, 10, 0.5550, 0.9975),
        (10, 10, 0.6915, 1.0),
        (10, 100, 0.0490, 0.1762),
        (3, 2000, 0.0003, 0.0044),
    ],
)
def test_known_intervals(matched: int, read: int, low: float, high: float) -> None:
    assert interval(matched, read) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


def test_none_all_and_nothing() -> None:
    assert interval(0, 0) == (0.0, 1.0)
    assert interval(0, 10) == (0.0, pytest.approx(1 - 0.05**0.1))
    assert interval(10, 10) == (pytest.approx(0.025**0.1), 1.0)


def test_the_sentence_of_the_manual() -> None:
    assert upper_bound(12_345) == pytest.approx(0.00024, abs=1e-5)
    assert upper_bound(0) == 1.0


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


@pytest.mark.parametrize("read", [1, 2, 7, 20, 60])
def test_intervals_hold_what_they_promise(read: int) -> None:
    """For every true share the interval covers it in at least 95 of 100 samples of one size (two-sided; the
    one-sided bound for no match at all is looked at by itself below)."""
    for true in (n / 40 for n in range(1, 40)):
        covered = sum(
            math.comb(read, k) * true**k * (1 - true) ** (read - k)
            for k in range(read + 1)
            if (interval(k, read)[0] if k else 0.0) <= true <= (interval(k, read)[1] if k else 1 - 0.025 ** (1 / read))
        )
        assert covered >= 0.95 - 1e-9


# --- nothing found, and how much to read ------------------------------------------------------------------


def chance_of_none(population: int, holding: int, read: int) -> Fraction:
    """By counting: how many of all samples miss every holder."""
    return Fraction(math.comb(population - holding, read), math.comb(population, read))


@given(
    st.integers(1, 70).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))), st.sampled_from([80, 90, 95, 99])
)
@settings(max_examples=300, deadline=None)
def test_the_bound_of_a_finite_population_is_exact(sizes: tuple[int, int], percent: int) -> None:
    population, read = sizes
    possible = [
        holding
        for holding in range(population + 1)
        if chance_of_none(population, holding, read) > Fraction(100 - percent, 100)
    ]
    assert upper_bound(read, percent / 100, population) * population == pytest.approx(max(possible))


@given(st.integers(1, 70), st.integers(1, 999), st.sampled_from([80, 90, 95, 99]))
@settings(max_examples=300, deadline=None)
def test_the_plan_for_a_finite_population_is_exact(population: int, mille: int, percent: int) -> None:
    refuting = max(1, -(-population * mille // 1000))
    fewest = next(
        read
        for read in range(population + 1)
        if chance_of_none(population, refuting, read) <= Fraction(100 - percent, 100)
    )
    assert plan_rows(mille / 1000, percent / 100, population) == fewest


@given(st.integers(1, 500), st.sampled_from([80, 90, 95, 99]))
def test_the_plan_without_a_population_is_exact(mille: int, percent: int) -> None:
    missed, bar = 1 - Fraction(mille, 1000), Fraction(100 - percent, 100)
    rows = plan_rows(mille / 1000, percent / 100)
    assert missed**rows <= bar
    assert rows == 1 or missed ** (rows - 1) > bar


@pytest.mark.parametrize(
    ("share", "level", "population", "rows"),
    [
        (0.001, 0.95, None, 2995),
        (0.01, 0.95, None, 299),
        (0.01, 0.99, None, 459),
        (0.5, 0.95, None, 5),
        (0.05, 0.95, 20, 19),  # one holder among twenty: 19 drawn leave a chance of exactly one in twenty
        (0.001, 0.95, 500, 475),
        (0.001, 0.95, 100_000, 2950),
        (0.001, 0.95, 1_000_000_000, 2995),
        (0.5, 0.95, 1, 1),
        (0.5, 0.95, 0, 0),
    ],
)
def test_plans(share: float, level: float, population: int | None, rows: int) -> None:
    assert plan_rows(share, level, population) == rows


@given(st.floats(0.0005, 0.5), st.integers(1, 10**7))
def test_reading_as_planned_allows_the_claim(share: float, population: int) -> None:
    assert upper_bound(plan_rows(share), 0.95) <= share * (1 + 1e-9)
    rows = plan_rows(share, 0.95, population)
    assert rows <= population
    assert upper_bound(rows, 0.95, population) < share
    assert upper_bound(rows, 0.95, population) <= upper_bound(rows) + 1e-12


def test_large_populations_are_quick_and_near_the_binomial() -> None:
    assert upper_bound(50_000, 0.95, 10**9) == pytest.approx(upper_bound(50_000), rel=1e-3)
    assert plan_rows(1e-6, 0.95, 10**12) == pytest.approx(plan_rows(1e-6), rel=1e-3)


def test_everything_read_leaves_nothing_open() -> None:
    assert upper_bound(500, 0.95, 500) == 0.0


@pytest.mark.parametrize(("share", "level"), [(0.0, 0.95), (1.0, 0.95), (0.1, 0.0), (0.1, 1.0), (-1, 0.5)])
def test_plans_that_make_no_sense(share: float, level: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        plan_rows(share, level)


# --- whole pages ------------------------------------------------------------------------------------------


def sum_pages(pages: Sequence[tuple[int, int]]) -> PageSums:
    return sum((PageSums.of_page(rows, matches) for rows, matches in pages), PageSums())


def test_pages_of_one_kind_each_count_as_one_draw() -> None:
    """Half of the pages hold only matches, the others none: 20 pages say no more than 20 rows."""
    sums = sum_pages([(50, 50), (50, 0)] * 10)
    assert sums.rows / design_effect(sums) == pytest.approx(20 * 19 / 20)


def test_pages_that_mix_like_rows_cost_nothing() -> None:
    assert design_effect(sum_pages([(50, 5)] * 20)) == 1.0


def test_without_spread_the_worst_is_assumed() -> None:
    assert design_effect(sum_pages([(50, 0)] * 20)) == 50.0
    assert design_effect(sum_pages([(50, 50)] * 20)) == 50.0
    assert design_effect(sum_pages([(50, 20)])) == 50.0
    assert design_effect(PageSums()) == 1.0
    assert assumed_effect(100) == pytest.approx(81.92)
    assert assumed_effect(20_000) == 1.0


def test_the_effect_is_the_variance_between_pages_by_hand() -> None:
    pages = [(10, 3), (20, 2), (30, 12), (5, 0)]
    rows, matches = sum(n for n, _ in pages), sum(k for _, k in pages)
    share = matches / rows
    variance = 4 / 3 * sum((k - share * n) ** 2 for n, k in pages) / rows**2
    assert design_effect(sum_pages(pages)) == pytest.approx(variance / (share * (1 - share) / rows))


PAGES = st.lists(st.integers(1, 99).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), max_size=12)


@given(PAGES, PAGES)
def test_sums_of_pages_add_up(some: list[tuple[int, int]], others: list[tuple[int, int]]) -> None:
    assert sum_pages(some) + sum_pages(others) == sum_pages([*others, *some])
    assert design_effect(sum_pages(some)) >= 1.0
