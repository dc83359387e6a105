"""The history as a file and as a database: schema, damage, rights, several writers, what it forgets, how fast it is."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from history_samples import SETTING, START, find, make_run, place_in, read

from reports.base import Report, Severity
from scanner.config_text import ConfigError
from scanner.history import History, open_history, write_moment
from scanner.history_diff import diff_stored
from scanner.history_engine import HistoryError, HistoryPlace, HistoryVersionError, make_engine
from scanner.history_pruning import Keeping, Pruned, prune, prune_after_scan, vacuum
from scanner.history_recording import record_run
from scanner.history_runs import find_runs, list_runs, load_document
from scanner.history_schema import list_revisions, upgrade
from scanner.history_tables import DETAIL, FINDING, METADATA, PRESENCE, RUN, VERSION_TABLE
from scanner.history_trend import load_trend

CUSTOMERS = read("shop", "customers")
NAME = find("shop", "customers", "name")


def keep(history: History, report: Report) -> Report:
    return record_run(history, report, SETTING, lambda one: one)


def test_the_migrations_make_the_tables(tmp_path: Path) -> None:
    own = set(METADATA.tables)
    with open_history(place_in(tmp_path)) as history, history.reading() as connection:
        options = {"version_table": VERSION_TABLE, "include_name": lambda name, kind, _: kind != "table" or name in own}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []


def test_revisions_are_numbered() -> None:
    assert list(list_revisions()) == [f"{number:04}" for number in range(1, len(list_revisions()) + 1)]


def test_an_older_schema_is_brought_up_after_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = place_in(tmp_path)
    monkeypatch.setattr("scanner.history_schema.list_revisions", lambda: ("0001",))
    with open_history(place) as history:
        keep(history, make_run(1, [NAME], [CUSTOMERS]))
        with history.writing() as connection:
            upgrade(connection, "0001")
            # As it would be had the later steps not been taken.
            for table in sa.inspect(connection).get_table_names():
                if table not in METADATA.tables and table != VERSION_TABLE:
                    connection.execute(sa.text(f"DROP TABLE {table}"))
            connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '0001'"))
    monkeypatch.undo()
    with open_history(place) as history:
        assert [run.number for run in list_runs(history)] == [1]
    copies = sorted(path.name for path in tmp_path.iterdir() if "schema" in path.name)
    assert copies == (["history.db.schema-0001"] if len(list_revisions()) > 1 else [])


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    with open_history(place) as history, history.writing() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(HistoryVersionError, match="newer daicho"), open_history(place):
        pass


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "history.db")) as connection:
        connection.execute("CREATE TABLE customers (name TEXT)")
    with pytest.raises(HistoryVersionError, match="something else"), open_history(place_in(tmp_path)):
        pass


@pytest.mark.parametrize(
    "damage", [b"no database at all, but long enough to be looked at" * 40, b"SQLite format 3\0" * 99]
)
def test_a_damaged_file_is_said_in_one_line(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "history.db").write_bytes(damage)
    with pytest.raises(HistoryError) as told, open_history(place_in(tmp_path)):
        pass
    assert "\n" not in str(told.value)
    assert "history.db" in str(told.value)
    assert (tmp_path / "history.db").read_bytes() == damage


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="cannot be opened"), open_history(HistoryPlace(tmp_path / "no" / "h.db")):
        pass


@pytest.mark.parametrize("url", ["mysql://u@h/d", "sqlite:///x.db", "no url at all", "postgresql://[::1/db"])
def test_urls_that_are_none_of_a_history(url: str) -> None:
    with pytest.raises(ConfigError) as told:
        make_engine(HistoryPlace(url=url))
    assert url not in str(told.value)


def test_a_server_that_is_not_there_names_no_host() -> None:
    with pytest.raises(HistoryError) as told, open_history(HistoryPlace(url="postgresql://u@127.0.0.1:1/db")):
        pass
    assert "127.0.0.1" not in str(told.value)


def test_nothing_is_stored_of_a_run_that_fails_half_way(tmp_path: Path) -> None:
    def fail(report: Report) -> Report:
        raise HistoryError("half-way")

    with open_history(place_in(tmp_path)) as history:
        with pytest.raises(HistoryError):
            record_run(history, make_run(1, [NAME], [CUSTOMERS]), SETTING, fail)
        assert list_runs(history) == ()
        keep(history, make_run(2, [NAME], [CUSTOMERS]))
        with pytest.raises(HistoryError):  # the same id again
            keep(history, make_run(2, [], [CUSTOMERS]))
        with history.reading() as connection:
            assert connection.execute(sa.select(FINDING.c.state)).scalars().all() == ["seen"]


def test_a_damaged_document_spoils_only_itself(tmp_path: Path) -> None:
    with open_history(place_in(tmp_path)) as history:
        keep(history, make_run(1, [NAME], [CUSTOMERS]))
        keep(history, make_run(2, [NAME], [CUSTOMERS]))
        with history.writing() as connection:
            connection.execute(DETAIL.update().where(DETAIL.c.run == 1).values(document=gzip.compress(b"{}")[:-4]))
        second, first = list_runs(history)
        assert load_document(history, second)
        with pytest.raises(HistoryError, match="damaged"):
            load_document(history, first)


def test_runs_are_found_by_what_names_only_one(tmp_path: Path) -> None:
    with open_history(place_in(tmp_path)) as history:
        with pytest.raises(ConfigError, match="no run is stored"):
            find_runs(history, ["last"])
        for number in (1, 2):
            keep(history, make_run(number, [NAME], [CUSTOMERS]))
        assert [run.number for run in find_runs(history, ["20260102", "last"])] == [1, 2]
        for wrong in ("2026", "20270101", ""):
            with pytest.raises(ConfigError, match="daicho runs"):
                find_runs(history, [wrong])


KEEPING = Keeping(timedelta(days=400), timedelta(days=90))


def test_what_is_old_is_forgotten_step_by_step(tmp_path: Path) -> None:
    gone = find("shop", "customers", "gone")
    with open_history(place_in(tmp_path)) as history:
        keep(history, make_run(0, [NAME, gone], [CUSTOMERS]))
        keep(history, make_run(1, [NAME], [CUSTOMERS]))
        keep(history, make_run(200, [NAME], [CUSTOMERS]))
        keep(history, make_run(210, [NAME], [CUSTOMERS]))
        now = START + timedelta(days=211)
        assert prune(history, KEEPING, now=now, dry_run=True) == Pruned(0, 2, 0)
        assert prune(history, KEEPING, now=now) == Pruned(0, 2, 0)
        assert prune(history, KEEPING, now=now) == Pruned()
        assert [run.detail for run in list_runs(history)] == [True, True, False, False]
        last, before, old, _ = list_runs(history)
        assert diff_stored(history, before, last).same == 1
        with pytest.raises(ConfigError, match="keep_detail"):
            diff_stored(history, old, last)
        with pytest.raises(ConfigError, match="keep_detail"):
            load_document(history, old)
        # A finding that is still open, or was fixed not long ago, is remembered: it would be existing, or reopened.
        assert [entry.state for entry in keep(history, make_run(212, [NAME, gone], [CUSTOMERS])).entries] == [
            "existing",
            "reopened",
        ]
        keep(history, make_run(213, [NAME], [CUSTOMERS]))
        later = START + timedelta(days=213 + 401)
        assert prune(history, KEEPING, now=later) == Pruned(5, 3, 1)
        assert [run.id[:8] for run in list_runs(history)] == ["20260802"]
        with history.reading() as connection:
            assert connection.execute(sa.select(FINDING.c.fingerprint)).scalars().all() == [NAME.fingerprint]
        vacuum(history)


def test_a_clock_that_is_wrong_once_forgets_nothing(tmp_path: Path) -> None:
    with open_history(place_in(tmp_path)) as history:
        keep(history, make_run(1, [NAME], [CUSTOMERS]))
        assert prune_after_scan(history, KEEPING) == Pruned()
        keep(history, make_run(2, [NAME], [CUSTOMERS]))
        keep(history, make_run(20_000, [NAME], [CUSTOMERS]))
        assert prune_after_scan(history, KEEPING) == Pruned()
        keep(history, make_run(3, [NAME], [CUSTOMERS]))
        assert len(list_runs(history)) == 4


def test_what_is_pruned_is_in_the_file_no_more(tmp_path: Path) -> None:
    secret = find("shop", "nobody_should_know_this_table", "name")
    with open_history(place_in(tmp_path)) as history:
        keep(history, make_run(1, [secret], [read("shop", "nobody_should_know_this_table")]))
        keep(history, make_run(2, [], [CUSTOMERS]))
        keep(history, make_run(500, [], [CUSTOMERS]))
        assert prune(history, KEEPING, now=START + timedelta(days=501)) == Pruned(2, 2, 1)
        vacuum(history)
    assert b"nobody_should_know" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


WRITER = """
import sys
sys.path[:0] = [{tests!r}]
from itertools import pairwise
from pathlib import Path
from history_samples import SETTING, find, make_run, read
from scanner.history import open_history
from scanner.history_engine import HistoryPlace
from scanner.history_recording import record_run
for number in range({count}):
    with open_history(HistoryPlace({path}, {url!r}), {series!r}) as history:
        table = "t{writer}"
        run = make_run({writer} * 100 + number, [find("s{writer}", table, "f%d" % number)], [read("s{writer}", table)])
        record_run(history, run, SETTING, lambda one: one)
"""


def run_writers(count: int, path: Path | None, url: str = "", series: str = "") -> None:
    writers = [
        subprocess.Popen(
            [
                sys.executable,
                "-c",
                WRITER.format(
                    tests=str(Path(__file__).parent),
                    count=count,
                    path=f"Path({str(path)!r})" if path else None,
                    url=url,
                    series=series,
                    writer=writer,
                ),
            ],
            cwd=Path(__file__).parents[1],
            stderr=subprocess.PIPE,
        )
        for writer in range(4)
    ]
    for writer in writers:
        _, said = writer.communicate(timeout=120)
        assert writer.returncode == 0, said.decode()


@pytest.mark.slow
def test_several_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    """The file is made, and its schema, by whichever comes first."""
    run_writers(5, tmp_path / "history.db")
    with open_history(place_in(tmp_path)) as history:
        runs = list_runs(history)
        assert [run.number for run in runs] == list(range(20, 0, -1))
        assert sum(run.new for run in runs) == 20
        assert sum(run.fixed for run in runs) == 16


@pytest.mark.slow
def test_a_writer_that_is_killed_leaves_the_history_whole(tmp_path: Path) -> None:
    code = WRITER.format(
        tests=str(Path(__file__).parent),
        count=10_000,
        path=f"Path({str(tmp_path / 'history.db')!r})",
        url="",
        series="",
        writer=0,
    )
    for wait in (0.3, 0.5):
        with subprocess.Popen(
            [sys.executable, "-c", code], cwd=Path(__file__).parents[1], stderr=subprocess.DEVNULL
        ) as one:
            deadline = time.monotonic() + 60
            while not (tmp_path / "history.db").exists() and time.monotonic() < deadline:
                time.sleep(0.05)
            time.sleep(wait)
            one.kill()
        with open_history(place_in(tmp_path)) as history:
            assert [run.number for run in list_runs(history)][::-1] == list(range(1, len(list_runs(history)) + 1))
            with closing(sqlite3.connect(tmp_path / "history.db")) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        shutil.rmtree(tmp_path)
        tmp_path.mkdir()


@pytest.mark.slow
def test_a_full_disk_is_said_and_nothing_is_half_stored(tmp_path: Path) -> None:
    with open_history(place_in(tmp_path)) as history:
        keep(history, make_run(1, [NAME], [CUSTOMERS]))
        many = [find("shop", "customers", f"field {number} {'x' * 200}") for number in range(3000)]

        @sa.event.listens_for(history.engine, "begin")
        def limit(connection: sa.Connection) -> None:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        with pytest.raises(HistoryError, match="disk is full"):
            keep(history, make_run(2, many, [CUSTOMERS]))
    with open_history(place_in(tmp_path)) as history:
        assert len(list_runs(history)) == 1


@pytest.mark.slow
def test_postgresql_keeps_runs_of_projects_apart(postgres: str) -> None:
    place = HistoryPlace(url=postgres)
    run_writers(3, None, postgres, "shop")
    with open_history(place, "shop") as history:
        assert [run.number for run in list_runs(history)] == list(range(12, 0, -1))
        rows = sum(run.new for run in list_runs(history))
        assert rows == 12
    with open_history(place, "other") as history:
        assert list_runs(history) == ()
        odd = find("shop", "\udce9\0é", "name")
        keep(history, make_run(1, [NAME, odd], [CUSTOMERS]))
        kept = keep(history, make_run(2, [NAME], [CUSTOMERS]))
        assert [entry.state for entry in kept.entries] == ["existing"]
        last, before = list_runs(history)
        assert diff_stored(history, before, last).same == 1
        assert prune(history, KEEPING, now=START + timedelta(days=600)) == Pruned(1, 1, 1)
        vacuum(history)
    with open_history(place, "shop") as history:
        assert len(list_runs(history)) == 12


LEVELS: tuple[Severity, ...] = ("critical", "high", "medium", "low")


def make_long_history(history: History, runs: int, findings: int, turned: int) -> None:
    """Runs straight into the tables: each closes some stretches and opens others, as ``record_run`` would."""
    sample_run = make_run(1, [NAME], [CUSTOMERS])
    keep(history, sample_run)
    with history.writing() as connection:
        run = dict(connection.execute(sa.select(RUN)).one()._mapping)
        finding = dict(connection.execute(sa.select(FINDING)).one()._mapping)
        document = connection.execute(sa.select(DETAIL.c.document)).scalar()
        for table in (PRESENCE, FINDING, RUN):
            connection.execute(table.delete())
        numbers = range(1, runs + 1)
        moments = [write_moment(START + timedelta(hours=number)) for number in numbers]
        connection.execute(
            RUN.insert(),
            [
                run | {"number": n, "id": f"run-{n}", "started": m, "finished": m}
                for n, m in zip(numbers, moments, strict=True)
            ],
        )
        connection.execute(DETAIL.insert(), [{"run": number, "document": document} for number in numbers])
        listed = [find("shop", "customers", f"field {n}", LEVELS[n % 4]) for n in range(findings)]
        connection.execute(
            FINDING.insert(),
            [
                finding | {"id": n, "fingerprint": one.fingerprint, "field": f"field {n}", "severity": one.severity}
                for n, one in enumerate(listed, 1)
            ],
        )
        stretches = []
        for n in range(1, findings + 1):
            turns = [
                1,
                *(number for number in numbers if number > 1 and (number + n) % (findings // turned) == 0),
                None,
            ]
            stretches += [
                {"finding": n, "from_run": begin, "until_run": end, "seen": bool(place % 3), "severity": LEVELS[n % 4],
                 "policy": "no-purpose"}
                for place, (begin, end) in enumerate(pairwise(turns))
            ]  # fmt: skip
        connection.execute(PRESENCE.insert(), stretches)


@pytest.mark.slow
def test_a_thousand_runs_of_a_thousand_findings_are_compared_within_a_second(tmp_path: Path) -> None:
    with open_history(place_in(tmp_path)) as history:
        make_long_history(history, 1000, 1000, turned=20)
    begin = time.process_time()
    with open_history(place_in(tmp_path)) as history:
        last, before = list_runs(history, 2)
        found = diff_stored(history, before, last)
        with history.reading() as connection:
            trend = load_trend(connection, "")
    took = time.process_time() - begin
    assert (len(found.changes) > 10, len(trend)) == (True, 90)
    assert took < 1, f"{took:.2f} s"


@pytest.mark.slow
def test_a_run_of_very_many_findings_is_stored_in_seconds(tmp_path: Path) -> None:
    report = make_run(1, [find("shop", "customers", f"field {number}") for number in range(20_000)], [CUSTOMERS])
    begin = time.process_time()
    with open_history(place_in(tmp_path)) as history:
        keep(history, report)
    took = time.process_time() - begin
    assert took < 10, f"{took:.1f} s"


def test_nothing_of_the_environment_is_kept(tmp_path: Path) -> None:
    with open_history(place_in(tmp_path)) as history:
        keep(history, make_run(1, [NAME], [CUSTOMERS]))
    text = (tmp_path / "history.db").read_bytes()
    assert os.uname().nodename.encode() not in text
    assert str(tmp_path).encode() not in text
