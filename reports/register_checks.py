"""Checks of Articles 4 and 5 of a policy: who handles or gets the data of a source, and what the registers say of them.

APPI 25 (entrusted parties), 27 (third parties), 28 (foreign countries), 31 (person-related information). Sources say
``entrusted_to`` and ``provided_to``, the policy has the registers; ``data/registers.toml`` has the grounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from connectors.base import Condition, Location
from detectors.catalogue import load_catalogue
from reports.base import SEVERITIES, Entry, Observation, Severity
from reports.checks import Scene, find_clause, load_checks
from reports.leak_profile import holds_personal
from reports.linkage import covered
from reports.policy import Policy
from reports.registers import Entrustment, Supply, group_by_source, list_entrustments, list_supplies, load_registers

Facts = dict[str, str | int | float]

NOWHERE = Location("", "")
"""The place of what is true of a register, whatever the source."""
_NO_ITEM = "–"


def check_processors(scene: Scene) -> Iterator[Observation]:
    """ENT-UNREGISTERED, ENT-SCOPE, ENT-RETURN of each source and processor; ENT-COUNTRY, ENT-FOREIGN and ENT-NODATES
    of each processor in use and of each source that says where it is kept."""
    entrustments = list_entrustments(scene.policy, scene.sources, scene.entries)
    for one in entrustments:
        yield from _check_entrustment(one, scene)
    in_use: dict[str, list[Entrustment]] = {}
    for one in entrustments:
        if one.registered:
            in_use.setdefault(one.processor, []).append(one)
    for processor, uses in in_use.items():
        yield from _check_register(processor, uses, scene.policy)
    yield from _check_places(scene, {one.source.id for one in entrustments})


def _check_entrustment(one: Entrustment, scene: Scene) -> Iterator[Observation]:
    party = one.registered
    facts: Facts = {"processor": one.processor}
    place = Location(one.source.id, "")
    if party is None:
        yield _observe("ENT-UNREGISTERED", place, one.entries, scene.policy, facts)
        return
    beyond = [
        entry for entry in one.entries if party.categories and not covered(entry.finding.category, party.categories)
    ]
    if beyond:
        found = _categories(beyond)
        more: Facts = {**facts, "categories": ", ".join(found), "n": len(found)}
        yield _observe("ENT-SCOPE", place, beyond, scene.policy, more)
    needless = [entry for entry in one.entries if party.purposes and not _serves(entry, party.purposes, scene.policy)]
    if needless:
        found = _categories(needless)
        more = {**facts, "purposes": ", ".join(party.purposes), "categories": ", ".join(found), "n": len(found)}
        yield _observe("ENT-PURPOSE", place, needless, scene.policy, more)
    if party.until and party.until < scene.today.isoformat():
        yield _observe("ENT-RETURN", place, one.entries, scene.policy, facts | {"until": party.until})


def _serves(entry: Entry, purposes: Iterable[str], policy: Policy) -> bool:
    """Whether one of the purposes needs data of the category, by the matrix of the policy."""
    row = policy.matrix.get(entry.finding.category, {})
    return any(row.get(purpose) in load_registers()["data"]["needed"] for purpose in purposes)


def _check_register(processor: str, uses: Sequence[Entrustment], policy: Policy) -> Iterator[Observation]:
    party = uses[0].registered
    if party is None:
        return
    entries = [entry for use in uses for entry in use.entries]
    facts: Facts = {"processor": processor, "n": len(uses)}
    if not party.country:
        yield _observe("ENT-COUNTRY", NOWHERE, entries, policy, facts)
    elif party.country != load_registers()["home"]:
        yield _observe("ENT-FOREIGN", NOWHERE, entries, policy, facts | {"country": party.country})
    missing = [name for name in ("since", "until") if not getattr(party, name)]
    if missing:
        yield _observe("ENT-NODATES", NOWHERE, entries, policy, facts | {"missing": ", ".join(missing)})


def _check_places(scene: Scene, entrusted: set[str]) -> Iterator[Observation]:
    """Where sources with personal data are kept: one that somebody else handles has to say so."""
    held = group_by_source(entry for entry in scene.entries if holds_personal(entry))
    for source in scene.sources:
        country, place = source.declaration.country, Location(source.id, "")
        if source.id not in held:
            continue
        if not country and source.id in entrusted:
            yield _observe("ENT-PLACE", place, held[source.id], scene.policy, {})
        elif country and country != load_registers()["home"]:
            yield _observe("ENT-ABROAD", place, held[source.id], scene.policy, {"country": country})


def check_recipients(scene: Scene) -> Iterator[Observation]:
    """TP-NO-GROUND, TP-OTHER-GROUND, TP-UNREGISTERED, TP-CONSENT, TP-SPECIAL, TP-FOREIGN, TP-COUNTRY of each
    source with personal data and each recipient that it declares."""
    items = {one.item for one in scene.policy.provisions}
    recorded = {
        entry.finding.location.source
        for entry in scene.entries
        if covered(entry.finding.category, load_registers()["data"]["consent"])
    }
    processors = {one.id for one in scene.policy.entrusted}
    for supply in list_supplies(scene.policy, scene.sources, scene.entries):
        personal = [entry for entry in supply.entries if holds_personal(entry)]
        if not personal or (supply.recipient in processors and not supply.is_third_party):
            continue
        for id, more in _judge_supply(supply, personal, items, recorded):
            concerned = [one for one in personal if _is_special(one)] if id == "TP-SPECIAL" else personal
            facts: Facts = {"recipient": supply.recipient, "item": supply.item or _NO_ITEM, **more}
            clause = supply.item if supply.item in items else ""
            yield _observe(id, Location(supply.source.id, ""), concerned, scene.policy, facts, clause)


def _judge_supply(
    supply: Supply, personal: Sequence[Entry], items: set[str], recorded: set[str]
) -> Iterator[tuple[str, Facts]]:
    """The checks that one supply meets, with their facts."""
    rules = load_registers()
    grounds = rules["grounds"]
    settled = supply.ground in (*grounds["consent"], *grounds["excepted"], *grounds["within"])
    if supply.item not in items:
        yield "TP-NO-GROUND", {}
    elif not settled:
        yield "TP-OTHER-GROUND", {}
    if supply.registered is None and supply.ground not in grounds["processors"]:
        yield "TP-UNREGISTERED", {}
    if supply.ground in grounds["consent"] and supply.source.id not in recorded:
        yield "TP-CONSENT", {}
    special = [entry for entry in personal if _is_special(entry)]
    if special and not settled:
        yield "TP-SPECIAL", {"categories": ", ".join(_categories(special))}
    if supply.registered and not supply.registered.country:
        yield "TP-COUNTRY", {}
    elif supply.registered and supply.registered.country != rules["home"]:
        yield "TP-FOREIGN", {"country": supply.registered.country}


def _is_special(entry: Entry) -> bool:
    return entry.standing in load_registers()["data"]["special"]


def check_exports(scene: Scene) -> Iterator[Observation]:
    """TP-EXPORT: personal data in a folder for exports, of a source that declares neither recipients nor processors."""
    places = {(one.location.source, one.location.collection) for one in scene.conditions if one.kind == "export-place"}
    silent = {one.id for one in scene.sources if not (one.declaration.provided_to or one.declaration.entrusted_to)} & {
        source for source, _ in places
    }
    held: dict[str, list[Entry]] = {}
    for entry in scene.entries if silent else ():
        at = entry.finding.location
        if at.source in silent and not places.isdisjoint({(at.source, at.collection), (at.source, "")}):
            held.setdefault(at.source, []).append(entry)
    for source in scene.sources:
        entries = [entry for entry in held.get(source.id, ()) if holds_personal(entry)]
        if entries:
            collections = sorted({entry.finding.location.collection for entry in entries})
            place = Location(source.id, collections[0] if len(collections) == 1 else "")
            yield _observe("TP-EXPORT", place, entries, scene.policy, {"n": len(collections)})


def check_related(scene: Scene) -> Iterator[Observation]:
    """TP-RELATED: person-related information (APPI 31) of a source that goes to a third party; TP-TAG: cookies,
    tags and beacons of other companies' services in the data."""
    related = load_registers()["data"]["related"]
    for supply in list_supplies(scene.policy, scene.sources, scene.entries):
        entries = [entry for entry in supply.entries if entry.standing in related]
        if entries and supply.is_third_party:
            facts: Facts = {"recipient": supply.recipient, "categories": ", ".join(_categories(entries))}
            clause = supply.item if supply.ground else ""
            yield _observe("TP-RELATED", Location(supply.source.id, ""), entries, scene.policy, facts, clause)
    yield from _check_services(scene)


def _check_services(scene: Scene) -> Iterator[Observation]:
    related = load_registers()["data"]["related"]
    found: dict[str, list[Condition]] = {}
    for condition in scene.conditions:
        if condition.kind == "third-party-service":
            found.setdefault(condition.location.source, []).append(condition)
    for source, conditions in sorted(found.items()):
        collections = {one.location.collection for one in conditions}
        services = sorted({one.detail for one in conditions})
        place = conditions[0].location if len(collections) == 1 else Location(source, "")
        entries = [
            entry
            for entry in scene.entries
            if (at := entry.finding.location).source == source
            and at.collection in collections
            and entry.standing in related
        ]
        facts: Facts = {"services": ", ".join(services), "n": len(collections)}
        yield _observe("TP-TAG", place, entries, scene.policy, facts)


def _categories(entries: Iterable[Entry]) -> list[str]:
    """The categories of findings in the order of the catalogue."""
    found = {entry.finding.category for entry in entries}
    return [id for id in load_catalogue().ids if id in found]


def _observe(
    id: str,
    place: Location,
    entries: Sequence[Entry],
    policy: Policy,
    facts: Facts,
    clause: str = "",
) -> Observation:
    """An observation of a check; its severity is one step up where what is at stake is special-care data or property,
    its clause the item that the source declares, else the one that the check looks for."""
    check = load_checks()[id]
    raising = load_registers()["severity"]["raised_by"]
    raised = any(rule in raising for entry in entries for rule in entry.reportable)
    severity: Severity = SEVERITIES[max(0, SEVERITIES.index(check.severity) - raised)]
    findings = tuple(sorted({entry.fingerprint for entry in entries}))
    return Observation(id, place, severity, clause or find_clause(check, policy), findings, facts)
