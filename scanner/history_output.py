"""The texts of ``daicho runs``, ``daicho diff`` and ``daicho history``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from rich.cells import cell_len

from reports.base import SEVERITIES
from reports.json_comparison import write_former
from reports.messages import message
from reports.phrases import category_title, name_field, show
from scanner.history_diff import KINDS, Change, RunDiff
from scanner.history_runs import StoredNumbers
from scanner.paragraphs import INDENT, pad

_LISTED = 20
"""So many changes of a kind get a line each."""


@cache
def load_words() -> Mapping[str, Any]:
    """The shipped words of ``data/history.toml``; read once."""
    return tomllib.loads((files("scanner") / "data" / "history.toml").read_text(encoding="utf-8"))


def say(key: str, lang: str, section: str = "text", **params: object) -> str:
    """A heading or sentence, filled in; whole numbers with thousands commas."""
    text: str = load_words()[section][key][lang]
    return text.format_map({name: f"{one:,}" if type(one) is int else one for name, one in params.items()})


def write_runs(runs: Sequence[StoredNumbers], lang: str) -> Iterator[str]:
    """A table of runs."""
    if not runs:
        yield say("no-runs", lang)
        return
    heads = ("run", "started", "took", "status", "exit", "found", "changed", "scanned", "detail")
    yield from _write_table([[say(head, lang) for head in heads], *(_cells(run, lang) for run in runs)])


def _cells(run: StoredNumbers, lang: str) -> list[str]:
    return [
        show(run.id),
        f"{run.started:%Y-%m-%d %H:%M}",
        _say_time(run.finished - run.started),
        say(run.status, lang, "status"),
        str(run.exit_code),
        "/".join(f"{run.severity[level]:,}" for level in SEVERITIES),
        f"{run.new:,}/{run.reopened:,}/{run.fixed:,}",
        "–" if run.percent is None else f"{run.percent} %",
        say("kept" if run.detail else "not-kept", lang),
    ]


def _say_time(length: timedelta) -> str:
    """Hours, minutes and seconds; a clock that was set back makes no time out of less."""
    seconds = max(0, round(length.total_seconds()))
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _write_table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


def describe_run(run: StoredNumbers) -> dict[str, object]:
    """A stored run for machines."""
    return {
        "id": run.id,
        "started": run.started.isoformat(),
        "finished": run.finished.isoformat(),
        "status": run.status,
        "exit_code": run.exit_code,
        "fail_on": run.fail_on,
        "trigger": run.trigger,
        "policy_version": run.policy_version,
        "severity": dict(run.severity),
        "findings": run.findings,
        "gating": run.gating,
        "undeclared": run.undeclared,
        "changes": {"new": run.new, "reopened": run.reopened, "fixed": run.fixed, "unseen": run.unseen},
        "percent": run.percent,
        "detail": run.detail,
    }


def write_diff(found: RunDiff, lang: str) -> Iterator[str]:
    """What changed between two runs."""
    yield say("between", lang, earlier=show(found.earlier), later=show(found.later))
    counts: dict[str, Any] = {kind: len(found.of(kind)) for kind in KINDS}
    yield say("counts", lang, **counts, same=found.same)
    for kind in KINDS:
        changes = found.of(kind)
        if changes:
            yield ""
            yield f"{say(kind, lang, 'kind')} {len(changes):,}"
            yield from _write_changes(changes[:_LISTED], lang)
            if len(changes) > _LISTED:
                yield INDENT + say("more", lang, n=len(changes) - _LISTED)


def _write_changes(changes: Iterable[Change], lang: str) -> Iterator[str]:
    rows = []
    for change in changes:
        one, place = change.finding, change.finding.location
        level = message(f"severity.{one.severity}", lang)
        if change.kind == "changed":
            level = f"{message(f'severity.{change.before}', lang)} → {level}"
        where = f"{show(place.source)} / {show(place.collection)} / {name_field(place, lang)}"
        rows.append([level, category_title(one.category, lang), where, show(one.fingerprint)])
    yield from (INDENT + line for line in _write_table(rows))


def describe_diff(found: RunDiff, failing: bool) -> dict[str, object]:
    """What changed between two runs, for machines."""
    return {
        "earlier": found.earlier,
        "later": found.later,
        "failing": failing,
        "same": found.same,
        **{
            kind: [
                write_former(change.finding) | ({"before": change.before} if kind == "changed" else {})
                for change in found.of(kind)
            ]
            for kind in KINDS
        },
    }
