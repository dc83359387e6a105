"""An earlier run as something to compare with: what it found, and where it looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from connectors.base import Skipped
from reports.base import Coverage, Entry, Report, SourceInfo, State
from reports.comparison import Comparison
from reports.second_look import SecondLook, Trace, sort_former, trace_entries


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a run found (``traces`` and ``states`` by fingerprint) and where it looked. Its traces include what it could
    not look at and a run before it had found."""

    run: str
    started: datetime
    traces: Mapping[str, Trace]
    states: Mapping[str, State]
    sources: tuple[SourceInfo, ...]
    coverage: tuple[Coverage, ...]
    skipped: tuple[Skipped, ...]


def make_earlier(
    run: str,
    started: datetime,
    entries: tuple[Entry, ...],
    sources: tuple[SourceInfo, ...],
    coverage: tuple[Coverage, ...],
    skipped: tuple[Skipped, ...],
    comparison: Comparison | None = None,
) -> Earlier:
    """A run to compare with."""
    scopes = {source.id: source.scope for source in sources}
    unseen = comparison.unseen if comparison else ()
    carried = {one.fingerprint: Trace(one, scope=scopes.get(one.location.source, "")) for one in unseen}
    states = {entry.fingerprint: entry.state for entry in entries}
    return Earlier(
        run, started, carried | trace_entries(entries, coverage, sources), states, sources, coverage, skipped
    )


def compare_with(report: Report, earlier: Earlier) -> Report:
    """The report with what the earlier run had called existing, everything else new, and what became of the rest."""
    entries = tuple(
        replace(entry, state="existing" if entry.fingerprint in earlier.traces else "new") for entry in report.entries
    )
    here = {entry.fingerprint for entry in entries}
    look = SecondLook(report)
    absent = [trace for fingerprint, trace in earlier.traces.items() if fingerprint not in here]
    fixed = [trace.former for trace in absent if look.is_gone(trace)]
    gone = {one.fingerprint for one in fixed}
    unseen = [trace.former for trace in absent if trace.former.fingerprint not in gone]
    comparison = Comparison(earlier.run, earlier.started, sort_former(fixed), sort_former(unseen))
    return replace(report, entries=entries, comparison=comparison)
