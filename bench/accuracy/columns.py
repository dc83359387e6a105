"""Scores columns: what a scan reports, set against what is true.

A finding counts as "personal" unless it is about an organisation (subject or category). It belongs to the label of its
path, else to the label of the whole field. A label inside a JSON text is also met by a finding of its category in the
field as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.accuracy.metrics import Counts, Rate, bootstrap, wilson
from bench.accuracy.truth import Label


@dataclass(frozen=True, slots=True)
class Reported:
    """One finding: where, which category, how sure. ``log_odds`` is the sum of its evidence."""

    collection: str
    field: str
    path: str
    category: str
    verdict: str
    confidence: float
    log_odds: float
    about_person: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled column with what was reported there, the best finding first."""

    label: Label
    found: tuple[Reported, ...]

    @property
    def is_reported(self) -> bool:
        """Whether something personal was reported."""
        return any(one.about_person for one in self.found)

    @property
    def best(self) -> Reported | None:
        """The finding that says what the column is."""
        return self.found[0] if self.found else None

    @property
    def fit(self) -> str:
        """``exact`` where the best finding's category is one of the labelled, ``near`` where it is a parent or child
        of one, else ``other``; ``missed`` without a finding."""
        if not self.found:
            return "missed"
        category = self.found[0].category
        if category in self.label.categories:
            return "exact"
        return "near" if any(is_near(category, one) for one in self.label.categories) else "other"


def is_near(one: str, other: str) -> bool:
    """Whether one category is above the other."""
    return one.startswith(other + ".") or other.startswith(one + ".")


@dataclass(frozen=True, slots=True)
class Score:
    """How well one tool did on one set, as rates with intervals."""

    tables: int
    columns: Mapping[str, int]
    precision: Rate
    recall: Rate
    f1: Rate
    hard: Rate
    linked: Rate
    exact: Rate
    near: Rate
    exact_of_all: Rate
    by_category: Mapping[str, Counts] = field(default_factory=dict)
    inside: Counts = field(default_factory=Counts)


def tidy(name: str) -> str:
    """A field's name with single plain spaces, as headers are read."""
    return " ".join(name.split())


def find_home(collection: str, labelled: Container[str]) -> str:
    """The labelled collection that a scanned one belongs to: labels may name a file where a scan lists the one array
    in it (``file!name``)."""
    return collection if collection in labelled else collection.partition("!")[0]


def attach(labels: Sequence[Label], reported: Iterable[Reported]) -> list[Judged]:
    """Each label with its findings."""
    known = {(one.collection, tidy(one.field), one.path) for one in labels}
    at: dict[tuple[str, str, str], list[Reported]] = defaultdict(list)
    whole: dict[tuple[str, str], list[Reported]] = defaultdict(list)
    collections = {one.collection for one in labels}
    for one in reported:
        name, home = tidy(one.field), find_home(one.collection, collections)
        place = (home, name, one.path)
        at[place if place in known else (home, name, "")].append(one)
        if not one.path:
            whole[home, name].append(one)
    judged = []
    for label in labels:
        name = tidy(label.field)
        found = list(at[label.collection, name, label.path])
        if label.path and not found:
            found = [one for one in whole[label.collection, name] if one.category in label.categories]
        found.sort(key=lambda one: (one.verdict == "contains", -one.confidence, one.category))
        judged.append(Judged(label, tuple(found)))
    return judged


def score(judged: Sequence[Judged]) -> Score:
    """All rates of one tool on one set."""
    by_table: dict[str, Counts] = defaultdict(Counts)
    for one in judged:
        by_table[one.label.collection] += count_personal(one)
    total = sum(by_table.values(), Counts())
    personal = [one for one in judged if one.label.personal == "Y" and one.label.categories]
    met = [one for one in personal if one.found]
    exact = sum(one.fit == "exact" for one in met)
    near = sum(one.fit in ("exact", "near") for one in met)
    hard = [one for one in judged if one.label.personal == "N" and one.label.is_hard]
    linked = [one for one in judged if one.label.personal == "L"]
    return Score(
        tables=len(by_table),
        columns={kind: sum(one.label.personal == kind for one in judged) for kind in "YLAN"},
        precision=wilson(total.right, total.right + total.wrong),
        recall=wilson(total.right, total.right + total.missed),
        f1=bootstrap(by_table, lambda counts: counts.f1),
        hard=wilson(sum(one.is_reported for one in hard), len(hard)),
        linked=wilson(sum(one.is_reported for one in linked), len(linked)),
        exact=wilson(exact, len(met)),
        near=wilson(near, len(met)),
        exact_of_all=wilson(exact, len(personal)),
        by_category=count_categories(judged),
        inside=sum((count_inside(one) for one in judged), Counts()),
    )


def count_personal(one: Judged) -> Counts:
    """Personal (Y) or not (N) as one column counts; L and A count for nothing."""
    match one.label.personal, one.is_reported:
        case "Y", True:
            return Counts(right=1)
        case "Y", False:
            return Counts(missed=1)
        case "N", True:
            return Counts(wrong=1)
        case _:
            return Counts()


def count_categories(judged: Sequence[Judged]) -> dict[str, Counts]:
    """Right, wrong and missed by category, over the best finding of each column. A miss is one of the best label. What
    is said of an L column counts only where it is right: it need not be said."""
    counts: dict[str, Counts] = defaultdict(Counts)
    for one in judged:
        best = one.best if one.is_reported else None
        if one.label.personal == "A" or (one.label.personal == "L" and one.fit != "exact"):
            continue
        if best is not None and best.category in one.label.categories:
            counts[best.category] += Counts(right=1)
            continue
        if best is not None:
            counts[best.category] += Counts(wrong=1)
        if one.label.personal == "Y" and one.label.categories:
            counts[one.label.categories[0]] += Counts(missed=1)
    return dict(sorted(counts.items()))


def count_inside(one: Judged) -> Counts:
    """The further categories inside running text ("contains")."""
    inside = set(one.label.categories[1:])
    if not one.label.categories or not one.label.categories[0].startswith("usage.content") or len(inside) < 2:
        return Counts()
    found = {each.category for each in one.found if each.verdict == "contains"}
    expected = {category for category in inside if not category.startswith("usage.content")}
    return Counts(len(found & expected), len(found - set(one.label.categories)), len(expected - found))


def list_wrong(judged: Sequence[Judged]) -> list[str]:
    """What went wrong, a line for each column, for those who build detectors."""
    lines = []
    for one in judged:
        said = ", ".join(f"{each.category} {each.verdict} {each.confidence:.2f}" for each in one.found) or "-"
        place = f"{one.label.collection} / {one.label.field}{one.label.path and ' / ' + one.label.path}"
        truth = f"{one.label.personal} {'|'.join(one.label.categories) or '-'}"
        if one.label.personal == "Y" and not one.is_reported:
            lines.append(f"MISSED  {place}: {truth}; reported: {said}")
        elif one.label.personal == "N" and one.is_reported:
            lines.append(f"FALSE   {place}{' (HARD)' if one.label.is_hard else ''}: {said}")
        elif one.label.personal == "Y" and one.fit in ("other", "near") and one.label.categories:
            lines.append(f"{one.fit.upper():7} {place}: {truth}; reported: {said}")
    return sorted(lines)
