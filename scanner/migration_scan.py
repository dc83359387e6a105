"""A database that is migrated but not released: SQL applied to a throw-away one, as a source to scan."""

from __future__ import annotations

import signal
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Protocol

from connectors.base import Location, Skipped
from reports.base import Origin
from reports.declaration import Declaration
from scanner.anchors import find_root, name_within
from scanner.config_sources import Source, has_password
from scanner.config_text import ConfigError
from scanner.migration_files import MigrationFile, list_migrations, list_others, open_dump
from scanner.migration_order import Order
from scanner.migration_origins import Column, OriginBook
from scanner.migration_server import start_server
from scanner.migration_sqlite import open_sqlite
from scanner.migration_text import (
    Engine,
    Statement,
    can_call,
    can_shape,
    guess_engine,
    is_passed,
    keep_up,
    split_statements,
)
from scanner.secret_references import resolve_references

_MOST_GAPS = 50


@dataclass(frozen=True, slots=True)
class Migrated:
    """The source to scan and, for standard error, what was done."""

    source: Source
    notes: tuple[str, ...]


class Scratch(Protocol):
    """A throw-away database."""

    url: str

    def run(self, statement: Statement) -> str:
        """Run one statement; the name of the error, empty where there was none."""

    def columns(self) -> frozenset[Column]:
        """Every column of every table and view."""


@contextmanager
def apply_migrations(order: Order, declared: Source | None) -> Iterator[Migrated]:
    """Apply the migrations; the database lasts as long as the context. ``declared`` is the source that they will change
    (its purposes and globs hold, its findings keep their fingerprints). ConfigError where nothing can be applied."""
    files = list_migrations(order.folder) if order.folder else open_dump(order.path)
    texts, gaps = _read_all(files, order)
    engine = _choose_engine(order, declared, texts)
    source = declared or Source(_name(order.path), "", declaration=Declaration(_name(order.path)))
    with _leaving_on_signals(), ExitStack() as stack:
        scratch = stack.enter_context(_open_scratch(order, engine))
        applied = _Applying(scratch, engine, order, source.id)
        for file in files:
            if file in texts:
                applied.apply(file, texts[file])
        gaps = (*(replace(gap, location=replace(gap.location, source=source.id)) for gap in gaps), *applied.gaps)
        url = scratch.url.replace("postgresql://", "postgresql+psycopg://", 1)
        migrated = replace(source, url=url, origins=applied.all_origins(), gaps=gaps[:_MOST_GAPS])
        yield Migrated(migrated, tuple(_tell(order, engine, files, applied, declared)))


def _read_all(files: Sequence[MigrationFile], order: Order) -> tuple[dict[MigrationFile, str], tuple[Skipped, ...]]:
    texts, gaps = dict[MigrationFile, str](), []
    for file in files:
        try:
            texts[file] = keep_up(file.read())
        except UnicodeDecodeError:
            gaps.append(Skipped(Location("", file.name), "encoding", "the file is no UTF-8 text", "write it as UTF-8"))
        except OSError as error:
            problem = f"the file cannot be read ({type(error).__name__})"
            gaps.append(Skipped(Location("", file.name), "unreadable", problem, "check its rights"))
    if order.folder:
        for name, hint in list_others(order.folder):
            problem = "this migration is not SQL and was not run"
            gaps.append(Skipped(Location("", name), "unsupported-format", problem, hint))
    return texts, tuple(gaps)


def _choose_engine(order: Order, declared: Source | None, texts: dict[MigrationFile, str]) -> Engine:
    scheme = declared.url.partition("://")[0].partition("+")[0].lower() if declared and "://" in declared.url else ""
    named = order.engine or ("postgresql" if order.scratch else scheme)
    if named in ("mysql", "mariadb"):
        raise ConfigError(
            f"source {declared.id if declared else ''} is a MySQL database, which Daicho cannot make; apply the"
            " migrations to an empty test database of yours and give its URL"
        )
    if named == "sqlite":
        return "sqlite"
    return "postgresql" if named in ("postgres", "postgresql") else guess_engine(iter(texts.values()))


@contextmanager
def _open_scratch(order: Order, engine: Engine) -> Iterator[Scratch]:
    with ExitStack() as stack:
        if engine == "sqlite":
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="daicho-", ignore_cleanup_errors=True))
            yield stack.enter_context(open_sqlite(Path(folder)))
            return
        try:
            # The driver is an extra of its own.
            postgres = import_module("scanner.migration_postgres")
        except ModuleNotFoundError as error:
            raise ConfigError(f"PostgreSQL needs {error.name}; install it: pip install 'daicho[postgres]'") from None
        server = resolve_references(order.scratch, Path.cwd()) if order.scratch else stack.enter_context(start_server())
        yield stack.enter_context(postgres.open_postgres(server))


class _Applying:
    """Applies statement after statement and remembers what came from where."""

    def __init__(self, scratch: Scratch, engine: Engine, order: Order, source: str) -> None:
        self._scratch, self._engine, self._source = scratch, engine, source
        self._root = find_root(Path.cwd())
        self._folder = order.folder
        self._book = OriginBook(engine)
        self._files: dict[Column, Origin] = {}
        self.gaps: list[Skipped] = []
        self.run = 0
        self.passed: Counter[str] = Counter()

    def apply(self, file: MigrationFile, text: str) -> None:
        """Every statement of one file."""
        path = name_within(file.path, self._root) or (f"{self._folder.name}/{file.name}" if self._folder else file.name)
        self._book.begin(path)
        last: Statement | None = None
        for statement in split_statements(text, self._engine):
            last = statement
            if statement.kind == "command":
                self._pass_command(statement, file, path)
            elif is_passed(statement):
                self.passed[statement.text.split(None, 1)[0].upper().rstrip(";")] += 1
            else:
                self._run(statement, file, path)
        if last:
            self._book.see(last, self._scratch.columns())

    def _run(self, statement: Statement, file: MigrationFile, path: str) -> None:
        error = self._scratch.run(statement)
        shapes = can_shape(statement)
        self.run += 1
        if error and shapes:
            hint = "apply it to an empty database by hand to see why; earlier migrations may be missing"
            if self._engine == "sqlite":
                hint += "; for PostgreSQL write --engine postgresql"
            self._leave(file, path, statement.line, f"the statement was not applied ({error})", hint)
        elif error:
            self.passed[statement.text.split(None, 1)[0].upper().rstrip(";")] += 1
        elif shapes or can_call(statement):
            self._book.see(statement, self._scratch.columns())

    def _pass_command(self, statement: Statement, file: MigrationFile, path: str) -> None:
        if statement.text.startswith(("\\i ", "\\ir ", "\\include")):
            hint = "put the included file into the folder, or its text into this one"
            self._leave(file, path, statement.line, "psql would include another file here, which was not read", hint)

    def _leave(self, file: MigrationFile, path: str, line: int, problem: str, hint: str) -> None:
        name = f"{file.name}:{line}"
        self.gaps.append(Skipped(Location(self._source, name), "unreadable", problem, hint, partial=True))
        self._files[name, ""] = Origin(path, line)

    def all_origins(self) -> dict[Column, Origin]:
        """Of columns and tables, and of the statements that were not applied."""
        return self._files | self._book.origins


def _tell(
    order: Order, engine: Engine, files: Sequence[MigrationFile], applied: _Applying, declared: Source | None
) -> Iterator[str]:
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[engine]
    columns = sum(bool(field) for _, field in applied.all_origins())
    yield f"applied {applied.run:,} statements of {len(files):,} files to a throw-away {name}: {columns:,} columns"
    if applied.passed:
        kinds = ", ".join(f"{kind} ({n:,})" for kind, n in sorted(applied.passed.items()))
        yield f"passed over what adds no column: {kinds}"
    if declared is None:
        yield "note: no purpose is declared for it; --source ID scans it as that source of daicho.toml"
    if order.scratch and has_password(order.scratch):
        yield "warning: a password on the command line can be read by others; write --scratch '${NAME}' instead"


def _name(path: Path) -> str:
    kept = "".join(char if char.isalnum() or char in "._-" else "-" for char in path.absolute().stem)
    return kept.strip("-.") or "migrations"


@contextmanager
def _leaving_on_signals() -> Iterator[None]:
    """SIGTERM ends the program as an exception does, so that the throw-away database goes away with it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before: Callable[[int, FrameType | None], object] | int | None = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
