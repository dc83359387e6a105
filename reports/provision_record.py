"""The record of provision to third parties (APPI 29, Rules 19 to 21) as a table to complete, and an empty form for what
is received (APPI 30, Rules 22 to 25).

One row for each source and recipient that it declares. What a scan and the registers know stands there; who the persons
are does not: that is written by people, from what was provided.
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from reports.base import Entry, Report
from reports.leak_profile import find_profile, holds_personal, list_titles, say_persons
from reports.linkage import covered, load_linkage
from reports.phrases import name_field, pick_title
from reports.registers import Supply, list_supplies, load_registers
from reports.sheets import Cell, Sheet, asked, known
from reports.summary import find_gaps

FORM_ROWS = 10
"""Empty rows of the form for what is received."""

_LISTED = 5


@cache
def load_words() -> Mapping[str, Any]:
    """The whole of ``data/provision_record.toml``; read once."""
    return tomllib.loads((files("reports") / "data" / "provision_record.toml").read_text(encoding="utf-8"))


def say(key: str, lang: str, **params: object) -> str:
    """A text of the record, filled in."""
    text: str = load_words()["text"][key][lang]
    return text.format_map(params)


@dataclass(frozen=True, slots=True)
class _Row:
    """What one row is about."""

    number: int
    supply: Supply
    report: Report
    provided: date | None
    lang: str

    @property
    def personal(self) -> list[Entry]:
        """The personal data of the supply."""
        return [one for one in self.supply.entries if holds_personal(one)]

    def say(self, key: str, **params: object) -> str:
        return say(key, self.lang, **params)

    def open(self, *hints: str) -> Cell:
        """A cell to complete, with what is known so far."""
        return asked(*(known(*hints).lines or (self.say("open"),)))


def make_provided(report: Report, lang: str, provided: date | None = None) -> Sheet:
    """The record of what is provided. ``provided`` is the day of provision, where all rows share it: it is filled in,
    and the end of the time for which the record is kept is counted from it."""
    supplies = list_supplies(report.policy, report.sources, report.entries)
    columns = load_words()["provided"]
    rows = tuple(
        tuple(_CELLS[column["id"]](row) for column in columns)
        for row in (_Row(number, supply, report, provided, lang) for number, supply in enumerate(supplies, start=1))
    )
    return Sheet(
        say("title-provided", lang), _titles(columns, lang), rows, tuple(_notes(report, supplies, lang)), (12, 16)
    )


def make_received(lang: str, rows: int = FORM_ROWS) -> Sheet:
    """The empty form for what is received."""
    columns = load_words()["received"]
    kept = asked(say("keep-received", lang))
    empty = tuple(kept if column["id"] == "keep" else asked() for column in columns)
    numbered = tuple((known(str(number)), *empty[1:]) for number in range(1, rows + 1))
    notes = (say("note-law", lang, version=load_words()["law_version"]),)
    return Sheet(say("title-received", lang), _titles(columns, lang), numbered, notes, (10,))


def _titles(columns: Iterable[Mapping[str, Any]], lang: str) -> tuple[str, ...]:
    return tuple(
        f"{column['title'][lang]} [{column['law'][lang]}]" if "law" in column else column["title"][lang]
        for column in columns
    )


def _notes(report: Report, supplies: Sequence[Supply], lang: str) -> Iterable[str]:
    run, policy = report.run, report.policy
    title = pick_title(policy.title, lang)
    yield say("note-law", lang, version=load_words()["law_version"])
    started = run.started.strftime("%Y-%m-%d %H:%M")
    yield say("note-run", lang, started=started, run=run.id, policy=title, version=policy.version)
    yield say("note-values", lang)
    if not supplies:
        yield say("note-none", lang)
    sources = {supply.source.id for supply in supplies}
    if any(gap.source in sources for gap in find_gaps(report)):
        yield say("note-gaps", lang)


def _recipient(row: _Row) -> Cell:
    supply = row.supply
    if supply.registered:
        return known(supply.registered.name)
    return row.open(row.say("recipient-unregistered", recipient=supply.recipient))


def _country(row: _Row) -> Cell:
    registered = row.supply.registered
    return known(registered.country) if registered and registered.country else row.open()


def name_ground(ground: str, item: str) -> str:
    """How ``data/provision_record.toml`` calls a ground: ``consent``, ``excepted``, ``within``, ``other``, ``none``, or
    ``unsettled`` (the policy has no such item, or does not say what it rests on)."""
    if not item:
        return "none"
    if not ground:
        return "unsettled"
    grounds = load_registers()["grounds"]
    return next((name for name in ("consent", "excepted", "within") if ground in grounds[name]), "other")


def _ground(row: _Row) -> Cell:
    supply = row.supply
    name = name_ground(supply.ground, supply.item)
    words = load_words()["ground"][name][row.lang]
    text = row.say("item", item=supply.item, ground=words) if supply.item else words
    return row.open(text) if name in ("none", "unsettled") else known(text)


def _consent(row: _Row) -> Cell:
    if name_ground(row.supply.ground, row.supply.item) != "consent":
        return known(row.say("consent-not")) if row.supply.ground else row.open()
    recorded = any(
        entry.finding.location.source == row.supply.source.id
        and covered(entry.finding.category, load_registers()["data"]["consent"])
        for entry in row.report.entries
    )
    return row.open(row.say("consent-found" if recorded else "consent-missing"))


def _person(row: _Row) -> Cell:
    """By which fields a person can be told: never who it is."""
    keys = load_linkage()["leak"]["persons"]
    places = [one.finding.location for one in row.personal if covered(one.finding.category, keys)]
    names = list(dict.fromkeys(f"{place.collection} / {name_field(place, row.lang)}" for place in places))
    shown = names[:_LISTED] + (["…"] if len(names) > _LISTED else [])
    return row.open(row.say("person-by", what="; ".join(shown))) if names else row.open()


def _persons(row: _Row) -> Cell:
    profile = find_profile(row.report, row.supply.source.id)
    return row.open(say_persons(profile, row.lang)) if profile and row.personal else row.open()


def _items(row: _Row) -> Cell:
    found = list(dict.fromkeys(one.finding.category for one in row.personal))
    return row.open(list_titles(found, row.lang) if found else row.say("items-none"))


def _related(row: _Row) -> Cell:
    related = load_registers()["data"]["related"]
    found = list(dict.fromkeys(one.finding.category for one in row.supply.entries if one.standing in related))
    return row.open(list_titles(found, row.lang)) if found else known(row.say("items-none"))


def _keep(row: _Row) -> Cell:
    if row.provided is None:
        return row.open(row.say("keep-open"))
    months = load_words()["keep"]
    ends = {kind: add_months(row.provided, months[kind]).isoformat() for kind in ("record", "contract")}
    return row.open(row.say("keep", day=ends["record"], contract=ends["contract"]))


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _note(row: _Row) -> Cell:
    """What the law leaves out, a foreign country, special-care data."""
    name = name_ground(row.supply.ground, row.supply.item)
    home = load_registers()["home"]
    country = row.supply.registered.country if row.supply.registered else ""
    abroad = bool(country) and country != home
    lines = [row.say("abroad")] if abroad else []
    if name == "within" and abroad:
        lines.append(row.say("exempt-foreign"))
    elif name in ("excepted", "within"):
        lines.append(row.say("exempt"))
    special = [one.finding.category for one in row.personal if one.standing in load_registers()["data"]["special"]]
    if special:
        lines.append(row.say("special", what=list_titles(dict.fromkeys(special), row.lang)))
    return known(*lines)


_CELLS: Mapping[str, Callable[[_Row], Cell]] = {
    "number": lambda row: known(str(row.number)),
    "source": lambda row: known(row.supply.source.id),
    "owner": lambda row: (
        known(owner) if (owner := row.supply.source.owner or row.supply.source.declaration.department) else row.open()
    ),
    "date": lambda row: row.open(row.provided.isoformat() if row.provided else ""),
    "recipient": _recipient,
    "address": lambda row: row.open(),
    "representative": lambda row: row.open(),
    "country": _country,
    "ground": _ground,
    "consent": _consent,
    "person": _person,
    "persons": _persons,
    "items": _items,
    "related": _related,
    "form": lambda row: row.open(),
    "keep": _keep,
    "note": _note,
}
"""What fills each column of ``data/provision_record.toml``."""
