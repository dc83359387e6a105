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
from functools import cache
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
        return any(covered(category, group) for group in self.groups)

    def holds(self, findings: Sequence[Finding]) -> bool:
        """Whether the findings of one collection fill all groups, each with a field of its own."""
        return self._fill(0, findings, frozenset())

    def _fill(self, number: int, findings: Sequence[Finding], taken: frozenset[Location]) -> bool:
        if number == len(self.groups):
            return True
        group, verdict = self.groups[number], self.verdicts[number]
        return any(
            self._fill(number + 1, findings, taken | {finding.location})
            for finding in findings
            if finding.location not in taken
            and covered(finding.category, group)
            and (finding.verdict == verdict if verdict else finding.verdict != "contains")
        )


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
    return any(category == key or category.startswith(key + ".") for key in keys)


def place_of(finding: Finding) -> Place:
    """The collection that a finding stands in."""
    return finding.location.source, finding.location.collection


def class_of(finding: Finding) -> AppiClass | None:
    """What the law calls the data by itself; None for a category that the catalogue does not hold. What belongs to
    an organisation is about nobody."""
    if finding.category not in load_catalogue():
        return None
    return "none" if finding.subject == "organisation" else load_catalogue()[finding.category].appi_class


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


def find_links(groups: Mapping[Place, Sequence[Finding]]) -> dict[Place, Link]:
    """For each collection what links its rows to persons: a person key of its own, else the way by id fields to the
    nearest collection that has one (through others, if it has to be)."""
    keys = {place: key for place, findings in groups.items() if (key := _person_key(findings))}
    links = {place: Link("beside", key) for place, key in keys.items()}
    roads = _roads(groups, keys)
    waiting = deque(sorted(keys))
    while waiting:
        there = waiting.popleft()
        for here, through in roads.get(there, ()):
            if here not in links:
                links[here] = Link("joined", links[there].key, through)
                waiting.append(here)
    return links


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


def _roads(
    groups: Mapping[Place, Sequence[Finding]], keys: Mapping[Place, Location]
) -> dict[Place, list[tuple[Place, Location]]]:
    """From each collection those whose rows can be found by an id that both hold, and by which field of theirs."""
    named: dict[str, list[tuple[Place, Location]]] = {}
    for place, findings in sorted(groups.items()):
        for finding in findings:
            if covered(finding.category, load_linkage()["link"]["ids"]) and finding.verdict != "contains":
                named.setdefault(fold_name(finding.location), []).append((place, finding.location))
    roads: dict[Place, list[tuple[Place, Location]]] = {}
    for holders in named.values():
        for there, _ in holders:
            roads.setdefault(there, []).extend(one for one in holders if one[0] != there)
    tables = {(place[0], stem): place for place in sorted(keys) for stem in _table_stems(place[1])}
    for holders in named.values():
        for here, location in holders:
            for stem in _reference_stems(location):
                if (there := tables.get((here[0], stem), here)) != here:
                    roads.setdefault(there, []).append((here, location))
    return roads


def fold_name(location: Location) -> str:
    """The name of a field without what spelling changes: userId, USER_ID and user-id are one name."""
    label = (location.path or location.field).rpartition(".")[2]
    return re.sub(r"[\s_\-]", "", label).casefold()


def _reference_stems(location: Location) -> Iterator[str]:
    """The table that a field like ``customer_id`` or 会員番号 refers to."""
    name = (location.path or location.field).rpartition(".")[2].casefold()
    for end in load_linkage()["link"]["references"]:
        if name.endswith(end) and len(name) > len(end):
            yield re.sub(r"[\s_\-]", "", name.removesuffix(end))


def _table_stems(collection: str) -> Iterator[str]:
    """What a table is a table of: customers, T_CUSTOMER_MASTER.csv and public.customer are about a customer."""
    name = re.split(r"[/\\!]", collection)[-1].casefold()
    name = re.sub(r"\.(?:csv|tsv|jsonl?|parquet|txt)$", "", name).rpartition(".")[2]
    stems = {name, re.sub(r"^(?:t|m|mst|tbl)_", "", name)}
    stems |= {stem.removesuffix(end) for stem in stems for end in load_linkage()["link"]["tables"]}
    yield from sorted(folded for stem in stems if (folded := re.sub(r"[\s_\-]", "", stem)))
