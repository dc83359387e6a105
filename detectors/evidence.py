"""How values speak for a category: the models of ``data/evidence.toml`` turned into log-odds."""

from __future__ import annotations

import math
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise

from connectors.base import Field
from detectors.base import DetectorError
from detectors.checks import CHECKS
from detectors.containers import fold_label
from detectors.tally import CategoryTally

PRIOR = -3.0
"""Log-odds that a field taken at random holds a given category (about one in twenty)."""

_STRONGEST = 9.0
_MOST_SURE = 0.99
_TRUE_PASS = 0.97  # real data has typing errors


@dataclass(frozen=True, slots=True)
class Model:
    """How a category is judged; see the head of ``evidence.toml``."""

    model: str = "name-only"
    values: str = ""
    weight: float = 4.0
    base: float = 0.1
    chance: float = 0.0
    contains: float = 0.0
    most_distinct: int = 0
    against: bool = True


@dataclass(frozen=True, slots=True)
class Subjects:
    """What tells whose data a table holds; each entry is explained in ``evidence.toml``."""

    person: Mapping[str, float]
    attached: tuple[str, ...]
    nameless: tuple[str, ...]
    needs_person: tuple[str, ...]
    undeniable: tuple[str, ...]
    agents: tuple[str, ...]
    agent_words: frozenset[str]
    company_fields: frozenset[str]
    thing_fields: frozenset[str]
    makers: frozenset[str]
    work_fields: frozenset[str]
    attributes: tuple[str, ...]
    machine_parts: tuple[str, ...]
    machine_fields: frozenset[str]
    machine_words: frozenset[str]
    client_words: frozenset[str]
    owner_words: frozenset[str]
    natural_words: frozenset[str]
    count_words: frozenset[str]
    share_words: frozenset[str]
    summary_words: frozenset[str]
    count_ends: tuple[str, ...]
    share_ends: tuple[str, ...]
    size_words: frozenset[str]
    workplaces: tuple[str, ...]
    own_numbers: tuple[str, ...]
    text_tables: frozenset[str]
    text_fields: frozenset[str]
    test_fields: frozenset[str]
    inventory_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The whole of ``evidence.toml``. ``knots`` are the points of the calibration: log-odds and the share of findings
    with that sum that are right."""

    models: Mapping[str, Model]
    covers: Mapping[str, frozenset[str]]
    containers: Mapping[str, Mapping[str, str]]
    subjects: Subjects
    knots: tuple[tuple[float, float], ...]
    types: Mapping[str, tuple[str, ...]]

    def model(self, category: str) -> Model:
        """How a category is judged; one without an entry is told by its name only."""
        return self.models.get(category, _UNKNOWN)


_UNKNOWN = Model()


_in_force: ContextVar[Knowledge | None] = ContextVar("knowledge in force", default=None)


def load_knowledge() -> Knowledge:
    """The evidence models in force: the shipped ones, with those that a configuration adds."""
    extended = _in_force.get()
    return load_shipped_knowledge() if extended is None else extended


@contextmanager
def add_models(models: Mapping[str, Model]) -> Iterator[None]:
    """Have categories judged by other models while the context lasts."""
    known = load_knowledge()
    token = _in_force.set(replace(known, models={**known.models, **models}))
    try:
        yield
    finally:
        _in_force.reset(token)


@cache
def load_shipped_knowledge() -> Knowledge:
    """The shipped evidence models; read once."""
    data = tomllib.loads((files("detectors") / "data" / "evidence.toml").read_text(encoding="utf-8"))
    subject = data["subject"]
    return Knowledge(
        {category: Model(**values) for category, values in data["model"].items()},
        {category: frozenset(covered) for category, covered in data["covers"].items()},
        data["container"],
        Subjects(
            person=subject["person"],
            attached=tuple(subject["attached"]),
            nameless=tuple(subject["nameless"]),
            needs_person=tuple(subject["needs_person"]),
            undeniable=tuple(subject["undeniable"]),
            agents=tuple(map(fold_label, subject["agents"])),
            agent_words=frozenset(subject["agent_words"]),
            company_fields=frozenset(map(fold_label, subject["company_fields"])),
            thing_fields=frozenset(map(fold_label, subject["thing_fields"])),
            makers=frozenset(map(fold_label, subject["makers"])),
            work_fields=frozenset(map(fold_label, subject["work_fields"])),
            attributes=tuple(subject["attributes"]),
            machine_parts=tuple(subject["machine_parts"]),
            machine_fields=frozenset(map(fold_label, subject["machine_fields"])),
            machine_words=frozenset(subject["machine_words"]),
            client_words=frozenset(subject["client_words"]),
            owner_words=frozenset(subject["owner_words"]),
            natural_words=frozenset(subject["natural_words"]),
            count_words=frozenset(subject["count_words"]),
            share_words=frozenset(subject["share_words"]),
            summary_words=frozenset(subject["summary_words"]),
            count_ends=tuple(map(fold_label, subject["count_ends"])),
            share_ends=tuple(map(fold_label, subject["share_ends"])),
            size_words=frozenset(map(fold_label, subject["size_words"])),
            workplaces=tuple(map(fold_label, subject["workplaces"])),
            own_numbers=tuple(map(fold_label, subject["own_numbers"])),
            text_tables=frozenset(subject["text_tables"]),
            text_fields=frozenset(map(fold_label, subject["text_fields"])),
            test_fields=frozenset(map(fold_label, subject["test_fields"])),
            inventory_words=frozenset(subject["inventory_words"]),
        ),
        check_knots(data.get("calibration", {}).get("points", ())),
        {kind: tuple(categories) for kind, categories in data["types"].items()},
    )


def check_knots(points: Iterable[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    """Points of a calibration as they are used. Raises DetectorError where they do not rise or are no probabilities."""
    knots = tuple((float(low), float(share)) for low, share in points)
    rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(knots))
    if not rising or not all(0.0 <= share <= 1.0 for _, share in knots):
        raise DetectorError("the points of [calibration] in evidence.toml must rise and be probabilities")
    return knots


def confidence(log_odds: float, knots: tuple[tuple[float, float], ...] | None = None) -> float:
    """The probability (0 to 0.99, two digits) that a finding with this sum of factors is right.

    Along ``knots`` (those of the shipped calibration where None is given), straight between two of them and level
    beyond the ends; where there are none, the logistic function of the sum.
    """
    knots = load_knowledge().knots if knots is None else knots
    if not knots:
        share = 1.0 / (1.0 + math.exp(-max(-50.0, log_odds)))
    else:
        place = bisect_right(knots, log_odds, key=lambda knot: knot[0])
        low, high = knots[max(0, place - 1)], knots[min(place, len(knots) - 1)]
        width = high[0] - low[0]
        share = low[1] + (high[1] - low[1]) * (log_odds - low[0]) / width if width and place else low[1]
    return round(min(_MOST_SURE, share), 2)


def below(category: str, parents: tuple[str, ...] | Mapping[str, object]) -> bool:
    """Whether a category is one of ``parents`` or under one of them."""
    return any(category == parent or category.startswith(parent + ".") for parent in parents)


def weigh_name(strength: float) -> float:
    """Log-odds that the name of the field adds: an exact name is nearly enough by itself."""
    return 4.8 * strength if strength >= 0.5 else 2.5 * strength


def weigh_checks(tried: int, passed: int, chance: float) -> float:
    """Log likelihood ratio of ``passed`` of ``tried`` under "real numbers" against "numbers by chance"."""
    if not tried:
        return 0.0
    ratio = passed * math.log(_TRUE_PASS / chance) + (tried - passed) * math.log((1 - _TRUE_PASS) / (1 - chance))
    return max(-_STRONGEST, min(_STRONGEST, ratio))


def chance_of(category: str, tally: CategoryTally) -> float:
    """The share of random values that pass the hard test of a category."""
    model = load_knowledge().model(category)
    return model.chance or (CHECKS[tally.check].chance if tally.check in CHECKS else 0.0)


def weigh_type(category: str, field: Field) -> float:
    """What the declared type of the field says: a boolean is no e-mail address, a date no name."""
    types = load_knowledge().types
    if field.type == "boolean":
        return 0.0 if below(category, types["boolean"]) else -6.0
    if field.type in ("date", "datetime"):
        return 0.5 if below(category, types["date"]) else -6.0
    if field.type in ("integer", "number") and below(category, types["never-numbers"]):
        return -6.0
    if field.type == "number" and not below(category, types["fractions"]):
        return -3.0
    return 0.0
