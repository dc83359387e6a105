"""The evidence of the findings as columns of the HTML report: counts, intervals, factors, shapes, places."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from detectors.base import Evidence
from reports.base import Entry
from reports.html_data import METHODS, Pool, Record, Texts, number_of, write_codes, write_numbers
from reports.html_words import name, pick_label
from reports.phrases import write_share

POSITIONS = 5
"""So many places of a finding are shown."""

PLACED = 250
"""Findings beyond so many show no places, only how many are known; all places are in the JSON lines."""

SHAPES = 2
"""So many masked examples are shown."""


def write_counts(entries: Sequence[Entry]) -> Record:
    """Counts, and how the rows they come from were chosen. ``distinct`` is 0 for as many as matched, else one more than
    the number."""
    evidence = [entry.finding.evidence for entry in entries]
    intervals: Pool[tuple[str, str]] = Pool()
    intervals.add(("", ""))
    days: Pool[str] = Pool()
    days.add("")
    counts = [(one.matched, one.read, one.method, count_effective(one)) for one in evidence]
    collections = [(entry.finding.location.source, entry.finding.location.collection) for entry in entries]
    return {
        "distinct": write_numbers([0 if one.distinct == one.matched else one.distinct + 1 for one in evidence]),
        "method": write_codes(map(number_of(METHODS), (one.method for one in evidence))),
        "interval": write_numbers(refer(counts, [intervals.add(write_interval(one)) for one in evidence])),
        "effective": write_numbers([count_effective(one) for one in evidence]),
        "tried": write_numbers([one.checks.tried if one.checks else 0 for one in evidence]),
        "failed": write_numbers(
            [max(0, one.checks.tried - one.checks.passed) if one.checks else 0 for one in evidence]
        ),
        "persons": write_numbers(refer(collections, [entry.persons or 0 for entry in entries])),
        "intervals": [list(limits) for limits in intervals.items],
        "firstSeen": write_numbers(
            [days.add(f"{entry.first_seen:%Y-%m-%d}" if entry.first_seen else "") for entry in entries]
        ),
        "days": days.items,
    }


def refer(keys: Sequence[Hashable], numbers: Sequence[int]) -> list[int]:
    """Numbers that mostly follow from a key: 0 for 0, 1 for the first number that stood with the same key, and two more
    than the number itself for any other."""
    first: dict[Hashable, int] = {}
    written = []
    for key, number in zip(keys, numbers, strict=True):
        known = first.get(key)
        if number and known is None:
            first[key] = number
        written.append(0 if not number else 1 if known == number else number + 2)
    return written


def count_effective(evidence: Evidence) -> int:
    """As how many rows drawn one by one the rows count; 0 where they were drawn so."""
    return max(1, round(evidence.read / evidence.design_effect)) if evidence.design_effect > 1 else 0


def write_interval(evidence: Evidence) -> tuple[str, str]:
    """The limits of the 95 % interval in per cent; empty where there is none to state."""
    if evidence.method in ("all-rows", "part"):
        return ("", "")
    low, high = evidence.interval
    return write_share(low), write_share(high)


def write_factors(texts: Texts, entries: Sequence[Entry]) -> Record:
    """What counted for and against, in tenths of log-odds from -100 on; shapes of values; marks. One list for all
    findings, with the number of each finding's own."""
    sets: Pool[tuple[str, ...]] = Pool()
    shapes: Pool[str] = Pool()
    evidence = [entry.finding.evidence for entry in entries]
    return {
        "factors": write_numbers([sets.add(tuple(factor.name for factor in one.factors)) for one in evidence]),
        "weight": write_numbers([weigh(factor.weight) for one in evidence for factor in one.factors]),
        "factorSets": [[texts.add(pick_label("factor", code)) for code in codes] for codes in sets.items],
        "shapeCount": write_codes(len(one.masked[:SHAPES]) for one in evidence),
        "shape": write_numbers([shapes.add(name(shape)) for one in evidence for shape in one.masked[:SHAPES]]),
        "shapes": shapes.items,
        "markCount": write_codes(len(one.marks) for one in evidence),
        "mark": write_numbers([write_mark(texts, mark.name, mark.share) for one in evidence for mark in one.marks]),
    }


def weigh(weight: float) -> int:
    """A weight in tenths of log-odds, as a number from 0 on."""
    return min(max(round(weight * 10) + 1000, 0), 2000)


def write_mark(texts: Texts, mark: str, share: float) -> int:
    """The number of the text of a mark."""
    return texts.add(pick_label("mark", mark, share=write_share(share)))


def write_positions(entries: Sequence[Entry]) -> Record:
    """Where matches stand: row, first character, length. ``atCount`` is how many are known, ``atShown`` how many are
    here."""
    shown = [entry.finding.evidence.at[:POSITIONS] for entry in entries[:PLACED]]
    return {
        "atCount": write_codes(len(entry.finding.evidence.at) for entry in entries),
        "atShown": write_codes([*map(len, shown), *(0 for _ in entries[PLACED:])]),
        "atRow": [at.row for kept in shown for at in kept],
        "atStart": [at.start + 1 for kept in shown for at in kept],
        "atLength": [at.end - at.start for kept in shown for at in kept],
    }
