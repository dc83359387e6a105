"""Drawings for the HTML report, made of attributes only: its content policy allows no inline style."""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from reports.comparison import TrendPoint
from reports.data_map import DataMap, Flow, Node

Titles = dict[str, dict[str, str]]
"""Id of a node -> language -> its title."""

WIDTH = 1000
BOX = 236
SLOT = 38
HEIGHT = 30
WIDEST = 22
"""So many narrow characters of a title fit into a box; a wide one counts as two."""


@dataclass(frozen=True, slots=True)
class _Rank:
    """One of the three columns of boxes: where it begins, and where the middle of each of its boxes is."""

    left: int
    nodes: Sequence[Node]
    height: int

    def middle(self, id: str) -> int:
        """The height at which flows to a box begin and end."""
        place = next(number for number, node in enumerate(self.nodes) if node.id == id)
        return round((place + 0.5) * self.height / len(self.nodes))


def draw_data_map(map: DataMap, titles: Sequence[Titles]) -> Markup:
    """The data map: boxes for sources, kinds and purposes, and a line for each flow, the wider the more findings.

    The numbers stand in a table beside it. ``titles`` are those of the sources, the kinds and the purposes, each in
    every language.
    """
    height = max(len(map.sources), len(map.kinds), len(map.purposes), 1) * SLOT
    gap = (WIDTH - 3 * BOX) // 2
    ranks = [
        _Rank(number * (BOX + gap), nodes, height)
        for number, nodes in enumerate((map.sources, map.kinds, map.purposes))
    ]
    most = max((flow.count for flow in (*map.holding, *map.serving)), default=1)
    curves: dict[tuple[str, int], list[str]] = defaultdict(list)
    for flows, start, end in ((map.holding, ranks[0], ranks[1]), (map.serving, ranks[1], ranks[2])):
        for flow in flows:
            width = round(1 + 7 * math.log1p(flow.count) / math.log1p(most))
            curves["flow outside" if flow.outside else "flow", width].append(draw_curve(flow, start, end))
    paths = [
        Markup('<path class="{}" d="{}" stroke-width="{}"/>').format(kind, "".join(drawn), width)
        for (kind, width), drawn in sorted(curves.items())
    ]
    boxes = [
        draw_box(node, rank, words[node.id]) for rank, words in zip(ranks, titles, strict=True) for node in rank.nodes
    ]
    return Markup('<svg class="map" viewBox="0 0 {} {}" role="img" aria-labelledby="map-title">{}{}</svg>').format(
        WIDTH, height, Markup("").join(paths), Markup("").join(boxes)
    )


def draw_curve(flow: Flow, start: _Rank, end: _Rank) -> str:
    """A curve from the right edge of one box to the left edge of another, as a part of a path."""
    left, right = start.left + BOX, end.left
    half = (left + right) // 2
    top, bottom = start.middle(flow.start), end.middle(flow.end)
    return f"M{left} {top}C{half} {top} {half} {bottom} {right} {bottom}"


def draw_box(node: Node, rank: _Rank, titles: Mapping[str, str]) -> Markup:
    """A box with the title of a node and its number of findings."""
    middle = rank.middle(node.id)
    words = Markup("").join(
        Markup('<text lang="{}" x="{}" y="{}">{}</text>').format(
            language, rank.left + 10, middle + 5, escape(fit_width(title, WIDEST))
        )
        for language, title in titles.items()
    )
    return Markup('<rect class="box" x="{}" y="{}" width="{}" height="{}" rx="5"/>{}{}').format(
        rank.left,
        middle - HEIGHT // 2,
        BOX,
        HEIGHT,
        words,
        Markup('<text class="count" x="{}" y="{}">{}</text>').format(
            rank.left + BOX - 10, middle + 5, f"{node.count:,}"
        ),
    )


def fit_width(text: str, widest: int) -> str:
    """A text cut where it would be wider than its box."""
    used = 0
    for number, char in enumerate(text):
        used += 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if used > widest:
            return text[: max(number - 1, 1)] + "…"
    return text


LONGEST_BAR = 160
"""The width of the longest bar of a trend."""


def draw_trend(points: Sequence[TrendPoint]) -> list[Markup]:
    """For each run a bar: critical and high findings, behind them the rest, against the most that any run had.

    Decoration only: the numbers stand beside it.
    """
    totals = [sum(point.severity.values()) for point in points]
    most = max([*totals, 1])
    drawn = []
    for point, total in zip(points, totals, strict=True):
        severe = point.severity.get("critical", 0) + point.severity.get("high", 0)
        drawn.append(
            Markup(
                '<svg class="bars" width="{}" height="12" aria-hidden="true" focusable="false">'
                '<rect class="all" width="{}" height="12"/><rect class="severe" width="{}" height="12"/></svg>'
            ).format(LONGEST_BAR, round(LONGEST_BAR * total / most), round(LONGEST_BAR * severe / most))
        )
    return drawn
