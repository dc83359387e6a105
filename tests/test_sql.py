"""Databases: SQLite and PostgreSQL, both real."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Batch, Collection, ConnectorError, Skipped
from connectors.sql import SqlConnector


def read_all(connector: SqlConnector) -> tuple[dict[str, list[list[Any]]], list[Skipped]]:
    """Rows of every collection, and what was skipped."""
    rows: dict[str, list[list[Any]]] = {}
    skipped = []
    for collection in connector.collections():
        if isinstance(collection, Skipped):
            skipped.append(collection)
            continue
        listed = rows.setdefault(collection.name, [])
        for part in connector.read(collection):
            if isinstance(part, Skipped):
                skipped.append(part)
            else:
                assert part.first_row == len(listed) + 1
                listed += map(list, zip(*(column.to_pylist() for column in part.columns), strict=True))
    return rows, skipped


@pytest.fixture
def database(tmp_path: Path) -> Iterator[tuple[Path, sqlite3.Connection]]:
    path = tmp_path / "some.db"
    connection = sqlite3.connect(path)
    yield path, connection
    connection.close()


def connect(path: Path) -> SqlConnector:
    return SqlConnector(f"sqlite:///{path}", source="test")


def test_values_come_as_exact_text(database: tuple[Path, sqlite3.Connection]) -> None:
    path, connection = database
    connection.execute("CREATE TABLE t (n INTEGER, big NUMERIC, f REAL, s TEXT, d DATE, b BOOLEAN)")
    connection.execute("INSERT INTO t VALUES (4012888888881881, 1234567890123456, 1.5, 'NA', '2026-11-22', 1)")
    connection.execute("INSERT INTO t VALUES (NULL, NULL, 3.0, '', NULL, NULL)")
    connection.commit()
    with connect(path) as connector:
        rows, skipped = read_all(connector)
    assert rows["t"] == [
        ["4012888888881881", "1234567890123456", "1.5", "NA", "2026-11-22", "1"],
        [None, None, "3", "", None, None],
    ]
    assert not skipped


def test_field_types_and_names(database: tuple[Path, sqlite3.Connection]) -> None:
    path, connection = database
    connection.execute(
        'CREATE TABLE "weird ""; DROP TABLE x; --" ("select" INTEGER, "氏名" VARCHAR(40), "a b" DATETIME)'
    )
    connection.execute("INSERT INTO \"weird \"\"; DROP TABLE x; --\" VALUES (1, 'x', '2026-01-01 00:00:00')")
    connection.commit()
    with connect(path) as connector:
        (collection,) = connector.collections()
        assert isinstance(collection, Collection)
        assert collection.name == 'weird "; DROP TABLE x; --'
        assert collection.rows == 1
        (batch,) = connector.read(collection)
    assert isinstance(batch, Batch)
    assert [(field.name, field.type) for field in batch.fields] == [
        ("select", "integer"),
        ("氏名", "text"),
        ("a b", "datetime"),
    ]


def test_an_empty_table_still_shows_its_fields(database: tuple[Path, sqlite3.Connection]) -> None:
    path, connection = database
    connection.execute("CREATE TABLE t (email TEXT)")
    with connect(path) as connector:
        (collection,) = connector.collections()
        assert isinstance(collection, Collection)
        (batch,) = connector.read(collection)
    assert isinstance(batch, Batch)
    assert (batch.rows, batch.fields[0].name) == (0, "email")


def test_views_are_read(database: tuple[Path, sqlite3.Connection]) -> None:
    path, connection = database
    connection.executescript("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x'); CREATE VIEW v AS SELECT a FROM t;")
    with connect(path) as connector:
        rows, _ = read_all(connector)
    assert rows == {"t": [["x"]], "v": [["x"]]}


def test_globs_choose_tables(database: tuple[Path, sqlite3.Connection]) -> None:
    path, connection = database
    connection.executescript("CREATE TABLE users (a); CREATE TABLE tmp_users (a); CREATE TABLE orders (a);")
    with SqlConnector(f"sqlite:///{path}", source="t", include=["*users"], exclude=["tmp_*"]) as connector:
        assert [one.name for one in connector.collections() if isinstance(one, Collection)] == ["users"]


def test_blobs_that_are_text_are_read_and_others_reported(database: tuple[Path, sqlite3.Connection]) -> None:
    path, connection = database
    connection.execute("CREATE TABLE t (note BLOB, photo BLOB)")
    connection.execute("INSERT INTO t VALUES (?, ?)", ("日本語のメモ".encode(), b"\x89PNG\x00\xff"))
    connection.commit()
    with connect(path) as connector:
        rows, skipped = read_all(connector)
    assert rows["t"] == [["日本語のメモ", None]]
    assert [(one.location.field, one.reason, one.partial) for one in skipped] == [("photo", "binary-field", True)]


def test_text_that_is_not_utf8_does_not_end_the_scan(database: tuple[Path, sqlite3.Connection]) -> None:
    path, connection = database
    connection.execute("CREATE TABLE t (a TEXT)")
    connection.execute("INSERT INTO t VALUES (CAST(x'8357a1' AS TEXT))")
    connection.execute("INSERT INTO t VALUES ('after')")
    connection.commit()
    with connect(path) as connector:
        rows, skipped = read_all(connector)
    assert rows["t"][1] == ["after"]
    assert not skipped


def test_reading_changes_nothing(database: tuple[Path, sqlite3.Connection]) -> None:
    path, connection = database
    connection.executescript("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x');")
    connection.commit()
    connection.close()
    before = hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mtime_ns, sorted(path.parent.iterdir())
    with connect(path) as connector:
        read_all(connector)
        with pytest.raises(Exception, match=r"readonly|attempt to write"), connector._engine.begin() as open_connection:
            open_connection.exec_driver_sql("INSERT INTO t VALUES ('y')")
    assert before == (
        hashlib.sha256(path.read_bytes()).digest(),
        path.stat().st_mtime_ns,
        sorted(path.parent.iterdir()),
    )


def test_a_table_that_breaks_half_way_is_partly_read(database: tuple[Path, sqlite3.Connection]) -> None:
    path, connection = database
    connection.execute("CREATE TABLE big (a TEXT)")
    connection.executemany("INSERT INTO big VALUES (?)", [("x" * 900,)] * 30000)
    connection.executescript("CREATE TABLE other (a TEXT); INSERT INTO other VALUES ('fine');")
    connection.commit()
    connection.close()
    pages = bytearray(path.read_bytes())
    middle = len(pages) * 3 // 4 // 4096 * 4096
    pages[middle : middle + 40960] = b"\xff" * 40960
    path.write_bytes(pages)
    with connect(path) as connector:
        rows, skipped = read_all(connector)
    assert 0 < len(rows.get("big", [])) < 30000 or any(one.location.collection == "big" for one in skipped)
    assert any(one.location.collection == "big" for one in skipped)
    assert rows["other"] == [["fine"]]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:////nowhere/at/all.db", "missing"),
        ("sqlite://", "missing"),
        ("postgresql://u:s3cretpw@127.0.0.1:1/x", "unreachable"),
        ("nosuchdb://u:s3cretpw@h/x", "unreadable"),
    ],
)
def test_what_cannot_be_opened(url: str, reason: str) -> None:
    with pytest.raises(ConnectorError) as raised:
        SqlConnector(url, source="test")
    assert raised.value.reason == reason
    assert raised.value.hint
    assert "s3cretpw" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_damaged_file_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(b"SQLite format 3\0" + b"\xfe" * 5000)
    with pytest.raises(ConnectorError) as raised:
        SqlConnector(f"sqlite:///{path}", source="test")
    assert raised.value.reason == "corrupt"


def test_write_ahead_mode_leaves_nothing_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "w.db"
    writer = sqlite3.connect(path)
    writer.executescript("PRAGMA journal_mode = wal; CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x');")
    writer.close()
    with connect(path) as connector:
        rows, skipped = read_all(connector)
    assert (rows, skipped) == ({"t": [["x"]]}, [])
    assert [one.name for one in tmp_path.iterdir()] == ["w.db"]


def test_what_stands_in_the_write_ahead_log_is_read(tmp_path: Path) -> None:
    writer = sqlite3.connect(tmp_path / "w.db")
    writer.executescript("PRAGMA journal_mode = wal; CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('in the log');")
    with connect(tmp_path / "w.db") as connector:
        rows, _ = read_all(connector)
    writer.close()
    assert rows["t"] == [["in the log"]]


def test_a_full_text_index_is_read_once(database: tuple[Path, sqlite3.Connection]) -> None:
    path, connection = database
    connection.executescript("CREATE VIRTUAL TABLE f USING fts5(body); INSERT INTO f VALUES ('text');")
    connection.commit()
    with connect(path) as connector:
        rows, skipped = read_all(connector)
    assert (rows, skipped) == ({"f": [["text"]]}, [])


def test_a_locked_database_is_said_to_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from connectors import sql_engine

    real = sqlite3.connect
    monkeypatch.setattr(sql_engine.sqlite3, "connect", lambda *args, **more: real(*args, **{**more, "timeout": 0.1}))
    path = tmp_path / "l.db"
    holder = real(path, isolation_level=None)
    holder.executescript("CREATE TABLE t (a); BEGIN EXCLUSIVE;")
    with pytest.raises(ConnectorError) as raised:
        connect(path)
    holder.close()
    assert (raised.value.reason, raised.value.problem) == ("timeout", "the database is locked")


# --- PostgreSQL -------------------------------------------------------------------------------------------


@pytest.fixture
def people(postgres: str) -> Iterator[str]:
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS hr CASCADE")
        connection.execute("DROP TABLE IF EXISTS things")
        connection.execute("CREATE SCHEMA hr")
        connection.execute(
            "CREATE TABLE things (id bigint, price numeric(20,4), at timestamptz, ip inet, doc jsonb,"
            " tags text[], photo bytea, ok boolean, born date, u uuid)"
        )
        connection.execute(
            "INSERT INTO things VALUES (4012888888881881, 1.5000, '2026-11-22 03:00:00+00', '203.0.113.7',"
            """ '{"mail": "a@example.jp"}', '{x,y}', '\\x00ff', true, '1990-01-02', '00000000-0000-4000-8000-000000000001')"""
        )
        connection.execute('CREATE TABLE hr."社員" ("氏名" text)')
        connection.execute("""COMMENT ON COLUMN hr."社員"."氏名" IS '従業員の氏名'""")
        connection.execute("""INSERT INTO hr."社員" SELECT 'x' || n FROM generate_series(1, 20000) n""")
        connection.execute("CREATE MATERIALIZED VIEW hr.m AS SELECT 1 AS one")
    yield postgres
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP SCHEMA hr CASCADE")
        connection.execute("DROP TABLE things")


@pytest.mark.slow
def test_postgres_types_and_schemas(people: str) -> None:
    with SqlConnector(people, source="pg") as connector:
        rows, skipped = read_all(connector)
    assert len(rows["hr.社員"]) == 20000
    assert rows["hr.m"] == [["1"]]
    (thing,) = rows["things"]
    assert thing[:2] == ["4012888888881881", "1.5000"]
    assert thing[2].startswith("2026-11-22")
    assert thing[3:6] == ["203.0.113.7", '{"mail": "a@example.jp"}', "{x,y}"]
    assert thing[6:] == [None, "true", "1990-01-02", "00000000-0000-4000-8000-000000000001"]
    assert [(one.location.field, one.reason) for one in skipped] == [("photo", "binary-field")]


@pytest.mark.slow
def test_postgres_is_read_only_and_named(people: str) -> None:
    with SqlConnector(people, source="pg") as connector:
        with connector._engine.connect() as connection:
            name = connection.exec_driver_sql("SHOW application_name").scalar_one()
            timeout = connection.exec_driver_sql("SHOW statement_timeout").scalar_one()
        with pytest.raises(Exception, match="read-only"), connector._engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM things")
    assert name == "daicho"
    assert timeout == "5min"


@pytest.mark.slow
def test_postgres_comments_and_counts(people: str) -> None:
    with SqlConnector(people, source="pg") as connector:
        listed = {one.name: one for one in connector.collections() if isinstance(one, Collection)}
        assert listed["hr.社員"].rows == 20000
        batch = next(iter(connector.read(listed["hr.社員"])))
    assert isinstance(batch, Batch)
    assert batch.fields[0].comment == "従業員の氏名"


@pytest.mark.slow
def test_postgres_a_forbidden_table_is_skipped_and_the_rest_read(people: str) -> None:
    import psycopg

    with psycopg.connect(people, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT SELECT ON things TO reader")
        connection.execute("GRANT USAGE ON SCHEMA hr TO reader")
    url = people.replace("postgres:@", "reader:@")
    assert "reader" in url
    try:
        with SqlConnector(url, source="pg") as connector:
            rows, skipped = read_all(connector)
    finally:
        with psycopg.connect(people, autocommit=True) as connection:
            connection.execute(
                "REVOKE ALL ON things FROM reader; REVOKE ALL ON SCHEMA hr FROM reader; DROP ROLE reader"
            )
    assert len(rows["things"]) == 1
    denied = {one.location.collection: one.reason for one in skipped if not one.location.field}
    assert denied == {"hr.社員": "permission-denied", "hr.m": "permission-denied"}


@pytest.mark.slow
def test_postgres_sample_is_spread_over_the_table(people: str) -> None:
    with SqlConnector(people, source="pg") as connector:
        listed = {one.name: one for one in connector.collections() if isinstance(one, Collection)}
        values = [
            int(value[1:])
            for batch in connector.read(listed["hr.社員"], sample=500)
            if isinstance(batch, Batch)
            for value in batch.columns[0].to_pylist()
        ]
    assert 350 < len(values) < 650
    assert min(values) < 2000
    assert max(values) > 18000


@pytest.mark.slow
def test_postgres_a_sample_is_drawn_once(people: str, tmp_path: Path) -> None:
    from scanner.config import Source
    from scanner.engine import scan_sources

    outcome = scan_sources((Source("pg", people),), tmp_path, sample=1000)
    coverage = {one.collection: one for one in outcome.coverage}["hr.社員"]
    assert (coverage.method, coverage.rows_total) == ("sample", 20000)
    assert 800 < coverage.rows_read < 1200


@pytest.mark.slow
def test_postgres_dates_that_python_does_not_know(people: str) -> None:
    import psycopg

    with psycopg.connect(people, autocommit=True) as connection:
        connection.execute("INSERT INTO things (at, born) VALUES ('infinity', '0044-03-15 BC')")
    with SqlConnector(people, source="pg") as connector:
        rows, skipped = read_all(connector)
    assert [row[2] for row in rows["things"]][1] == "infinity"
    assert [row[8] for row in rows["things"]][1] == "0044-03-15 BC"
    assert not [one for one in skipped if one.location.collection == "things" and not one.location.field]


@pytest.mark.slow
def test_postgres_rows_that_a_policy_hides_are_not_clean(people: str) -> None:
    import psycopg

    with psycopg.connect(people, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS blinkered")
        connection.execute("CREATE ROLE blinkered LOGIN")
        connection.execute("GRANT SELECT ON things TO blinkered")
        connection.execute("ALTER TABLE things ENABLE ROW LEVEL SECURITY")
    try:
        with SqlConnector(people.replace("postgres:@", "blinkered:@"), source="pg") as connector:
            _, skipped = read_all(connector)
    finally:
        with psycopg.connect(people, autocommit=True) as connection:
            connection.execute("REVOKE ALL ON things FROM blinkered; DROP ROLE blinkered")
    assert ("things", "permission-denied") in {(one.location.collection, one.reason) for one in skipped}
