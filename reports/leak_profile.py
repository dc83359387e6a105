"""What a leak of a whole source would mean: how many persons, which data, and which cases of Rule 7 that touches.

APPI 26 and Rule 7, in force on the day that ``data/linkage.toml`` names. A profile states facts; whether a leak has to
be reported is for people to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from detectors.catalogue import load_catalogue
from reports.base import LEAK_RULES, Coverage, Entry, LeakProfile, LeakRule, Report, SourceInfo
from reports.declaration import Declaration
from reports.linkage import Place, load_linkage, place_of
from reports.messages import message
from reports.phrases import category_title

COUNTED, SKETCH_ERROR = 16_384, 0.008
"""Different values of a field are counted exactly up to this number, beyond it with this relative standard error."""


@dataclass(frozen=True, slots=True)
class PersonCount:
    """How many different persons a source holds. ``error`` is the relative standard error of the number (0: counted
    exactly; None: the same persons may have been counted more than once, or not everything was read)."""

    persons: int
    error: float | None = 0.0


def holds_personal(entry: Entry) -> bool:
    """Whether a finding is personal information with values behind it: not of an organisation, not a name alone, not
    person-related data that nothing links to a person."""
    return entry.standing in load_linkage()["link"]["keys"] and entry.finding.evidence.read > 0


def make_profiles(
    entries: Iterable[Entry],
    sources: Iterable[SourceInfo],
    coverage: Iterable[Coverage] = (),
    counts: Mapping[str, PersonCount] | None = None,
) -> tuple[LeakProfile, ...]:
    """The profile of every source that holds personal information, in the order of the sources. ``counts`` are the
    persons of a source over all its collections; a source that is not in it gets what its collections add up to."""
    declarations = {source.id: source.declaration for source in sources}
    found: dict[str, list[Entry]] = {source: [] for source in declarations}
    for entry in entries:
        found.setdefault(entry.finding.location.source, []).append(entry)
    covered = list(coverage)
    known = counts or {}
    return tuple(
        _profile(
            source,
            held,
            known.get(source) or add_up(held, covered),
            declarations.get(source, Declaration(source)).encrypted,
        )
        for source, held in found.items()
        if any(holds_personal(entry) for entry in held)
    )


def find_profile(report: Report, source: str) -> LeakProfile | None:
    """The profile of a source; made anew for a run that was stored before there were any. None where the source holds
    no personal information."""
    profiles = report.profiles or make_profiles(report.entries, report.sources, report.coverage)
    return next((one for one in profiles if one.source == source), None)


def add_up(entries: Iterable[Entry], coverage: Iterable[Coverage] = ()) -> PersonCount | None:
    """The persons of the collections of one source added up; None where nobody knows for any. The number has an error
    only where it is that of one collection that was read to its end: in several the same persons may stand."""
    persons: dict[Place, int] = {}
    for entry in entries:
        if entry.persons is not None:
            place = place_of(entry.finding)
            persons[place] = max(entry.persons, persons.get(place, 0))
    if not persons:
        return None
    total = sum(persons.values())
    whole = {(one.source, one.collection) for one in coverage if one.status == "read" and one.method == "full"}
    if len(persons) > 1 or not persons.keys() <= whole:
        return PersonCount(total, None)
    return PersonCount(total, 0.0 if total <= COUNTED else SKETCH_ERROR)


def _profile(source: str, entries: list[Entry], count: PersonCount | None, encrypted: bool | None) -> LeakProfile:
    personal = [entry for entry in entries if holds_personal(entry)]
    rules: set[LeakRule] = {rule for entry in entries for rule in entry.reportable} - {"volume"}
    if count and count.persons > volume_limit():
        rules.add("volume")
    return LeakProfile(
        source,
        tuple(rule for rule in LEAK_RULES if rule in rules),
        count.persons if count else None,
        count.error if count else None,
        _categories(personal),
        _categories(entry for entry in entries if "special-care" in entry.reportable),
        _categories(entry for entry in entries if "property" in entry.reportable),
        len({entry.finding.location.collection for entry in personal}),
        encrypted,
    )


def volume_limit() -> int:
    """Rule 7(iv): a leak that concerns more persons than this."""
    limit: int = load_linkage()["leak"]["volume"]
    return limit


def _categories(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The categories of findings, each once, in the order of the catalogue."""
    found = {entry.finding.category for entry in entries}
    order = {id: number for number, id in enumerate(load_catalogue().ids)}
    return tuple(sorted(found, key=lambda id: (order.get(id, len(order)), id)))


def say_persons(profile: LeakProfile, lang: str) -> str:
    """The number of persons with its error, or why there is none."""
    if profile.persons is None:
        return message("profile.persons-unknown", lang)
    if profile.error is None:
        return message("profile.persons-added", lang, n=profile.persons)
    if profile.error == 0:
        return message("profile.persons-counted", lang, n=profile.persons)
    return message("profile.persons-estimated", lang, n=profile.persons, error=f"{2 * profile.error * 100:.1f}")


def say_profile(profile: LeakProfile, lang: str) -> tuple[str, ...]:
    """Which cases of Rule 7 a leak of the source would touch and by what fact, one sentence each; then what is declared
    of its encryption. Empty where it touches none."""
    return tuple(_sentences(profile, lang))


def _sentences(profile: LeakProfile, lang: str) -> Iterator[str]:
    facts = {
        "special-care": list_titles(profile.special_care, lang),
        "property": list_titles(profile.property, lang),
        "malicious": "",
        "volume": say_persons(profile, lang),
    }
    for rule in profile.rules:
        yield message(f"profile.because-{rule}", lang, what=facts[rule], limit=volume_limit())
    most = (profile.persons or 0) * (1 + 2 * (profile.error or 0))
    if "volume" not in profile.rules and most > volume_limit():
        yield message("profile.volume-near", lang, what=facts["volume"], limit=volume_limit())
    if profile.rules:
        code = {True: "encrypted", False: "not-encrypted", None: "encryption-unknown"}[profile.encrypted]
        yield message(f"profile.{code}", lang)


def list_titles(categories: Iterable[str], lang: str) -> str:
    """The titles of categories in one line."""
    return ("、" if lang == "ja" else ", ").join(category_title(id, lang) for id in categories)
