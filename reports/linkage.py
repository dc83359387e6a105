"""What findings are to each other: which of them identify a person, and what that makes of those beside them.

Cookies, IP addresses and ids are personal information where easy collation leads to a person (APPI 2(1)(i)): beside a
person key in the same collection, or in one that an id field leads to.
"""

from __future__ import annotations

import re
import tomllib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from connectors.base import Location
from detectors.base import Finding
from detectors.catalogue import AppiClass, load_catalogue
from reports.base import Link

DATA = Path(__file__).parent / "data" / "linkage.toml"

Place = tuple[str, str]
"""Source and collection."""


@cache
def load_linkage() -> Mapping[str, Any]:
    """The whole of ``data/linkage.toml``; read once."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Combination:
    """Kinds of data that weigh more together: one field for each group. ``verdicts`` are those that the groups have
    to have ("" = any but contains)."""

    id: str
    groups: tuple[tuple[str, ...], ...]
    verdicts: tuple[str, ...]

    def concerns(self, category: str) -> bool:
        """Whether a category is one of those that weigh more."""
        return any(_fills(category, group) for group in self.groups)

    def holds(self, findings: Sequence[Finding]) -> bool:
        """Whether the findings of one collection fill all groups, each with a field of its own."""
        fields = [self._fields(number, findings) for number in range(len(self.groups))]
        return all(fields) and self._fill(fields, frozenset())

    def _fields(self, number: int, findings: Sequence[Finding]) -> tuple[Location, ...]:
        """The fields that can fill a group, as many as there are groups: more cannot be taken by the others."""
        group, verdict = self.groups[number], self.verdicts[number]
        found: dict[Location, None] = {}
        for finding in findings:
            fits = finding.verdict == verdict if verdict else finding.verdict != "contains"
            if fits and _fills(finding.category, group):
                found[finding.location] = None
                if len(found) == len(self.groups):
                    break
        return tuple(found)

    def _fill(self, fields: Sequence[tuple[Location, ...]], taken: frozenset[Location]) -> bool:
        if not fields:
            return True
        return any(self._fill(fields[1:], taken | {field}) for field in fields[0] if field not in taken)


@cache
def load_combinations() -> tuple[Combination, ...]:
    """The combinations of the data file, in its order."""
    return tuple(
        Combination(
            one["id"],
            tuple(tuple(group) for group in one["groups"]),
            tuple(one.get("verdicts", [""] * len(one["groups"]))),
        )
        for one in load_linkage()["combination"]
    )


def covered(category: str, keys: Iterable[str]) -> bool:
    """Whether a category is one of the keys or below one."""
    return any(category.startswith(key) and (len(category) == len(key) or category[len(key)] == ".") for key in keys)


@lru_cache(maxsize=8192)
def _fills(category: str, group: tuple[str, ...]) -> bool:
    """The same, kept: every finding is set against every group of every combination."""
    return covered(category, group)


def place_of(finding: Finding) -> Place:
    """The collection that a finding stands in."""
    return finding.location.source, finding.location.collection


def class_of(finding: Finding) -> AppiClass | None:
    """What the law calls the data by itself; None for a category that the catalogue does not hold. What belongs to
    an organisation is about nobody."""
    category = load_catalogue().categories.get(finding.category)
    if category is None:
        return None
    return "none" if finding.subject == "organisation" else category.appi_class


def standing_of(finding: Finding, link: Link | None) -> AppiClass | None:
    """What the law calls the data where it stands."""
    standing = class_of(finding)
    return "personal-information" if link and standing in load_linkage()["link"]["weak"] else standing


def group_findings(findings: Iterable[Finding]) -> dict[Place, list[Finding]]:
    """Findings by the collection that they stand in."""
    groups: dict[Place, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(place_of(finding), []).append(finding)
    return groups


def find_combinations(groups: Mapping[Place, Sequence[Finding]]) -> dict[Place, tuple[Combination, ...]]:
    """Which combinations each collection holds."""
    found = {}
    for place, findings in groups.items():
        personal = [finding for finding in findings if finding.subject != "organisation"]
        found[place] = tuple(one for one in load_combinations() if one.holds(personal))
    return found


def find_links(groups: Mapping[Place, Sequence[Finding]], roads: Roads | None = None) -> dict[Place, Link]:
    """For each collection what links its rows to persons: a person key of its own, else the way by id fields to the
    nearest collection that has one (through others, if it has to be)."""
    keys = find_person_keys(groups)
    links = {place: Link("beside", key) for place, key in keys.items()}
    roads = roads or find_roads(groups, keys)
    waiting, taken = deque(sorted(keys)), set[str]()
    while waiting:
        there = waiting.popleft()
        for here, through in roads.lead(there, taken):
            if here not in links:
                links[here] = Link("joined", links[there].key, through)
                waiting.append(here)
    return links


def find_person_keys(groups: Mapping[Place, Sequence[Finding]]) -> dict[Place, Location]:
    """The collections that say who a row is about, each with the field that says it best."""
    return {place: key for place, findings in groups.items() if (key := _person_key(findings))}


def _person_key(findings: Sequence[Finding]) -> Location | None:
    """The field that says best who a row is about; None where none does."""
    rules = load_linkage()["link"]
    known = [
        finding
        for finding in findings
        if class_of(finding) in rules["keys"]
        and finding.evidence.read
        and (finding.verdict != "contains" or finding.evidence.matched >= rules["least_share"] * finding.evidence.read)
    ]
    best = min(known, key=_rank_key, default=None)
    return best.location if best else None


def _rank_key(finding: Finding) -> tuple[bool, int, float, str, str]:
    """What sorts person keys: whole fields first, then what people know best."""
    order = load_linkage()["link"]["named_first"]
    rank = next((number for number, key in enumerate(order) if covered(finding.category, [key])), len(order))
    return finding.verdict != "is", rank, -finding.confidence, finding.category, str(finding.location)


@dataclass(frozen=True, slots=True)
class Roads:
    """How rows of one collection lead to those of another. ``named``: the collections that hold an id of one name, each
    with its field; ``names``: the names of each collection; ``references``: the collections with a field that is named
    after one."""

    named: Mapping[str, Sequence[tuple[Place, Location]]]
    names: Mapping[Place, Sequence[str]]
    references: Mapping[Place, Sequence[tuple[Place, Location]]]

    def lead(self, there: Place, taken: set[str]) -> Iterator[tuple[Place, Location]]:
        """The collections whose rows can be found from ``there``, and by which field of theirs. Ids in ``taken`` were
        followed before, with all collections that hold them, and are not followed again; new ones are added to it."""
        for name in self.names.get(there, ()):
            if name not in taken:
                taken.add(name)
                yield from (one for one in self.named[name] if one[0] != there)
        yield from self.references.get(there, ())


def find_reaching(groups: Mapping[Place, Sequence[Finding]], roads: Roads, category: str) -> frozenset[Place]:
    """The collections that hold a category, or from which an id leads to one of the same source that does."""
    holders = {place for place, findings in groups.items() if any(one.category == category for one in findings)}
    names = {(place[0], name) for place in holders for name in roads.names.get(place, ())}
    reached = {place for place, held in roads.names.items() if any((place[0], name) in names for name in held)}
    for there, heres in roads.references.items():
        reached |= {there} if any(here in holders for here, _ in heres) else set()
        reached |= {here for here, _ in heres} if there in holders else set()
    sources = {place[0] for place in holders}
    return frozenset(holders | {place for place in reached if place[0] in sources})


def find_roads(groups: Mapping[Place, Sequence[Finding]], keys: Mapping[Place, Location]) -> Roads:
    """From each collection those whose rows can be found by an id that both hold, or by an id that is named after it;
    ``keys`` are the collections that have a person key."""
    named: dict[str, list[tuple[Place, Location]]] = {}
    names: dict[Place, dict[str, None]] = {}
    for place, findings in sorted(groups.items(), key=lambda group: group[0]):
        for finding in findings:
            if finding.verdict != "contains" and covered(finding.category, load_linkage()["link"]["ids"]):
                name = fold_name(finding.location)
                named.setdefault(name, []).append((place, finding.location))
                names.setdefault(place, {})[name] = None
    order = {name: number for number, name in enumerate(named)}
    references: dict[Place, list[tuple[Place, Location]]] = {}
    tables = {(place[0], stem): place for place in sorted(keys) for stem in table_stems(place[1])}
    for holders in named.values():
        for here, location in holders:
            for stem in reference_stems(location):
                if (there := tables.get((here[0], stem), here)) != here:
                    references.setdefault(there, []).append((here, location))
    return Roads(named, {place: sorted(held, key=order.__getitem__) for place, held in names.items()}, references)


def fold_name(location: Location) -> str:
    """The name of a field without what spelling changes: userId, USER_ID and user-id are one name."""
    label = (location.path or location.field).rpartition(".")[2]
    return re.sub(r"[\s_\-]", "", label).casefold()


def reference_stems(location: Location) -> Iterator[str]:
    """The table that a field like ``customer_id`` or 会員番号 refers to."""
    name = (location.path or location.field).rpartition(".")[2].casefold()
    for end in load_linkage()["link"]["references"]:
        if name.endswith(end) and len(name) > len(end):
            yield re.sub(r"[\s_\-]", "", name.removesuffix(end))


def table_stems(collection: str) -> Iterator[str]:
    """What a table is a table of: customers, T_CUSTOMER_MASTER.csv and public.customer are about a customer."""
    name = re.split(r"[/\\!]", collection)[-1].casefold()
    name = re.sub(r"\.(?:csv|tsv|jsonl?|parquet|txt)$", "", name).rpartition(".")[2]
    stems = {name, re.sub(r"^(?:t|m|mst|tbl)_", "", name)}
    stems |= {stem.removesuffix(end) for stem in stems for end in load_linkage()["link"]["tables"]}
    yield from sorted(folded for stem in stems if (folded := re.sub(r"[\s_\-]", "", stem)))
