"""What a run says of each dataset and purpose: the facts that the rows of ledgers are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from connectors.base import Condition
from reports.base import Coverage, Entry, Report, SourceInfo
from reports.ledger import Absence, Origin
from reports.mapping import fold_locator
from reports.phrases import category_standing
from reports.policy import Purpose

Key = TypeVar("Key")
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Holding:
    """Personal data of one dataset that is held for one purpose. ``purpose`` is None where none is declared, or one
    that the policy does not have."""

    origin: Origin
    source: SourceInfo
    purpose: Purpose | None
    entries: tuple[Entry, ...]
    coverage: tuple[Coverage, ...]
    conditions: tuple[Condition, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category found, each once, in the order of the entries."""
        return tuple(dict.fromkeys(entry.finding.category for entry in self.entries))


class Holdings:
    """Everything of a report that ledgers ask for, by dataset. File names of one rotation are one dataset."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._folded: dict[str, str] = {}

    def fold(self, collection: str) -> str:
        """The name of the dataset that a collection belongs to."""
        if collection not in self._folded:
            self._folded[collection] = fold_locator(collection)
        return self._folded[collection]

    @cached_property
    def by_dataset(self) -> tuple[Holding, ...]:
        """One for each dataset and purpose, in the order of sources, names and purposes."""
        return tuple(self._gather(lambda entry: self.fold(entry.finding.location.collection)))

    @cached_property
    def by_source(self) -> tuple[Holding, ...]:
        """One for each source and purpose."""
        return tuple(self._gather(lambda entry: ""))

    def _gather(self, name: Callable[[Entry], str]) -> Iterator[Holding]:
        sources = {source.id: source for source in self.report.sources}
        purposes = {purpose.id: purpose for purpose in self.report.policy.purposes}
        groups: dict[Origin, list[Entry]] = {}
        for entry in self.report.entries:
            if is_personal(entry):
                for purpose in {fit.purpose for fit in entry.purposes} or {""}:
                    origin = Origin(entry.finding.location.source, name(entry), purpose)
                    groups.setdefault(origin, []).append(entry)
        ranks = {id: rank for rank, id in enumerate(sources)}, {id: rank for rank, id in enumerate(purposes)}
        for origin in sorted(groups, key=lambda one: _rank(one, *ranks)):
            yield Holding(
                origin,
                sources.get(origin.source) or SourceInfo(origin.source, ""),
                purposes.get(origin.purpose),
                tuple(groups[origin]),
                self._coverage_of(origin),
                self._conditions_of(origin),
            )

    @cached_property
    def _coverage(self) -> Mapping[tuple[str, str], tuple[Coverage, ...]]:
        return _group(((one.source, self.fold(one.collection)), one) for one in self.report.coverage)

    @cached_property
    def _conditions(self) -> Mapping[tuple[str, str], tuple[Condition, ...]]:
        return _group(
            ((one.location.source, self.fold(one.location.collection)), one) for one in self.report.conditions
        )

    def _coverage_of(self, origin: Origin) -> tuple[Coverage, ...]:
        if origin.collection:
            return self._coverage.get((origin.source, origin.collection), ())
        return tuple(one for one in self.report.coverage if one.source == origin.source)

    def _conditions_of(self, origin: Origin) -> tuple[Condition, ...]:
        if not origin.collection:
            return tuple(one for one in self.report.conditions if one.location.source == origin.source)
        own = self._conditions.get((origin.source, origin.collection), ())
        return (*own, *self._conditions.get((origin.source, ""), ()))

    def find_absence(self, origin: Origin) -> Absence:
        """Why a row of a ledger is not in this run. A place that was not read to its end is never called empty."""
        read = self._coverage_of(origin)
        if any((one.source, one.collection) == (origin.source, origin.collection) for one in self._origins):
            return "purpose"
        if any(one.status == "partial" for one in read):
            return "partly"
        if any(one.status == "skipped" for one in read) or self._is_skipped(origin):
            return "unread"
        if read:
            return "sampled" if any(one.method == "sample" for one in read) else "clean"
        heard_of = any(one.source == origin.source for one in self.report.coverage)
        return "gone" if heard_of and origin.collection else "unread"

    @cached_property
    def _origins(self) -> frozenset[Origin]:
        return frozenset(
            Origin(one.origin.source, one.origin.collection, "") for one in (*self.by_dataset, *self.by_source)
        )

    def _is_skipped(self, origin: Origin) -> bool:
        """Whether the place, or a folder or source above it, could not be read."""
        return any(
            skip.location.source == origin.source and _stands_above(self.fold(skip.location.collection), origin)
            for skip in self.report.skipped
            if not skip.location.field
        )


def is_personal(entry: Entry) -> bool:
    """Whether an entry is about persons: what belongs to organisations is in no ledger."""
    return (entry.standing or category_standing(entry.finding.category)) != "none"


def _stands_above(folder: str, origin: Origin) -> bool:
    return not folder or origin.collection == folder or origin.collection.startswith(folder.rstrip("/") + "/")


def _rank(origin: Origin, sources: Mapping[str, int], purposes: Mapping[str, int]) -> tuple[int, str, str, int, str]:
    last = len(sources) + len(purposes)
    return (
        sources.get(origin.source, last),
        origin.source,
        origin.collection,
        purposes.get(origin.purpose, last),
        origin.purpose,
    )


def _group(pairs: Iterable[tuple[Key, One]]) -> dict[Key, tuple[One, ...]]:
    groups: dict[Key, list[One]] = {}
    for key, one in pairs:
        groups.setdefault(key, []).append(one)
    return {key: tuple(some) for key, some in groups.items()}
