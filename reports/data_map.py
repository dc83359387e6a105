"""The data map: which source holds which kind of data, and which declared purposes it serves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from reports.base import Report
from reports.grid import OTHER, find_column
from reports.policy import Fit

LIMIT = 10
"""So many sources, kinds and purposes are drawn; what is beyond them is drawn as one."""

ROWS = 20
"""So many lines of the table beside the drawing."""

REST = "\0rest"
"""The id of what stands for the rest."""

NONE = "\0none"
"""The id of the purpose of data that no declared purpose of its place needs."""

_COVERING: tuple[Fit, ...] = ("expected", "plausible", "needs-notice")

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Node:
    """A source, a kind of data (a column of the grid) or a purpose. ``count`` is its number of findings, ``folded`` how
    many of its kind it stands for where it is the rest."""

    id: str
    count: int
    folded: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """So many findings that lead from one node to another; ``outside`` says that no declared purpose needs them."""

    start: str
    end: str
    count: int
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: findings of one kind in one source, and the purposes that they serve (none: no purpose
    of the place needs them)."""

    source: str
    kind: str
    purposes: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class DataMap:
    """The map: three rows of nodes, the flows between them, and the same as a table, the most findings first.
    ``left`` is how many lines the table leaves out."""

    sources: tuple[Node, ...]
    kinds: tuple[Node, ...]
    purposes: tuple[Node, ...]
    holding: tuple[Flow, ...]
    serving: tuple[Flow, ...]
    lines: tuple[Line, ...]
    left: int


def draw_map(report: Report) -> DataMap:
    """The map of a report. A finding that serves several purposes leads to each of them."""
    lines = count_lines(report)
    sources, in_sources = choose_nodes(Counter(add_up((line.source, line.count) for line in lines)))
    kinds, in_kinds = choose_nodes(Counter(add_up((line.kind, line.count) for line in lines)))
    purposes, in_purposes = choose_nodes(
        Counter(add_up((purpose, line.count) for line in lines for purpose in line.purposes or (NONE,))), keep=NONE
    )
    holding = add_up(((in_sources[line.source], in_kinds[line.kind]), line.count) for line in lines)
    serving = add_up(
        ((in_kinds[line.kind], in_purposes[purpose]), line.count)
        for line in lines
        for purpose in line.purposes or (NONE,)
    )
    return DataMap(
        sources,
        kinds,
        purposes,
        tuple(Flow(start, end, count) for (start, end), count in sorted(holding.items())),
        tuple(Flow(start, end, count, end == NONE) for (start, end), count in sorted(serving.items())),
        tuple(lines[:ROWS]),
        max(0, len(lines) - ROWS),
    )


def count_lines(report: Report) -> list[Line]:
    """Findings by source, kind and the purposes that they serve, the most first."""
    counts: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    for entry in report.entries:
        serving = tuple(fit.purpose for fit in entry.purposes if fit.fit in _COVERING)
        counts[entry.finding.location.source, find_column(entry.finding.category), serving] += 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [Line(*key, count) for key, count in ranked]


def add_up(counts: Iterable[tuple[T, int]]) -> dict[T, int]:
    """The sums of numbers under one key."""
    sums: dict[T, int] = {}
    for key, count in counts:
        sums[key] = sums.get(key, 0) + count
    return sums


def choose_nodes(counts: Counter[str], keep: str = "") -> tuple[tuple[Node, ...], dict[str, str]]:
    """The nodes to draw, the most findings first and ``keep`` and the rest last, and for each id the node that counts
    it."""
    ranked = sorted(counts, key=lambda id: (id == keep, id == OTHER, -counts[id], id))
    last = [id for id in ranked if id == keep]
    others = [id for id in ranked if id != keep]
    shown = others if len(others) + len(last) <= LIMIT else others[: LIMIT - 1 - len(last)]
    rest = others[len(shown) :]
    nodes = [Node(id, counts[id]) for id in shown]
    if rest:
        nodes.append(Node(REST, sum(counts[id] for id in rest), len(rest)))
    nodes += [Node(id, counts[id]) for id in last]
    return tuple(nodes), {id: REST if id in set(rest) else id for id in counts}
