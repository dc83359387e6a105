from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.migration_text import Engine, Statement, can_shape, guess_engine, is_passed, keep_up, split_statements

SPLIT = [
    ("sqlite", "CREATE TABLE t (a);\n\nDROP TABLE t;", [("CREATE TABLE t (a);", 1), ("DROP TABLE t;", 3)]),
    ("sqlite", "-- a; b\n/* c;\n d */ SELECT 1", [("SELECT 1", 3)]),
    ("sqlite", "INSERT INTO t VALUES ('a;b', 'it''s;');SELECT 2;", [("INSERT INTO t VALUES ('a;b', 'it''s;');", 1), ("SELECT 2;", 1)]),
    ("sqlite", 'CREATE TABLE "a;b" (`c;d`);', [('CREATE TABLE "a;b" (`c;d`);', 1)]),
    ("sqlite", ";;\n ; SELECT 1;", [("SELECT 1;", 2)]),
    (
        "sqlite",
        "CREATE TRIGGER x AFTER INSERT ON t BEGIN\n UPDATE t SET a = CASE WHEN 1 THEN 2 END;\nEND;\nSELECT 1;",
        [("CREATE TRIGGER x AFTER INSERT ON t BEGIN\n UPDATE t SET a = CASE WHEN 1 THEN 2 END;\nEND;", 1), ("SELECT 1;", 4)],
    ),
    ("postgresql", "DO $$ BEGIN x; END $$;\nSELECT 1;", [("DO $$ BEGIN x; END $$;", 1), ("SELECT 1;", 2)]),
    ("postgresql", "DO $a$ ; $$ ; $a$;SELECT 1", [("DO $a$ ; $$ ; $a$;", 1), ("SELECT 1", 1)]),
    ("postgresql", r"SELECT E'it\';s';SELECT 1;", [(r"SELECT E'it\';s';", 1), ("SELECT 1;", 1)]),
    (
        "postgresql",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;\nSELECT 3;",
        [
            ("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;", 1),
            ("SELECT 3;", 2),
        ],
    ),
    ("postgresql", "BEGIN;\nSELECT 1;\nEND;\nSELECT 2;", [("BEGIN;", 1), ("SELECT 1;", 2), ("END;", 3), ("SELECT 2;", 4)]),
]  # fmt: skip


@pytest.mark.parametrize(("engine", "text", "wanted"), SPLIT)
def test_statements_and_their_lines(engine: Engine, text: str, wanted: list[tuple[str, int]]) -> None:
    assert [(one.text, one.line) for one in split_statements(text, engine)] == wanted


def test_rows_of_copy_and_commands_of_psql_are_no_statements() -> None:
    text = "\\connect shop\nCOPY t (a) FROM stdin;\nit's; \\N\n$$\n\\.\n\nSELECT 1;\n\\restrict x'\nSELECT 2;"
    assert list(split_statements(text, "postgresql")) == [
        Statement("\\connect shop", 1, "command"),
        Statement("COPY t (a) FROM stdin;", 2, "rows", "it's; \\N\n$$\n"),
        Statement("SELECT 1;", 7),
        Statement("\\restrict x'", 8, "command"),
        Statement("SELECT 2;", 9),
    ]


@given(
    st.lists(
        st.sampled_from(["SELECT 1", "INSERT INTO t VALUES ('a;\n''b')", "-- x;\nDROP TABLE t", "/* ;\n */ VALUES (2)"])
    )
)
def test_splitting_loses_nothing(statements: list[str]) -> None:
    text = "".join(f"{one};\n" for one in statements)
    found = list(split_statements(text, "postgresql"))
    assert len(found) == len(statements)
    for one in found:
        assert text.split("\n")[one.line - 1].strip().startswith(one.text.split("\n")[0][:5]) or "/*" in text


@given(st.text("'\"$;\\-/*` \nBEGINATOMCcopyfrmstdi().", max_size=80))
def test_any_text_comes_to_an_end(text: str) -> None:
    for engine in ("sqlite", "postgresql"):
        lines = [one.line for one in split_statements(text, engine)]
        assert lines == sorted(lines)
        assert all(1 <= line <= text.count("\n") + 1 for line in lines)


@pytest.mark.parametrize(
    "marks",
    [("-- migrate:up", "-- migrate:down"), ("-- +goose Up", "-- +goose Down"), ("-- +migrate Up", "-- +migrate Down"),
     ("-- Up Migration", "-- Down Migration"), ("# --- !Ups", "# --- !Downs")],
)  # fmt: skip
def test_what_undoes_is_left_out_and_lines_stay(marks: tuple[str, str]) -> None:
    text = f"{marks[0]}\nCREATE TABLE t (a);\n{marks[1]}\nDROP TABLE t;\n"
    assert keep_up(text) == "\nCREATE TABLE t (a);\n\n\n"


def test_a_plain_text_is_kept() -> None:
    assert keep_up("-- make it up\nSELECT 1;\n") == "-- make it up\nSELECT 1;\n"


@pytest.mark.parametrize(
    ("text", "engine"),
    [
        ("CREATE TABLE t (a BIGSERIAL)", "postgresql"),
        ("CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)", "sqlite"),
        ("CREATE TABLE t (a TEXT)", "sqlite"),
        ("SELECT a::text", "postgresql"),
        ("", "sqlite"),
    ],
)
def test_engine_by_its_words(text: str, engine: Engine) -> None:
    assert guess_engine(iter([text])) == engine


@pytest.mark.parametrize(
    "text",
    ["BEGIN;", "COMMIT", "GRANT SELECT ON t TO x", "ALTER TABLE t OWNER TO x", "CREATE DATABASE x", "DROP ROLE x",
     "ATTACH 'x' AS y", "VACUUM INTO 'x'", "ALTER SYSTEM SET a = 1", "create user x"],
)  # fmt: skip
def test_never_run(text: str) -> None:
    assert is_passed(Statement(text, 1))


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("CREATE TABLE t (a)", True),
        ("ALTER TABLE t ADD b int", True),
        ("CREATE OR REPLACE VIEW v AS SELECT 1", True),
        ("DO $$ BEGIN END $$", True),
        ("SELECT a INTO t FROM u", True),
        ("CREATE TYPE x AS ENUM ('a')", True),
        ("SELECT 1", False),
        ("INSERT INTO t VALUES (1)", False),
        ("CREATE UNIQUE INDEX x ON t (a)", False),
        ("CREATE EXTENSION x", False),
        ("CREATE OR REPLACE FUNCTION f() RETURNS int AS ''", False),
        ("COMMENT ON TABLE t IS 'CREATE TABLE'", False),
    ],
)
def test_what_may_change_columns(text: str, shapes: bool) -> None:
    assert not is_passed(Statement(text, 1))
    assert can_shape(Statement(text, 1)) is shapes
