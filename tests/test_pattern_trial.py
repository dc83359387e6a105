"""Expressions are tried on bait in another process: careless ones are told, ordinary ones are not."""

from __future__ import annotations

import re

import pytest

from scanner.pattern_trial import MOST_MICROSECONDS, make_bait, time_patterns

pytestmark = pytest.mark.slow

CARELESS = [
    r"(a+)+$",
    r"(\w+\s?)*$",
    r"(x+x+)+y",
    r"(a|aa)+$",
    r"(?:あ|あい|い)*う",
    r".*\d.*x",
    r"^(([a-z])+.)+[A-Z]$",
]
ORDINARY = [
    r"E\d{6}", r"[A-Z]{2}\d{4,8}(?!\d)", r"社員(?:番号)?[:：]\s*(\d{1,8})", r"\d+-\d+", r"(?i)proj-[a-z]{2,10}",
    r"[\w.]{1,40}@[\w.]{1,40}", r"(?:\d{4}-){3}\d{4}",
]  # fmt: skip


def test_careless_and_ordinary_expressions() -> None:
    times = time_patterns([*CARELESS, *ORDINARY])
    assert all(time > MOST_MICROSECONDS for time in times[: len(CARELESS)])
    assert all(time < MOST_MICROSECONDS for time in times[len(CARELESS) :])


def test_nothing_to_try() -> None:
    assert time_patterns([]) == []


def test_bait_repeats_what_the_expression_repeats() -> None:
    baits = list(make_bait(re.compile(r"id=(?:ab-)+;")))
    assert any(bait.startswith("id=ab-ab-ab-") and not bait.endswith(";") for bait in baits)
