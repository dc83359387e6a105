"""The scan itself: sources to collections, collections to tallies, tallies to findings.

A collection is the unit of work: a pure function from its batches to tallies, so that it can move to other
processes or be cut into partitions without changing a result. Trouble in one collection is recorded and never
ends the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from connectors.base import Batch, Collection, Condition, Connector, ConnectorError, Location, Skipped
from detectors.additions import settle_collection
from detectors.base import CleanField, Dismissed, Finding, Overlap, RecordTimes
from detectors.judgement import judge_collection
from detectors.marks import find_masked, mark_findings
from detectors.record_times import list_record_times
from detectors.sampling import describe_sampling, list_clean, state_intervals
from detectors.third_parties import list_services
from reports.base import Coverage
from reports.leak_profile import PersonCount
from scanner.config import ConfigError, Source, resolve_url
from scanner.field_tallies import FieldTallies
from scanner.mistakes import describe_mistake
from scanner.person_fields import PersonFields
from scanner.plugins import open_connector
from scanner.positions import PositionSpool, SpoolError


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a scan stands: for the live line, never for a report."""

    source: str
    collection: str
    collections_done: int
    rows: int
    bytes: int


Watch = Callable[[Progress], None]


@dataclass(slots=True)
class Outcome:
    """What a scan of some sources brought."""

    coverage: list[Coverage] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    dismissed: list[Dismissed] = field(default_factory=list)
    clean: list[CleanField] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    times: list[RecordTimes] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    persons: dict[str, PersonCount] = field(default_factory=dict)
    person_fields: PersonFields = field(default_factory=PersonFields)

    def skip(self, place: Skipped, rows: int = 0) -> None:
        """Record a place that was not read as a whole; it also gets a line in the coverage."""
        self.skipped.append(place)
        location = place.location
        self.coverage.append(
            Coverage(location.source, location.collection, None, rows, 0, "full", "skipped", place.reason)
        )


def scan_sources(
    sources: tuple[Source, ...],
    base: Path,
    *,
    sample: int | None = None,
    watch: Watch | None = None,
    spool: PositionSpool | None = None,
    persons: PersonFields | None = None,
) -> Outcome:
    """Scan each source; ``base`` is the folder that relative paths are taken from. Keys of persons are collected into
    ``persons`` where a secret is in force (``detectors.key_tally``)."""
    outcome = Outcome(person_fields=persons or PersonFields())
    for source in sources:
        try:
            url = resolve_url(source.url, base)
            with open_connector(url, source=source.id, include=source.include, exclude=source.exclude) as connector:
                _scan_source(source.id, connector, outcome, sample, watch, spool)
            outcome.person_fields.finish_source(source.id)
        except ConnectorError as error:
            outcome.skip(Skipped(Location(source.id, ""), error.reason, error.problem, error.hint))
        except SpoolError:
            raise
        except ConfigError as error:
            outcome.skip(Skipped(Location(source.id, ""), "unreachable", str(error), "set it and scan again"))
        except Exception as error:  # noqa: BLE001 - whatever a driver raises on opening, the other sources are scanned
            problem = f"the source cannot be opened ({type(error).__name__})"
            outcome.skip(Skipped(Location(source.id, ""), "unreadable", problem, "check the URL"))
    if spool:
        spool.finish()
    outcome.persons = outcome.person_fields.counts()
    outcome.overlaps += outcome.person_fields.overlaps()
    return outcome


def _scan_source(
    source: str,
    connector: Connector,
    outcome: Outcome,
    sample: int | None,
    watch: Watch | None,
    spool: PositionSpool | None,
) -> None:
    seen, told = 0, set[Condition]()
    for number, collection in enumerate(_list_collections(source, connector)):
        seen += 1
        if isinstance(collection, Skipped):
            outcome.skip(collection)
        else:
            _scan_collection(source, connector, collection, outcome, sample, watch, spool, number)
            _ask_conditions(source, connector, collection, outcome, told)
    _ask_conditions(source, connector, None, outcome, told)
    if not seen:
        outcome.skip(
            Skipped(
                Location(source, ""),
                "empty",
                "nothing to read was found here",
                "check the path, the rights and the include globs",
            )
        )


def _ask_conditions(
    source: str, connector: Connector, collection: Collection | None, outcome: Outcome, told: set[Condition]
) -> None:
    """What the connector can tell of the place, each thing once (``told``). A connector that fails here has read all
    the same, so that nothing found is lost; but what was not looked at is said, once for the source."""
    try:
        for condition in connector.conditions(collection):
            if condition not in told:
                told.add(condition)
                outcome.conditions.append(condition)
    except Exception as error:  # noqa: BLE001 - the data was read; a mistake beside it ends nothing
        problem = f"rights and places were not looked at: {describe_mistake(error)}"
        trouble = Skipped(Location(source, ""), "failed-midway", problem, "report this line to Daicho", partial=True)
        if trouble not in outcome.skipped:
            outcome.skipped.append(trouble)


def _list_collections(source: str, connector: Connector) -> Iterator[Collection | Skipped]:
    """The connector's listing; a failure half-way ends it with a record."""
    try:
        yield from connector.collections()
    except ConnectorError as error:
        yield Skipped(Location(source, ""), error.reason, error.problem, error.hint)
    except Exception as error:  # noqa: BLE001 - whatever a driver raises, the run goes on and says so
        problem = f"listing stopped ({type(error).__name__})"
        yield Skipped(Location(source, ""), "unreadable", problem, "check the source and scan again", partial=True)


def _scan_collection(
    source: str,
    connector: Connector,
    collection: Collection,
    outcome: Outcome,
    sample: int | None,
    watch: Watch | None,
    spool: PositionSpool | None,
    number: int,
) -> None:
    tallies = FieldTallies(collection.kind, Location(source, collection.name), spool)
    troubles: list[Skipped] = []
    mistakes: set[Skipped] = set()  # the same one in every batch is said once
    rows = read = size = 0
    thin = _Thinner(collection, sample)
    for part in _read_safely(source, connector, collection, sample):
        if isinstance(part, Skipped):
            troubles.append(part)
            continue
        # Pieces of one long line come with the same row number and count once.
        fresh = min(part.rows, max(0, part.first_row + part.rows - 1 - rows))
        rows = max(rows, part.first_row + part.rows - 1)
        size += part.bytes_read
        try:
            for batch in thin.pieces(part):
                tallies.add(batch)
                read += min(batch.rows, fresh)
        except SpoolError:
            raise
        except Exception as error:  # noqa: BLE001 - a mistake of ours in one batch: said, and the rest goes on
            mistakes.add(_own_mistake(Location(source, collection.name), error))
        if watch:
            watch(Progress(source, collection.name, number, rows, size))
    fields = tallies.settle()
    outcome.conditions += list_services(source, collection.name, fields)
    findings: list[Finding] = []
    dismissed: list[Dismissed] = []
    try:
        judged, dismissed = judge_collection(source, collection, fields)
        disguised = find_masked(source, collection, fields, (*judged, *dismissed))
        findings = mark_findings([*judged, *disguised], collection, fields)
        findings, dismissed = settle_collection(source, collection, fields, (findings, dismissed))
    except Exception as error:  # noqa: BLE001 - as above: the other collections are still scanned
        mistakes.add(_own_mistake(Location(source, collection.name), error))
    troubles += sorted(mistakes, key=lambda one: one.problem)
    coverage = _cover(source, collection, rows, read, size, troubles, thin.step > 1)
    places = [trouble.location for trouble in troubles]
    stopped = any(not place.field for place in places)
    sampling = describe_sampling(
        collection, read, coverage.rows_total, step=thin.step, drawn=thin.drawn, stopped=stopped
    )
    outcome.findings += state_intervals(findings, sampling)
    outcome.times += list_record_times(source, collection.name, fields)
    outcome.dismissed += dismissed
    outcome.clean += list_clean(source, collection.name, fields, sampling, findings, dismissed, places)
    outcome.skipped += troubles
    outcome.coverage.append(replace(coverage, sampling=sampling if coverage.status != "skipped" else None))
    try:
        outcome.person_fields.add(collection, fields, findings, dismissed, outcome.coverage[-1], troubles)
    except Exception as error:  # noqa: BLE001 - as above: what was found stands without a count of persons
        outcome.skipped.append(_own_mistake(Location(source, collection.name), error))


def _own_mistake(location: Location, error: Exception) -> Skipped:
    """An error of this program while it looked at values."""
    problem = f"part of it was not looked into: {describe_mistake(error)}"
    return Skipped(location, "failed-midway", problem, "report this line to Daicho; it holds no data", partial=True)


def _read_safely(
    source: str, connector: Connector, collection: Collection, sample: int | None
) -> Iterator[Batch | Skipped]:
    try:
        yield from connector.read(collection, sample=sample)
    except Exception as error:  # noqa: BLE001 - one collection's trouble is recorded, never the end of the run
        location = Location(source, collection.name)
        problem = f"reading stopped ({type(error).__name__})"
        yield Skipped(location, "failed-midway", problem, "check the source and scan it again", partial=True)


def _cover(
    source: str,
    collection: Collection,
    rows: int,
    read: int,
    size: int,
    troubles: list[Skipped],
    thinned: bool,
) -> Coverage:
    whole = [trouble for trouble in troubles if not trouble.location.field]
    nothing = bool(whole) and not read and not all(trouble.partial for trouble in whole)
    total = collection.rows if collection.rows is not None else (None if whole else rows)
    return Coverage(
        source,
        collection.name,
        total,
        read,
        size,
        "sample" if thinned or (total is not None and read < total and not whole) else "full",
        "skipped" if nothing else "partial" if troubles else "read",
        troubles[0].reason if troubles else None,
    )


class _Thinner:
    """Keeps every k-th row where only a sample is wanted, so that the sample is spread over the collection.

    Where the number of rows is not known it is estimated from the size of the file and of the first batch.
    """

    def __init__(self, collection: Collection, sample: int | None) -> None:
        self._collection, self._sample = collection, sample
        self.step = 1
        self.drawn = False
        self._known = sample is None

    def pieces(self, batch: Batch) -> Iterator[Batch]:
        """The batch itself, or the kept rows of it, each run of rows with its right number."""
        self.drawn = self.drawn or batch.sampled
        if not self._known:
            self._known = True
            total = self._collection.rows
            if total is None and self._collection.size and batch.bytes_read:
                total = round(self._collection.size / batch.bytes_read * batch.rows)
            self.step = max(1, round((total or batch.rows) / (self._sample or 1)))
        if self.step == 1 or not batch.rows or batch.sampled:
            yield batch
            return
        kept = pa.array(np.arange(-(batch.first_row - 1) % self.step, batch.rows, self.step))
        columns = tuple(column.take(kept) for column in batch.columns)
        # Rows of a thinned batch keep their number through the step: row i stands at first_row + i * step.
        first = batch.first_row + -(batch.first_row - 1) % self.step
        yield replace(batch, columns=columns, first_row=first, rows=len(kept), row_step=self.step)
