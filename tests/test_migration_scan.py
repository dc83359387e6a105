from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from conftest import Ran

from reports.base import Origin
from scanner.migration_order import Order
from scanner.migration_scan import apply_migrations

pytestmark = pytest.mark.slow

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]
Daicho = Callable[..., Ran]


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.sql").write_text(text)
    return folder


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def scratch(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """The server for an engine; only asked for where it is needed."""
    return lambda engine: request.getfixturevalue("postgres") if engine == "postgresql" else ""


def origins(folder: Path, engine: str, server: str) -> dict[tuple[str, str], Origin]:
    with apply_migrations(Order(folder, engine=engine, scratch=server), None) as migrated:
        assert migrated.source.gaps == ()
        return dict(migrated.source.origins)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_column_has_the_line_that_adds_it(engine: str, repository: Path, scratch: Callable[[str], str]) -> None:
    folder = write(
        repository / "db",
        V1__a="-- people\nCREATE TABLE people (\n  id int,\n  name text, email text\n);\nCREATE INDEX x ON people (id);\n",
        V2__b="ALTER TABLE people\n  ADD COLUMN phone text;\nALTER TABLE people RENAME COLUMN email\n  TO mail;\n",
        V3__c="CREATE VIEW shown AS SELECT id,\n  phone AS tel FROM people;\nALTER TABLE people RENAME TO persons;\n",
        V10__d="CREATE TABLE old (a text);\nDROP TABLE old;\n",
    )
    found = origins(folder, engine, scratch(engine))
    assert found == {
        ("persons", ""): Origin("db/V1__a.sql", 2),
        ("persons", "id"): Origin("db/V1__a.sql", 3),
        ("persons", "name"): Origin("db/V1__a.sql", 4),
        ("persons", "mail"): Origin("db/V2__b.sql", 4),
        ("persons", "phone"): Origin("db/V2__b.sql", 2),
        ("shown", ""): Origin("db/V3__c.sql", 1),
        ("shown", "id"): Origin("db/V3__c.sql", 1),
        ("shown", "tel"): Origin("db/V3__c.sql", 2),
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_made_anew_in_one_file_keeps_its_columns(
    engine: str, repository: Path, scratch: Callable[[str], str]
) -> None:
    folder = write(
        repository / "db",
        a="CREATE TABLE t (email text);",
        b="CREATE TABLE t_new (email text,\n phone text);\nINSERT INTO t_new (email) SELECT email FROM t;\n"
        "DROP TABLE t;\nALTER TABLE t_new RENAME TO t;",
        c="ALTER TABLE t DROP COLUMN email;",
        d="ALTER TABLE t\nADD email text;",
    )
    found = origins(folder, engine, scratch(engine))
    assert found["t", "phone"] == Origin("db/b.sql", 2)
    assert found["t", "email"] == Origin("db/d.sql", 2)
    (folder / "d.sql").unlink()
    (folder / "c.sql").unlink()
    assert origins(folder, engine, scratch(engine))["t", "email"] == Origin("db/a.sql", 1)


def test_what_no_parser_sees_is_seen_by_the_database(repository: Path, postgres: str) -> None:
    folder = write(
        repository / "db",
        a="CREATE SCHEMA hr;\nCREATE TABLE hr.base (id int);\n"
        "DO $$ BEGIN\n EXECUTE 'ALTER TABLE hr.base ADD COLUMN my_number text'; END $$;\n"
        "CREATE TABLE child (phone text) INHERITS (hr.base);\nSELECT phone AS tel\nINTO copied FROM child;",
    )
    found = origins(folder, "postgresql", postgres)
    assert found["hr.base", "my_number"].line == 3
    assert found["child", "my_number"].line == 5
    assert found["child", "phone"].line == 5
    assert found["copied", "tel"].line == 6


def test_what_cannot_be_applied_is_a_gap_and_the_rest_is_scanned(repository: Path, daicho: Daicho) -> None:
    folder = write(repository / "db", a="CREATE TABLE t (email text);\nCREATE TABLE u (x text,,);\nGRANT x TO y;")
    ran = daicho("scan", "--migrations", str(folder), "-o", "json", "--fail-on", "none")
    document = json.loads(ran.out)
    assert ran.code == 3
    assert [one["collection"] for one in document["skipped"]] == ["a.sql:2"]
    assert "SQLITE_ERROR" in document["skipped"][0]["problem"]
    assert [one["location"]["field"] for one in document["findings"]] == ["email"]


@pytest.mark.parametrize(
    "text",
    ["ATTACH '{}' AS x;\nCREATE TABLE x.t (a);", "CREATE TABLE t (a);\nVACUUM INTO '{}';", "SELECT 1; ATTACH DATABASE '{}' AS x;"],
)  # fmt: skip
def test_sqlite_never_leaves_its_file(text: str, repository: Path, daicho: Daicho) -> None:
    outside = repository / "outside.db"
    daicho("scan", "--migrations", str(write(repository / "db", a=text.format(outside))), "-q")
    assert not outside.exists()


def test_postgres_is_left_as_it_was(repository: Path, postgres: str, daicho: Daicho) -> None:
    marker = repository / "marker"
    text = (
        f"CREATE TABLE t (email text);\nCREATE ROLE evil;\nCREATE DATABASE evil;\nCOPY t TO PROGRAM 'touch {marker}';\n"
        f"DO $$ BEGIN EXECUTE 'CREATE ROLE evil'; END $$;\n\\! touch {marker}\n\\connect postgres\n"
        "CREATE TABLE public.evil (a text);\n"
    )

    def names() -> list[tuple[Any, ...]]:
        with psycopg.connect(postgres) as connection:
            return connection.execute(
                "SELECT datname::text FROM pg_database UNION ALL SELECT rolname FROM pg_roles"
                " UNION ALL SELECT relname FROM pg_class WHERE relname = 'evil' ORDER BY 1"
            ).fetchall()

    before = names()
    folder = write(repository / "db", a=text)
    ran = daicho("scan", "--migrations", str(folder), "--scratch", postgres, "-o", "json", "--fail-on", "none")
    assert names() == before
    assert not marker.exists()
    document = json.loads(ran.out)
    assert ran.code == 3
    assert [one["collection"] for one in document["skipped"]] == ["a.sql:5"]
    assert document["conditions"] == []
    assert "email" in {one["location"]["field"] for one in document["findings"]}


def test_an_own_server_and_the_rows_of_a_dump(repository: Path, daicho: Daicho) -> None:
    rows = "".join(f"{number}\tuser{number}@example.jp\n" for number in range(50))
    dump = repository / "dump.sql"
    dump.write_text(
        "SET statement_timeout = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\n"
        "CREATE TABLE public.t (\n    id integer,\n    x1 text\n);\nALTER TABLE public.t OWNER TO shop;\n"
        f"COPY public.t (id, x1) FROM stdin;\n{rows}\\.\n"
    )
    ran = daicho("scan", "--dump", str(dump), "-o", "json", "--fail-on", "none")
    document = json.loads(ran.out)
    assert (ran.code, document["skipped"]) == (0, [])
    assert [(one["location"]["field"], one["verdict"]) for one in document["findings"]] == [("x1", "is")]
    assert {"collection": "t", "field": "x1", "path": "dump.sql", "line": 5} in document["sources"][0]["origins"]


def test_line_in_every_output_that_developers_read(repository: Path, daicho: Daicho) -> None:
    folder = write(repository / "db", a="CREATE TABLE customers (\n  id int,\n  my_number text\n);")
    outputs = [word for form in ("sarif", "github", "gitlab", "json") for word in ("-o", f"{form}:out.{form}")]
    ran = daicho("scan", "--migrations", str(folder), *outputs, "-o", "table", "--lang", "en")
    assert ran.code == 1
    assert "  db/a.sql:3  High · Individual Number" in ran.out
    place = json.loads(Path("out.sarif").read_text())["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "db/a.sql"}, "region": {"startLine": 3}}
    assert "::error file=db/a.sql,line=3," in Path("out.github").read_text()
    quality = json.loads(Path("out.gitlab").read_text())
    assert (quality[0]["location"], quality[0]["severity"]) == ({"path": "db/a.sql", "lines": {"begin": 3}}, "blocker")
    again = daicho("report", "out.json", "-o", "sarif")
    assert json.loads(again.out)["runs"][0]["results"][0]["locations"][0]["physicalLocation"] == place


def test_as_a_source_of_the_configuration_only_what_is_new_fails(repository: Path, daicho: Daicho) -> None:
    with sqlite3.connect("shop.db") as connection:
        connection.execute("CREATE TABLE customers (id int, my_number text)")
        connection.execute("INSERT INTO customers VALUES (1, '')")
    connection.close()
    Path("daicho.toml").write_text('version = 1\n[[source]]\nid = "shop"\nurl = "sqlite:///shop.db"\n')
    daicho("scan", "-q")
    folder = write(repository / "db", a="CREATE TABLE customers (id int, my_number text);")
    words = (
        "scan",
        "--migrations",
        str(folder),
        "-s",
        "shop",
        "--baseline",
        "last",
        "-o",
        "json",
        "--fail-on",
        "medium",
    )
    ran = daicho(*words)
    document = json.loads(ran.out)
    assert (ran.code, [one["state"] for one in document["findings"]]) == (0, ["existing"])
    assert document["comparison"]["fixed"] == []
    (folder / "b.sql").write_text("ALTER TABLE customers ADD religion text;")
    ran = daicho(*words)
    document = json.loads(ran.out)
    assert (ran.code, sorted(one["state"] for one in document["findings"])) == (1, ["existing", "new"])
    assert daicho("runs", "--json").out.count('"started"') == 1


WRONG = [
    (("--scratch", "postgresql://x/y"), "goes with --migrations"),
    (("--migrations", "db", "--dump", "x.sql"), "not both"),
    (("--migrations", "db", "shop.db"), "give TARGETs, or"),
    (("--migrations", "nowhere"), "is no folder"),
    (("--migrations", "db", "--scratch", " "), "is a variable not set"),
    (("--migrations", "db", "--scratch", "mysql://x/y"), "takes the URL of a PostgreSQL"),
    (("--migrations", "db", "--engine", "sqlite", "--scratch", "postgresql://x/y"), "SQLite needs none"),
    (("--migrations", "db", "-s", "x"), "no source is called"),
    (("--migrations", "db", "--scratch", "postgresql://x@127.0.0.1:1/y"), "cannot be reached"),
]


@pytest.mark.parametrize(("words", "told"), WRONG)
def test_wrong_flags(words: tuple[str, ...], told: str, repository: Path, daicho: Daicho) -> None:
    write(repository / "db", a="SELECT 1;")
    ran = daicho("scan", *words, "-q")
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert len(ran.err.splitlines()) == 1


def test_nothing_stays_after_a_stop(repository: Path) -> None:
    temporary = Path(tempfile.mkdtemp())
    # The server may run as another user, who has to get through to its folder.
    temporary.chmod(0o711)
    folder = write(repository / "db", a="CREATE TABLE t (a text);" + "SELECT pg_sleep(1);" * 60)
    command = [sys.executable, "-m", "scanner.cli", "scan", "--migrations", str(folder), "--engine", "postgresql", "-q"]
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(command, env=environment, cwd=repository)
    until = time.monotonic() + 60
    while time.monotonic() < until and not list(temporary.glob("*/data/postmaster.pid")):
        time.sleep(0.1)
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 143
    assert list(temporary.iterdir()) == []
    temporary.rmdir()
