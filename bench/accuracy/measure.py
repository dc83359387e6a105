"""Everything that is measured in one run, as records for the page and the file of results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bench.accuracy.calibration import Calibration, is_for_fitting, measure_calibration
from bench.accuracy.columns import Judged, Score, attach, score
from bench.accuracy.metrics import Counts, Rate
from bench.accuracy.peer_scores import PeerRun, Setting, report_columns, report_spans, settings
from bench.accuracy.scan import scan_places, scan_set
from bench.accuracy.sets import LogTruth
from bench.accuracy.truth import LabelledSet
from bench.accuracy.validators import Verdicts
from bench.accuracy.value_sets import TextSet
from bench.accuracy.values import SpanScore, find_spans, score_spans

DAICHO = "Daicho"


@dataclass(frozen=True, slots=True)
class ColumnResult:
    """One tool on one set (or on all sets that are kept aside)."""

    name: str
    kind: str
    tool: str
    score: Score
    calibration: Calibration | None = None


@dataclass(frozen=True, slots=True)
class TextResult:
    """One tool on one set of texts."""

    name: str
    kind: str
    tool: str
    score: SpanScore


@dataclass(frozen=True, slots=True)
class LogResult:
    """What of a log's contents was told rightly, category by category."""

    name: str
    counts: Counts
    silent: int


@dataclass(slots=True)
class Results:
    """A whole run. ``notes`` say what could not be measured, and why."""

    columns: list[ColumnResult] = field(default_factory=list)
    texts: list[TextResult] = field(default_factory=list)
    logs: list[LogResult] = field(default_factory=list)
    validators: list[Verdicts] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


_KINDS = ("development", "practice", "public", "held-out")
_TOGETHER = {"practice": "Practice tables", "held-out": "Held-out tables"}


def group_sets(sets: Sequence[LabelledSet]) -> list[tuple[str, str, list[LabelledSet]]]:
    """Sets as rows of the table: each by itself, those of one hand together."""
    groups: dict[str, tuple[str, str, list[LabelledSet]]] = {}
    for one in sets:
        name = _TOGETHER.get(one.kind, one.name)
        groups.setdefault(name, (name, one.kind, []))[2].append(one)
    return sorted(groups.values(), key=lambda group: _KINDS.index(group[1]))


def judge_daicho(sets: Sequence[LabelledSet]) -> dict[str, list[Judged]]:
    """Each set's labels with Daicho's findings."""
    return {one.name: attach(one.labels, scan_set(one)) for one in sets}


def pool(judged: Mapping[str, Sequence[Judged]], sets: Sequence[LabelledSet]) -> list[Judged]:
    """The labels of several sets as one, each table under a name of its own."""
    return [
        replace(each, label=replace(each.label, collection=f"{one.name}/{each.label.collection}"))
        for one in sets
        for each in judged[one.name]
    ]


def score_columns(sets: Sequence[LabelledSet], judged: Mapping[str, Sequence[Judged]], tool: str) -> list[ColumnResult]:
    """Scores of a tool over all rows of the table."""
    results = []
    for name, kind, members in group_sets(sets):
        pooled = pool(judged, members)
        told = [one for one in pooled if kind != "held-out" or not is_for_fitting(one)]
        calibration = measure_calibration(told) if tool == DAICHO else None
        results.append(ColumnResult(name, kind, tool, score(pooled), calibration))
    return results


def choose_setting(run: PeerRun, sets: Sequence[LabelledSet]) -> Setting:
    """The setting with the best F1 on the development tables (on all sets where there are none)."""
    own = [one for one in sets if one.kind == "development"] or list(sets)

    def measure(setting: Setting) -> float:
        judged = {one.name: attach(one.labels, report_columns(run, one, setting)) for one in own}
        return score(pool(judged, own)).f1.value

    return max(settings(), key=measure)


def judge_peer(run: PeerRun, sets: Sequence[LabelledSet], setting: Setting) -> dict[str, list[Judged]]:
    """Each set's labels with a peer's findings."""
    return {one.name: attach(one.labels, report_columns(run, one, setting)) for one in sets}


def score_texts(
    sets: Sequence[TextSet], tool: str, run: PeerRun | None = None, setting: Setting | None = None
) -> list[TextResult]:
    """Scores of a tool over labelled texts, a peer over the same ones."""
    results, at = [], 0
    for one in sets:
        if run is None or setting is None:
            found = find_spans([each.text for each in one.texts])
        else:
            found = [report_spans(each, setting) for each in run.texts[at : at + len(one.texts)]]
        at += len(one.texts)
        results.append(TextResult(one.name, one.kind, tool, score_spans(one, found)))
    return results


def thin(sets: Iterable[TextSet], most: int) -> list[TextSet]:
    """At most so many texts of each set, spread over it."""
    return [replace(one, texts=one.texts[:: max(1, -(-len(one.texts) // most))]) for one in sets]


def check_logs(logs: Sequence[LogTruth]) -> list[LogResult]:
    """What is said of logs against what was seen in them by hand."""
    results = []
    for log in logs:
        said = {finding.category for finding in scan_places([log.path]).findings}
        counts, silent = Counts(), 0
        for categories, present in log.present.values():
            met = any(category in said for category in categories)
            counts += Counts(int(met and present), int(met and not present), int(present and not met))
            silent += not met and not present
        results.append(LogResult(log.path.name, counts, silent))
    return results


def as_record(results: Results) -> dict[str, Any]:
    """For JSON."""
    return {
        "columns": [_column_record(one) for one in results.columns],
        "texts": [_text_record(one) for one in results.texts],
        "logs": [
            {"log": one.name, "right": one.counts.right, "wrong": one.counts.wrong, "missed": one.counts.missed}
            | {"rightly_silent": one.silent}
            for one in results.logs
        ],
        "validators": [{"set": one.name, "right": one.right.as_record()} for one in results.validators],
        "versions": results.versions,
        "settings": results.settings,
        "notes": results.notes,
    }


def _rates(record: object, names: Sequence[str]) -> dict[str, Any]:
    rates: dict[str, Rate] = {name: getattr(record, name) for name in names}
    return {name: rate.as_record() for name, rate in rates.items()}


def _column_record(one: ColumnResult) -> dict[str, Any]:
    names = ("precision", "recall", "f1", "hard", "linked", "exact", "near", "exact_of_all")
    record = {"set": one.name, "kind": one.kind, "tool": one.tool, "tables": one.score.tables}
    record |= {"columns": dict(one.score.columns), **_rates(one.score, names)}
    record["by_category"] = {
        category: {"right": counts.right, "wrong": counts.wrong, "missed": counts.missed, "f1": round(counts.f1, 4)}
        for category, counts in one.score.by_category.items()
    }
    if one.calibration:
        record["calibration"] = {
            "findings": one.calibration.findings,
            "expected_error": round(one.calibration.error, 4),
            "brier": round(one.calibration.brier, 4),
            "bins": [[each.low, each.high, each.count, round(each.right, 4)] for each in one.calibration.bins],
        }
    return record


def _text_record(one: TextResult) -> dict[str, Any]:
    return {
        "set": one.name,
        "kind": one.kind,
        "tool": one.tool,
        "texts": one.score.texts,
        "spans": one.score.spans,
        "precision": round(one.score.precision, 4),
        "recall": round(one.score.recall, 4),
        **_rates(one.score, ("exact", "overlap")),
    }
