"""Is a confidence of 0.9 right nine times in ten? And the points that would make it so.

A finding of a labelled column is right when its category is one of the labelled, or above or below one, on a column
that is not "not personal". Columns without labelled categories and arguable ones are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from bench.accuracy.columns import Judged, Reported, is_near
from bench.accuracy.metrics import Bin, brier, draw_reliability, expected_calibration_error

EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
_KNOTS = 8
_LEAST = 12
_NEVER, _EVEN, _NEXT = (-6.0, 0.0), (0.0, 0.5), 0.1


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well confidence and outcome agree."""

    findings: int
    bins: tuple[Bin, ...]
    error: float
    brier: float


def outcomes(judged: Sequence[Judged]) -> list[tuple[Reported, bool]]:
    """Each finding that can be judged, and whether it is right."""
    pairs = []
    for one in judged:
        if one.label.personal == "A" or (one.label.personal in "YL" and not one.label.categories):
            continue
        for found in one.found:
            fits = any(found.category == each or is_near(found.category, each) for each in one.label.categories)
            if one.label.personal == "N" and not found.about_person:
                continue
            pairs.append((found, fits and one.label.personal != "N"))
    return pairs


def measure_calibration(judged: Sequence[Judged]) -> Calibration:
    """The reliability table, the expected calibration error and the Brier score."""
    pairs = [(found.confidence, right) for found, right in outcomes(judged)]
    bins = draw_reliability(pairs, EDGES)
    return Calibration(len(pairs), tuple(bins), expected_calibration_error(bins), brier(pairs))


def fit_points(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    """Knots (log-odds, probability), rising, for ``[calibration]`` of evidence.toml: isotonic regression of outcomes on
    log-odds (pool adjacent violators), told in few knots, through even odds."""
    pairs = sorted((found.log_odds, right) for found, right in outcomes(judged))
    if len(pairs) < _LEAST:
        return []
    groups = [list(chunk) for chunk in np.array_split(np.array(pairs, dtype=np.float64), _KNOTS) if len(chunk)]
    blocks: list[tuple[float, float, int]] = []
    for chunk in groups:
        odds = float(np.mean([row[0] for row in chunk]))
        # One success and one failure more than seen: a block without a wrong one is not certain.
        share = (sum(row[1] for row in chunk) + 1) / (len(chunk) + 2)
        blocks.append((odds, float(share), len(chunk)))
        while len(blocks) > 1 and blocks[-2][1] >= blocks[-1][1]:
            (one_at, one, count), (other_at, other, more) = blocks[-2:]
            whole = count + more
            merged = (one_at * count + other_at * more) / whole, (one * count + other * more) / whole, whole
            blocks[-2:] = [merged]
    # Even odds stay even odds: what is reported does not change, only how sure it is said to be.
    rising = [(odds, share) for odds, share, _ in blocks if odds > _NEXT and share > _EVEN[1]]
    return [_NEVER, _EVEN, *((round(odds, 2), round(share, 3)) for odds, share in rising)]


def is_for_fitting(one: Judged) -> bool:
    """Whether a table of a set that nobody learns from serves to fit the points; the other half judges them."""
    return crc32(one.label.collection.encode()) % 2 == 0


def draw_points(points: Sequence[tuple[float, float]]) -> str:
    """The points as a section of a TOML file."""
    listed = ", ".join(f"[{odds}, {share}]" for odds, share in points)
    return f'[calibration]\nversion = "2026.11"\npoints = [{listed}]\n'
