"""What a field may be: the categories that its container, its name and its values suggest, each with what speaks for
and against it.

Everything that the field says by itself is weighed once; what its neighbours add is one more factor afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.base import Collection, Field
from detectors.base import Factor, Verdict
from detectors.catalogue import load_catalogue
from detectors.containers import NOTHING, Form
from detectors.evidence import PRIOR, Model, below, confidence, load_knowledge, weigh_name, weigh_type
from detectors.field_names import names_a_thing, names_an_organisation
from detectors.hits import FieldView
from detectors.subjects import is_agent
from detectors.tally import FieldTally
from detectors.weighing import weigh_values, weigh_variety

ENOUGH = 0.5
"""Confidence from which a candidate becomes a finding."""

_FIXED = 4.0
_PART = 4.0
_ANOTHER_PART = -2.0
_DOUBT = -0.8
_ENOUGH_PERSONS = 2.0
_NEIGHBOURS, _HELP_WEAK, _HELP_NAMELESS = 0.75, 1.5, 2.25
_NO_NAME = -0.75
_OF_ANY_FORM = ("text", "date", "url")
# What a service draws for a browser or a device: each draws it in a form of its own.
_DRAWN = ("usage.cookie", "usage.device.ad_id", "usage.device.push_token", "personal.account.login_id")
_COARSE, _SAME_VALUES = "usage.location.coarse", "personal.contact.region"
_REST, _REST_OF_ADDRESS = -1.0, 3.5
_PART_OF_NAMED = 1.5
_SHORT_NAME = 3
_CODED = ("personal.gender", "personal.blood_type", "personal.marital_status")  # one letter is a value of these
_UNHELPFUL = re.compile(
    r"(?:col(?:umn)?|fi?e?lds?|attr(?:ibute)?|var|val(?:ue)?|data|item|info|text|unnamed|no|[a-z]"
    r"|項目|列|カラム|フィールド|データ|値|内容|情報)?[\s_:.#-]*\d{0,4}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A category that a field may be, with its factors. ``helped`` is the most that a table about persons adds (in
    log-odds)."""

    category: str
    verdict: Verdict
    factors: tuple[Factor, ...]
    helped: float = 0.0

    @property
    def log_odds(self) -> float:
        """The sum of all factors."""
        return sum(factor.weight for factor in self.factors)

    @property
    def confidence(self) -> float:
        """The probability that the field is this."""
        return confidence(self.log_odds)


@dataclass(frozen=True, slots=True)
class Look:
    """A field looked at by itself. ``label`` is what its container says it is (None: no container knows it,
    :data:`NOTHING`: nothing of a person), ``form`` that container."""

    field: Field
    tally: FieldTally
    hints: Mapping[str, float]
    label: str | None
    form: Form | None
    candidates: tuple[Candidate, ...]

    def best(self, person: float, *, continues: bool = False) -> Candidate | None:
        """The category that fits best beside ``person`` (evidence for a table about persons), if any fits well
        enough. ``continues`` says that the field before it holds an address or the first part of one."""
        helped = person >= _ENOUGH_PERSONS
        judged = [
            Candidate(
                one.category,
                one.verdict,
                tidy((*one.factors, Factor("neighbours", min(one.helped, _NEIGHBOURS * person)))),
            )
            if helped and one.helped
            else _continue_address(one, self.hints)
            if continues and helped and one.category == "personal.contact.address"
            else one
            for one in self.candidates
        ]
        best = max(judged, key=lambda one: (one.log_odds, one.category), default=None)
        return best if best and best.confidence >= ENOUGH else None


def _continue_address(one: Candidate, hints: Mapping[str, float]) -> Candidate:
    """A field called so (``line1``) after a city holds the rest of the address, though no value of it alone is one."""
    if hints.get(one.category, 0.0) <= 0.0:
        return one
    factors = [Factor(f.name, max(f.weight, _REST)) if f.name == "values" else f for f in one.factors]
    return Candidate(one.category, one.verdict, tidy((*factors, Factor("neighbours", _REST_OF_ADDRESS))))


def look_at_field(
    collection: Collection, field: Field, tally: FieldTally, view: FieldView, label: str | None, form: Form | None
) -> Look:
    """A field with everything that it may be. A part of a collection whose kind says what it is, is nothing else."""
    parts = load_knowledge().containers.get(collection.kind, {})
    if not field.path and field.name in parts:
        candidates = [_weigh_fixed(parts[field.name], field, tally)] if parts[field.name] and tally.read else []
        return Look(field, tally, view.hints, None, None, tuple(candidates))
    possible = {*view.hints, *tally.categories, *([label] if label else [])}
    if is_unhelpful(field.label) and 2 * tally.signals["date"] >= tally.read > 0:
        possible.add("personal.birth_date")
    weighed = (_weigh(category, field, tally, view, label) for category in sorted(possible))
    return Look(field, tally, view.hints, label, form, tuple(one for one in weighed if one is not None))


def _weigh_fixed(category: str, field: Field, tally: FieldTally) -> Candidate:
    """The one thing that a named part of a known kind of collection is."""
    factors = [Factor("prior", PRIOR), Factor("container", _FIXED), Factor("type", weigh_type(category, field))]
    return Candidate(category, "is", tidy(factors + weigh_values(category, tally, 0.9)))


def _weigh(category: str, field: Field, tally: FieldTally, view: FieldView, label: str | None) -> Candidate | None:
    """One category that a field may be; None where neither name, nor container, nor values say enough for it."""
    if category not in load_catalogue().categories:
        return None
    model = load_knowledge().model(category)
    hint = view.hints.get(category, 0.0)
    if category != label and not below(category, _CODED) and _says_nothing(field, tally):
        return None
    factors = [Factor("prior", PRIOR), *_weigh_place(category, field, view.hints, label)]
    factors.append(Factor("type", weigh_type(category, field)))
    spoken = []
    if tally.read and category not in view.parts:
        spoken = weigh_values(category, tally, max(hint, 0.6) if category == label else hint)
        free = model.model in _OF_ANY_FORM or below(category, _DRAWN)
        doubted = _is_plain(category, hint, model) or (category == label and free)
        if _contradicts(spoken) and doubted and tally.mean_length >= 3:
            # The name is plain, the values are of no form that is known (names of other countries): said, doubtfully.
            factors.append(Factor("values", _DOUBT))
            spoken = []
        if not spoken:
            factors += weigh_variety(category, tally)
    verdict: Verdict = "is" if tally.read and (spoken or category == label) else "named"
    if verdict == "named" and hint < 0.5:
        return None
    return Candidate(category, verdict, tidy(factors + spoken), _help_most(field, hint, model) if tally.read else 0.0)


def _says_nothing(field: Field, tally: FieldTally) -> bool:
    """Whether a part of a value has a name of two or three letters and always the same one character: ``bp=0`` in a
    query is no blood pressure."""
    trivial = tally.read > 0 and tally.mean_length <= 1.0 and tally.distinct.count() <= 1
    parts = field.label.rstrip("[]").split(".")
    return trivial and (bool(field.path) or len(parts) > 1) and len(parts[-1]) <= _SHORT_NAME


def _weigh_place(category: str, field: Field, hints: Mapping[str, float], label: str | None) -> Iterator[Factor]:
    """What the container and the name of a field say for a category, or against it."""
    if category == label:
        yield Factor("container", _PART)
    elif label == _COARSE and category == _SAME_VALUES:
        yield Factor("container", 3 * _ANOTHER_PART)
    elif label not in (None, NOTHING):
        yield Factor("container", _ANOTHER_PART)
    if category in hints:
        yield Factor("name", weigh_name(hints[category]))
    elif category == label:
        return
    elif category == "personal.contact.region" and hints.get("personal.contact.address", 0.0) >= 0.5:
        # 住所1 often holds the prefecture alone.
        yield Factor("name", _PART_OF_NAMED)
    elif is_unhelpful(field.label):
        yield Factor("name", _NO_NAME if category == "personal.birth_date" else 0.0)
    elif hints and max(hints.values()) >= 0.7:
        yield Factor("name", -2.5)
    elif names_a_thing(field.label) and below(category, ("personal", "usage.device.ip")):
        yield Factor("name", -4.0)
    elif category == "personal.name" and names_an_organisation(field.label) and not is_agent(field.label):
        yield Factor("name", -2.5)


def _is_plain(category: str, hint: float, model: Model) -> bool:
    """Whether the name alone is enough to say so in doubt. Check digits that fail are no matter of doubt."""
    sure = 0.9 if category not in ("personal.name", "personal.account.password") else 0.75
    return hint >= sure and model.model != "checked"


def _contradicts(factors: Sequence[Factor]) -> bool:
    return sum(factor.weight for factor in factors) < _DOUBT


def _help_most(field: Field, hint: float, model: Model) -> float:
    """How much a table about persons may speak for a category here: for dates that may be of birth, and for what is a
    matter of degree under a name that says little (``name``) or nothing (``col3``)."""
    # A few codes (1, 2) under a name that says nothing may be anything's.
    if model.model in ("names", "dictionary", "shape", "birth") and not model.most_distinct:
        if is_unhelpful(field.label):
            return _HELP_NAMELESS
        if model.model == "birth" or (model.model != "shape" and 0 < hint < 0.5):
            return _HELP_WEAK
    return _HELP_WEAK if model.most_distinct and 0 < hint < 0.5 else 0.0


def is_unhelpful(name: str) -> bool:
    """Whether the name of a field says nothing at all: ``col1``, ``f3``, ``data_02``, 項目7, ``#2``."""
    return bool(name.strip()) and _UNHELPFUL.fullmatch(name.strip()) is not None


def tidy(factors: Sequence[Factor]) -> tuple[Factor, ...]:
    """Factors rounded to two digits, without those that say nothing."""
    return tuple(Factor(factor.name, round(factor.weight, 2)) for factor in factors if round(factor.weight, 2))
