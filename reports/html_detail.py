"""The details of the findings as columns: what the script of the HTML report shows when a finding is opened.

Sentences are made where all other sentences are made, each once for all findings of which it is true; only what is a
number or a place is put into them by the script.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.base import Location
from detectors.catalogue import load_catalogue
from reports.base import LEAK_RULES, Entry, Report
from reports.checks import load_checks
from reports.clauses import quote_all
from reports.html_data import (
    SUBJECTS,
    Places,
    Pool,
    Record,
    Texts,
    write_codes,
    write_numbers,
)
from reports.html_evidence import write_counts, write_factors, write_positions
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
)
from reports.policy import Policy
from reports.remedies import list_remedies

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
        **write_factors(details.texts, entries),
        **write_positions(entries),
        **write_cases(details, entries),
        **write_links(details, entries),
        "checkTexts": [write_check(details, id) for id in sorted({id for entry in entries for id in entry.checks})],
        "categories": [write_category(details, id) for id in categories.items],
    }
    return {**columns, "texts": details.texts.write()}


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
