"""Who is told of what: changes only, once, until they end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import report_samples as samples
from hypothesis import given
from hypothesis import strategies as st

from reports.acceptance import Acceptance, AcceptanceState
from reports.base import SEVERITIES, Entry, Report, Severity
from reports.comparison import Comparison, FormerFinding
from scanner.config_notify import Target, Trigger
from scanner.config_schedule import Schedule
from scanner.notify_alert import Part
from scanner.notify_box import Box
from scanner.notify_events import (
    begin_failure,
    begin_missed,
    find_changes,
    find_digest,
    find_silence,
    make_parts,
    note_changes,
)
from scanner.notify_silence import allow_span, allow_two_runs
from scanner.schedule_cron import read_cron

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HIGH = Target("high", "", (Trigger("new", "high"),), "webhook", "locations")
ALL = Target(
    "all",
    "",
    (
        Trigger("new", "low"),
        Trigger("run-failed"),
        Trigger("incomplete"),
        Trigger("policy-changed"),
        Trigger("exception-expiring", span=timedelta(days=14)),
    ),
    "webhook",
)


def tell(box: Box, report: Report, target: Target) -> list[Part]:
    """What a target is told of a run, noted as told."""
    with box.transaction():
        changes = find_changes(report, box)
        note_changes(changes, box)
        return make_parts(changes, target, box)


def events(parts: list[Part]) -> list[str]:
    return [part.event for part in parts]


def clean(*entries: Entry, fixed: tuple[str, ...] = (), compared: bool = True) -> Report:
    former = tuple(FormerFinding(one, "personal.name", samples.NAME.finding.location, "high") for one in fixed)
    comparison = Comparison("before", NOW, former) if compared else None
    return replace(samples.build_clean(), entries=entries, comparison=comparison)


NEW = replace(samples.CARD, state="new")
OLD = replace(samples.CARD, state="existing")


def test_a_new_finding_is_told_once() -> None:
    box = Box(None)
    (part,) = tell(box, clean(NEW), HIGH)
    assert (part.event, part.severity, part.facts["n"], part.facts["new"]) == ("new", {"high": 1}, 1, 1)
    assert [(item.fingerprint, item.collection, item.owner) for item in part.items] == [
        (NEW.fingerprint, "orders", "注文チーム")
    ]
    # The state may say new again where no history is kept.
    assert tell(box, clean(NEW, compared=False), HIGH) == []
    assert tell(box, clean(OLD), HIGH) == []
    assert tell(box, clean(fixed=(NEW.fingerprint,)), HIGH) == []
    assert events(tell(box, clean(replace(NEW, state="reopened")), HIGH)) == ["new"]


def test_what_was_not_looked_at_has_not_ended() -> None:
    box = Box(None)
    assert tell(box, clean(NEW), HIGH)
    assert tell(box, clean(), HIGH) == []
    assert tell(box, clean(NEW), HIGH) == []


def test_findings_that_history_knows_are_not_told_by_a_fresh_outbox() -> None:
    assert tell(Box(None), clean(OLD), HIGH) == []


def test_counts_tell_no_place() -> None:
    (part,) = tell(Box(None), clean(NEW), replace(HIGH, detail="counts"))
    assert (part.facts["n"], part.items) == (1, ())


@pytest.mark.parametrize("severity", SEVERITIES)
def test_only_what_is_severe_enough_is_told(severity: Severity) -> None:
    told = tell(Box(None), clean(replace(NEW, severity=severity)), HIGH)
    assert bool(told) is (severity in ("critical", "high"))


def test_a_finding_that_becomes_severe_is_told() -> None:
    box = Box(None)
    assert tell(box, clean(replace(NEW, severity="medium")), HIGH) == []
    (part,) = tell(box, clean(replace(OLD, severity="high")), HIGH)
    assert (part.facts["raised"], part.items[0].change) == (1, "raised")
    assert tell(box, clean(replace(OLD, severity="critical")), HIGH) == [], "they know it"
    assert tell(box, clean(replace(OLD, severity="low")), HIGH) == []
    assert tell(box, clean(replace(OLD, severity="high")), HIGH), "it was over in between"


def accepted(days: int) -> Acceptance:
    last = samples.RUN.started.date() + timedelta(days=days)
    return Acceptance(NEW.fingerprint, "", "fix-pending", "moving", "a@example.jp", "", "", date(2026, 10, 1), last)


def test_an_exception_is_told_before_it_ends_and_when_it_has() -> None:
    box = Box(None)
    held = replace(OLD, acceptance=accepted(14))
    report = replace(clean(held), acceptances=(AcceptanceState(accepted(14), "expiring"),))
    assert tell(box, report, HIGH) == []
    (part,) = tell(box, report, ALL)
    assert (part.event, part.facts) == ("exception-expiring", {"n": 1, "first": "2026-12-06"})
    assert tell(box, report, ALL) == []
    longer = replace(report, acceptances=(AcceptanceState(accepted(12), "expiring"),))
    assert events(tell(box, longer, ALL)) == ["exception-expiring"], "another last day"
    assert tell(box, replace(report, acceptances=(AcceptanceState(accepted(15), "in-force"),)), ALL) == []
    lapsed = replace(OLD, acceptance=accepted(-1), lapsed=True)
    (part,) = tell(box, clean(lapsed), HIGH)
    assert (part.facts["lapsed"], part.items[0].change) == (1, "lapsed")
    assert tell(box, clean(lapsed), HIGH) == []


def test_an_excepted_finding_is_not_told() -> None:
    assert tell(Box(None), clean(replace(NEW, acceptance=accepted(30))), HIGH) == []


def test_a_source_that_is_not_read_is_told_when_it_begins_and_ends() -> None:
    box = Box(None)
    broken = replace(samples.build_incomplete(), entries=(), sources=samples.SOURCES)
    whole = replace(
        broken, skipped=(), coverage=tuple(replace(one, status="read", reason=None) for one in broken.coverage)
    )
    (part,) = tell(box, broken, ALL)
    assert (part.event, part.facts) == ("incomplete", {"sources": "app-logs", "n": 1, "gaps": 2})
    assert tell(box, broken, ALL) == []
    assert tell(box, replace(broken, sources=samples.SOURCES[:1], skipped=(), coverage=broken.coverage[:2]), ALL) == []
    (part,) = tell(box, whole, ALL)
    assert (part.event, part.facts) == ("complete-again", {"sources": "app-logs", "n": 1})
    assert tell(box, whole, ALL) == []


def test_a_run_that_fails_is_told_when_it_begins_and_ends() -> None:
    box = Box(None)
    part = begin_failure(box, 4, NOW)
    assert part == Part("run-failed", {"code": 4})
    assert begin_failure(box, 4, NOW) is None
    assert events(tell(box, clean(), ALL)) == ["run-works-again"]
    assert tell(box, clean(), ALL) == []
    assert begin_failure(box, 2, NOW) == Part("run-failed", {"code": 2})


def test_a_missed_run_is_told_once() -> None:
    box = Box(None)
    assert begin_missed(box, "nightly", NOW, late=True) == Part(
        "run-missed", {"schedule": "nightly", "due": "2026-11-22T03:00+00:00", "late": 1}
    )
    assert begin_missed(box, "nightly", NOW, late=True) is None
    assert begin_missed(box, "weekly", NOW, late=False)
    assert begin_missed(box, "nightly", NOW + timedelta(days=1), late=False)


def test_another_policy_is_told_once() -> None:
    box = Box(None)
    other = replace(samples.POLICY, version="2027-01-01", sha256="cd" * 32)
    assert tell(box, clean(), ALL) == []
    (part,) = tell(box, replace(clean(), policy=other), ALL)
    assert (part.event, part.facts) == ("policy-changed", {"before": "2026-04-01", "after": "2027-01-01"})
    assert tell(box, replace(clean(), policy=other), ALL) == []


# --- silence ----------------------------------------------------------------------------------------------


def hours(number: float) -> datetime:
    return NOW + timedelta(hours=number)


def test_silence_is_told_once_until_it_ends() -> None:
    box, two_days = Box(None), allow_span(timedelta(hours=48))
    sources = ["orders"]
    assert find_silence(box, "a", sources, two_days, NOW) is None, "the watch begins"
    assert find_silence(box, "a", sources, two_days, hours(48)) is None
    part = find_silence(box, "a", sources, two_days, hours(49))
    assert part == Part("no-complete-run", {"sources": "orders", "n": 1, "hours": 49})
    assert find_silence(box, "a", sources, two_days, hours(60)) is None
    assert find_silence(box, "b", sources, two_days, hours(60)), "somebody else"
    run = replace(samples.RUN, finished=hours(61))
    tell(box, replace(clean(), run=run), ALL)
    assert find_silence(box, "a", sources, two_days, hours(70)) is None
    assert find_silence(box, "a", sources, two_days, hours(120))


def test_an_incomplete_run_does_not_end_silence() -> None:
    box, two_days = Box(None), allow_span(timedelta(hours=48))
    find_silence(box, "a", ["app-logs", "orders"], two_days, NOW)
    broken = replace(samples.build_incomplete(), run=replace(samples.RUN, finished=hours(40)))
    tell(box, broken, ALL)
    part = find_silence(box, "a", ["app-logs", "orders"], two_days, hours(50))
    assert part is not None
    assert part.facts["sources"] == "app-logs"


def test_a_clock_that_goes_back_begins_the_watch_anew() -> None:
    box, two_days = Box(None), allow_span(timedelta(hours=48))
    find_silence(box, "a", ["orders"], two_days, hours(1000))
    assert find_silence(box, "a", ["orders"], two_days, NOW) is None
    assert find_silence(box, "a", ["orders"], two_days, hours(49))


def schedule(name: str, cron: str, *sources: str) -> Schedule:
    return Schedule(name, read_cron(cron), ZoneInfo("Asia/Tokyo"), sources=sources)


def test_two_runs_of_the_schedule_that_comes_first() -> None:
    nightly, weekdays = schedule("nightly", "0 3 * * *", "logs"), schedule("weekdays", "0 6 * * 1-5")
    friday = datetime(2026, 11, 20, 3, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    both = allow_two_runs((nightly, weekdays))
    assert str(both("logs", friday)) == "2026-11-22 03:00:00+09:00"
    # Friday 06:00 and Monday 06:00: no alarm for a weekend on which nothing is due.
    assert str(both("orders", friday)) == "2026-11-23 06:00:00+09:00"
    assert allow_two_runs((nightly,))("orders", friday) is None
    never = allow_two_runs((schedule("leap", "0 3 29 2 *"),))("orders", friday)
    assert str(never) == "2032-02-29 03:00:00+09:00"


# --- digests ----------------------------------------------------------------------------------------------

WEEKLY = Target("office", "", (Trigger("digest", period="weekly"),))


@pytest.mark.parametrize(
    ("period", "same", "next_one"),
    [("daily", hours(20), hours(21)), ("weekly", hours(20), hours(21)), ("monthly", hours(24 * 8), hours(24 * 9))],
)
def test_a_digest_is_due_in_a_new_period(period: str, same: datetime, next_one: datetime) -> None:
    # 22 November 2026 is a Sunday.
    box = Box(None)
    assert find_digest(box, WEEKLY, period, NOW) is None
    assert find_digest(box, WEEKLY, period, same) is None
    assert find_digest(box, WEEKLY, period, next_one) is not None
    assert find_digest(box, WEEKLY, period, next_one) is None


def test_a_digest_adds_up_the_runs_since_the_last() -> None:
    box = Box(None)
    find_digest(box, WEEKLY, "weekly", datetime(2026, 11, 20, tzinfo=UTC))
    tell(box, clean(NEW, samples.NAME), WEEKLY)
    tell(box, replace(samples.build_incomplete(), entries=(OLD,), comparison=None), WEEKLY)
    tell(box, clean(OLD, fixed=(samples.NAME.fingerprint,)), WEEKLY)
    part = find_digest(box, WEEKLY, "weekly", datetime(2026, 11, 24, tzinfo=UTC))
    assert part == Part(
        "digest",
        {"period": "weekly", "runs": 3, "n": 1, "incomplete": 1, "new": 2, "reopened": 0, "raised": 0, "lapsed": 0,
         "fixed": 1},
        {"high": 1},
    )  # fmt: skip


# --- any sequence of runs ---------------------------------------------------------------------------------


@dataclass
class World:
    """What a history would say of a few findings, and what their readers have been told."""

    open: set[int]
    ever: set[int]
    told: set[int]


STEP = st.fixed_dictionaries(
    {"there": st.sets(st.integers(0, 4)), "looked": st.sets(st.integers(0, 4)), "high": st.sets(st.integers(0, 4))}
)


@given(st.lists(STEP, max_size=12))
def test_no_finding_is_told_twice_until_it_closes(steps: list[dict[str, Any]]) -> None:
    box, world = Box(None), World(set(), set(), set())
    for step in steps:
        there, looked = step["there"] & step["looked"], step["looked"]
        fixed = {one for one in world.open & looked if one not in there}
        entries = []
        for one in sorted(there):
            state = "existing" if one in world.open else "reopened" if one in world.ever else "new"
            severity = "high" if one in step["high"] else "low"
            entries.append(replace(NEW, fingerprint=f"v1:{one}", state=state, severity=severity))
        report = clean(*entries, fixed=tuple(f"v1:{one}" for one in sorted(fixed)))
        world.told -= fixed | (there - step["high"])
        wanted = (there & step["high"]) - world.told
        parts = tell(box, report, HIGH)
        names = {int(item.fingerprint[3:]) for part in parts for item in part.items}
        assert names == wanted
        world.told |= wanted
        world.open = (world.open | there) - fixed
        world.ever |= there
