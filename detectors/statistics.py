"""Exact intervals for k of n (Clopper and Pearson, Biometrika 26, 1934)."""

from __future__ import annotations

import math
from functools import lru_cache


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
def interval(matched: int, read: int, level: float = 0.95) -> tuple[float, float]:
    """The exact interval for the share of matches; one-sided where none or all matched; (0, 1) for nothing
    read."""
    if read <= 0:
        return 0.0, 1.0
    if matched <= 0:
        return 0.0, 1.0 - (1.0 - level) ** (1.0 / read)
    if matched >= read:
        return (1.0 - level) ** (1.0 / read), 1.0
    tail = (1.0 - level) / 2
    return (
        _beta_quantile(tail, matched, read - matched + 1),
        _beta_quantile(1.0 - tail, matched + 1, read - matched),
    )
