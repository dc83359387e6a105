"""The lease: one holder, taken over by who has watched it stand still, and what an unreachable history does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from schedule_samples import HandClock, at, make_daemon, make_schedule, open_sample_history
from sqlalchemy import event

from scanner.history import History, open_history
from scanner.history_engine import HistoryPlace
from scanner.schedule_lease import Lease, LeaseLostError
from scanner.schedule_tables import METADATA


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_sample_history(tmp_path) as history:
        event.listen(history.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 50"))
        history.engine.dispose()
        yield history


def make_two(history: History) -> tuple[HandClock, Lease, Lease]:
    clock = HandClock(at("2026-11-22 12:00"))
    return clock, Lease(history, "plan", clock), Lease(history, "plan", clock)


def test_one_holds_and_the_other_waits(history: History) -> None:
    clock, first, second = make_two(history)
    for _ in range(20):
        assert (first.hold(), second.hold()) == ("leading", "standby")
        clock.wait(9)
    assert not second.other_plan


def test_a_lease_that_stands_still_is_taken_over(history: History) -> None:
    clock, first, second = make_two(history)
    assert (first.hold(), second.hold()) == ("leading", "standby")
    clock.wait(29)
    assert second.hold() == "standby"
    clock.wait(2)
    assert second.hold() == "leading"
    assert first.hold() == "standby"
    with pytest.raises(LeaseLostError), first.guarded():
        pytest.fail("nothing may be written")
    assert second.leads


def test_the_clock_on_the_wall_does_not_matter(history: History) -> None:
    clock, first, second = make_two(history)
    assert first.hold() == "leading"
    clock.wall = at("2036-01-01 00:00")
    assert second.hold() == "standby"
    clock.wall = at("2006-01-01 00:00")
    assert (first.hold(), second.hold()) == ("leading", "standby")


def test_a_lease_that_was_let_go_is_free_at_once(history: History) -> None:
    _, first, second = make_two(history)
    assert (first.hold(), second.hold()) == ("leading", "standby")
    first.release()
    assert not first.leads
    assert second.hold() == "leading"


def test_who_slept_through_it_does_not_take_it_back(history: History) -> None:
    clock, first, second = make_two(history)
    first.hold()
    second.hold()
    clock.wait(31)
    assert second.hold() == "leading"
    first.release()
    assert second.hold() == "leading"
    clock.wait(11)
    assert (second.hold(), first.hold()) == ("leading", "standby")


def test_a_history_that_cannot_be_written_is_doubted_and_then_let_go(history: History, tmp_path: Path) -> None:
    clock, first, second = make_two(history)
    first.hold()
    with closing(sqlite3.connect(tmp_path / "history.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        clock.wait(12)
        assert first.hold() == "unsure"
        assert "another run has been writing" in first.trouble
        assert second.hold() == "standby"
        clock.wait(9)
        assert first.hold() == "standby", "others may take over ten seconds later"
    assert second.hold() == "standby"
    clock.wait(31)
    assert second.hold() == "leading"


def test_nothing_begins_while_the_history_cannot_be_written(history: History, tmp_path: Path) -> None:
    daemon = make_daemon(history, [make_schedule("*/10 * * * *")], HandClock(at("2026-11-22 12:00")))
    daemon.go(minutes=1, fine=True)
    with closing(sqlite3.connect(tmp_path / "history.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        daemon.go(minutes=12)
        assert daemon.launcher.started == []
        assert daemon.said("trouble") == ["trouble"]
    daemon.go(minutes=3, fine=True)
    assert daemon.begun() == ["11-22 12:13"]
    assert daemon.said("trouble", "works-again", "made-up") == ["trouble", "works-again", "made-up"]


@pytest.mark.slow
def test_on_postgresql_too(postgres: str) -> None:
    with open_history(HistoryPlace(url=postgres), "lease") as history:
        clock, first, second = make_two(history)
        assert (first.hold(), second.hold()) == ("leading", "standby")
        clock.wait(31)
        assert second.hold() == "leading"
        assert first.hold() == "standby"
    with open_history(HistoryPlace(url=postgres), "another") as history:
        assert Lease(history, "plan", clock).hold() == "leading"


def test_the_tables_are_those_that_the_migrations_make(history: History) -> None:
    tables = set(METADATA.tables)
    with history.engine.connect() as connection:
        options = {"include_name": lambda name, kind, _: kind != "table" or name in tables}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []
    assert all(name.startswith("daicho_schedule_") for name in tables)
