"""Whose data a table holds: told from the table as a whole, its name, its other fields and the shape of its names.

The same telephone number is a person's in a list of members, a shop's in a list of shops and a hospital's in a list of
hospitals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from connectors.base import Collection, Field
from detectors.base import Finding, Subject
from detectors.containers import Container, fold_label
from detectors.evidence import below, load_knowledge
from detectors.field_names import names_a_thing, names_an_organisation, table_kind
from detectors.mailboxes import DESKS
from detectors.name_forms import split_words
from detectors.tally import CategoryTally, FieldTally

_NAMES = "personal.name"
_MOST_NAMES = 3.0
_MOSTLY = 0.6
_AGENTS_OWN = ("personal.contact", "personal.occupation", "personal.employer")
_AGENT = 0.3
_FEW = 5
_TEXT_LENGTH = 20
_PERSONAL_FACTS = ("personal.contact", "personal.education", "personal.occupation", "personal.financial")
_PAIR = 2.0
_SOME_THINGS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a table as the judgement of subjects sees it: what its name suggests (category -> strength), and
    the category that it has by itself ("" for none)."""

    field: Field
    tally: FieldTally
    hints: Mapping[str, float]
    category: str


@dataclass(frozen=True, slots=True)
class TableView:
    """What speaks for a table about persons and for one about organisations (log-odds, roughly). ``names_person``: a
    field holds names of persons; ``places``: it is a list of places, or one of its fields names them; ``things``: it
    lists goods or other things; ``works``: works of art or letters. ``own`` is what each field, by its number, adds to
    ``person``."""

    person: float
    company: float
    names_person: bool
    places: bool
    things: bool
    works: bool
    own: tuple[float, ...]

    @property
    def of_organisations(self) -> bool:
        """Whether what belongs to whomever the table is about is an organisation's."""
        return self.company > self.person

    def person_beside(self, number: int) -> float:
        """What the other fields say for a table about persons."""
        return self.person - self.own[number]


def view_table(collection: Collection, parts: Sequence[Part], containers: Sequence[Container]) -> TableView:
    """What the fields of a collection say together."""
    abouts = {container.form.about for container in containers}
    kind, subjects = table_kind(collection.name), load_knowledge().subjects
    labels = {fold_label(part.field.label) for part in parts}
    company = _weigh_company(collection, parts) + 2.5 * ("organisation" in abouts) + 2.0 * ("place" in abouts)
    own = _weigh_persons(parts, company)
    named = {"person": 2.0, "organisation": 0.0, "thing": -1.0}.get(kind or "", 0.0)
    person = named + sum(own) + (1.0 if "person" in abouts else 0.0) + (_PAIR if _holds_pair(parts) else 0.0)
    return TableView(
        person=person,
        company=company,
        names_person=any(part.category == _NAMES for part in parts),
        places="place" in abouts or any(_share(part.tally, "place") >= 0.5 for part in parts),
        things=kind == "thing" or "thing" in abouts or len(labels & subjects.thing_fields) >= _SOME_THINGS,
        works=not labels.isdisjoint(subjects.work_fields),
        own=own,
    )


def _weigh_persons(parts: Sequence[Part], company: float) -> tuple[float, ...]:
    """What each field adds to a table about persons. Names count up to a bound, those of people who act for an
    organisation hardly, and a mailbox or an account not by itself where much speaks for organisations."""
    weights = load_knowledge().subjects.person
    own: list[float] = []
    names = 0.0
    for part in parts:
        weight = max((value for above, value in weights.items() if below(part.category, (above,))), default=0.0)
        if is_agent(part.field.label):
            weight = min(weight, _AGENT)
        if below(part.category, (_NAMES,)):
            weight = min(weight, max(0.0, _MOST_NAMES - names))
            names += weight
        own.append(weight)
    loose = ("personal.contact", "personal.account.customer_no", "personal.account.login_id", "consent")
    firm = any(weight > _AGENT and not below(part.category, loose) for part, weight in zip(parts, own, strict=True))
    if company >= 1.5 and not firm:
        return tuple(0.0 if below(part.category, loose) else one for part, one in zip(parts, own, strict=True))
    return tuple(own)


def _holds_pair(parts: Sequence[Part]) -> bool:
    """Whether two fields side by side hold family names and given names: one of them alone may be places, shops or
    works, both hardly. Only where the fields have no names that say so already."""
    for left, right in pairwise(parts):
        if left.category or right.category or names_a_thing(left.field.label) or names_a_thing(right.field.label):
            continue
        for family, given in ((left.tally, right.tally), (right.tally, left.tally)):
            if _share(family, "name.family") >= 0.7 and _share(given, "name.given") >= 0.6:
                return min(family.read, given.read) >= _FEW
    return False


def _weigh_company(collection: Collection, parts: Sequence[Part]) -> float:
    """How much speaks for a table about organisations: its name, corporate numbers, the names in it, its fields."""
    total = {"organisation": 2.5}.get(table_kind(collection.name) or "", 0.0)
    known = load_knowledge().subjects.company_fields
    total += min(1.5, 0.5 * sum(fold_label(part.field.label) in known for part in parts))
    total += max((_weigh_company_names(part) for part in parts), default=0.0)
    for part in parts:
        numbers = part.tally.categories.get("org.corporate_number", CategoryTally())
        if part.tally.read and numbers.whole >= 0.5 * part.tally.read and numbers.passed >= 0.8 * numbers.tried:
            return total + 2.0
    return total


def _weigh_company_names(part: Part) -> float:
    """What a field with names of organisations says: most where it is what the rows are called, little where it is
    one more fact about a person (an employer, a department) or the name of a place."""
    share = _share(part.tally, "organisation")
    if share < 0.5 or part.tally.mean_length > 40 or _share(part.tally, "place") >= 0.5:
        return 0.0
    strong = {category for category, strength in part.hints.items() if strength >= 0.5}
    label = part.field.label
    if any(below(category, ("personal.employer", "hr")) for category in strong):
        weight = 0.5
    elif any(below(category, _PERSONAL_FACTS) for category in strong):
        weight = 0.0
    elif names_an_organisation(label) or names_a_thing(label) or _NAMES in part.hints:
        weight = 2.5
    else:
        weight = 1.5
    # An optional company beside the name of a person is one fact more about the person.
    return weight * part.tally.read / max(1, part.tally.rows)


def _share(tally: FieldTally, signal: str) -> float:
    return tally.signals[signal] / tally.read if tally.read else 0.0


def is_agent(label: str) -> bool:
    """Whether a field's name says that it is somebody who acts for an organisation: 担当者名, ``contact_name``."""
    subjects = load_knowledge().subjects
    folded = fold_label(label)
    return any(mark in folded for mark in subjects.agents) or not subjects.agent_words.isdisjoint(split_words(label))


def find_subject(finding: Finding, part: Part, table: TableView) -> Subject:
    """Whose data a finding is."""
    category, subjects = finding.category, load_knowledge().subjects
    label = part.field.label
    if category.startswith("org."):
        return "organisation"
    reached = below(category, ("personal.contact",)) and category != "personal.contact.email"
    if reached and names_an_organisation(label) and not is_agent(label):
        return "organisation"
    if below(category, subjects.nameless) and table.of_organisations and not table.names_person:
        return "organisation"
    if below(category, subjects.attached):
        if table.of_organisations:
            return _find_subject_there(finding, part, table)
        return "person" if table.person >= 1.0 else "unknown"
    if category.startswith(("personal.", "special.", "biometric.", "hr.", "child.")):
        return "person"
    return "person" if table.person >= 1.0 else "unknown"


def _find_subject_there(finding: Finding, part: Part, table: TableView) -> Subject:
    """Whose contact details are in a table about organisations: the organisation's, but for what is marked as that
    of the person beside it, a mailbox beside a name, and what stands in running text."""
    if is_agent(part.field.label) and below(finding.category, _AGENTS_OWN):
        return "person"
    if finding.category == "personal.contact.email" and table.names_person:
        return "organisation" if _share(part.tally, DESKS) >= _MOSTLY else "unknown"
    if finding.verdict == "contains" and part.tally.mean_length >= _TEXT_LENGTH:
        return "unknown"
    return "organisation"


def find_dismissal(finding: Finding, subject: Subject, part: Part, table: TableView) -> str:
    """Why a finding is not one about a person (a code of the message catalogue); "" when it may be."""
    subjects = load_knowledge().subjects
    if finding.category == _NAMES and table.works and fold_label(part.field.label) in subjects.makers:
        return "public-figure"
    if table.person < 1.0 and (reason := _find_thing(finding, part, table)):
        return reason
    if table.of_organisations and subject == "person" and is_agent(part.field.label):
        return ""
    if finding.verdict != "contains" and table.person < 1.0 and below(finding.category, subjects.needs_person):
        return "place-directory" if table.places else "organisation" if subject == "organisation" else "no-person"
    if subject == "organisation" and below(finding.category, (*subjects.attached, *subjects.nameless)):
        return "organisation"
    return ""


def _find_thing(finding: Finding, part: Part, table: TableView) -> str:
    """Why a finding in a table that names nobody is about a thing: texts and names in a list of goods, addresses of
    an internal network."""
    if finding.category == "usage.device.ip" and finding.verdict == "is":
        return "private-address" if _share(part.tally, "private-address") >= 0.95 else ""
    if not (table.things or table.of_organisations):
        return ""
    if below(finding.category, ("usage.content.post", "usage.content.comment", "usage.content.message")):
        return "thing" if table.things else "no-person"
    if finding.category == _NAMES and finding.verdict == "contains" and part.tally.mean_length < _TEXT_LENGTH:
        return "product" if table.things else ""
    return ""
