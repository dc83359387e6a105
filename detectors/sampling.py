"""What the rows that were read say about the whole collection: intervals of findings, bounds for clean fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from connectors.base import Collection, Field, Location
from detectors.base import CleanField, Dismissed, Finding, Sampling
from detectors.statistics import PageSums, assumed_effect, design_effect, interval, upper_bound
from detectors.tally import FieldTally

Place = tuple[str, str | None]
"""Field and path inside it, as in a location."""


def describe_sampling(
    collection: Collection,
    rows_read: int,
    rows_total: int | None,
    *,
    step: int = 1,
    drawn: bool = False,
    stopped: bool = False,
) -> Sampling:
    """How the rows of a collection were chosen: every ``step``-th of them, ``drawn`` one by one by the store,
    ``stopped`` by some trouble, or all. Fewer than the store counts, and nobody says why, are a part."""
    chosen = drawn or step > 1
    if stopped or (collection.rows is not None and rows_read < collection.rows and not chosen):
        return Sampling("part", rows_read, rows_total)
    if drawn:
        return Sampling("random-rows", rows_read, rows_total)
    if step > 1:
        return Sampling("every-kth", rows_read, rows_total, step)
    return Sampling("all-rows", rows_read, rows_total)


def describe_pages(rows_read: int, rows_total: int | None, *, pages: int = 0, row_bytes: float = 0.0) -> Sampling:
    """Whole pages drawn by the store. Rows of a page are taken to be all alike, until their spread says otherwise;
    where the number of ``pages`` is not known, it is worked out from the mean size of a row in bytes."""
    effect = rows_read / pages if pages else assumed_effect(row_bytes)
    return Sampling("pages", rows_read, rows_total, pages=pages, design_effect=max(1.0, effect))


def state_intervals(
    findings: Iterable[Finding],
    sampling: Sampling,
    pages: Mapping[tuple[str, str | None, str], PageSums] | None = None,
) -> list[Finding]:
    """Findings with the interval that the way of sampling allows. ``pages`` are the sums over pages of a category in
    a field (field, path, category), where the store tells which rows shared one."""
    return [_state_interval(finding, sampling, pages or {}) for finding in findings]


def _state_interval(
    finding: Finding, sampling: Sampling, pages: Mapping[tuple[str, str | None, str], PageSums]
) -> Finding:
    evidence, location = finding.evidence, finding.location
    matched, read = evidence.matched, evidence.read
    sums = pages.get((location.field, location.path, finding.category))
    effect = design_effect(sums) if sums else sampling.design_effect
    bounds: tuple[float, float]
    if sampling.method == "part" or finding.verdict == "named" or not read:
        # Values that cannot tell, or rows of which nobody knows how they stand for the others, bound nothing.
        bounds = (0.0, 1.0)
    elif sampling.method == "all-rows":
        bounds = (matched / read, matched / read)
    else:
        bounds = interval(matched / effect, read / effect)
    stated = (_round(min(bounds[0], 1.0)), _round(min(bounds[1], 1.0)))
    evidence = replace(evidence, interval=stated, method=sampling.method, design_effect=round(effect, 2))
    return replace(finding, evidence=evidence)


def list_clean(
    source: str,
    collection: str,
    fields: Sequence[tuple[Field, FieldTally]],
    sampling: Sampling,
    findings: Iterable[Finding],
    dismissed: Iterable[Dismissed],
    unread: Iterable[Location] = (),
) -> list[CleanField]:
    """Every field with values in which nothing was found and nothing dismissed. None where only a part of the
    collection was read, and none of the fields in ``unread``, of which some values were not looked into."""
    if sampling.method == "part":
        return []
    places = [*(one.location for one in findings), *(one.location for one in dismissed), *unread]
    taken = {(place.field, place.path) for place in places}
    return [
        CleanField(
            Location(source, collection, *place),
            tally.read,
            _round(bound_of(tally.read, sampling)),
            sampling.method,
            round(sampling.design_effect, 2),
        )
        for field, tally in fields
        if tally.read and (place := (field.name, field.path or None)) not in taken
    ]


def bound_of(read: int, sampling: Sampling) -> float:
    """The share of all values that may still hold something after none of ``read`` did, at 95 %."""
    if sampling.method == "all-rows":
        return 0.0
    if sampling.method == "part":
        return 1.0
    if sampling.method == "pages" or sampling.rows_total is None or read > sampling.rows_read:
        return upper_bound(read / sampling.design_effect)
    # Of all rows those are no candidates that were seen to be empty.
    return upper_bound(read, population=sampling.rows_total - (sampling.rows_read - read))


def _round(share: float) -> float:
    """Four digits that count, from whichever end the share is nearer to."""
    return float(f"{share:.4g}") if share < 0.5 else round(1.0 - float(f"{1.0 - share:.4g}"), 12)
