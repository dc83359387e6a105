"""SQL text as statements with the lines on which they begin: what a database is given one by one."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Engine = Literal["sqlite", "postgresql"]
Kind = Literal["statement", "rows", "command"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement and the line (from 1) on which it begins. ``rows`` is the data that follows a ``COPY ... FROM
    stdin``; a ``command`` is a line for psql itself (``\\connect``), which no server understands."""

    text: str
    line: int
    kind: Kind = "statement"
    rows: str = ""


_COMMON = r"""
  (?P<comment>--[^\n]*|/\*.*?\*/)
| (?P<quoted>{escaped}'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`{dollar})
| (?P<end>;)
"""
_DOLLAR = r"|(?<![\w$])\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$"
_POSTGRES = r"""
| (?P<command>^\\[^\n]*)
| (?P<word>\b(?:BEGIN\s+ATOMIC|CASE|END)\b)
"""
_PIECES = {
    "sqlite": re.compile(_COMMON.format(escaped="", dollar=""), re.DOTALL | re.VERBOSE),
    "postgresql": re.compile(
        _COMMON.format(escaped=r"\b[eE]'(?:[^'\\]|''|\\.)*'|", dollar=_DOLLAR) + _POSTGRES,
        re.DOTALL | re.VERBOSE | re.MULTILINE | re.IGNORECASE,
    ),
}
_TRIGGER = re.compile(r"CREATE\s+(?:TEMP(?:ORARY)?\s+)?TRIGGER\b", re.IGNORECASE)
_COPY = re.compile(r"COPY\b.*\bFROM\s+stdin\b", re.IGNORECASE | re.DOTALL)
_COPY_END = re.compile(r"^\\\.\r?$", re.MULTILINE)
_SECTION = re.compile(
    r"^\s*(?:--\s*(?:\+(?:goose|migrate)\s+|migrate:)(up|down)\b|--\s*(up|down)\s+migration\b|#\s*---\s*!(up|down)s\b)",
    re.IGNORECASE,
)


def split_statements(text: str, engine: Engine) -> Iterator[Statement]:
    """The statements of a text in their order, comments before them left out. A semicolon in a string, a comment, a
    dollar-quoted body or the body of a trigger or function ends none."""
    pieces, at, start, counted, line, depth = _PIECES[engine], 0, -1, 0, 1, 0
    while True:
        piece = pieces.search(text, at)
        plain = text[at : piece.start() if piece else len(text)]
        if start < 0 and plain.strip():
            start = at + len(plain) - len(plain.lstrip())
        if piece is None:
            break
        at, kind = piece.end(), piece.lastgroup if piece.lastgroup != "tag" else "quoted"
        if kind == "word" and (depth or piece[0][0] in "bB"):
            depth += -1 if piece[0].upper() == "END" else 1
        if start < 0 and kind in ("quoted", "word", "command"):
            start = piece.start()
            if kind == "command":
                line, counted = line + text.count("\n", counted, start), start
                yield Statement(piece[0].strip(), line, "command")
                start = -1
        if kind != "end" or start < 0 or depth or not _is_whole(text[start:at], engine):
            continue
        line, counted = line + text.count("\n", counted, start), start
        statement = text[start:at]
        if engine == "postgresql" and _COPY.match(statement):
            at, rows = _take_rows(text, at)
            yield Statement(statement, line, "rows", rows)
        else:
            yield Statement(statement, line)
        start = -1
    if start >= 0:
        yield Statement(text[start:].rstrip(), line + text.count("\n", counted, start))


def _is_whole(text: str, engine: Engine) -> bool:
    return engine != "sqlite" or not _TRIGGER.match(text) or sqlite3.complete_statement(text)


def _take_rows(text: str, at: int) -> tuple[int, str]:
    """The data from the line after ``at`` to the line ``\\.``, and the place behind it."""
    begin = text.find("\n", at) + 1 or len(text)
    end = _COPY_END.search(text, begin)
    return (end.end(), text[begin : end.start()]) if end else (len(text), text[begin:])


def keep_up(text: str) -> str:
    """The text with the part that undoes a migration made blank (dbmate, goose, sql-migrate and others mark it with a
    comment), so that lines keep their numbers."""
    up, lines = True, []
    for line in text.split("\n"):
        section = _SECTION.match(line)
        if section:
            up = (section[1] or section[2] or section[3]).lower() == "up"
        lines.append(line if up and not section else "")
    return "\n".join(lines)


_MARKS: dict[Engine, re.Pattern[str]] = {
    "postgresql": re.compile(
        r"\b(?:BIG|SMALL)?SERIAL\b|\bJSONB\b|\bTIMESTAMPTZ\b|\bBYTEA\b|\bTIMESTAMP\s+WITH(?:OUT)?\s+TIME\b|::\w|\$\$"
        r"|\bpg_catalog\b|\bUSING\s+gin\b|\bAS\s+IDENTITY\b|\bCREATE\s+(?:EXTENSION|TYPE|SCHEMA|SEQUENCE|DOMAIN|POLICY)\b"
        r"|\bALTER\s+TABLE\s+ONLY\b|\bUUID\b|\bCONCURRENTLY\b|\bpublic\.",
        re.IGNORECASE,
    ),
    "sqlite": re.compile(r"\bAUTOINCREMENT\b|\bWITHOUT\s+ROWID\b|\bPRAGMA\b|\bsqlite_", re.IGNORECASE),
}


def guess_engine(texts: Iterator[str]) -> Engine:
    """The engine whose words the texts use most; SQLite where they use none."""
    counts = dict.fromkeys(_MARKS, 0)
    for text in texts:
        for engine, marks in _MARKS.items():
            counts[engine] += sum(1 for _ in marks.finditer(text))
    return "postgresql" if counts["postgresql"] > counts["sqlite"] else "sqlite"


# These change no column, whatever becomes of them.
_SHAPELESS = re.compile(
    r"(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|COPY|TRUNCATE|SET|RESET|SHOW|GRANT|REVOKE|COMMENT|ANALYZE|REINDEX|CLUSTER"
    r"|REFRESH|LOCK|NOTIFY|LISTEN|DISCARD|EXPLAIN|PRAGMA|REASSIGN|SECURITY"
    r"|(?:CREATE|ALTER|DROP)\s+(?:OR\s+REPLACE\s+)?(?:UNIQUE\s+|CONSTRAINT\s+|EVENT\s+|TEMP\s+|TEMPORARY\s+|DEFAULT\s+"
    r"|TEXT\s+SEARCH\s+)?(?:INDEX|FUNCTION|PROCEDURE|ROUTINE|TRIGGER|SEQUENCE|POLICY|RULE|EXTENSION|AGGREGATE|CAST"
    r"|COLLATION|OPERATOR|STATISTICS|PRIVILEGES|LANGUAGE|CONFIGURATION|DICTIONARY|CONVERSION)"
    r"|ALTER\s+\w+(?:\s+\w+)*?\s+\S+\s+OWNER\s+TO\s|SELECT\b(?!.*\bINTO\b))\b",
    re.IGNORECASE | re.DOTALL,
)
# Each statement stands by itself in the throw-away database; and what belongs to a whole server is never asked for.
_PASSED = re.compile(
    r"(?:BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE|ABORT|PREPARE\s+TRANSACTION|VACUUM|ATTACH|DETACH"
    r"|ALTER\s+SYSTEM|CHECKPOINT"
    r"|(?:CREATE|ALTER|DROP)\s+(?:DATABASE|ROLE|USER|GROUP|TABLESPACE|SUBSCRIPTION|PUBLICATION|SERVER|FOREIGN\s+DATA)"
    r"|DROP\s+OWNED|LOAD|GRANT|REVOKE|REASSIGN|ALTER\s+DEFAULT\s+PRIVILEGES)\b"
    r"|ALTER\s+[^;]*\bOWNER\s+TO\b",
    re.IGNORECASE,
)


def is_passed(statement: Statement) -> bool:
    """Whether a statement is not run at all: transactions, rights, roles, other databases."""
    return statement.kind == "statement" and _PASSED.match(statement.text) is not None


def can_shape(statement: Statement) -> bool:
    """Whether a statement may change which columns there are, so that one which fails leaves a gap."""
    return statement.kind == "statement" and _SHAPELESS.match(statement.text) is None


def can_call(statement: Statement) -> bool:
    """Whether a statement calls functions, which may change columns as well."""
    return statement.kind == "statement" and statement.text[:6].upper() == "SELECT"
