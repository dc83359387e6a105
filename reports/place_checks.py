"""Checks of where personal data lies and who can reach it there: rights of files, folders for a while, for copies, for
exports, on the move or open to others, sessions in the clear, and weak locks (APPI 23)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connectors.base import Condition, ConditionKind, Location
from reports.base import Entry, Observation, Severity
from reports.checks import Scene, load_checks
from reports.stakes import Stakes

_FOLDERS: Mapping[ConditionKind, str] = {
    "temporary-place": "LOC-TEMP",
    "backup-place": "LOC-BACKUP",
    "export-place": "LOC-EXPORT",
    "portable-place": "LOC-PORTABLE",
    "served-place": "LOC-SERVED",
}
_SESSIONS: Mapping[ConditionKind, str] = {"plain-connection": "SEC-PLAIN-CONNECTION", "can-write": "SEC-CAN-WRITE"}


def check_places(scene: Scene, stakes: Stakes) -> Iterator[Observation]:
    """SEC-PERM, LOC-TEMP, LOC-BACKUP, LOC-EXPORT, LOC-PORTABLE, LOC-SERVED of files (all tables of one file together)
    or of a whole source; SEC-PLAIN-CONNECTION and SEC-CAN-WRITE of sources; SEC-WEAKZIP of archives."""
    folded: dict[tuple[ConditionKind, str, str], list[Condition]] = {}
    for one in scene.conditions:
        file = one.location.collection.partition("!")[0]
        folded.setdefault((one.kind, one.location.source, file), []).append(one)
    for (kind, source, file), conditions in folded.items():
        if kind == "weak-encryption":
            yield _observe_archive(conditions[0], stakes)
            continue
        collections = sorted({one.location.collection for one in conditions})
        held = [
            (collection, entries)
            for collection in collections
            if (entries := stakes.personal_at(Location(source, collection)))
        ]
        if held:
            place = Location(source, held[0][0] if len(held) == 1 else file)
            entries = [entry for _, some in held for entry in some]
            yield from _observe(kind, conditions[0].detail, place, entries, stakes)


def _observe(
    kind: ConditionKind, detail: str, place: Location, entries: list[Entry], stakes: Stakes
) -> Iterator[Observation]:
    if kind in _FOLDERS:
        check = _FOLDERS[kind]
        yield stakes.observe(check, place, entries, {"place": detail}, _weigh(check, entries, stakes))
    elif kind in _SESSIONS:
        check = _SESSIONS[kind]
        severity = _weigh(check, entries, stakes) if kind == "plain-connection" else None
        yield stakes.observe(check, place, entries, {"right": detail} if kind == "can-write" else None, severity)
    elif kind in ("world-readable", "group-readable"):
        # What the members of a group may read is what groups are for; it is worth a look, no more.
        severity = _weigh("SEC-PERM", entries, stakes) if kind == "world-readable" else "low"
        yield stakes.observe("SEC-PERM", place, entries, {"mode": detail}, severity)


def _weigh(check: str, entries: list[Entry], stakes: Stakes) -> Severity:
    return stakes.weigh(load_checks()[check].severity, entries)


def _observe_archive(condition: Condition, stakes: Stakes) -> Observation:
    """An archive that was not looked into: what it holds is not known, so that less is said where nothing personal
    stands beside it."""
    beside = stakes.personal_at(Location(condition.location.source, ""))
    return stakes.observe("SEC-WEAKZIP", condition.location, (), None, None if beside else "low")
