"""Scores places in texts: what is found by itself, without a column around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from bench.accuracy.metrics import Counts, Rate, bootstrap
from bench.accuracy.value_sets import Span, TextSet
from connectors.base import Field
from detectors.hits import FieldView, Hits
from detectors.inspection import DETECTORS
from detectors.text import join_cells

_LINE = FieldView(Field(""), "text", {})


@dataclass(frozen=True, slots=True)
class SpanScore:
    """How well places are found: the same characters, or overlapping ones of the same category."""

    texts: int
    spans: int
    exact: Rate
    overlap: Rate
    precision: float
    recall: float
    by_category: Mapping[str, Counts]


def find_spans(texts: Sequence[str]) -> list[list[Span]]:
    """What Daicho finds in each text that counts by itself."""
    cells = join_cells(pa.array([_plain(text) for text in texts], pa.string()))
    found: list[list[Span]] = [[] for _ in texts]
    for detect in DETECTORS:
        for hits in detect(cells, _LINE):
            if isinstance(hits, Hits):
                for start, end in zip(hits.start[hits.strong].tolist(), hits.end[hits.strong].tolist(), strict=True):
                    cell = int(cells.cell_of(start))
                    base = int(cells.starts[cell])
                    found[cell].append(Span(start - base, end - base, hits.category))
    return [sorted(set(spans)) for spans in found]


def _plain(text: str) -> str:
    # A separator or a lone surrogate would shift the places of what stands behind it.
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x1a", " ")


def keep_longest(spans: Iterable[Span]) -> list[Span]:
    """Spans without overlaps, the longest first served."""
    kept: list[Span] = []
    for one in sorted(set(spans), key=lambda span: (span.start - span.end, span)):
        if not any(overlaps(one, other) for other in kept):
            kept.append(one)
    return sorted(kept)


def overlaps(one: Span, other: Span) -> bool:
    """Whether two places share a character."""
    return one.start < other.end and other.start < one.end


def compare(expected: Sequence[Span], found: Sequence[Span], *, exact: bool) -> dict[str, Counts]:
    """Right, wrong and missed by category. A find that meets a place of category "" counts for nothing."""
    counts: dict[str, Counts] = defaultdict(Counts)
    open_ends = [span for span in expected if not span.category]
    left = [span for span in expected if span.category]
    for one in found:
        met = next((span for span in left if span.category == one.category and _meets(span, one, exact)), None)
        if met is not None:
            left.remove(met)
            counts[one.category] += Counts(right=1)
        elif not any(overlaps(one, span) for span in open_ends):
            counts[one.category] += Counts(wrong=1)
    for span in left:
        counts[span.category] += Counts(missed=1)
    return counts


def _meets(one: Span, other: Span, exact: bool) -> bool:
    return (one.start, one.end) == (other.start, other.end) if exact else overlaps(one, other)


def score_spans(labelled: TextSet, found: Sequence[Sequence[Span]]) -> SpanScore:
    """All rates for one tool on one set of texts. Intervals: texts drawn again with repetition."""
    exact: dict[str, Counts] = {}
    overlap: dict[str, Counts] = {}
    by_category: dict[str, Counts] = defaultdict(Counts)
    for number, (text, spans) in enumerate(zip(labelled.texts, found, strict=True)):
        expected = [_within(span, labelled.categories) for span in text.spans]
        wanted = _compared(spans, labelled.categories)
        exact[str(number)] = sum(compare(expected, wanted, exact=True).values(), Counts())
        met = compare(expected, wanted, exact=False)
        overlap[str(number)] = sum(met.values(), Counts())
        for category, counts in met.items():
            by_category[category] += counts
    total = sum(overlap.values(), Counts())
    return SpanScore(
        len(labelled.texts),
        total.right + total.missed,
        bootstrap(exact, lambda counts: counts.f1),
        bootstrap(overlap, lambda counts: counts.f1),
        total.precision,
        total.recall,
        dict(sorted(by_category.items())),
    )


def _compared(spans: Iterable[Span], categories: frozenset[str]) -> list[Span]:
    """The finds that are compared; of overlapping ones the longest. What lies inside a find that is not compared (a
    number in a crash report) counts."""
    return keep_longest(span for span in spans if span.category in categories)


def _within(span: Span, categories: frozenset[str]) -> Span:
    """A place whose category is not compared may be found or not."""
    return span if span.category in categories else Span(span.start, span.end, "")


def list_wrong_spans(labelled: TextSet, found: Sequence[Sequence[Span]], most: int = 4) -> list[str]:
    """Some texts of each category with a place missed or wrongly found, for those who build detectors. For invented
    texts only: the text is told."""
    lines: dict[str, list[str]] = defaultdict(list)
    for text, spans in zip(labelled.texts, found, strict=True):
        wanted = _compared(spans, labelled.categories)
        for category, counts in compare(text.spans, wanted, exact=True).items():
            if counts.wrong or counts.missed:
                said = "; ".join(text.text[span.start : span.end] + " " + span.category for span in spans) or "-"
                lines[category].append(f"LINE    {category}: {text.text} -> {said}")
    return [f"{line} (1 of {len(told)})" for _, told in sorted(lines.items()) for line in told[:most]]
