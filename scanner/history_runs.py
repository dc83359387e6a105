"""The stored runs: which there are, and the document of one."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from reports.base import SEVERITIES
from scanner.config_text import ConfigError
from scanner.history import History, read_moment
from scanner.history_engine import HistoryError
from scanner.history_tables import DETAIL, RUN, RUN_SOURCE

LAST = "last"


@dataclass(frozen=True, slots=True)
class StoredNumbers:
    """The numbers of a stored run. ``number`` counts runs in the order in which they were stored; ``percent`` is the
    share of places read to the end (None: there were none); ``detail`` says whether its document is still kept."""

    number: int
    id: str
    started: datetime
    finished: datetime
    status: str
    exit_code: int
    fail_on: str
    trigger: str
    policy_version: str
    severity: Mapping[str, int]
    findings: int
    gating: int
    undeclared: int
    new: int
    reopened: int
    fixed: int
    unseen: int
    percent: int | None
    detail: bool


def list_runs(history: History, limit: int | None = None) -> tuple[StoredNumbers, ...]:
    """The last runs, newest first."""
    with history.reading() as connection:
        rows = connection.execute(_select(history).order_by(RUN.c.number.desc()).limit(limit)).all()
    return tuple(map(_make, rows))


def find_runs(history: History, references: Sequence[str]) -> tuple[StoredNumbers, ...]:
    """The run of each reference: ``last``, an id, or the beginning of one that only one run has. ConfigError where
    there is none."""
    with history.reading() as connection:
        ids = connection.execute(sa.select(RUN.c.id).where(RUN.c.series == history.series)).scalars().all()
    return tuple(_find(history, reference, ids) for reference in references)


def _find(history: History, reference: str, ids: Sequence[str]) -> StoredNumbers:
    if reference == LAST:
        newest = list_runs(history, 1)
        if not newest:
            raise ConfigError(f"{history.place}: no run is stored yet; daicho scan stores one")
        return newest[0]
    fitting = [reference] if reference in ids else [one for one in ids if one.startswith(reference)]
    if len(fitting) != 1:
        problem = f"{len(fitting)} runs begin so" if fitting else "no such run is stored"
        raise ConfigError(f"{history.place}: {reference[:80]!r}: {problem}; daicho runs lists them")
    with history.reading() as connection:
        return _make(connection.execute(_select(history).where(RUN.c.id == fitting[0])).one())


def load_document(history: History, run: StoredNumbers) -> str:
    """The JSON document of a run. ConfigError where it is kept no more, HistoryError where it is damaged."""
    with history.reading() as connection:
        document = connection.execute(sa.select(DETAIL.c.document).where(DETAIL.c.run == run.number)).scalar()
    if document is None:
        raise ConfigError(
            f"{history.place}: of run {run.id} only the numbers are kept (keep_detail); daicho runs shows them"
        )
    try:
        return gzip.decompress(document).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError):
        raise HistoryError(f"{history.place}: the document of run {run.id} is damaged; put a copy back") from None


def list_sources(history: History, run: StoredNumbers) -> frozenset[str]:
    """The sources that a run read."""
    with history.reading() as connection:
        found = connection.execute(sa.select(RUN_SOURCE.c.source).where(RUN_SOURCE.c.run == run.number)).scalars().all()
    return frozenset(found)


def _select(history: History) -> sa.Select[Any]:
    kept = sa.exists().where(DETAIL.c.run == RUN.c.number).label("detail")
    return sa.select(RUN, kept).where(RUN.c.series == history.series)


def _make(row: Any) -> StoredNumbers:
    return StoredNumbers(
        row.number,
        row.id,
        read_moment(row.started),
        read_moment(row.finished),
        row.status,
        row.exit_code,
        row.fail_on,
        row.trigger,
        row.policy_version,
        {level: getattr(row, level) for level in SEVERITIES},
        row.findings,
        row.gating,
        row.undeclared,
        row.new,
        row.reopened,
        row.fixed,
        row.unseen,
        row.percent,
        bool(row.detail),
    )
