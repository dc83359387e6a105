"""The sheet for a leak of one source: the nine items of APPI Rule 8(1), with what a scan knows, and the deadlines.

Words, harms and deadlines are in ``data/leak_sheet.toml``. The sheet states facts; cause, response and publication are
for people, and so is the question whether anything has to be reported.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from reports.base import Entry, LeakProfile, Report, SourceInfo
from reports.checks import load_checks
from reports.leak_profile import find_profile, holds_personal, list_titles, say_persons, say_profile, volume_limit
from reports.linkage import covered
from reports.messages import message, write_number
from reports.phrases import category_title, name_gap, pick_title, purpose_title, show, tool_version
from reports.sheets import Sheet, asked, known
from reports.subjects import load_subjects
from reports.summary import find_gaps

_LISTED = 10
"""So many tables, files and places are named one by one."""


@cache
def load_words() -> Mapping[str, Any]:
    """The whole of ``data/leak_sheet.toml``; read once."""
    return tomllib.loads((files("reports") / "data" / "leak_sheet.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One of the nine items: what a scan knows of it, and what a person has to add."""

    number: int
    title: str
    law: str
    known: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeakSheet:
    """The whole sheet in one language. ``touches`` are the cases of Rule 7 with the fact behind each."""

    title: str
    notes: tuple[str, ...]
    touches: tuple[str, ...]
    items: tuple[SheetItem, ...]
    deadlines: tuple[str, ...]
    lang: str


def make_sheet(report: Report, source: str, lang: str, discovered: date | None = None) -> LeakSheet:
    """The sheet for a source of the report (KeyError where it has none of that name). ``discovered`` is the day on
    which the leak became known; without it the deadlines stand as periods."""
    scene = _Scene(report, {one.id: one for one in report.sources}[source], lang)
    profile = find_profile(report, source)
    sections: dict[str, Callable[[], Iterator[str]]] = {
        "outline": lambda: _outline(scene),
        "items": lambda: _items(scene),
        "persons": lambda: _persons(scene, profile),
        "cause": lambda: iter(()),
        "secondary": lambda: _harms(scene, profile),
        "response": lambda: _reach(scene),
        "publication": lambda: iter(()),
        "prevention": lambda: _prevention(scene),
        "other": lambda: _other(scene),
    }
    items = tuple(
        SheetItem(number, row["title"][lang], row["law"][lang], tuple(sections[row["id"]]()), tuple(row["asks"][lang]))
        for number, row in enumerate(load_words()["item"], start=1)
    )
    run, policy = report.run, report.policy
    said = say(
        "run",
        lang,
        started=run.started.strftime("%Y-%m-%d %H:%M"),
        run=run.id,
        tool=tool_version(),
        policy=pick_title(policy.title, lang),
        version=policy.version,
    )
    notes = (said, say("note-law", lang, version=load_words()["law_version"]), say("note-values", lang))
    touches = say_profile(profile, lang) if profile and profile.rules else (say("touches-none", lang),)
    deadlines = tuple(list_deadlines(discovered, lang))
    return LeakSheet(say("title", lang, source=source), notes, touches, items, deadlines, lang)


def say(key: str, lang: str, **params: object) -> str:
    """A text of the sheet, filled in; whole numbers with thousands commas."""
    text: str = load_words()["text"][key][lang]
    return text.format_map({name: write_number(value) for name, value in params.items()})


@dataclass(frozen=True, slots=True)
class _Scene:
    """One source of a report, in one language."""

    report: Report
    source: SourceInfo
    lang: str

    def entries(self) -> list[Entry]:
        """Everything found in the source that is personal information."""
        return [one for one in self.all_entries() if holds_personal(one)]

    def all_entries(self) -> list[Entry]:
        """Everything found in the source that is about persons."""
        return [
            one
            for one in self.report.entries
            if one.finding.location.source == self.source.id
            and one.standing not in ("none", None)
            and one.finding.evidence.read
        ]

    def say(self, key: str, **params: object) -> str:
        return say(key, self.lang, **params)

    def join(self, words: Sequence[str]) -> str:
        return ("、" if self.lang == "ja" else ", ").join(words)


def _outline(scene: _Scene) -> Iterator[str]:
    places = {one.finding.location for one in scene.entries()}
    fields = Counter(place.collection for place in sorted(places, key=str))
    kind = scene.say(f"kind-{scene.source.kind}")
    yield scene.say("source", source=scene.source.id, kind=kind, n=len(fields))
    rows = {one.collection: one for one in scene.report.coverage if one.source == scene.source.id}
    for collection, number in fields.most_common(_LISTED):
        covering = rows.get(collection)
        read, total = (covering.rows_read, covering.rows_total) if covering else (0, None)
        ended = covering is not None and covering.status == "read" and covering.method == "full"
        key = "collection" if ended else "collection-part" if total is not None else "collection-unknown"
        count = read if total is None else total
        yield scene.say(key, collection=show(collection), fields=number, rows=count, read=read)
    if len(fields) > _LISTED:
        yield scene.say("more", n=len(fields) - _LISTED)
    gaps = [name_gap(gap, scene.lang) for gap in find_gaps(scene.report) if gap.source == scene.source.id]
    if gaps:
        yield scene.say("gaps", n=len(gaps), places=scene.join(_cut(gaps, scene)))


def _cut(names: Sequence[str], scene: _Scene) -> list[str]:
    rest = len(names) - _LISTED
    return [*names[:_LISTED], scene.say("more", n=rest)] if rest > 0 else list(names)


def _items(scene: _Scene) -> Iterator[str]:
    entries = scene.entries()
    special = {one.finding.category for one in entries if "special-care" in one.reportable}
    property = {one.finding.category for one in entries if "property" in one.reportable}
    for category, number in Counter(one.finding.category for one in entries).most_common():
        kind = "-special" if category in special else "-property" if category in property else ""
        yield scene.say(f"category{kind}", what=category_title(category, scene.lang), n=number)
    if not entries:
        yield scene.say("nothing-found")


def _persons(scene: _Scene, profile: LeakProfile | None) -> Iterator[str]:
    if profile is None:
        yield scene.say("nothing-found")
        return
    yield scene.say("persons", what=say_persons(profile, scene.lang))
    if profile.persons is not None:
        above = profile.persons > volume_limit()
        yield scene.say("above" if above else "below", limit=volume_limit())
    by_collection: Counter[str] = Counter()
    for entry in scene.entries():
        if entry.persons is not None:
            place = entry.finding.location.collection
            by_collection[place] = max(by_collection[place], entry.persons)
    if len(by_collection) > 1:
        for collection, number in by_collection.most_common(_LISTED):
            yield scene.say("persons-in", collection=show(collection), n=number)
    titles = [pick_title(load_subjects()[one]["title"], scene.lang) for one in scene.source.declaration.subjects]
    if titles:
        yield scene.say("subjects", what=scene.join(titles))


def _harms(scene: _Scene, profile: LeakProfile | None) -> Iterator[str]:
    """What the data found can be used for; encryption last."""
    found = list(dict.fromkeys(one.finding.category for one in scene.all_entries()))
    for harm in load_words()["harm"]:
        touched = [category for category in found if covered(category, harm["categories"])]
        if touched:
            text: str = harm["text"][scene.lang]
            yield text.format_map({"what": list_titles(touched, scene.lang)})
    if profile:
        code = {True: "encrypted", False: "not-encrypted", None: "encryption-unknown"}[profile.encrypted]
        yield message(f"profile.{code}", scene.lang)


def _reach(scene: _Scene) -> Iterator[str]:
    counts = Counter(
        one.finding.category
        for one in scene.entries()
        if covered(one.finding.category, load_words()["reach"]["categories"])
    )
    yield scene.say("reach", what=list_titles(counts, scene.lang)) if counts else scene.say("reach-none")
    desk = scene.report.policy.desk
    if any((desk.name, desk.email, desk.phone)):
        yield scene.say("desk", what=scene.join([one for one in (desk.name, desk.email, desk.phone) if one]))


def _prevention(scene: _Scene) -> Iterator[str]:
    """What the checks saw at the source, worst first."""
    seen = [one for one in scene.report.observations if one.location.source == scene.source.id]
    for (check, severity), number in Counter((one.check, one.severity) for one in seen).items():
        title = load_checks()[check].title[scene.lang] if check in load_checks() else check
        yield scene.say("observation", severity=message(f"severity.{severity}", scene.lang), title=title, n=number)
    if not seen:
        yield scene.say("no-observation")


def _other(scene: _Scene) -> Iterator[str]:
    source, declared = scene.source, scene.source.declaration
    purposes = [purpose_title(scene.report.policy, id, scene.lang) or id for id in declared.all_purposes()]
    recipients = [f"{one.recipient} ({one.item})" if one.item else one.recipient for one in declared.provided_to]
    log = {True: "log-yes", False: "log-no", None: "log-unknown"}[declared.access_log]
    for key, words in (
        ("owner", [one for one in (source.owner, declared.department) if one]),
        ("purposes", purposes),
        ("retention", [declared.retention] if declared.retention else []),
        ("country", [declared.country] if declared.country else []),
        ("entrusted", list(declared.entrusted_to)),
        ("provided", recipients),
        ("log", [scene.say(log)]),
    ):
        if words:
            yield scene.say(key, what=scene.join(words))


def list_deadlines(discovered: date | None, lang: str) -> Iterator[str]:
    """The deadlines of Rule 8, with the day of discovery as day 1; as periods where that day is not known."""
    periods = load_words()["deadlines"]
    if discovered is None:
        yield say("discovered-open", lang)
        yield say("prompt-open", lang)
        yield say("final-open", lang, n=periods["final"])
        yield say("final-malicious-open", lang, n=periods["final_malicious"])
    else:
        day = {n: (discovered + timedelta(days=n - 1)).isoformat() for n in (*periods["prompt"], *_finals())}
        first, last = periods["prompt"]
        yield say("discovered", lang, day=discovered.isoformat())
        yield say("prompt", lang, first=day[first], last=day[last])
        for key, n in zip(("final", "final-malicious"), _finals(), strict=True):
            yield say(key, lang, day=day[n], n=n)
    yield say("notice", lang)


def _finals() -> tuple[int, int]:
    periods = load_words()["deadlines"]
    return periods["final"], periods["final_malicious"]


def to_table(sheet: LeakSheet) -> Sheet:
    """The sheet as a table, for CSV, XLSX and HTML; deadlines are its last rows."""
    rows = [
        (known(str(item.number)), known(item.title, item.law), known(*item.known), asked(*item.asks))
        for item in sheet.items
    ]
    first, *rest = (say(key, sheet.lang) for key in ("touches", "deadlines"))
    rows.insert(0, (known(""), known(first), known(*sheet.touches), known("")))
    rows.append((known(""), known(*rest), known(*sheet.deadlines), known("")))
    columns = tuple(load_words()["text"]["columns"][sheet.lang])
    return Sheet(sheet.title, columns, tuple(rows), sheet.notes, wide=(2, 3))


def write_markdown(sheet: LeakSheet) -> str:
    """The sheet as Markdown: a heading for each item, facts as a list, what a person adds as boxes to tick."""
    lines = [f"# {_mark(sheet.title)}", "", *(f"{_mark(note)}  " for note in sheet.notes)]
    lines += ["", f"## {say('touches', sheet.lang)}", "", *(f"* {_mark(line)}" for line in sheet.touches)]
    lines += ["", f"## {say('deadlines', sheet.lang)}", "", *(f"* {_mark(line)}" for line in sheet.deadlines)]
    for item in sheet.items:
        lines += ["", f"## {item.number}. {item.title}", ""]
        lines += [f"* {_mark(line)}" for line in item.known]
        lines += [f"* [ ] {_mark(line)}" for line in item.asks]
    return "\n".join(lines) + "\n"


def _mark(text: str) -> str:
    r"""Text in which no character is taken for Markdown or HTML: names of tables and files may be anything."""
    shown = show(text)
    return "".join(f"\\{char}" if char in "\\`*_[]<>|#~&" else char for char in shown)
