"""What is at stake in a place: the findings that checks of security rest on, and how much they weigh.

A check speaks only of places that really hold something: not of names without values, of values that are masked or
known examples, of findings in doubt, or of what belongs to an organisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.base import Location
from detectors.catalogue import load_catalogue
from reports.base import SEVERITIES, Entry, Observation, Severity, SourceInfo
from reports.checks import Scene, find_clause, load_checks
from reports.leak_profile import holds_personal
from reports.policy import Policy

Facts = Mapping[str, str | int | float]
"""What fills the sentence of an observation."""
Place = tuple[str, str]
"""Source and collection."""

_NOTHING = frozenset({"synthetic", "masked", "doubtful", "verdict-named"})
_GRAVE = ("special-care", "identification-code")


@dataclass(frozen=True, slots=True)
class Stakes:
    """``real`` are the findings that hold something, ``personal`` those of them that are personal information where
    they stand; by source and collection, each in the order of the report."""

    policy: Policy
    real: Mapping[Place, Sequence[Entry]]
    personal: Mapping[Place, Sequence[Entry]]
    _clauses: dict[str, str] = field(default_factory=dict)
    _critical: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, scene: Scene) -> Stakes:
        """What a scene holds."""
        real = [entry for entry in scene.entries if is_real(entry)]
        return cls(scene.policy, _group(real), _group([entry for entry in real if holds_personal(entry)]))

    def personal_at(self, location: Location) -> list[Entry]:
        """The personal information of a collection, or of a whole source (collection "")."""
        if location.collection:
            return list(self.personal.get((location.source, location.collection), ()))
        return [entry for place, some in self.personal.items() if place[0] == location.source for entry in some]

    def is_critical(self, category: str) -> bool:
        """Whether a category is of critical sensitivity, by the policy or else by the catalogue."""
        if category not in self._critical:
            known = load_catalogue().categories.get(category)
            level = self.policy.sensitivity.get(category, known.sensitivity if known else "")
            self._critical[category] = level == "critical"
        return self._critical[category]

    def weigh(self, severity: Severity, entries: Iterable[Entry]) -> Severity:
        """A severity, one step higher (to high at most) where special-care data, identification codes or data of
        critical sensitivity are among the findings."""
        level = SEVERITIES.index(severity)
        grave = any(one.standing in _GRAVE or self.is_critical(one.finding.category) for one in entries)
        return SEVERITIES[min(level, max(1, level - 1))] if grave else severity

    def observe(
        self,
        check: str,
        location: Location,
        entries: Sequence[Entry],
        facts: Facts | None = None,
        severity: Severity | None = None,
    ) -> Observation:
        """An observation with the clause of the policy and the findings that it stands on."""
        found = load_checks()[check]
        prints = tuple(dict.fromkeys(entry.fingerprint for entry in entries))
        if check not in self._clauses:
            self._clauses[check] = find_clause(found, self.policy)
        return Observation(check, location, severity or found.severity, self._clauses[check], prints, facts or {})


def is_real(entry: Entry) -> bool:
    """Whether a finding holds values of somebody."""
    finding = entry.finding
    return finding.evidence.read > 0 and finding.subject != "organisation" and _NOTHING.isdisjoint(entry.reasons)


def holding_sources(scene: Scene, stakes: Stakes) -> list[tuple[SourceInfo, list[Entry]]]:
    """The sources that hold personal information, each with it."""
    held = [(source, stakes.personal_at(Location(source.id, ""))) for source in scene.sources]
    return [(source, entries) for source, entries in held if entries]


def _group(entries: Iterable[Entry]) -> dict[Place, list[Entry]]:
    groups: dict[Place, list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.finding.location.source, entry.finding.location.collection), []).append(entry)
    return groups
