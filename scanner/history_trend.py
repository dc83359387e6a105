"""The numbers of the last runs."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reports.base import SEVERITIES, Report
from reports.comparison import TrendPoint
from reports.summary import summarise
from scanner.history import read_moment
from scanner.history_tables import RUN

POINTS = 90
"""So many runs are in a trend at most: three months of nightly ones."""


def load_trend(
    connection: Connection, series: str, report: Report | None = None, scope: str = ""
) -> tuple[TrendPoint, ...]:
    """The last stored runs, oldest first; behind them a ``report`` that is not stored yet."""
    columns = (RUN.c.number, RUN.c.id, RUN.c.started, RUN.c.undeclared, RUN.c.percent, RUN.c.scope, RUN.c.policy_sha256)
    newest = sa.select(*columns, *(RUN.c[level] for level in SEVERITIES)).where(RUN.c.series == series)
    # One more than is shown: only beside the run before can a change be told.
    rows = connection.execute(newest.order_by(RUN.c.number.desc()).limit(POINTS + 1)).all()[::-1]
    points, before = [], None
    for row in rows:
        basis = (row.scope, row.policy_sha256)
        counts: dict[str, int] = {level: getattr(row, level) for level in SEVERITIES}
        changed = before is not None and basis != before
        points.append(TrendPoint(row.id, read_moment(row.started), counts, row.undeclared, row.percent, changed))
        before = basis
    if report is not None:
        summary = summarise(report)
        points.append(
            TrendPoint(
                report.run.id,
                report.run.started,
                dict(summary.severity),
                summary.without_purpose,
                summary.places.percent,
                before is not None and before != (scope, report.policy.sha256),
            )
        )
    return tuple(points[-POINTS:])
