"""Why a finding is not one about a person: what belongs to an organisation, a machine, a thing, or to nobody.

What is dismissed is listed with its reason: a judgement that nobody can see cannot be checked.
"""

from __future__ import annotations

from detectors.base import Finding, Subject
from detectors.belongings import is_held
from detectors.evidence import below, load_knowledge
from detectors.mailboxes import DESKS
from detectors.subjects import (
    MAIL,
    NAMES,
    TEXT_LENGTH,
    Part,
    TableView,
    is_agent,
    is_called_name,
    is_maker,
    is_own_number,
    share_of,
)
from detectors.things import names_a_machine, summarises

_MOST_DESKS = 0.9
_SUMMARISED = ("personal.age", "personal.income", "personal.physical")
_HOLDERS = {"beings": "thing", "sites": "place-directory", "gear": "software"}


def find_dismissal(finding: Finding, subject: Subject, part: Part, table: TableView) -> str:
    """Why a finding is not one about a person (a code of the message catalogue); "" when it may be."""
    subjects = load_knowledge().subjects
    if table.probed and below(finding.category, ("usage",)):
        return "bot"
    if finding.category == NAMES and (table.things.works or table.of_nobody) and is_maker(part):
        return "public-figure"
    if is_held(finding.category, part.field.label, part.holder):
        return _HOLDERS[part.holder or "beings"]
    if table.person < 1.0 and (reason := _find_thing(finding, part, table)):
        return reason
    if reason := _find_nobody(finding, part, table):
        return reason
    at_post = below(finding.category, ("personal.employer", "personal.occupation"))
    if table.of_organisations and subject == "person" and (at_post or is_agent(part.field.label)):
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
        return "private-address" if share_of(part.tally, "private-address") >= 0.95 else ""
    if not (table.things.listed or table.of_organisations):
        return ""
    if below(finding.category, ("usage.content.post", "usage.content.comment", "usage.content.message")):
        return "thing" if table.things.listed else "no-person"
    if finding.category == NAMES and finding.verdict == "contains" and part.tally.mean_length < TEXT_LENGTH:
        return "product" if table.things.listed else ""
    return ""


def _find_nobody(finding: Finding, part: Part, table: TableView) -> str:
    """Why what persons and things have in common is nobody's here: the address of a machine that answers, facts in a
    table about things, machines or statistics in which nothing is a person's alone."""
    category, subjects, label = finding.category, load_knowledge().subjects, part.field.label
    if category == "usage.device.ip" and finding.verdict == "is" and names_a_machine(label):
        return "software"
    if category == "personal.physical" and table.things.sized and "height" in label.casefold():
        return "thing"
    if below(category, _SUMMARISED) and summarises(label):
        return "no-person"
    if label in table.things.ailing and finding.verdict == "named" and below(category, ("special",)):
        return "thing"
    if label in table.things.ailing and category == "usage.content.inquiry":
        return "thing"
    if category == MAIL and finding.verdict == "is" and share_of(part.tally, DESKS) >= _MOST_DESKS:
        return "organisation"
    if not table.of_nobody:
        return ""
    if (table.things.machines or table.things.texts) and below(category, subjects.machine_parts):
        return "software"
    if table.things.named and below(category, ("usage.device.hw_id", "usage.device.model", "usage.os")):
        return "software"
    if category == NAMES and table.things.named and is_called_name(part):
        return "thing"
    reached = below(category, ("personal.contact",))
    if table.things.texts and (reached or below(category, ("usage.content",))):
        return "organisation" if reached else "thing"
    # Where nobody is named, a number for emergencies is a desk's.
    own = is_own_number(label) and "emergency" not in label.casefold()
    inside = reached and finding.verdict == "contains" and part.tally.mean_length >= TEXT_LENGTH
    if own or inside or not below(category, subjects.attributes):
        return ""
    return "organisation" if reached and category != "personal.contact.region" else "no-person"
