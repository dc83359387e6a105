"""The details of the findings as columns: what the script of the HTML report shows when a finding is opened.

Sentences are made where all other sentences are made, each once for all findings of which it is true; only what is a
number or a place is put into them by the script.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.base import Location
from detectors.base import Evidence
from detectors.catalogue import load_catalogue
from reports.base import LEAK_RULES, Entry, Report
from reports.checks import load_checks
from reports.clauses import quote_all
from reports.html_data import (
    METHODS,
    SUBJECTS,
    Places,
    Pool,
    Record,
    Texts,
    number_of,
    write_codes,
    write_numbers,
)
from reports.html_words import both, cite, name, pick_label
from reports.messages import LANGUAGES
from reports.phrases import (
    category_matters,
    category_standing,
    holds_passwords,
    purpose_title,
    say_next,
    say_why,
    show,
    write_share,
)
from reports.policy import Policy
from reports.remedies import list_remedies

POSITIONS = 5
"""So many places of a finding are shown."""

PLACED = 250
"""Findings beyond so many show no places, only how many are known; all places are in the JSON lines."""

SHAPES = 2
"""So many masked examples are shown."""

Numbers = tuple[int, ...]


@dataclass(slots=True)
class Details:
    """What is being written: the report, its places, and everything that stands once."""

    report: Report
    places: Places
    texts: Texts = field(default_factory=Texts)
    known: dict[Hashable, int] = field(default_factory=dict)

    def remember(self, key: Hashable, texts: Mapping[str, str]) -> int:
        """The number of a text under a key by which it is found again."""
        return self.known.setdefault(key, self.texts.add(texts))


def write_details(report: Report, places: Places, categories: Pool[str]) -> Record:
    """The columns, and the dictionaries that they point into. To be called when the table's columns are written, which
    fill ``categories``, and before ``places`` are, since links lead to further ones."""
    details = Details(report, places)
    entries = report.entries
    columns = {
        **write_counts(entries),
        **write_factors(details, entries),
        **write_positions(entries),
        **write_cases(details, entries),
        **write_links(details, entries),
        "checkTexts": [write_check(details, id) for id in sorted({id for entry in entries for id in entry.checks})],
        "categories": [write_category(details, id) for id in categories.items],
    }
    return {**columns, "texts": details.texts.write()}


def write_counts(entries: Sequence[Entry]) -> Record:
    """Counts, and how the rows they come from were chosen. ``distinct`` is 0 for as many as matched, else one more than
    the number."""
    evidence = [entry.finding.evidence for entry in entries]
    intervals: Pool[tuple[str, str]] = Pool()
    intervals.add(("", ""))
    counts = [(one.matched, one.read, one.method, count_effective(one)) for one in evidence]
    collections = [(entry.finding.location.source, entry.finding.location.collection) for entry in entries]
    return {
        "distinct": write_numbers([0 if one.distinct == one.matched else one.distinct + 1 for one in evidence]),
        "method": write_codes(map(number_of(METHODS), (one.method for one in evidence))),
        "interval": write_numbers(refer(counts, [intervals.add(write_interval(one)) for one in evidence])),
        "effective": write_numbers([count_effective(one) for one in evidence]),
        "tried": write_numbers([one.checks.tried if one.checks else 0 for one in evidence]),
        "failed": write_numbers(
            [max(0, one.checks.tried - one.checks.passed) if one.checks else 0 for one in evidence]
        ),
        "persons": write_numbers(refer(collections, [entry.persons or 0 for entry in entries])),
        "intervals": [list(limits) for limits in intervals.items],
    }


def refer(keys: Sequence[Hashable], numbers: Sequence[int]) -> list[int]:
    """Numbers that mostly follow from a key: 0 for 0, 1 for the first number that stood with the same key, and two more
    than the number itself for any other."""
    first: dict[Hashable, int] = {}
    written = []
    for key, number in zip(keys, numbers, strict=True):
        known = first.get(key)
        if number and known is None:
            first[key] = number
        written.append(0 if not number else 1 if known == number else number + 2)
    return written


def count_effective(evidence: Evidence) -> int:
    """As how many rows drawn one by one the rows count; 0 where they were drawn so."""
    return max(1, round(evidence.read / evidence.design_effect)) if evidence.design_effect > 1 else 0


def write_interval(evidence: Evidence) -> tuple[str, str]:
    """The limits of the 95 % interval in per cent; empty where there is none to state."""
    if evidence.method in ("all-rows", "part"):
        return ("", "")
    low, high = evidence.interval
    return write_share(low), write_share(high)


def write_factors(details: Details, entries: Sequence[Entry]) -> Record:
    """What counted for and against, in tenths of log-odds from -100 on; shapes of values; marks. One list for all
    findings, with the number of each finding's own."""
    sets: Pool[tuple[str, ...]] = Pool()
    shapes: Pool[str] = Pool()
    evidence = [entry.finding.evidence for entry in entries]
    return {
        "factors": write_numbers([sets.add(tuple(factor.name for factor in one.factors)) for one in evidence]),
        "weight": write_numbers([weigh(factor.weight) for one in evidence for factor in one.factors]),
        "factorSets": [[details.texts.add(pick_label("factor", code)) for code in codes] for codes in sets.items],
        "shapeCount": write_codes(len(one.masked[:SHAPES]) for one in evidence),
        "shape": write_numbers([shapes.add(name(shape)) for one in evidence for shape in one.masked[:SHAPES]]),
        "shapes": shapes.items,
        "markCount": write_codes(len(one.marks) for one in evidence),
        "mark": write_numbers([write_mark(details, mark.name, mark.share) for one in evidence for mark in one.marks]),
    }


def weigh(weight: float) -> int:
    """A weight in tenths of log-odds, as a number from 0 on."""
    return min(max(round(weight * 10) + 1000, 0), 2000)


def write_mark(details: Details, mark: str, share: float) -> int:
    """The number of the text of a mark."""
    written = write_share(share)
    key = ("mark", mark, written)
    if key in details.known:
        return details.known[key]
    return details.remember(key, pick_label("mark", mark, share=written))


def write_positions(entries: Sequence[Entry]) -> Record:
    """Where matches stand: row, first character, length. ``atCount`` is how many are known, ``atShown`` how many are
    here."""
    shown = [entry.finding.evidence.at[:POSITIONS] for entry in entries[:PLACED]]
    return {
        "atCount": write_codes(len(entry.finding.evidence.at) for entry in entries),
        "atShown": write_codes([*map(len, shown), *(0 for _ in entries[PLACED:])]),
        "atRow": [at.row for kept in shown for at in kept],
        "atStart": [at.start + 1 for kept in shown for at in kept],
        "atLength": [at.end - at.start for kept in shown for at in kept],
    }


def write_cases(details: Details, entries: Sequence[Entry]) -> Record:
    """What is true of many findings alike: why, what to do, what the law calls it, the reasons of the severity, the
    cases of a leak, whose data it is, the purposes, and the clauses of the policy behind each check."""
    cases: Pool[Hashable] = Pool()
    clauses: Pool[tuple[int, str, str]] = Pool()
    known: dict[Hashable, int] = {}
    numbers = []
    for entry in entries:
        key = (*key_of(entry), entry.standing, entry.purposes, entry.reasons, entry.reportable, entry.checks)
        if key not in known:
            known[key] = cases.add(make_case(details, entry, clauses))
        numbers.append(known[key])
    return {
        "case": write_numbers(numbers),
        "cases": cases.items,
        "clauses": [{"source": source, "text": text, "reason": reason} for source, text, reason in clauses.items],
    }


def make_case(details: Details, entry: Entry, clauses: Pool[tuple[int, str, str]]) -> Hashable:
    """One case, as numbers of texts; fits are a purpose each followed by its fit."""
    return (
        tell_once(details, entry, "why"),
        tell_once(details, entry, "next"),
        tell_standing(details, entry),
        list_fits(details, entry),
        list_reasons(details, entry),
        tuple(LEAK_RULES.index(rule) for rule in entry.reportable),
        SUBJECTS.index(entry.finding.subject),
        tuple(tuple(clauses.add(one) for one in quote_entry(details, entry, check)) for check in entry.checks),
    )


def key_of(entry: Entry) -> tuple[Hashable, ...]:
    """What the sentences about a finding depend on."""
    finding = entry.finding
    return (
        finding.category,
        finding.verdict,
        finding.subject,
        entry.policy,
        entry.severity,
        entry.policy == "barred" and all(fit.fit != "barred" for fit in entry.purposes),
        holds_passwords(entry),
    )


def tell_once(details: Details, entry: Entry, phrase: str) -> int:
    """The number of a sentence that is the same for all findings that are alike."""
    key = (phrase, *key_of(entry))
    if key in details.known:
        return details.known[key]
    return details.remember(key, both(say_why if phrase == "why" else say_next, entry))


def tell_standing(details: Details, entry: Entry) -> int:
    """The number of the word for what the law calls the data."""
    standing = entry.standing or category_standing(entry.finding.category) or "-"
    key = ("standing", standing)
    return details.known[key] if key in details.known else details.remember(key, pick_label("appi", standing))


def list_fits(details: Details, entry: Entry) -> Numbers:
    """The texts of the purposes that the place declares, each followed by that of its fit."""
    return tuple(number for fit in entry.purposes for number in tell_fit(details, fit.purpose, fit.fit))


def tell_fit(details: Details, purpose: str, fit: str) -> Numbers:
    """The numbers of a purpose and of a fit."""
    keys = ("purpose", purpose), ("fit", fit)
    if keys[0] not in details.known:
        details.remember(keys[0], name_purpose(details.report.policy, purpose))
    if keys[1] not in details.known:
        details.remember(keys[1], pick_label("fit", fit))
    return details.known[keys[0]], details.known[keys[1]]


def name_purpose(policy: Policy, purpose: str) -> dict[str, str]:
    """A purpose by its id and title."""
    return {lang: f"{name(purpose)} {name(purpose_title(policy, purpose, lang))}".strip() for lang in LANGUAGES}


def list_reasons(details: Details, entry: Entry) -> Numbers:
    """The texts of what made the severity."""
    for code in entry.reasons:
        if ("reason", code) not in details.known:
            details.remember(("reason", code), pick_label("reason", code))
    return tuple(details.known["reason", code] for code in entry.reasons)


def write_links(details: Details, entries: Sequence[Entry]) -> Record:
    """What findings are linked by: 0 nothing, 1 a key beside it, 2 a key in another place, joined by a field."""
    keys: Pool[Numbers] = Pool()
    links = [entry.link for entry in entries if entry.link]
    throughs = [
        entry.link.through or entry.finding.location for entry in entries if entry.link and entry.link.how == "joined"
    ]
    return {
        "linked": write_codes(0 if not entry.link else 1 if entry.link.how == "beside" else 2 for entry in entries),
        "linkKey": write_numbers([keys.add(place_numbers(details, link.key)) for link in links]),
        "linkThrough": write_numbers([place_numbers(details, through)[1] for through in throughs]),
        "linkKeys": [list(numbers) for numbers in keys.items],
    }


def place_numbers(details: Details, location: Location) -> Numbers:
    """The numbers of a collection and a field."""
    return (
        details.places.add_collection(location.source, location.collection),
        details.places.add_field(location.field, location.path),
    )


def quote_entry(details: Details, entry: Entry, check: str) -> Iterator[tuple[int, str, str]]:
    """Each clause that a check of a finding rests on: the number of its citation, its words, and the policy file's
    reason."""
    for clause in quote_all(details.report.policy, entry, check):
        if clause.text:
            yield details.texts.add(cite(clause)), show(clause.text), show(clause.reason)


def write_category(details: Details, id: str) -> Record:
    """Why a category matters, what can be done about it in general, and the law behind it."""
    advice = {lang: list_remedies(id, lang) for lang in LANGUAGES}
    steps = zip(*advice.values(), strict=False)
    return {
        "matters": details.texts.add({lang: category_matters(id, lang) for lang in LANGUAGES}),
        "advice": [details.texts.add(dict(zip(LANGUAGES, step, strict=True))) for step in steps],
        "law": load_catalogue()[id].law if id in load_catalogue() else "",
    }


def write_check(details: Details, id: str) -> Record:
    """A check of the policy by its id: its title and what to do."""
    check = load_checks().get(id)
    titles = check.title if check else dict.fromkeys(LANGUAGES, name(id))
    remedy = check.remedy if check else dict.fromkeys(LANGUAGES, "")
    return {"id": name(id), "title": details.texts.add(titles), "remedy": details.texts.add(remedy)}
