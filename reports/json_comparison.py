"""What the JSON document says of earlier runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from reports.comparison import Comparison, FormerFinding, TrendPoint

Record = dict[str, object]


def write_comparison(comparison: Comparison | None) -> Record | None:
    """The run that a report is set beside, and what became of its findings; None where there is none."""
    if comparison is None:
        return None
    return {
        "run": comparison.run,
        "started": comparison.started.isoformat(),
        "fixed": [write_former(one) for one in comparison.fixed],
        "unseen": [write_former(one) for one in comparison.unseen],
    }


def write_former(one: FormerFinding) -> Record:
    """A finding that the run does not have."""
    return {
        "fingerprint": one.fingerprint,
        "category": one.category,
        "location": asdict(one.location),
        "severity": one.severity,
        "policy": one.policy,
        "first_seen": one.first_seen.isoformat() if one.first_seen else None,
    }


def write_trend(points: Iterable[TrendPoint]) -> list[Record]:
    """The numbers of earlier runs and of this one, oldest first."""
    return [
        {
            "run": point.run,
            "started": point.started.isoformat(),
            "severity": dict(point.severity),
            "undeclared": point.undeclared,
            "percent": point.percent,
            "changed": point.changed,
        }
        for point in points
    ]
