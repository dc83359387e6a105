"""Runs stored one after the other: states of findings, what became of the others, trends."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from history_samples import SETTING, START, find, make_run, place_in, read, sample, skip, unread
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.base import Entry, Report
from scanner.history import History, open_history
from scanner.history_diff import diff_stored
from scanner.history_recording import Setting, record_run
from scanner.history_runs import find_runs, list_runs, load_document
from scanner.history_tables import FINDING, PRESENCE


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(place_in(tmp_path)) as opened:
        yield opened


def keep(history: History, report: Report, setting: Setting = SETTING) -> Report:
    return record_run(history, report, setting, lambda one: one)


def states(report: Report) -> dict[str, str]:
    return {entry.finding.location.field: entry.state for entry in report.entries}


def absent(report: Report) -> tuple[list[str], list[str]]:
    assert report.comparison is not None
    return (
        sorted(one.location.field for one in report.comparison.fixed),
        sorted(one.location.field for one in report.comparison.unseen),
    )


CUSTOMERS = read("shop", "customers")
NAME, MAIL = find("shop", "customers", "name"), find("shop", "customers", "mail", "critical")


def test_new_existing_fixed_reopened(history: History) -> None:
    first = keep(history, make_run(1, [NAME, MAIL], [CUSTOMERS]))
    assert states(first) == {"name": "new", "mail": "new"}
    assert first.comparison is None
    second = keep(history, make_run(2, [NAME], [CUSTOMERS]))
    assert (states(second), absent(second)) == ({"name": "existing"}, (["mail"], []))
    third = keep(history, make_run(3, [NAME], [CUSTOMERS]))
    assert absent(third) == ([], [])
    fourth = keep(history, make_run(4, [NAME, MAIL], [CUSTOMERS]))
    assert states(fourth) == {"name": "existing", "mail": "reopened"}
    assert {entry.first_seen for entry in fourth.entries} == {START + timedelta(days=1)}
    assert fourth.comparison is not None
    assert fourth.comparison.run == third.run.id
    with history.reading() as connection:
        row = connection.execute(sa.select(FINDING).where(FINDING.c.fingerprint == MAIL.fingerprint)).one()
    assert (row.first_run, row.last_run, row.fixed_run, row.reopened, row.state) == (1, 4, None, 1, "seen")


def test_what_was_not_looked_at_is_not_fixed_and_comes_back_as_existing(history: History) -> None:
    keep(history, make_run(1, [NAME], [CUSTOMERS]))
    elsewhere = keep(history, make_run(2, [], [read("logs", "a.log")]))
    assert absent(elsewhere) == ([], ["name"])
    skipped = keep(history, make_run(3, [], [unread("shop", "customers")], [skip("shop", "customers")]))
    assert absent(skipped) == ([], ["name"])
    assert states(keep(history, make_run(4, [NAME], [CUSTOMERS]))) == {"name": "existing"}
    assert absent(keep(history, make_run(5, [], [CUSTOMERS]))) == (["name"], [])


def test_a_small_sample_fixes_nothing_rare(history: History) -> None:
    rare = find("shop", "customers", "note", matched=1)
    keep(history, make_run(1, [rare], [read("shop", "customers", 100_000)]))
    assert absent(keep(history, make_run(2, [], [sample("shop", "customers", 2000)]))) == ([], ["note"])
    assert absent(keep(history, make_run(3, [], [CUSTOMERS]))) == (["note"], [])


def test_a_place_that_is_excluded_now_stays_not_looked_at(history: History) -> None:
    keep(history, make_run(1, [NAME], [CUSTOMERS], scopes={"shop": "all"}))
    for number in (2, 3):
        run = keep(history, make_run(number, [], [read("shop", "orders")], scopes={"shop": "without customers"}))
        assert absent(run) == ([], ["name"])
    assert absent(keep(history, make_run(4, [], [read("shop", "orders")], scopes={"shop": "all"}))) == (["name"], [])


def test_a_comparison_with_a_named_run_stays(history: History) -> None:
    keep(history, make_run(1, [NAME, MAIL], [CUSTOMERS]))
    keep(history, make_run(2, [], [CUSTOMERS]))
    from reports.comparison import Comparison

    named = Comparison("from-git", START)
    report = make_run(3, [replace(NAME, state="existing"), MAIL], [CUSTOMERS])
    kept = keep(history, replace(report, comparison=named))
    assert kept.comparison == named
    assert states(kept) == {"name": "existing", "mail": "reopened"}


def test_the_trend_marks_what_changed_the_scope(history: History) -> None:
    keep(history, make_run(1, [NAME], [CUSTOMERS]))
    keep(history, make_run(2, [NAME, MAIL], [CUSTOMERS]))
    keep(history, make_run(3, [NAME], [CUSTOMERS, read("logs", "a.log")]))
    keep(history, make_run(4, [NAME], [CUSTOMERS, read("logs", "a.log")]), Setting(rules="other"))
    last = keep(history, make_run(5, [NAME], [CUSTOMERS, read("logs", "a.log")]), Setting(rules="other", sample=10))
    assert [point.changed for point in last.trend] == [False, False, True, True, True]
    assert [point.severity["critical"] for point in last.trend] == [0, 1, 0, 0, 0]
    assert [point.undeclared for point in last.trend] == [1, 2, 1, 1, 1]
    assert last.trend[-1].run == last.run.id


def test_the_order_of_storing_counts_not_the_clock(history: History) -> None:
    keep(history, make_run(1, [NAME], [CUSTOMERS], started=START + timedelta(days=9)))
    keep(history, make_run(2, [NAME, MAIL], [CUSTOMERS], started=START))
    assert [run.number for run in list_runs(history)] == [2, 1]
    assert find_runs(history, ["last"])[0].number == 2


def test_the_document_comes_back_as_it_was_stored(history: History) -> None:
    from reports import json_report
    from reports.json_report import encode, write_document

    kept = keep(history, make_run(1, [NAME, MAIL], [CUSTOMERS]))
    (run,) = list_runs(history)
    assert load_document(history, run) == encode(write_document(kept))
    assert json_report.render(kept)


def test_a_run_without_change_adds_no_stretches(history: History) -> None:
    for number in range(1, 6):
        keep(history, make_run(number, [NAME, MAIL], [CUSTOMERS]))
    with history.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(PRESENCE)).scalar() == 2


def test_a_worse_severity_shows_in_the_diff(history: History) -> None:
    keep(history, make_run(1, [NAME], [CUSTOMERS]))
    keep(history, make_run(2, [replace(NAME, severity="critical"), MAIL], [CUSTOMERS]))
    first, second = find_runs(history, [run.id for run in reversed(list_runs(history))])
    found = diff_stored(history, first, second)
    assert [(one.kind, one.before, one.finding.severity) for one in found.changes] == [
        ("new", "", "critical"),
        ("changed", "high", "critical"),
    ]
    assert (found.is_failing("critical"), found.is_failing("none")) == (True, False)


def test_names_of_any_signs_are_kept(history: History) -> None:
    odd = find("shop", "\udce9\0é", "\x01json:x")
    keep(history, make_run(1, [odd], [read("shop", "\udce9\0é")]))
    kept = keep(history, make_run(2, [], [unread("shop", "\udce9\0é")], [skip("shop", "\udce9\0é")]))
    assert kept.comparison is not None
    assert [one.location for one in kept.comparison.unseen] == [odd.finding.location]


@pytest.mark.skipif(os.name != "posix", reason="rights of files")
def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    place = place_in(tmp_path / ".daicho")
    with open_history(place) as history:
        keep(history, make_run(1, [NAME], [CUSTOMERS]))
        modes = {stat.S_IMODE(path.stat().st_mode) for path in place.path.parent.glob("history*")}  # type: ignore[union-attr]
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / ".daicho").stat().st_mode) == 0o700


def test_series_of_one_database_know_nothing_of_each_other(tmp_path: Path) -> None:
    for series in ("one", "two"):
        with open_history(place_in(tmp_path), series) as history:
            kept = keep(history, make_run(1, [NAME], [CUSTOMERS]))
            assert states(kept) == {"name": "new"}
            assert len(list_runs(history)) == 1


# What a run may meet: of each source which tables it lists, and of each table whether it is read and what stands in it.
TABLES = ("a", "b")
FIELDS = ("x", "y")
Table = st.one_of(
    st.just("gone"), st.just("unreadable"), st.frozensets(st.sampled_from(FIELDS)).map(lambda one: ("read", one))
)
Source = st.one_of(st.just("not scanned"), st.just("not listed"), st.fixed_dictionaries(dict.fromkeys(TABLES, Table)))
RUNS = st.lists(st.fixed_dictionaries({"s": Source, "t": Source}), min_size=1, max_size=7)


@dataclass
class Model:
    """The same by hand: what is open, and what was ever fixed."""

    open: set[str] = field(default_factory=set)
    fixed: set[str] = field(default_factory=set)

    def step(self, run: dict[str, object]) -> tuple[dict[str, str], set[str], set[str]]:
        seen: set[str] = set()
        looked: set[str] = set()
        for source, tables in run.items():
            if isinstance(tables, str):
                continue
            for table, what in tables.items():  # type: ignore[attr-defined]
                place = f"{source}.{table}"
                if what == "gone" and any(other != "gone" for other in tables.values()):  # type: ignore[attr-defined]
                    looked.add(place)
                elif isinstance(what, tuple):
                    looked.add(place)
                    seen |= {f"{place}.{name}" for name in what[1]}
        told = {one: "existing" if one in self.open else "reopened" if one in self.fixed else "new" for one in seen}
        gone = {one for one in self.open - seen if one.rpartition(".")[0] in looked}
        self.open = (self.open | seen) - gone
        self.fixed = (self.fixed | gone) - seen
        return told, gone, self.open - seen


def build(number: int, run: dict[str, object]) -> Report:
    entries: list[Entry] = []
    coverage, skipped, scopes = [], [], {}
    for source, tables in run.items():
        if tables == "not scanned":
            continue
        scopes[source] = "scope"
        if isinstance(tables, str) or all(what == "gone" for what in tables.values()):  # type: ignore[attr-defined]
            coverage.append(unread(source))
            skipped.append(skip(source))
            continue
        for table, what in tables.items():  # type: ignore[attr-defined]
            if what == "unreadable":
                coverage.append(unread(source, table))
                skipped.append(skip(source, table))
            elif isinstance(what, tuple):
                coverage.append(read(source, table))
                entries += [find(source, table, name) for name in sorted(what[1])]
    return make_run(number, entries, coverage, skipped, scopes)


def name(entry: Entry) -> str:
    place = entry.finding.location
    return f"{place.source}.{place.collection}.{place.field}"


@given(RUNS)
@settings(deadline=None)
def test_any_sequence_of_runs_is_told_as_by_hand(sequence: list[dict[str, object]]) -> None:
    model = Model()
    told: list[tuple[set[str], set[str]]] = []  # seen and not looked at, run by run
    ever: set[str] = set()
    with tempfile.TemporaryDirectory() as folder, open_history(place_in(Path(folder))) as history:
        for number, run in enumerate(sequence, 1):
            wanted, fixed, unseen = model.step(run)
            kept = keep(history, build(number, run))
            assert {name(entry): entry.state for entry in kept.entries} == wanted
            if kept.comparison is not None:
                places = [
                    {f"{one.location.source}.{one.location.collection}.{one.location.field}" for one in part}
                    for part in (kept.comparison.fixed, kept.comparison.unseen)
                ]
                assert places == [fixed, unseen]
            told.append((set(wanted), unseen))
        runs = list_runs(history)[::-1]
        for number, (seen, unseen) in enumerate(told[:-1]):
            ever |= seen
            found = diff_stored(history, runs[number], runs[-1])
            got = {
                kind: {
                    f"{one.finding.location.source}.{one.finding.location.collection}.{one.finding.location.field}"
                    for one in found.of(kind)
                }
                for kind in ("new", "reopened", "fixed")
            }
            last_seen, last_unseen = told[-1]
            before = seen | unseen
            assert got["fixed"] == before - last_seen - last_unseen
            assert got["new"] | got["reopened"] == last_seen - before
            assert got["reopened"] == (last_seen - before) & ever
