"""How values speak for a category: the models of ``data/evidence.toml`` turned into log-odds."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from connectors.base import Field
from detectors.base import Factor
from detectors.checks import CHECKS
from detectors.tally import CategoryTally, FieldTally

PRIOR = -3.0
"""Log-odds that a field taken at random holds a given category (about one in twenty)."""

_STRONGEST = 9.0
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
class Knowledge:
    """The whole of ``evidence.toml``."""

    models: Mapping[str, Model]
    covers: Mapping[str, frozenset[str]]
    containers: Mapping[str, Mapping[str, str]]
    person: Mapping[str, float]
    attached: tuple[str, ...]
    needs_person: tuple[str, ...]

    def model(self, category: str) -> Model:
        return self.models.get(category, _UNKNOWN)


_UNKNOWN = Model()


@cache
def load_knowledge() -> Knowledge:
    """The shipped evidence models."""
    data = tomllib.loads((files("detectors") / "data" / "evidence.toml").read_text(encoding="utf-8"))
    return Knowledge(
        {category: Model(**values) for category, values in data["model"].items()},
        {category: frozenset(covered) for category, covered in data["covers"].items()},
        data["container"],
        data["subject"]["person"],
        tuple(data["subject"]["attached"]),
        tuple(data["subject"]["needs_person"]),
    )


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


def weigh_values(category: str, tally: FieldTally, named: float) -> list[Factor]:
    """What the values of a non-empty field say for a category; ``named`` is how strongly the field's name
    suggests it (0 to 1)."""
    model = load_knowledge().model(category)
    seen = tally.categories.get(model.values or category, CategoryTally())
    if model.model == "names":
        factors = _weigh_names(category, model, tally, named)
    elif model.model == "pattern":
        factors = _weigh_pattern(model, seen, tally, named)
    else:
        weigh = _MODELS.get(model.model)
        factors = weigh(category, model, seen, tally) if weigh else []
    return factors


def _share(count: int, tally: FieldTally) -> float:
    return count / tally.read if tally.read else 0.0


def _against(tally: FieldTally, most: float = 4.0) -> Factor:
    """Values that do not fit: the more were read, the more it says."""
    return Factor("values", -min(most, 0.8 * math.log1p(tally.read)))


def _weigh_pattern(model: Model, seen: CategoryTally, tally: FieldTally, named: float) -> list[Factor]:
    """Cells that are a match as a whole; where the name says so, cells that hold one ("Taro <taro@...>") too."""
    whole = _share(max(seen.whole, seen.strong if named >= 0.5 and tally.mean_length < 60 else 0), tally)
    if whole >= 0.5:
        sure = seen.strong / seen.cells if seen.cells else 0.0
        return [Factor("values", model.weight * whole * (0.4 + 0.6 * sure))]
    if whole < 0.1:
        return [_against(tally)] if model.against else []
    return [Factor("values", 2.0 * whole - 1.0)]


def _weigh_shape(category: str, model: Model, seen: CategoryTally, tally: FieldTally) -> list[Factor]:
    whole = _share(seen.whole, tally)
    if whole < 0.1:
        return [_against(tally)]
    strong = min(_share(seen.strong, tally), whole)
    factors = [Factor("values", model.weight * (strong + 0.45 * (whole - strong)) - (0.0 if whole >= 0.5 else 1.0))]
    if seen.tried >= 5 and model.chance:
        checks = weigh_checks(seen.tried, seen.passed, model.chance)
        # Codes of other countries are no evidence against the category, only none for it.
        factors.append(Factor("checks", max(0.0, min(4.0, checks))))
    return factors


def _weigh_dictionary(category: str, model: Model, seen: CategoryTally, tally: FieldTally) -> list[Factor]:
    share = _share(seen.whole, tally)
    if share <= model.base:
        return [_against(tally, 3.0)] if model.against else []
    weight = model.weight * (share - model.base) / (1 - model.base)
    if category == "personal.gender" and _share(seen.strong, tally) < 0.5 * share:
        weight *= 0.3  # M/F and digits mean something only where the name says what they are
    factors = [Factor("values", weight)]
    distinct = tally.distinct.count()
    if model.most_distinct and (distinct > model.most_distinct or distinct < 2):
        factors.append(Factor("distinct", -2.5))
    return factors


def _weigh_names(category: str, model: Model, tally: FieldTally, named: float) -> list[Factor]:
    """Full names speak for themselves; single ones (Rose, Brown, 秋田) mostly where the field is called so."""
    if category == "personal.name.kana":
        full, single = tally.signals["name.kana"], tally.signals["name.kana-part"]
    else:
        full, single = tally.signals["name.full"], tally.signals["name.family"] + tally.signals["name.given"]
    share = _share(full, tally) + (0.65 if named >= 0.5 else 0.4) * _share(single, tally)
    factors = []
    if share <= model.base:
        factors.append(_against(tally, 3.0))
    else:
        factors.append(Factor("values", model.weight * (share - model.base) / (1 - model.base)))
    for signal, weight in (("organisation", -5.0), ("place", -4.0)):
        if (other := _share(tally.signals[signal], tally)) >= 0.4:
            factors.append(Factor(signal, 2 * weight * (other - 0.4)))
    distinct = tally.distinct.count()
    if tally.read >= 5 and distinct <= max(2, 0.02 * tally.read):
        factors.append(Factor("distinct", -2.0))
    return factors


def _weigh_checked(category: str, model: Model, seen: CategoryTally, tally: FieldTally) -> list[Factor]:
    shaped = seen.tried / max(1, tally.distinct.count())
    if shaped < 0.3:
        return [_against(tally)]
    factors = [Factor("checks", weigh_checks(seen.tried, seen.passed, chance_of(category, seen)))]
    if tally.steps >= 5 and tally.unit_steps > 0.8 * tally.steps:
        factors.append(Factor("serial", -4.0))
    return factors


def _weigh_birth(category: str, model: Model, seen: CategoryTally, tally: FieldTally) -> list[Factor]:
    dates = tally.signals["date"]
    if _share(dates, tally) < 0.5:
        return [_against(tally)]
    years = sorted((int(key[10:]), n) for key, n in tally.signals.items() if key.startswith("date:year:"))
    low, middle, high = (_quantile(years, share) for share in (0.05, 0.5, 0.95))
    age = datetime.now(UTC).year - middle
    factors = []
    if tally.signals["date:timed"] > 0.2 * dates:
        factors.append(Factor("time-of-day", -3.5))
    if 12 <= age <= 95 and (high - low >= 12 or dates < 10):
        factors.append(Factor("values", model.weight))
    elif age < 3 or high > datetime.now(UTC).year:
        factors.append(Factor("values", -3.0))
    return factors


def _quantile(counted: list[tuple[int, int]], share: float) -> int:
    """The value below which ``share`` of the counts lie."""
    rest = share * sum(count for _, count in counted)
    for value, count in counted:
        rest -= count
        if rest <= 0:
            return value
    return counted[-1][0] if counted else 0


def _weigh_date(category: str, model: Model, seen: CategoryTally, tally: FieldTally) -> list[Factor]:
    return [Factor("values", 1.0) if _share(tally.signals["date"], tally) >= 0.5 else _against(tally, 1.0)]


def _weigh_text(category: str, model: Model, seen: CategoryTally, tally: FieldTally) -> list[Factor]:
    share = _share(tally.signals["sentence"], tally)
    if share >= 0.3 or tally.mean_length >= 30:
        return [Factor("values", 1.0 + 2.0 * share)]
    return [Factor("values", -1.0 if tally.mean_length >= 8 else -3.0)]


def _weigh_secret(category: str, model: Model, seen: CategoryTally, tally: FieldTally) -> list[Factor]:
    hashed = _share(seen.tags["hashed"] + tally.signals["hash"], tally)
    if hashed >= 0.5:
        return [Factor("hashed", 2.0 * hashed)]
    spread = tally.distinct.count() / tally.read if tally.read else 0.0
    if 3 <= tally.mean_length <= 256 and tally.distinct.count() > 1:
        # Many people share a password, and a first one is often the same for all.
        return [Factor("values", 0.8 if spread > 0.1 or tally.read < 20 else 0.0)]
    return [_against(tally, 3.0)]


def _weigh_url(category: str, model: Model, seen: CategoryTally, tally: FieldTally) -> list[Factor]:
    return [Factor("values", 1.5)] if tally.mean_length >= 2 else []


_MODELS = {
    "shape": _weigh_shape,
    "dictionary": _weigh_dictionary,
    "checked": _weigh_checked,
    "birth": _weigh_birth,
    "date": _weigh_date,
    "text": _weigh_text,
    "secret": _weigh_secret,
    "url": _weigh_url,
}

_TEXTLESS = frozenset({"boolean", "date", "datetime", "time"})


def weigh_type(category: str, field: Field) -> float:
    """What the declared type of the field says: a boolean is no e-mail address, a date no name."""
    if field.type == "boolean":
        return 0.0 if category in ("consent.record", "personal.gender", "personal.marital_status") else -6.0
    if field.type in ("date", "datetime"):
        dated = ("personal.birth_date", "usage.behavior.datetime", "personal.employer", "consent.record")
        return 0.5 if category in dated else -6.0
    if field.type in ("integer", "number") and below(
        category,
        (
            "personal.name",
            "personal.contact.email",
            "personal.contact.address",
            "usage.content",
            "usage.browser",
            "personal.account.password",
            "usage.cookie",
        ),
    ):
        return -6.0
    if field.type == "number" and not below(
        category, ("usage.location", "personal.income", "personal.physical", "special.health_check")
    ):
        return -3.0
    return 0.0
