"""Stores a run: gives every finding its state, says what became of the others, and writes down what changed."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reports.base import SEVERITIES, Entry, Report, State
from reports.comparison import Comparison, FormerFinding
from reports.garbage import pause_collection
from reports.json_report import encode, write_document, write_summary
from reports.phrases import tool_version
from reports.second_look import SecondLook, Trace, sort_former, trace_entries
from reports.summary import Summary, count, count_places, find_gaps, summarise
from scanner.history import History, read_moment, write_moment
from scanner.history_lives import Life, keep_lives, load_lives
from scanner.history_tables import DETAIL, RUN, RUN_SOURCE
from scanner.history_trend import load_trend

_COMPRESSION = 4
"""Of gzip: about as small as the best, in a third of the time."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a run came about. ``rules`` is a digest of the rules of the configuration, ``sample`` the rows of each
    collection that were to be read (None: all), ``trigger`` who started it (a schedule, ``manual``)."""

    rules: str = ""
    sample: int | None = None
    trigger: str = "manual"

    def scope(self, report: Report) -> str:
        """A digest of everything that decides what a run can find: sources, rules, sampling, the version."""
        parts = [
            sorted((source.id, source.scope) for source in report.sources),
            self.rules,
            self.sample,
            tool_version(),
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a run means for each life: those of its own findings by fingerprint, and the others."""

    states: Mapping[str, State]
    first_seen: Mapping[str, Life]
    fixed: tuple[Life, ...]
    unseen: tuple[Life, ...]


def record_run(history: History, report: Report, setting: Setting, settle: Callable[[Report], Report]) -> Report:
    """Store a run and give the report back with states, comparison and trend. ``settle`` gives the report its status
    once the states are known. A comparison that the report has already (with a run that was named) stays, and so do the
    states that go with it.

    One transaction: two runs that end at once are stored one after the other, and each knows of the one before.
    Raises :class:`scanner.history_engine.HistoryError`; nothing is stored then.
    """
    with pause_collection(), history.writing() as connection:
        previous = _find_previous(connection, history.series)
        lives = load_lives(connection, history.series)
        traces = trace_entries(report.entries, report.coverage, report.sources)
        outcome = _weigh(report, traces, lives)
        number = (connection.execute(sa.select(sa.func.max(RUN.c.number))).scalar() or 0) + 1
        report = _tell(report, outcome, previous)
        report = settle(report)
        scope = setting.scope(report)
        trend = load_trend(connection, history.series, report, scope)
        report = replace(report, trend=trend)
        summary = summarise(report)
        connection.execute(RUN.insert(), _run_row(history.series, number, report, summary, setting, outcome))
        if report.sources:
            connection.execute(RUN_SOURCE.insert(), _source_rows(number, report))
        keep_lives(connection, history.series, number, report, traces, lives, (outcome.fixed, outcome.unseen))
        document = gzip.compress(encode(write_document(report)).encode(), _COMPRESSION, mtime=0)
        connection.execute(DETAIL.insert(), {"run": number, "document": document})
    return report


def _find_previous(connection: Connection, series: str) -> Any:
    """The last stored run (``id``, ``started``), or None."""
    newest = sa.select(RUN.c.id, RUN.c.started).where(RUN.c.series == series).order_by(RUN.c.number.desc()).limit(1)
    return connection.execute(newest).first()


def _weigh(report: Report, traces: Mapping[str, Trace], lives: Mapping[str, Life]) -> _Outcome:
    look = SecondLook(report)
    states: dict[str, State] = {}
    for fingerprint in traces:
        life = lives.get(fingerprint)
        states[fingerprint] = "new" if life is None else "reopened" if life.state == "fixed" else "existing"
    absent = [life for print_, life in lives.items() if print_ not in traces and life.state != "fixed"]
    fixed = {life.id for life in absent if look.is_gone(life.trace)}
    return _Outcome(
        states,
        {fingerprint: lives[fingerprint] for fingerprint in traces if fingerprint in lives},
        tuple(life for life in absent if life.id in fixed),
        tuple(life for life in absent if life.id not in fixed),
    )


def _tell(report: Report, outcome: _Outcome, previous: Any) -> Report:
    """The report with what its history says."""
    named = report.comparison is not None

    def tell(entry: Entry) -> Entry:
        state = outcome.states[entry.fingerprint]
        if named:
            state = "reopened" if state == "reopened" and entry.state == "new" else entry.state
        life = outcome.first_seen.get(entry.fingerprint)
        return replace(entry, state=state, first_seen=life.trace.former.first_seen if life else report.run.started)

    comparison = report.comparison
    if comparison is None and previous is not None:
        comparison = Comparison(
            previous.id, read_moment(previous.started), _list_former(outcome.fixed), _list_former(outcome.unseen)
        )
    return replace(report, entries=tuple(map(tell, report.entries)), comparison=comparison)


def _list_former(lives: Iterable[Life]) -> tuple[FormerFinding, ...]:
    return sort_former(life.trace.former for life in lives)


def _run_row(
    series: str, number: int, report: Report, summary: Summary, setting: Setting, outcome: _Outcome
) -> dict[str, Any]:
    run, policy, places = report.run, report.policy, summary.places
    return {
        "number": number,
        "series": series,
        "id": run.id,
        "started": write_moment(run.started),
        "finished": write_moment(run.finished),
        "status": run.status,
        "exit_code": run.exit_code,
        "fail_on": run.fail_on,
        "project": run.project,
        "trigger": setting.trigger[:80],
        "tool": tool_version(),
        "policy_id": policy.id,
        "policy_version": policy.version,
        "policy_sha256": policy.sha256,
        "scope": setting.scope(report),
        **summary.severity,
        "findings": summary.findings,
        "gating": summary.gating,
        "undeclared": summary.without_purpose,
        "new": summary.state["new"],
        "reopened": summary.state["reopened"],
        "fixed": len(outcome.fixed),
        "unseen": len(outcome.unseen),
        "places_read": places.read,
        "places_partial": places.partial,
        "places_total": places.total,
        "percent": places.percent,
        "rows_read": summary.rows_read,
        "bytes_read": summary.bytes_read,
        "summary": encode(write_summary(report, summary)),
    }


def _source_rows(number: int, report: Report) -> list[dict[str, Any]]:
    """What the run means for each source."""
    gaps = find_gaps(report)
    rows = []
    for source in report.sources:
        coverage = tuple(row for row in report.coverage if row.source == source.id)
        places = count_places(coverage, tuple(gap for gap in gaps if gap.source == source.id))
        entries = [entry for entry in report.entries if entry.finding.location.source == source.id]
        rows.append(
            {
                "run": number,
                "source": source.id,
                "scope": source.scope,
                "places_read": places.read,
                "places_partial": places.partial,
                "places_total": places.total,
                **count(SEVERITIES, (entry.severity for entry in entries)),
                "undeclared": sum(entry.policy != "declared" for entry in entries),
                "rows_read": sum(row.rows_read for row in coverage),
            }
        )
    return rows
