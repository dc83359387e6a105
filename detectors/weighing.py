"""How the values of a column speak for a category: the models of ``data/evidence.toml`` turned into log-odds.

A column is judged by what all of its values are together: the share that fits, check digits against the rate of
chance, whether the numbers count up, tell a time or are codes of goods, how many different ones there are and how
regular their length is.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime

from detectors.base import Factor
from detectors.evidence import Model, below, chance_of, load_knowledge, weigh_checks
from detectors.series import GOODS, TIMES
from detectors.tally import CategoryTally, FieldTally


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


_FEW = 10
_IDENTIFIERS = ("personal.id", "personal.account.customer_no", "personal.account.login_id")


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
    return factors + weigh_series(tally, goods=False)


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
        # Numbers of another form may be those of another country, where the model says so.
        return [_against(tally)] if model.against else []
    checks = Factor("checks", weigh_checks(seen.tried, seen.passed, chance_of(category, seen)))
    return [checks, *weigh_series(tally, goods=chance_of(category, seen) < 1.0)]


def weigh_series(tally: FieldTally, *, goods: bool) -> list[Factor]:
    """What speaks against any identifier: numbers that run 1, 2, 3, that tell a time, or (``goods``) that all have
    the check digit of a code of goods. Real identifiers that pass their own check outweigh it."""
    factors = []
    if is_serial(tally):
        factors.append(Factor("serial", -4.0))
    if tally.read >= _FEW and _share(tally.signals[TIMES], tally) >= 0.95:
        factors.append(Factor("timestamp", -4.0))
    coded = tally.signals[GOODS]
    if goods and tally.distinct.count() >= _FEW and _share(coded, tally) >= 0.9:
        # One number in ten passes by chance; a column that is something else passes no more often.
        factors.append(Factor("goods-code", -min(6.0, 1.2 * math.log1p(tally.distinct.count()))))
    return factors


def is_serial(tally: FieldTally) -> bool:
    """Whether the numbers of a field run 1, 2, 3."""
    return tally.steps >= 5 and tally.unit_steps > 0.8 * tally.steps


def weigh_variety(category: str, tally: FieldTally) -> list[Factor]:
    """What the number of different values and their lengths say where values cannot be checked: identifiers are many
    and of one length; two or three values in a long column are a class."""
    if tally.read < _FEW or not below(category, _IDENTIFIERS):
        return []
    distinct = tally.distinct.count()
    if distinct <= max(2, 0.01 * tally.read) and tally.read >= 2 * _FEW:
        return [Factor("distinct", -2.0)]
    spread = tally.squares / tally.read - tally.mean_length**2
    if spread < 0.05 and tally.mean_length >= 4 and distinct >= 0.5 * tally.read:
        return [Factor("length", 0.4)]
    return []


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
    return [Factor("values", -0.8 if tally.mean_length >= 8 else -3.0)]


def _weigh_secret(category: str, model: Model, seen: CategoryTally, tally: FieldTally) -> list[Factor]:
    hashed = _share(seen.tags["hashed"] + seen.tags["fast-hash"] + tally.signals["hash"], tally)
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
