"""A folder of SQL migrations, or one dump, as texts in the order in which they are applied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scanner.config_text import ConfigError

MOST_BYTES = 256_000_000
"""A dump is read as a whole; a larger one belongs into a test server."""

_FLYWAY = re.compile(r"(?P<kind>[VRUB])(?P<version>\d+(?:[._]\d+)*)?__.*\.sql", re.IGNORECASE)
_LEADING = re.compile(r"\d+")
_UNDONE = re.compile(r"(?:.*[._-])?(?:down|rollback|revert|undo)\.sql", re.IGNORECASE)
_HOW_TO_GIVE_A_URL = (
    "Daicho runs SQL only: apply them to an empty test database of yours and give its URL"
    " (daicho scan postgresql://user@localhost/app_test)"
)
_OTHERS = {
    ".rb": "these are Rails migrations; {url}, or give --dump db/structure.sql",
    ".py": "these are Python migrations (Alembic, Django); {url}, or write them as SQL (alembic upgrade head --sql >"
    " schema.sql) and give --dump schema.sql",
    ".java": "these are migrations in Java; {url}",
    ".kt": "these are migrations in Kotlin; {url}",
    ".js": "these are migrations in JavaScript; {url}",
    ".ts": "these are migrations in TypeScript; {url}",
    ".php": "these are migrations in PHP; {url}",
    ".xml": "these are changelogs of Liquibase; {url}, or write them as SQL (liquibase update-sql) and give --dump",
    ".yaml": "these are changelogs of Liquibase; {url}, or write them as SQL (liquibase update-sql) and give --dump",
}
_NO_MIGRATION = frozenset({"__init__.py", "env.py", "conftest.py", "schema.rb", "atlas.yaml", "docker-compose.yaml"})


@dataclass(frozen=True, slots=True)
class MigrationFile:
    """One file; ``name`` is its path below the folder, with ``/``."""

    path: Path
    name: str

    def read(self) -> str:
        """Its text. OSError and UnicodeDecodeError as they are: the caller says what it means."""
        if self.path.stat().st_size > MOST_BYTES:
            raise ConfigError(
                f"{self.path}: is larger than {MOST_BYTES // 1_000_000} MB; load it into a test database and"
                " give its URL"
            )
        return self.path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


def list_migrations(folder: Path) -> tuple[MigrationFile, ...]:
    """The .sql files of a folder and of those below it as their tools order them: by version or number, else by name;
    repeatable ones last, those that undo left out. ConfigError where there is none."""
    if not folder.is_dir():
        raise ConfigError(f"--migrations {folder}: is no folder; for one file of SQL write --dump")
    files = [MigrationFile(path, path.relative_to(folder).as_posix()) for path in folder.rglob("*.sql")]
    applied = sorted((one for one in files if one.path.is_file() and not _is_undone(one)), key=_order)
    if not applied:
        raise ConfigError(f"--migrations {folder}: has no .sql file{_explain(folder)}")
    return tuple(applied)


def list_others(folder: Path) -> Iterator[tuple[str, str]]:
    """Files between the SQL ones that look like migrations in another language, with what to do about them."""
    for path in sorted(folder.rglob("*")):
        name = path.name
        migration = path.suffix in _OTHERS and name not in _NO_MIGRATION and _LEADING.match(name.lstrip("vVbB"))
        if migration and path.is_file():
            yield path.relative_to(folder).as_posix(), _HOW_TO_GIVE_A_URL


def open_dump(path: Path) -> tuple[MigrationFile, ...]:
    """The one file of ``--dump``. ConfigError where it is none, or one in a form of a database's own."""
    if not path.is_file():
        raise ConfigError(f"--dump {path}: is no file; for a folder of migrations write --migrations")
    with path.open("rb") as stream:
        begin = stream.read(16)
    if begin.startswith((b"PGDMP", b"\x1f\x8b", b"PK\x03\x04", b"SQLite format 3")):
        raise ConfigError(
            f"--dump {path}: is no SQL text; write it as text (pg_restore -f dump.sql FILE, gunzip), or scan a SQLite"
            " file directly: daicho scan FILE"
        )
    return (MigrationFile(path, path.name),)


def _is_undone(file: MigrationFile) -> bool:
    flyway = _FLYWAY.fullmatch(file.path.name)
    return _UNDONE.fullmatch(file.path.name) is not None or (flyway is not None and flyway["kind"].upper() == "U")


def _order(file: MigrationFile) -> tuple[int, tuple[tuple[int, ...] | tuple[int, str], ...], str]:
    """Flyway's versions compare by their numbers wherever the files lie; else folders and names count, numbers in
    front of them by their size."""
    flyway = _FLYWAY.fullmatch(file.path.name)
    if flyway and flyway["version"]:
        numbers = [int(part) for part in re.split(r"[._]", flyway["version"])]
        while numbers and numbers[-1] == 0:
            numbers.pop()
        return 0, (tuple(numbers),), file.name
    if flyway:
        return 1, (), file.name
    return 0, tuple(_number(part) for part in file.name.split("/")), file.name


def _number(part: str) -> tuple[int, str]:
    leading = _LEADING.match(part)
    return (int(leading[0]), part[leading.end() :]) if leading else (10**18, part)


def _explain(folder: Path) -> str:
    kinds = [path.suffix for path in folder.rglob("*") if path.name not in _NO_MIGRATION]
    found = next((kind for kind in _OTHERS if kind in kinds), None)
    return "; " + _OTHERS[found].format(url=_HOW_TO_GIVE_A_URL) if found else ""
