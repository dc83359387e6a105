"""Exact statements about shares: k of n found, nothing found, whole pages sampled, how many rows to read.

Intervals follow Clopper and Pearson (Biometrika 26, 1934); a population of known size is a hypergeometric urn; samples
of whole pages are corrected as Korn and Graubard do (Survey Methodology 24, 1998).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

LEVEL = 0.95
"""The confidence of everything that is not asked for otherwise."""

_TERMS = 4_000  # up to so many factors are multiplied out one by one, more of them in blocks
_TIE = 1e-11  # relative: what is equal on paper must not fail by rounding


def _beta_fraction(x: float, a: float, b: float) -> float:
    """Continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's method."""
    tiny = 1e-300
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > tiny else tiny)
    result = d
    for m in range(1, 2000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 + numerator * d
            d = 1.0 / (d if abs(d) > tiny else tiny)
            c = 1.0 + numerator / c
            c = c if abs(c) > tiny else tiny
            result *= c * d
        if abs(c * d - 1.0) < 1e-14:
            break
    return result


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _beta_fraction(x, a, b) / a
    return 1.0 - front * _beta_fraction(1.0 - x, b, a) / b


def _beta_quantile(p: float, a: float, b: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        if beta_cdf(middle, a, b) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@lru_cache(maxsize=4096)
def interval(matched: float, read: float, level: float = LEVEL) -> tuple[float, float]:
    """The exact interval for the share of matches: two-sided where something matched, the one-sided upper bound
    where nothing did; (0, 1) for nothing read. Counts need not be whole: a sample of pages counts for fewer rows."""
    if read <= 0:
        return 0.0, 1.0
    if matched <= 0:
        return 0.0, upper_bound(read, level)
    tail = (1.0 - level) / 2
    if matched >= read:
        return tail ** (1.0 / read), 1.0
    return (
        _beta_quantile(tail, matched, read - matched + 1),
        _beta_quantile(1.0 - tail, matched + 1, read - matched),
    )


def upper_bound(read: float, level: float = LEVEL, population: int | None = None) -> float:
    """The share that is not reached, at this level, where none of ``read`` matched. With ``population``, how many
    there are in all, it is the largest share of them that could still have stayed unseen."""
    if read <= 0:
        return 1.0
    if population is not None and float(read).is_integer():
        return _most_unseen(int(read), max(population, int(read)), level) / max(population, int(read))
    return -math.expm1(math.log1p(-level) / read)


def _log_none(population: int, holding: int, read: int) -> float:
    """Log of the chance that ``read`` drawn of ``population`` hold none of the ``holding`` (hypergeometric)."""
    if holding > population - read:
        return -math.inf
    few, many = sorted((holding, read))
    block = max(1, few // _TERMS)  # factors of one block differ so little that the middle one stands for all
    whole = few - few % block
    logs = [block * math.log1p(-many / (population - i - (block - 1) / 2)) for i in range(0, whole, block)]
    return math.fsum([*logs, *(math.log1p(-many / (population - i)) for i in range(whole, few))])


def _bar(level: float) -> float:
    return math.log1p(-level) + _TIE


@lru_cache(maxsize=4096)
def _most_unseen(read: int, population: int, level: float) -> int:
    """The largest number of holders of which none being drawn is still likelier than 1 - level."""
    low, high = 0, population - read + 1  # `low` is possible, `high` is not
    while high - low > 1:
        middle = (low + high) // 2
        if _log_none(population, middle, read) > _bar(level):
            low = middle
        else:
            high = middle
    return low


def plan_rows(share: float, level: float = LEVEL, population: int | None = None) -> int:
    """How many rows have to be read, and hold nothing, to claim at this level that fewer than ``share`` of all do.

    ``share`` and ``level`` lie between 0 and 1 (ValueError otherwise). With ``population`` the rows are drawn from
    that many, and fewer are enough.
    """
    if not 0.0 < share < 1.0 or not 0.0 < level < 1.0:
        raise ValueError("a share and a level lie between 0 and 1")
    if population is None:
        return max(1, math.ceil(math.log1p(-level) / math.log1p(-share) * (1.0 - _TIE)))
    # Holders are whole: the fewest that would refute the claim.
    holding = max(1, math.ceil(population * share * (1.0 - _TIE)))
    low, high = 0, max(0, population - holding + 1)  # reading `high` cannot miss all of them
    while high - low > 1:
        middle = (low + high) // 2
        if _log_none(population, holding, middle) > _bar(level):
            low = middle
        else:
            high = middle
    return min(high, population)


@dataclass(frozen=True, slots=True)
class PageSums:
    """What the spread between sampled pages is worked out from: number of pages, rows and matches in them, sums of
    squares and of products. Two of them add up, so pages may be counted in any order and place."""

    pages: int = 0
    rows: int = 0
    matches: int = 0
    rows_squared: int = 0
    matches_squared: int = 0
    products: int = 0

    @classmethod
    def of_page(cls, rows: int, matches: int) -> PageSums:
        """One page."""
        return cls(1, rows, matches, rows * rows, matches * matches, rows * matches)

    def __add__(self, other: PageSums) -> PageSums:
        return PageSums(
            self.pages + other.pages,
            self.rows + other.rows,
            self.matches + other.matches,
            self.rows_squared + other.rows_squared,
            self.matches_squared + other.matches_squared,
            self.products + other.products,
        )


def design_effect(sums: PageSums) -> float:
    """How many times the variance of a share grows because whole pages were drawn, not rows (Kish, Survey Sampling,
    1965; ratio estimator). Never below 1.

    Where pages show no spread (nothing matched, or everything), or there is one page only, rows of a page are taken
    to be all alike: the effect is the mean number of rows in a page, the most that it can be for pages of one size.
    """
    if not sums.rows or not sums.pages:
        return 1.0
    alike = max(1.0, sums.rows / sums.pages)
    share = sums.matches / sums.rows
    if sums.pages < 2 or not 0.0 < share < 1.0:
        return alike
    spread = sums.matches_squared - 2 * share * sums.products + share * share * sums.rows_squared
    variance = sums.pages / (sums.pages - 1) * spread / sums.rows**2
    return max(1.0, variance / (share * (1.0 - share) / sums.rows))


def assumed_effect(row_bytes: float, page_bytes: int = 8192) -> float:
    """The design effect where nobody knows which rows shared a page: as many as fit into one, all alike. 8 KiB is
    the page of PostgreSQL."""
    return max(1.0, page_bytes / max(1.0, row_bytes))
