"""Periods of time as declarations and policies write them (ISO 8601 durations), set against days.

Months and years are of the calendar: a month before 31 March is the last day of February.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_DURATION = re.compile(r"P(?=\d)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,7})D)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """Months and days; years count as twelve months, weeks as seven days."""

    months: int = 0
    days: int = 0


def parse_duration(text: str) -> Duration | None:
    """``P5Y``, ``P1Y6M``, ``P2W``, ``P90D``; None for anything else (a time of day is no period of retention)."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return Duration(12 * years + months, 7 * weeks + days)


def go_back(day: date, duration: Duration) -> date:
    """The day that lies a duration before another; the first day there is where it would lie before that."""
    month = 12 * day.year + day.month - 1 - duration.months
    year, number = divmod(month, 12)
    if year < date.min.year:
        return date.min
    start = date(year, number + 1, min(day.day, monthrange(year, number + 1)[1]))
    reach = (start - date.min).days
    return start - timedelta(days=min(duration.days, reach))
