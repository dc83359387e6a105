"""The facts of a dataset in words, for the cells of ledgers. A text is empty where nothing is known."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from connectors.base import Condition
from detectors.catalogue import AppiClass, load_catalogue
from reports.base import LEAK_RULES, Coverage, Entry
from reports.ledger import say
from reports.ledger_facts import Holding
from reports.linkage import covered
from reports.messages import label
from reports.phrases import category_standing, category_title, pick_title, show, write_confidence
from reports.policy import Policy, Retention
from reports.registers import list_supplies
from reports.subjects import load_subjects

_NOTED_FITS = ("needs-notice", "unexpected", "barred")
_READERS = ("world-readable", "group-readable", "served-place")
_NEARLY_ALL = 0.9
_CLASSES: tuple[AppiClass, ...] = (
    *("identification-code", "special-care", "personal-information"),
    *("linkable", "related"),
)


def join(parts: Iterable[str], lang: str) -> str:
    """Several facts in one cell, each once."""
    return say("joint", lang).join(dict.fromkeys(part for part in parts if part))


def with_note(text: str, note: str, lang: str) -> str:
    """A text with a remark in brackets."""
    return say("item-of", lang, text=text, note=note) if note else text


def say_name(holding: Holding) -> str:
    """What the dataset is called: its source, and the table or file in it."""
    return " / ".join(show(part) for part in (holding.origin.source, holding.origin.collection) if part)


def say_medium(holding: Holding, lang: str) -> str:
    """Database or file, with the form that the file's name tells."""
    if holding.source.kind != "files":
        return say(holding.source.kind, lang) if holding.source.kind == "database" else ""
    form = PurePosixPath(re.sub(r"\.(?:gz|bz2|xz|zst)$", "", holding.origin.collection)).suffix.strip(".*")
    return say("file-form", lang, form=show(form.upper())) if form.isalnum() else say("files", lang)


def say_categories(holding: Holding, lang: str) -> str:
    """Each category with the number of fields, the confidence, and what the policy says of it for this purpose."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in holding.entries:
        groups[entry.finding.category].append(entry)
    order = {id: place for place, id in enumerate(load_catalogue().ids)}
    ranked = sorted(groups.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))
    return join((_say_category(id, some, holding.origin.purpose, lang) for id, some in ranked), lang)


def _say_category(category: str, entries: Sequence[Entry], purpose: str, lang: str) -> str:
    fields = len({entry.finding.location for entry in entries})
    seen = [entry.finding.confidence for entry in entries if entry.finding.verdict != "named"]
    note = say("of-fields", lang, n=fields, sure=write_confidence(max(seen))) if seen else ""
    fits = {fit.fit for entry in entries for fit in entry.purposes if fit.purpose == purpose}
    notes = [
        note or say("of-names", lang, n=fields),
        *(say("fit-note", lang, fit=label("fit", fit, lang)) for fit in _NOTED_FITS if fit in fits),
        label("policy", "undeclared", lang) if any(entry.policy == "undeclared" for entry in entries) else "",
    ]
    return with_note(category_title(category, lang), join(notes, lang), lang)


def say_classes(holding: Holding, lang: str) -> str:
    """What the law calls the data, the strictest class first."""
    found = {entry.standing or category_standing(entry.finding.category) for entry in holding.entries}
    return join((label("appi", one, lang) for one in _CLASSES if one in found), lang)


def find_subjects(holding: Holding) -> tuple[str, ...]:
    """Whose data it is declared to be: by the source, else by the purpose. Ids of ``data/subjects.toml``."""
    places = {(entry.finding.location.collection, entry.finding.location.field) for entry in holding.entries}
    declared = (one for place in sorted(places) for one in holding.source.declaration.subjects_at(*place))
    found = tuple(dict.fromkeys(declared)) or (holding.purpose.subjects if holding.purpose else ())
    return tuple(one for one in found if one in load_subjects())


def say_subjects(holding: Holding, lang: str) -> str:
    """Whose data it is, in words."""
    return join((load_subjects()[one]["title"][lang] for one in find_subjects(holding)), lang)


def say_records(coverage: Sequence[Coverage], lang: str) -> str:
    """How many rows or lines there are; "or more" where nobody knows the end."""
    if not coverage:
        return ""
    counts = [one.rows_total if one.rows_total is not None else one.rows_read for one in coverage]
    whole = all(one.rows_total is not None or (one.method, one.status) == ("full", "read") for one in coverage)
    return say("exact" if whole else "least", lang, n=sum(counts))


def say_persons(holding: Holding, lang: str) -> str:
    """About how many persons: different values in a field of names or ids. The same persons may stand in several
    files of one dataset, so that the largest of these is the least there are."""
    counts: dict[str, int] = {}
    for entry in holding.entries:
        if entry.persons is not None:
            place = entry.finding.location.collection
            counts[place] = max(counts.get(place, 0), entry.persons)
    if not counts:
        return ""
    whole = len(counts) == 1 and all(one.status == "read" for one in holding.coverage)
    most = max(counts.values())
    return say(("about" if most else "exact") if whole else "least", lang, n=most)


def say_purpose(holding: Holding, lang: str) -> str:
    """The purpose with its place in the policy."""
    if not holding.origin.purpose:
        return say("no-purpose", lang)
    if holding.purpose is None:
        return with_note(show(holding.origin.purpose), say("unregistered", lang), lang)
    one = holding.purpose
    text = f"{show(one.id)} {show(pick_title(one.title, lang))}"
    return with_note(text, say("policy-item", lang, item=show(one.item)) if one.item else "", lang)


def say_entrusted(holding: Holding, policy: Policy, lang: str) -> str:
    """Who handles the data on the company's behalf, by the policy's register."""
    register = {one.id: one for one in policy.entrusted}
    return join(
        (
            show(register[id].name or id) if id in register else with_note(show(id), say("unregistered", lang), lang)
            for id in holding.source.declaration.entrusted_to
        ),
        lang,
    )


def find_countries(holding: Holding, policy: Policy) -> tuple[str, ...]:
    """ISO 3166 codes of the countries where the data is kept, handled or provided to; "" where one is not stated."""
    declaration = holding.source.declaration
    processors = {one.id: one.country for one in policy.entrusted}
    recipients = {one.id: one.country for one in policy.recipients}
    found = [declaration.country] if declaration.country else []
    found += [processors.get(id, "") for id in declaration.entrusted_to]
    found += [recipients.get(one.recipient, "") for one in declaration.provided_to]
    return tuple(dict.fromkeys(found))


def say_countries(holding: Holding, policy: Policy, lang: str) -> str:
    """The countries, with a remark where one is missing."""
    return join((show(code) or say("no-country", lang) for code in find_countries(holding, policy)), lang)


def say_provided(holding: Holding, policy: Policy, lang: str) -> str:
    """Which third parties get it, each with the item of the policy on which that rests."""
    texts = []
    for one in list_supplies(policy, [holding.source], ()):
        registered = one.registered
        notes = [
            "" if registered else say("unregistered", lang),
            say("policy-item", lang, item=show(one.item)) if one.item else say("no-ground", lang),
            say(f"ground.{one.ground}", lang) if one.ground else "",
        ]
        name = registered.name if registered else ""
        texts.append(with_note(show(name or one.recipient), join(notes, lang), lang))
    return join(texts, lang)


def say_retention(holding: Holding, policy: Policy, lang: str) -> str:
    """How long the data may be kept: as the source declares, else as the policy says for its categories."""
    places = {(entry.finding.location.collection, entry.finding.location.field) for entry in holding.entries}
    declared = {holding.source.declaration.retention_at(*place) for place in places}
    if any(declared):
        return join((say_duration(one, lang) for one in sorted(declared)), lang)
    fitting = [one for one in policy.retention if not one.categories or _concerns(one, holding)]
    return join(
        (
            with_note(
                say_duration(one.period, lang) or show(one.text),
                join((show(one.starts), say("policy-item", lang, item=show(one.item)) if one.item else ""), lang),
                lang,
            )
            for one in fitting
        ),
        lang,
    )


def _concerns(retention: Retention, holding: Holding) -> bool:
    return any(covered(category, retention.categories) for category in holding.categories)


_UNITS = {"Y": "years", "M": "months", "W": "weeks", "D": "days"}


def say_duration(period: str, lang: str) -> str:
    """An ISO 8601 duration in words; anything else as it is."""
    parts = re.findall(r"(\d+)([YMWD])", period)
    if not re.fullmatch(r"P(?:\d+[YMWD])+", period):
        return show(period)
    return " ".join(say(_UNITS[unit], lang, n=int(number)) for number, unit in parts)


def say_access(holding: Holding, lang: str) -> str:
    """Who can read it as far as the store tells. That is no list of those who may."""
    return join((_say_condition(one, lang) for one in holding.conditions if one.kind in _READERS), lang)


def say_security(holding: Holding, lang: str) -> str:
    """What is declared and what was seen of its safety."""
    return join(_list_security(holding, lang), lang)


def _list_security(holding: Holding, lang: str) -> Iterator[str]:
    declaration = holding.source.declaration
    for key, said in (("encrypted", declaration.encrypted), ("access-log", declaration.access_log)):
        if said is not None:
            yield say(f"{key}-{'yes' if said else 'no'}", lang)
    yield from (_say_condition(one, lang) for one in holding.conditions if one.kind not in _READERS[:2])
    for name in ("masked", "digest"):
        fields = {
            entry.finding.location
            for entry in holding.entries
            if any(mark.name == name and mark.share >= _NEARLY_ALL for mark in entry.finding.evidence.marks)
        }
        if fields:
            yield say(f"{name}-fields", lang, n=len(fields))


def _say_condition(condition: Condition, lang: str) -> str:
    return with_note(say(f"condition.{condition.kind}", lang), show(condition.detail), lang)


def say_leak(holding: Holding, lang: str) -> str:
    """The facts that Rule 7 asks for, none of them a conclusion."""
    found = {rule for entry in holding.entries for rule in entry.reportable}
    return join((label("leak", rule, lang) for rule in LEAK_RULES if rule in found), lang) or say("no-leak-fact", lang)
