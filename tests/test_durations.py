"""Durations against days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.durations import Duration, go_back, parse_duration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P5Y", Duration(60)),
        ("P1Y6M", Duration(18)),
        ("P6M", Duration(6)),
        ("P2W", Duration(0, 14)),
        ("P90D", Duration(0, 90)),
        ("P1Y2M3W4D", Duration(14, 25)),
        ("P0D", Duration()),
        ("", None),
        ("P", None),
        ("5Y", None),
        ("P-5Y", None),
        ("PT24H", None),
        ("P5Y ", None),
        ("P５Y", None),
        ("P99999999Y", None),
    ],
)
def test_what_is_a_duration(text: str, expected: Duration | None) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize(
    ("day", "text", "expected"),
    [
        (date(2026, 11, 22), "P5Y", date(2021, 11, 22)),
        (date(2026, 3, 31), "P1M", date(2026, 2, 28)),
        (date(2024, 3, 31), "P1M", date(2024, 2, 29)),
        (date(2024, 2, 29), "P1Y", date(2023, 2, 28)),
        (date(2026, 1, 15), "P1M", date(2025, 12, 15)),
        (date(2026, 1, 1), "P1D", date(2025, 12, 31)),
        (date(2026, 11, 22), "P0D", date(2026, 11, 22)),
        (date(2026, 11, 22), "P99999Y", date.min),
        (date(2026, 11, 22), "P9999999D", date.min),
    ],
)
def test_going_back(day: date, text: str, expected: date) -> None:
    duration = parse_duration(text)
    assert duration is not None
    assert go_back(day, duration) == expected


@given(st.dates(), st.integers(0, 200_000), st.integers(0, 9_999_999))
def test_going_back_never_goes_forward_or_fails(day: date, months: int, days: int) -> None:
    there = go_back(day, Duration(months, days))
    assert date.min <= there <= day
    assert go_back(day, Duration(months + 1, days)) <= there
