"""Whether a finding of an earlier run that a run does not have is gone, or was only not looked at.

A finding is gone where its place was read to the end without it, or sampled so that it would most likely have been met,
or where its table or file is no more although the source was listed as a whole. In every other case nothing is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from connectors.base import Skipped
from detectors.catalogue import load_catalogue
from reports.base import SEVERITIES, Coverage, Entry, SourceInfo
from reports.comparison import FormerFinding
from reports.mapping import fold_locator

MISSED_AT_MOST = 0.05
"""A sample says that a finding is gone where it would have missed it with this probability at most."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What is kept of a finding to know it again. ``named`` says that only the name of the field speaks for it, so that
    rows do not matter; ``rate`` is the share of the rows that held it (0: nobody knows), ``scope`` that of its source
    (:class:`reports.base.SourceInfo`), ``persons`` about how many its place held."""

    former: FormerFinding
    named: bool = False
    rate: float = 0.0
    scope: str = ""
    persons: int | None = None
    confidence: float = 0.0


class Looked(Protocol):
    """What a run says of where it looked: a report, or the part of a stored one."""

    @property
    def sources(self) -> tuple[SourceInfo, ...]: ...
    @property
    def coverage(self) -> tuple[Coverage, ...]: ...
    @property
    def skipped(self) -> tuple[Skipped, ...]: ...


def trace_entries(
    entries: Iterable[Entry], coverage: Iterable[Coverage], sources: Iterable[SourceInfo]
) -> dict[str, Trace]:
    """Fingerprint -> trace. Where several places fold into one fingerprint (a log and its rotated copies), the worst
    finding stands for all."""
    rows = {(row.source, row.collection): row.rows_read for row in coverage}
    scopes = {source.id: source.scope for source in sources}
    traces: dict[str, Trace] = {}
    for entry in sorted(entries, key=lambda one: SEVERITIES.index(one.severity)):
        if entry.fingerprint in traces:
            continue
        finding, place = entry.finding, entry.finding.location
        read = rows.get((place.source, place.collection), 0)
        former = FormerFinding(
            entry.fingerprint, finding.category, place, entry.severity, entry.policy, entry.first_seen
        )
        rate = min(1.0, finding.evidence.matched / read) if read else 0.0
        named, scope = finding.verdict == "named", scopes.get(place.source, "")
        traces[entry.fingerprint] = Trace(former, named, rate, scope, entry.persons, finding.confidence)
    return traces


def sort_former(findings: Iterable[FormerFinding]) -> tuple[FormerFinding, ...]:
    """Worst first, then by place."""
    return tuple(sorted(findings, key=_order))


def _order(one: FormerFinding) -> tuple[int, str, str, str, str, str]:
    place = one.location
    level = SEVERITIES.index(one.severity)
    return level, place.source, place.collection, place.field, place.path or "", one.category


class SecondLook:
    """Where a run looked, asked again and again."""

    def __init__(self, run: Looked) -> None:
        self._scopes: Mapping[str, str] = {source.id: source.scope for source in run.sources}
        self._rows: dict[tuple[str, str], list[Coverage]] = defaultdict(list)
        for row in run.coverage:
            if row.collection:
                self._rows[row.source, fold_locator(row.collection)].append(row)
        self._skips: dict[str, list[Skipped]] = defaultdict(list)
        self._skips_at: dict[tuple[str, str], list[Skipped]] = defaultdict(list)
        for skip in run.skipped:
            self._skips[skip.location.source].append(skip)
            self._skips_at[skip.location.source, skip.location.collection].append(skip)
        self._heard_of = {row.source for row in run.coverage}

    def is_gone(self, trace: Trace) -> bool:
        """Whether the finding, which the run does not have, is there no more; False where nothing can be said."""
        place = trace.former.location
        if place.source not in self._scopes or trace.former.category not in load_catalogue():
            return False
        rows = self._rows.get((place.source, fold_locator(place.collection)))
        if rows:
            return all(self._says_no(row, trace) for row in rows)
        return self._was_listed(trace)

    def _says_no(self, row: Coverage, trace: Trace) -> bool:
        """Whether a table or file was read so that the finding would have been met."""
        skips = self._skips_at.get((row.source, row.collection), [])
        field = trace.former.location.field
        elsewhere = all(skip.location.field and skip.location.field != field for skip in skips)
        if not elsewhere or row.status == "skipped" or (row.status == "partial" and not skips):
            return False
        sampling = row.sampling
        if trace.named or (row.method == "full" and (sampling is None or sampling.method == "all-rows")):
            return True
        effect = max(1.0, sampling.design_effect) if sampling else 1.0
        drawn = sampling is None or sampling.method != "part"
        return drawn and trace.rate > 0 and (1 - trace.rate) ** (row.rows_read / effect) <= MISSED_AT_MOST

    def _was_listed(self, trace: Trace) -> bool:
        """Whether the source was listed as a whole where the finding's table or file would have to be."""
        place = trace.former.location
        if place.source not in self._heard_of or not trace.scope or trace.scope != self._scopes[place.source]:
            return False
        # What was skipped may be a folder, a schema or an archive that holds it.
        return not any(place.collection.startswith(skip.location.collection) for skip in self._skips[place.source])
