"""The scheduler by a clock that is turned by hand: what runs when, after sleep, crashes and clocks that jump."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest
from schedule_samples import Daemon, HandClock, at, make_daemon, make_schedule, open_sample_history

from scanner.config_schedule import Schedule, Window
from scanner.history import History
from scanner.schedule_loop import find_delay


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_sample_history(tmp_path) as history:
        yield history


def start(history: History, *schedules: Schedule, now: str = "2026-11-22 12:00") -> Daemon:
    return make_daemon(history, schedules or [make_schedule()], HandClock(at(now)))


def run_and_end(daemon: Daemon, **span: float) -> None:
    daemon.go(**span)
    daemon.scheduler.finish()


def test_runs_every_night(history: History) -> None:
    daemon = start(history)
    daemon.go(days=3)
    assert daemon.begun() == ["11-23 03:00", "11-24 03:00", "11-25 03:00"]
    assert [fire.state for fire in daemon.store.latest()] == ["done"] * 3
    assert daemon.said() == ["leading", *["started", "ended"] * 3]


def test_nothing_runs_for_times_before_the_first_start(history: History) -> None:
    daemon = start(history, now="2026-11-22 03:00:30")
    daemon.go(hours=23)
    assert daemon.begun() == []


@pytest.mark.parametrize(("code", "state", "reason"), [(1, "done", ""), (3, "done", ""), (2, "failed", "exit-code"), (137, "failed", "exit-code")])  # fmt: skip
def test_the_exit_code_is_kept(history: History, code: int, state: str, reason: str) -> None:
    daemon = start(history)
    daemon.launcher.code = code
    daemon.go(days=1)
    (fire,) = daemon.store.latest()
    assert (fire.state, fire.reason, fire.exit_code) == (state, reason, code)
    assert daemon.said("ended", "failed") == ["failed" if state == "failed" else "ended"]


def test_a_scan_that_cannot_be_started_has_failed(history: History) -> None:
    daemon = start(history)
    daemon.launcher.fails = True
    daemon.go(days=1)
    (fire,) = daemon.store.latest()
    assert (fire.state, fire.reason) == ("failed", "not-started")
    assert daemon.events[-1].detail == "not-started: Cannot allocate memory"


# --- times that were missed -------------------------------------------------------------------------------


def test_asleep_through_three_fires_is_one_late_run(history: History) -> None:
    daemon = start(history)
    daemon.go(minutes=1)
    daemon.clock.wall += timedelta(days=2, hours=20)
    daemon.go(hours=1)
    assert daemon.begun() == ["11-25 08:01"]
    (fire,) = daemon.store.latest()
    assert (fire.kind, fire.times, fire.state) == ("late", 3, "done")
    made_up = [one for one in daemon.events if one.happening == "made-up"]
    assert [(one.times, one.slot) for one in made_up] == [(3, at("2026-11-23 03:00"))]
    daemon.go(hours=20)
    assert daemon.begun() == ["11-25 08:01", "11-26 03:00"]


def test_stopped_through_three_fires_is_one_late_run_too(history: History) -> None:
    run_and_end(start(history), minutes=1)
    daemon = start(history, now="2026-11-25 08:00")
    daemon.go(hours=1)
    assert daemon.begun() == ["11-25 08:00"]
    assert daemon.store.latest()[0].times == 3


@pytest.mark.parametrize(("more", "back"), [({"missed": "skip"}, "2026-11-25 08:00"), ({}, "2026-11-25 15:01"), ({"grace": timedelta(hours=1)}, "2026-11-25 04:02")])  # fmt: skip
def test_too_late_or_not_wanted_is_told_and_not_run(history: History, more: dict[str, object], back: str) -> None:
    run_and_end(start(history, make_schedule(**more)), minutes=1)
    daemon = start(history, make_schedule(**more), now=back)
    daemon.go(hours=1)
    assert daemon.begun() == []
    assert [(fire.state, fire.times) for fire in daemon.store.latest()] == [("missed", 3)]
    assert daemon.said("missed") == ["missed"]


def test_a_year_of_minutes_is_accounted_for_in_seconds(history: History) -> None:
    schedule = make_schedule("*/5 * * * *")
    run_and_end(start(history, schedule), minutes=1)
    daemon = start(history, schedule, now="2027-11-22 12:01")
    daemon.go(seconds=20)
    assert [fire.times for fire in daemon.store.latest()] == [365 * 24 * 12]


def test_another_cron_begins_anew(history: History) -> None:
    run_and_end(start(history), minutes=1)
    daemon = start(history, make_schedule("0 4 * * *"), now="2026-11-25 08:00")
    daemon.go(days=1)
    assert daemon.begun() == ["11-26 04:00"]
    assert daemon.said("missed", "made-up") == []


def test_a_schedule_that_was_away_begins_anew(history: History) -> None:
    run_and_end(start(history), minutes=1)
    run_and_end(start(history, make_schedule(name="other"), now="2026-11-23 12:00"), minutes=1)
    daemon = start(history, now="2026-11-25 08:00")
    daemon.go(minutes=1)
    assert daemon.store.latest() == []


# --- clocks that jump -------------------------------------------------------------------------------------


def test_a_clock_set_back_runs_nothing_twice(history: History) -> None:
    daemon = start(history)
    daemon.go(hours=15, minutes=30)
    daemon.clock.wall -= timedelta(hours=2)
    daemon.go(hours=20)
    assert daemon.slots() == ["11-23 03:00"]
    assert daemon.said("clock-back") == ["clock-back"]
    daemon.go(hours=6)
    assert daemon.slots() == ["11-23 03:00", "11-24 03:00"]


def test_a_clock_that_was_a_year_ahead_does_not_silence_anything(history: History) -> None:
    daemon = start(history)
    daemon.go(minutes=1)
    daemon.clock.wall += timedelta(days=365)
    daemon.go(minutes=1)
    assert daemon.slots() == ["11-22 03:00"]
    daemon.clock.wall -= timedelta(days=365)
    daemon.go(days=2)
    assert daemon.slots()[1:] == ["11-23 03:00", "11-24 03:00"]


def test_a_second_back_is_no_matter(history: History) -> None:
    daemon = start(history)
    daemon.go(hours=15, seconds=1)
    daemon.clock.wall -= timedelta(seconds=30)
    daemon.go(minutes=5)
    assert daemon.slots() == ["11-23 03:00"]
    assert daemon.said("clock-back") == []


@pytest.mark.parametrize(
    ("cron", "now", "zone", "begun"),
    [
        ("30 2 * * *", "2026-03-28T12:00+01:00", "Europe/Berlin", ["03-29 03:30", "03-30 02:30"]),
        ("30 2 * * *", "2026-10-24T12:00+02:00", "Europe/Berlin", ["10-25 02:30", "10-26 02:30"]),
        ("30 1 * * *", "2026-10-31T12:00-04:00", "America/New_York", ["11-01 01:30", "11-02 01:30"]),
        ("30 2 * * *", "2026-03-07T12:00-05:00", "America/New_York", ["03-08 03:30", "03-09 02:30"]),
        ("30 2 * * *", "2026-03-28T12:00+09:00", "Asia/Tokyo", ["03-29 02:30", "03-30 02:30"]),
    ],
)
def test_a_night_of_23_or_25_hours_has_one_run(
    history: History, cron: str, now: str, zone: str, begun: list[str]
) -> None:
    daemon = make_daemon(history, [make_schedule(cron, zone)], HandClock(at(now)))
    daemon.go(hours=47)
    assert daemon.begun(zone) == begun
    assert daemon.said("missed", "made-up", "clock-back") == []


# --- overlap, window, jitter ------------------------------------------------------------------------------


def test_the_next_run_is_skipped_while_one_goes_on(history: History) -> None:
    daemon = start(history, make_schedule("*/10 * * * *"))
    daemon.launcher.seconds = 25 * 60
    daemon.go(step=60, minutes=59)
    assert daemon.begun() == ["11-22 12:10", "11-22 12:40"]
    fires = [
        (f"{fire.slot.astimezone(at('2026-11-22').tzinfo):%M}", fire.state, fire.reason)
        for fire in daemon.store.latest()
    ]
    assert fires[1:] == [
        ("40", "running", ""),
        ("30", "skipped", "overlap"),
        ("20", "skipped", "overlap"),
        ("10", "done", ""),
    ]


def test_a_queued_run_follows_and_only_one_waits(history: History) -> None:
    daemon = start(history, make_schedule("*/10 * * * *", overlap="queue"))
    daemon.launcher.seconds = 25 * 60
    daemon.go(step=60, minutes=45)
    assert daemon.begun() == ["11-22 12:10", "11-22 12:35"]
    assert [(fire.state, fire.reason) for fire in reversed(daemon.store.latest())] == [
        ("done", ""),
        ("running", ""),
        ("skipped", "one-waits"),
        ("queued", ""),
    ]


def test_different_schedules_do_not_wait_for_each_other(history: History) -> None:
    daemon = start(history, make_schedule(), make_schedule(name="other"))
    daemon.go(hours=16)
    assert daemon.begun() == ["11-23 03:00"] * 2


def test_a_run_waits_for_its_window_and_is_stopped_at_its_end(history: History) -> None:
    window = Window(time(22), time(6))
    daemon = start(history, make_schedule("0 13 * * *", window=window), now="2026-11-22 12:00")
    daemon.launcher.seconds = 9 * 3600
    daemon.go(hours=17)
    assert daemon.begun() == ["11-22 22:00"]
    assert daemon.store.latest()[0].state == "running"
    daemon.go(minutes=55)
    daemon.go(minutes=6, fine=True)
    (fire,) = daemon.store.latest()
    assert (fire.state, fire.reason, fire.exit_code) == ("failed", "window-closed", 143)
    assert fire.finished is not None
    assert fire.finished - at("2026-11-23 06:00") < timedelta(seconds=10)
    assert [one.detail for one in daemon.events if one.happening == "failed"] == ["window-closed"]


def test_jitter_delays_by_the_same_time_everywhere(history: History) -> None:
    schedule = make_schedule(jitter=timedelta(minutes=30))
    delays = [find_delay(schedule, at(f"2026-11-{day} 03:00")) for day in range(10, 30)]
    assert len(set(delays)) > 15
    assert all(timedelta(0) <= one <= timedelta(minutes=30) for one in delays)
    daemon = start(history, schedule, now="2026-11-23 02:55")
    daemon.go(minutes=36, fine=True)
    ((begun, fire),) = daemon.launcher.started
    assert timedelta(0) <= begun - fire.slot - find_delay(schedule, fire.slot) <= timedelta(seconds=5)
    assert daemon.said("missed", "made-up") == []


# --- crashes and two of them ------------------------------------------------------------------------------


def crash_in_the_run(history: History, now: str = "2026-11-23 02:59") -> Daemon:
    """A daemon that is gone, without a word, in the middle of a run."""
    daemon = start(history, now=now)
    daemon.launcher.seconds = 3600
    daemon.go(minutes=5)
    assert daemon.store.latest()[0].state == "running"
    return daemon


def test_a_run_that_was_cut_off_is_resumed_once(history: History) -> None:
    crash_in_the_run(history)
    second = start(history, now="2026-11-23 03:05")
    second.go(seconds=20, fine=True)
    assert second.said() == ["standby"]
    second.go(minutes=5, fine=True)
    assert second.said() == ["standby", "leading", "resumed", "started", "ended"]
    (fire,) = second.store.latest()
    assert (fire.state, fire.resumed, fire.kind) == ("done", 1, "planned")


def test_a_run_that_was_cut_off_twice_is_given_up(history: History) -> None:
    crash_in_the_run(history)
    second = start(history, now="2026-11-23 03:05")
    second.launcher.seconds = 3600
    second.go(minutes=1, fine=True)
    assert second.begun() == ["11-23 03:05"]
    third = start(history, now="2026-11-23 03:10")
    third.go(minutes=1, fine=True)
    assert third.said() == ["standby", "leading", "failed"]
    assert third.store.latest()[0].reason == "lost"


def test_a_run_whose_result_is_stored_is_not_run_again(history: History) -> None:
    crash_in_the_run(history)
    outcomes = {"schedule:nightly:2026-11-22T18:00:00Z": 1}
    second = make_daemon(history, [make_schedule()], HandClock(at("2026-11-23 03:05")), outcomes)
    second.go(minutes=2, fine=True)
    assert second.begun() == []
    (fire,) = second.store.latest()
    assert (fire.state, fire.reason, fire.exit_code) == ("done", "recorded", 1)


def test_a_run_that_was_cut_off_long_ago_is_not_resumed(history: History) -> None:
    crash_in_the_run(history)
    second = start(history, now="2026-11-23 20:00")
    second.go(minutes=1, fine=True)
    assert second.begun() == []
    assert second.store.latest()[0].state == "failed"


def test_resumed_and_missed_together_are_one_run(history: History) -> None:
    first = start(history, make_schedule("0 * * * *"), now="2026-11-23 02:59")
    first.launcher.seconds = 3600
    first.go(minutes=5)
    second = start(history, make_schedule("0 * * * *"), now="2026-11-23 06:30")
    second.go(minutes=5, fine=True)
    assert second.begun() == ["11-23 06:30"]
    assert [(fire.state, fire.times) for fire in second.store.latest()] == [("skipped", 3), ("done", 1)]


def test_two_daemons_run_nothing_twice(history: History) -> None:
    clock = HandClock(at("2026-11-22 12:00"))
    first, second = (make_daemon(history, [make_schedule("*/5 * * * *")], clock) for _ in range(2))
    for _ in range(200):
        first.scheduler.step()
        second.scheduler.step()
        clock.wait(20)
    assert len(first.launcher.started) > 10
    assert second.launcher.started == []
    first.scheduler.finish()
    second.go(minutes=6)
    assert second.said()[:2] == ["standby", "leading"]
    slots = first.slots() + second.slots()
    assert len(slots) == len(set(slots))


def test_a_clean_end_leaves_the_run_to_the_next(history: History) -> None:
    first = start(history, now="2026-11-23 02:59")
    first.launcher.seconds = 3600
    first.go(minutes=5)
    first.scheduler.finish()
    assert first.said()[-1] == "stopped"
    (fire,) = first.store.latest()
    assert (fire.state, fire.reason, fire.resumed) == ("queued", "interrupted", 0)
    second = start(history, now="2026-11-23 03:05")
    second.go(minutes=1, fine=True)
    assert second.said() == ["leading", "started", "ended"]


def test_who_has_lost_the_lease_stops_its_runs(history: History) -> None:
    first = crash_in_the_run(history)
    second = start(history, now="2026-11-23 03:05")
    second.launcher.seconds = 3600
    second.go(minutes=2, fine=True)
    assert second.said("leading") == ["leading"]
    first.go(seconds=30, fine=True)
    assert first.said()[-1] == "standby"
    (fire,) = second.store.latest()
    assert (fire.state, fire.holder) == ("running", second.lease.holder)


def test_another_plan_under_the_same_lease_is_told(history: History) -> None:
    start(history).go(minutes=1)
    other = start(history, make_schedule(name="weekly"))
    other.go(seconds=20, fine=True)
    assert other.said() == ["other-plan", "standby"]


def test_old_rows_are_dropped(history: History) -> None:
    run_and_end(start(history), days=2)
    daemon = start(history, now="2028-01-30 12:00")
    daemon.go(seconds=60, fine=True)
    assert [f"{fire.slot:%Y}" for fire in daemon.store.latest()] == ["2028"]
