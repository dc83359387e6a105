"""What a change of the policy means for a stored run: findings whose verdict or severity changes, sources to tag anew,
and how much data each change puts at stake: notice (APPI 21(3)) or new consent (17(2)).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from reports.base import Entry, PolicyVerdict, Report, Severity, SourceInfo
from reports.garbage import pause_collection
from reports.policy import Policy
from reports.policy_diff import STAKES, Change, PolicyDiff, Stake
from reports.remapping import Successors, find_successors, keep_purposes, map_again, translate_sources

Renaming = Literal["gone", "renumbered", "reworded"]


@dataclass(frozen=True, slots=True)
class Shift:
    """Findings of one category in one source whose verdict or severity changes in the same way; each of ``policy`` and
    ``severity`` is before and after. ``findings`` are their fingerprints."""

    source: str
    category: str
    policy: tuple[PolicyVerdict, PolicyVerdict]
    severity: tuple[Severity, Severity]
    findings: tuple[str, ...]

    @property
    def opens(self) -> bool:
        """Whether what was declared is so no longer."""
        return self.policy[0] == "declared" != self.policy[1]


@dataclass(frozen=True, slots=True)
class Retag:
    """A purpose that a source declares and that is not what it was. ``becomes`` is its new id (empty: it is gone),
    ``stake`` and ``law`` are those of the change, ``findings`` how many stand where it is declared."""

    source: str
    purpose: str
    becomes: str
    how: Renaming
    stake: Stake
    law: str
    findings: int


@dataclass(frozen=True, slots=True)
class Touch:
    """The findings of the run that one change of the policy concerns, by their fingerprints."""

    change: Change
    sources: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change of the policy means for a run of ``total`` findings: ``touches`` in the order of the changes, each
    with at least one finding; the biggest shift first; ``retags`` by source."""

    run: str
    total: int
    shifts: tuple[Shift, ...]
    retags: tuple[Retag, ...]
    touches: tuple[Touch, ...]

    @property
    def to_settle(self) -> bool:
        """Whether somebody has to act: what was declared is so no longer, a declared purpose is gone, or notice or
        consent is at stake for data that is held."""
        return (
            any(shift.opens for shift in self.shifts)
            or any(one.how == "gone" for one in self.retags)
            or any(touch.change.stake in ("consent", "notice") for touch in self.touches)
        )

    def at_stake(self) -> Iterator[tuple[Stake, tuple[str, ...], tuple[str, ...], int]]:
        """For each thing at stake in data that is held: the provisions, the sources and how many findings."""
        for stake in STAKES:
            touches = [touch for touch in self.touches if touch.change.stake == stake != "none"]
            if touches:
                yield (
                    stake,
                    tuple(dict.fromkeys(touch.change.law for touch in touches if touch.change.law)),
                    tuple(sorted({source for touch in touches for source in touch.sources})),
                    len({one for touch in touches for one in touch.findings}),
                )


def weigh_change(report: Report, old: Policy, new: Policy, diff: PolicyDiff) -> Impact:
    """What the change from ``old``, which the run was set against, to ``new`` means for the run.

    Both sides are mapped from what the run says, so that they differ by the policy alone. Raises
    :class:`reports.remapping.RemappingError`.
    """
    with pause_collection():
        successors = find_successors(diff, old)
        before = map_again(report, old, translate_sources(report, keep_purposes(old)))
        after = map_again(report, new, translate_sources(report, successors))
        mapped = {id(entry.finding): entry for entry in after}
        pairs = [(entry, mapped[id(entry.finding)]) for entry in before]
        return Impact(
            report.run.id,
            len(pairs),
            _find_shifts(pairs),
            tuple(_find_retags(report.sources, before, diff, successors)),
            tuple(_find_touches(pairs, diff, successors)),
        )


Pairs = list[tuple[Entry, Entry]]


def _find_shifts(pairs: Pairs) -> tuple[Shift, ...]:
    groups: dict[tuple[str, str, PolicyVerdict, PolicyVerdict, Severity, Severity], list[str]] = {}
    for before, after in pairs:
        if (before.policy, before.severity) != (after.policy, after.severity):
            finding = before.finding
            ways = (before.policy, after.policy, before.severity, after.severity)
            groups.setdefault((finding.location.source, finding.category, *ways), []).append(before.fingerprint)
    shifts = (
        Shift(source, category, (was, now), (less, more), tuple(found))
        for (source, category, was, now, less, more), found in groups.items()
    )
    return tuple(
        sorted(
            shifts,
            key=lambda one: (not one.opens, -len(one.findings), one.source, one.category, one.policy, one.severity),
        )
    )


def _find_retags(
    sources: Iterable[SourceInfo], entries: Iterable[Entry], diff: PolicyDiff, successors: Successors
) -> Iterator[Retag]:
    """Declared purposes that are gone, have another id or are worded otherwise."""
    reworded = {one.what: one for one in diff.changes if one.kind.startswith("purpose-reworded")}
    removed = {one.what: one for one in diff.changes if one.kind == "purpose-removed"}
    counted: dict[tuple[str, str], int] = {}
    for entry in entries:
        for fit in entry.purposes:
            key = (entry.finding.location.source, fit.purpose)
            counted[key] = counted.get(key, 0) + 1
    for source in sources:
        for purpose in source.purposes:
            becomes, held = successors.get(purpose, ""), counted.get((source.id, purpose), 0)
            change = removed.get(purpose) if not becomes else reworded.get(becomes)
            stake, law = (change.stake, change.law) if change else ("none", "")
            if not becomes:
                yield Retag(source.id, purpose, "", "gone", stake, law, held)
            elif change:
                yield Retag(source.id, purpose, becomes, "reworded", stake, law, held)
            elif becomes != purpose:
                yield Retag(source.id, purpose, becomes, "renumbered", "none", "", held)


def _find_touches(pairs: Pairs, diff: PolicyDiff, successors: Successors) -> Iterator[Touch]:
    by_category: dict[str, Pairs] = {}
    by_purpose: dict[str, list[Entry]] = {}
    for before, after in pairs:
        by_category.setdefault(before.finding.category, []).append((before, after))
        for fit in before.purposes:
            by_purpose.setdefault(fit.purpose, []).append(before)
    came_from = {after: before for before, after in successors.items()}
    for change in diff.changes:
        found = list(_find_touched(change, by_category, by_purpose, came_from))
        if found:
            sources = sorted({entry.finding.location.source for entry in found})
            yield Touch(change, tuple(sources), tuple(dict.fromkeys(entry.fingerprint for entry in found)))


def _find_touched(
    change: Change,
    by_category: Mapping[str, Pairs],
    by_purpose: Mapping[str, Iterable[Entry]],
    came_from: Mapping[str, str],
) -> Iterator[Entry]:
    """The findings that a change concerns: of the category, or where the purpose is declared. A use of a category that
    opens or closes concerns those whose own purposes it changes."""
    pairs = by_category.get(change.what, ())
    if change.kind.startswith("category-"):
        yield from (before for before, _ in pairs)
    elif change.kind.startswith("use-"):
        for before, after in pairs:
            fits = {came_from[fit.purpose]: fit.fit for fit in after.purposes if fit.purpose in came_from}
            if any((one.fit, fits.get(one.purpose)) == (change.before, change.after) for one in before.purposes):
                yield before
    elif change.kind == "purpose-removed":
        yield from by_purpose.get(change.what, ())
    elif change.kind.startswith("purpose-reworded"):
        yield from by_purpose.get(came_from.get(change.what, ""), ())
