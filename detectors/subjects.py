"""Whose data a table holds: told from the table as a whole, its name, its other fields and the shape of its names.

The same telephone number is a person's in a list of members, a shop's in a list of shops and a hospital's in a list of
hospitals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from connectors.base import Collection, Field
from detectors.base import Finding, Subject
from detectors.belongings import Holder, is_held
from detectors.containers import Container, fold_label
from detectors.evidence import below, load_knowledge
from detectors.field_names import names_a_person_key, names_a_thing, names_an_organisation, table_kind
from detectors.mailboxes import DESKS
from detectors.name_forms import split_words
from detectors.owners import belongs_to_a_firm, lists_places, stem_of
from detectors.probes import PROBES
from detectors.tally import CategoryTally, FieldTally
from detectors.things import Things, names_a_client, names_a_natural_person, names_an_owner, view_things

NAMES, MAIL = "personal.name", "personal.contact.email"
_MOST_NAMES = 3.0
_MOSTLY = 0.6
_AGENTS_OWN = ("personal.contact", "personal.occupation", "personal.employer")
_AGENT = 0.3
_FEW = 5
TEXT_LENGTH = 20
_PERSONAL_FACTS = ("personal.contact", "personal.education", "personal.occupation", "personal.financial")
_PAIR = 2.0
_MOST_BESIDE_NAMES = 1.5
_BARE_NAMES = ("name", "名前", "名称", "名", "fromname", "sendername")
_ENOUGH = 1.0
_ADDRESS, _INTERNAL = "usage.device.ip", 0.95
_KEY, _AGENT_OF_BROWSER = 1.0, 1.0
_SPOTS, _NAMELIKE = 2.5, ("personal.name.romaji", "personal.name.kana")


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a table as the judgement of subjects sees it: what its name suggests (category -> strength), and
    the category that it has by itself ("" for none). ``holder``: to what it belongs, if to no person."""

    field: Field
    tally: FieldTally
    hints: Mapping[str, float]
    category: str
    holder: Holder | None = None


@dataclass(frozen=True, slots=True)
class TableView:
    """What speaks for a table about persons and for one about organisations (log-odds, roughly). ``names_person``: a
    field holds names of persons; ``places``: it is a list of places, or one of its fields names them; ``things``: what
    it lists instead. ``anchor`` is what speaks for persons beside what things have as well; ``firms``: what the
    names of fields with organisations begin with; ``probed``: programs that watch servers made all of it. ``own`` is
    what each field, by its number, adds to ``person``."""

    person: float
    company: float
    names_person: bool
    places: bool
    things: Things
    anchor: float
    firms: frozenset[str]
    probed: bool
    own: tuple[float, ...]

    @property
    def of_organisations(self) -> bool:
        """Whether what belongs to whomever the table is about is an organisation's."""
        return self.company > self.person

    @property
    def of_nobody(self) -> bool:
        """Whether it lists things, and nothing in it is a person's alone."""
        return self.anchor < _ENOUGH and self.things.nobody

    def person_beside(self, number: int) -> float:
        """What the other fields say for a table about persons; nothing where things have the same facts."""
        return 0.0 if self.of_nobody else self.person - self.own[number]


def view_table(collection: Collection, parts: Sequence[Part], containers: Sequence[Container]) -> TableView:
    """What the fields of a collection say together."""
    abouts = {container.form.about for container in containers}
    kind = table_kind(collection.name)
    things = view_things(collection, [part.field.label for part in parts])
    if "thing" in abouts:
        things = replace(things, listed=True)
    company = _weigh_company(collection, parts) + 2.5 * ("organisation" in abouts) + 2.0 * ("place" in abouts)
    spots = lists_places([(part.field.label, part.category) for part in parts])
    company += _SPOTS * spots
    own = _weigh_persons(parts, company, things)
    if spots or "place" in abouts:
        own = tuple(0.0 if below(part.category, _NAMELIKE) else one for part, one in zip(parts, own, strict=True))
    named = {"person": 2.0, "organisation": 0.0, "thing": -1.0}.get(kind or "", 0.0)
    used = "person" in abouts and not (things.named and things.machines)
    paired = (1.0 if used else 0.0) + (_PAIR if _holds_pair(parts) else 0.0)
    person = named + sum(own) + paired
    return TableView(
        person=person,
        company=company,
        names_person=any(part.category == NAMES for part in parts),
        places=spots or "place" in abouts or any(share_of(part.tally, "place") >= 0.5 for part in parts),
        things=things,
        anchor=max(0.0, named) + paired + _weigh_anchor(parts, own, things),
        firms=_find_firms(parts),
        probed=_is_probed(parts),
        own=own,
    )


def _is_internal(tally: FieldTally) -> bool:
    return share_of(tally, "private-address") >= _INTERNAL


def _find_firms(parts: Sequence[Part]) -> frozenset[str]:
    """What the names of fields with organisations begin with, but for those beside which a person is named."""
    persons = {
        stem_of(part.field.label) for part in parts if part.hints.get(NAMES, 0.0) >= 0.5 or part.category == NAMES
    }
    return frozenset(stem_of(part.field.label) for part in parts if _holds_firms(part)) - persons - {""}


def _holds_firms(part: Part) -> bool:
    """Whether a field holds names of organisations other than those that persons work at."""
    employs = any(below(one, ("personal.employer",)) and strength >= 0.5 for one, strength in part.hints.items())
    filled = part.tally.read >= _MOSTLY * part.tally.rows
    return filled and not employs and part.tally.mean_length <= 40 and share_of(part.tally, "organisation") >= _MOSTLY


def _is_probed(parts: Sequence[Part]) -> bool:
    """Whether programs that watch servers made all of the requests, from inside."""
    outside = (
        part.tally.categories.get("usage.device.ip", CategoryTally()).cells - part.tally.signals["private-address"]
        for part in parts
    )
    return any(share_of(part.tally, PROBES) >= 0.98 for part in parts) and not any(number > 0 for number in outside)


def _weigh_anchor(parts: Sequence[Part], own: Sequence[float], things: Things) -> float:
    """What speaks for persons beside what things have as well: names, mailboxes, numbers of persons, browsers."""
    common = load_knowledge().subjects.attributes
    if things.machines:
        common = (*common, *load_knowledge().subjects.machine_parts)
    total = 0.0
    for part, weight in zip(parts, own, strict=True):
        if part.category == _ADDRESS and names_a_client(part.field.label) and not _is_internal(part.tally):
            total += _KEY
        if below(part.category, common) or (things.named and part.category == NAMES and is_called_name(part)):
            continue
        if not weight and names_a_person_key(part.field.label) and not is_agent(part.field.label):
            weight = _KEY
        total += _AGENT_OF_BROWSER if part.category == "usage.browser" else weight
    return total


def is_called_name(part: Part) -> bool:
    """Whether a field that seems to hold names of persons is called ``name`` and no more: a cow has one."""
    return fold_label(part.field.label).rpartition(".")[2] in _BARE_NAMES


def _weigh_persons(parts: Sequence[Part], company: float, things: Things) -> tuple[float, ...]:
    """What each field adds to a table about persons. Names count up to a bound, those of people who act for an
    organisation or made a work hardly, mailboxes of desks not, and a mailbox or an account not by itself where much
    speaks for organisations."""
    weights = load_knowledge().subjects.person
    own: list[float] = []
    names = 0.0
    for part in parts:
        weight = max((value for above, value in weights.items() if below(part.category, (above,))), default=0.0)
        owner = things.listed and names_an_owner(part.field.label) and not things.machines
        agent = (is_agent(part.field.label) and not owner) or (things.nobody and is_maker(part))
        if agent or (things.named and things.machines and part.category == NAMES):
            weight = min(weight, _AGENT)
        desk = part.category == MAIL and share_of(part.tally, DESKS) >= _MOSTLY
        if desk or is_held(part.category, part.field.label, part.holder):
            weight = 0.0
        if below(part.category, (NAMES,)):
            weight = min(weight, max(0.0, _MOST_NAMES - names))
            names += weight
        own.append(weight)
    loose = ("personal.contact", "personal.account.customer_no", "personal.account.login_id", "consent")
    firm = any(weight > _AGENT and not below(part.category, loose) for part, weight in zip(parts, own, strict=True))
    if company >= 1.5 and not firm:
        return tuple(0.0 if below(part.category, loose) else one for part, one in zip(parts, own, strict=True))
    return tuple(own)


def is_maker(part: Part) -> bool:
    """Whether a field's name says that it holds the maker of a work."""
    return fold_label(part.field.label) in load_knowledge().subjects.makers


def _holds_pair(parts: Sequence[Part]) -> bool:
    """Whether two fields side by side hold family names and given names: one of them alone may be places, shops or
    works, both hardly. Only where the fields have no names that say so already."""
    for left, right in pairwise(parts):
        if left.category or right.category or names_a_thing(left.field.label) or names_a_thing(right.field.label):
            continue
        for family, given in ((left.tally, right.tally), (right.tally, left.tally)):
            if share_of(family, "name.family") >= 0.7 and share_of(given, "name.given") >= 0.6:
                return min(family.read, given.read) >= _FEW
    return False


def _weigh_company(collection: Collection, parts: Sequence[Part]) -> float:
    """How much speaks for a table about organisations: its name, corporate numbers, the names in it, its fields."""
    total = {"organisation": 2.5}.get(table_kind(collection.name) or "", 0.0)
    known = load_knowledge().subjects.company_fields
    total += min(1.5, 0.5 * sum(fold_label(part.field.label) in known for part in parts))
    most = max((_weigh_company_names(part) for part in parts), default=0.0)
    clients = any(part.hints.get(NAMES, 0.0) >= 0.5 and not is_agent(part.field.label) for part in parts)
    total += min(most, _MOST_BESIDE_NAMES) if clients else most
    for part in parts:
        numbers = part.tally.categories.get("org.corporate_number", CategoryTally())
        if part.tally.read and numbers.whole >= 0.5 * part.tally.read and numbers.passed >= 0.8 * numbers.tried:
            return total + 2.0
    return total


def _weigh_company_names(part: Part) -> float:
    """What a field with names of organisations says: most where it is what the rows are called, little where it is
    one more fact about a person (an employer, a department) or the name of a place."""
    share = share_of(part.tally, "organisation")
    if share < 0.5 or part.tally.mean_length > 40 or share_of(part.tally, "place") >= 0.5:
        return 0.0
    strong = {category for category, strength in part.hints.items() if strength >= 0.5}
    label = part.field.label
    if any(below(category, ("personal.employer", "hr")) for category in strong):
        weight = 0.5
    elif any(below(category, _PERSONAL_FACTS) for category in strong):
        weight = 0.0
    elif names_an_organisation(label) or names_a_thing(label) or NAMES in part.hints:
        weight = 2.5
    else:
        weight = 1.5
    # An optional company beside the name of a person is one fact more about the person.
    return weight * part.tally.read / max(1, part.tally.rows)


def share_of(tally: FieldTally, signal: str) -> float:
    """The share of a field's values (0 to 1) that show a signal."""
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
    reached = below(category, ("personal.contact",)) and (category != MAIL or not _is_at_work(label))
    if reached and names_an_organisation(label) and not is_agent(label):
        return "organisation"
    if reached and category != MAIL and belongs_to_a_firm(label, table.firms) and not is_agent(label):
        return "organisation"
    own = is_own_number(label) and (table.names_person or not table.of_organisations)
    if below(category, ("personal.contact",)) and (own or names_a_natural_person(label)):
        return "person"
    if below(category, subjects.nameless) and table.of_organisations and not table.names_person:
        return "organisation"
    if below(category, subjects.attached):
        if table.of_organisations:
            return _find_subject_there(finding, part, table)
        return "person" if table.person >= 1.0 else "unknown"
    if category.startswith(("personal.", "special.", "biometric.", "hr.", "child.")):
        return "person"
    return "person" if table.person >= 1.0 else "unknown"


def is_own_number(label: str) -> bool:
    """Whether a field's name says that its telephone is one person's (携帯, 緊急連絡先)."""
    folded = fold_label(label)
    return any(mark in folded for mark in load_knowledge().subjects.own_numbers)


def _is_at_work(label: str) -> bool:
    """Whether a mailbox of this name is the one of a person who works there."""
    folded = fold_label(label)
    return any(mark in folded for mark in load_knowledge().subjects.workplaces)


def _find_subject_there(finding: Finding, part: Part, table: TableView) -> Subject:
    """Whose contact details are in a table about organisations: the organisation's, but for what is marked as that
    of the person beside it, a mailbox beside a name, and what stands in running text."""
    if is_agent(part.field.label) and below(finding.category, _AGENTS_OWN):
        return "person"
    at_post = below(finding.category, _AGENTS_OWN[1:]) and part.hints.get(finding.category, 0.0) >= 0.5
    if at_post and table.names_person and share_of(part.tally, "organisation") < 1 - _MOSTLY:
        return "person"
    if finding.category == MAIL and table.names_person:
        return "organisation" if share_of(part.tally, DESKS) >= _MOSTLY else "unknown"
    if finding.verdict == "contains" and part.tally.mean_length >= TEXT_LENGTH:
        return "unknown"
    return "organisation"
