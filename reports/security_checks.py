"""Checks of the security measures that a policy promises (APPI 23), of what is stored how: passwords, credentials in
texts, rights, encryption, logs of access, and production data among tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from connectors.base import Location
from reports.base import Entry, Observation, Severity
from reports.checks import Scene, load_checks
from reports.declaration import Declaration
from reports.ledger_checks import check_ledger
from reports.linkage import covered
from reports.place_checks import check_places
from reports.stakes import Facts, Place, Stakes, holding_sources

PASSWORD, CREDENTIAL = "personal.account.password", "personal.account.credential"
_NAME = "personal.name"
_LOG_FINDINGS = ("usage.access_log", "usage.crash")
_LOG_NAME = re.compile(r"(?:^|[/._-])logs?(?:[/._!-]|$)|ログ", re.IGNORECASE)
# Fewer values than these may be locked accounts, or forms of hashes that few have.
_SOME_PLAIN, _SOME_FAST = 0.02, 0.05
_NEARLY_ALL = 0.9
_TESTS = ("test", "development", "staging")
# The share of a test field's values that stand in production. Different people have one name.
_COPIED, _COPIED_NAMES, _FROM_PRODUCTION = 0.1, 0.5, 0.01
_FEWEST = 5


def check_measures(scene: Scene) -> Iterator[Observation]:
    """Every check of the security measures and of the ledger, over one look at what is at stake."""
    stakes = Stakes.of(scene)
    for check in (check_security, check_places, check_ledger):
        yield from check(scene, stakes)


def check_security(scene: Scene, stakes: Stakes) -> Iterator[Observation]:
    """SEC-PLAIN-PASSWORD, SEC-FAST-HASH, SEC-CREDENTIAL-LOG of collections; SEC-UNENC, SEC-NOLOG of sources;
    SEC-TESTDATA of collections in a source of tests."""
    for place, entries in stakes.real.items():
        yield from _check_passwords(place, entries, stakes)
        yield from _check_credentials(place, entries, stakes)
    yield from _check_encryption(scene, stakes)
    yield from _check_trails(scene, stakes)
    yield from _check_tests(scene, stakes)


def _check_passwords(place: Place, entries: Sequence[Entry], stakes: Stakes) -> Iterator[Observation]:
    """Fields of passwords with values that no hash hides, or that a fast one does."""
    fields = [one for one in entries if one.finding.category == PASSWORD and one.finding.verdict != "contains"]
    for check, share_of, least in (
        ("SEC-PLAIN-PASSWORD", _plain_share, _SOME_PLAIN),
        ("SEC-FAST-HASH", _fast_share, _SOME_FAST),
    ):
        found = [one for one in fields if share_of(one) >= least]
        if found:
            share = max(share_of(one) for one in found)
            facts = {"n": len(found), "share": max(1, round(100 * share))}
            severity: Severity | None = "high" if _is_test_place(found) and check == "SEC-PLAIN-PASSWORD" else None
            yield stakes.observe(check, Location(*place), found, facts, severity)


def _plain_share(entry: Entry) -> float:
    """The share of values that are neither hashed, nor masked, nor in a form that cannot be read."""
    hidden = ("hashed", "digest", "masked", "opaque")
    return max(0.0, 1.0 - sum(mark.share for mark in entry.finding.evidence.marks if mark.name in hidden))


def _fast_share(entry: Entry) -> float:
    return next((mark.share for mark in entry.finding.evidence.marks if mark.name == "digest"), 0.0)


def _is_test_place(entries: Iterable[Entry]) -> bool:
    return all("test-place" in entry.reasons for entry in entries)


def _check_credentials(place: Place, entries: Sequence[Entry], stakes: Stakes) -> Iterator[Observation]:
    """Passwords and tokens inside of texts, and in fields of logs."""
    in_log = bool(_LOG_NAME.search(place[1])) or any(covered(one.finding.category, _LOG_FINDINGS) for one in entries)
    found = [
        one
        for one in entries
        if one.finding.category in (PASSWORD, CREDENTIAL)
        and (one.finding.verdict == "contains" or (in_log and one.finding.category == CREDENTIAL))
        and not _is_hashed(one)
    ]
    if found:
        facts = {"n": len(found), "matched": sum(one.finding.evidence.matched for one in found)}
        severity: Severity | None = "medium" if _is_test_place(found) else None
        yield stakes.observe("SEC-CREDENTIAL-LOG", Location(*place), found, facts, severity)


def _is_hashed(entry: Entry) -> bool:
    return any(mark.name == "hashed" and mark.share >= _NEARLY_ALL for mark in entry.finding.evidence.marks)


def _check_encryption(scene: Scene, stakes: Stakes) -> Iterator[Observation]:
    """Data of critical sensitivity in a source that is not said to be encrypted: high where it is said not to be, or
    where its files were read without a key; medium where nobody knows."""
    open_sources = {one.location.source for one in scene.conditions if one.kind == "unencrypted-file"}
    for source in scene.sources:
        found = [
            one
            for place, entries in stakes.real.items()
            if place[0] == source.id and source.declaration.encrypted is not True
            for one in entries
            if stakes.is_critical(one.finding.category) and not _is_hidden(one)
        ]
        if found:
            known = source.declaration.encrypted is False or source.id in open_sources
            categories = sorted({one.finding.category for one in found})
            facts: Facts = {
                "n": len({one.finding.location.collection for one in found}),
                "categories": ", ".join(categories),
            }
            yield stakes.observe("SEC-UNENC", Location(source.id, ""), found, facts, "high" if known else "medium")


def _is_hidden(entry: Entry) -> bool:
    """Whether the values are hashed, or stored in a form that cannot be read."""
    return "hashed" in entry.reasons or (
        entry.finding.category == PASSWORD and entry.finding.verdict != "contains" and _plain_share(entry) < _SOME_PLAIN
    )


def _check_trails(scene: Scene, stakes: Stakes) -> Iterator[Observation]:
    for source, entries in holding_sources(scene, stakes):
        if source.declaration.access_log is not True:
            yield stakes.observe("SEC-NOLOG", Location(source.id, ""), entries)


def _check_tests(scene: Scene, stakes: Stakes) -> Iterator[Observation]:
    """Fields of a source of tests in which the same values stand as in production."""
    declarations = {source.id: source.declaration for source in scene.sources}
    copied: dict[tuple[Place, str], dict[Location, float]] = {}
    for one in scene.overlaps:
        pair = _order(one.location, one.other, declarations)
        if pair is None or one.compared < _FEWEST:
            continue
        test, production = pair
        least = _FROM_PRODUCTION if test == one.other else _COPIED
        if one.share >= (_COPIED_NAMES if covered(one.category, (_NAME,)) else least):
            shares = copied.setdefault(((test.source, test.collection), production.source), {})
            shares[test] = max(shares.get(test, 0.0), one.share)
    for (place, origin), shares in copied.items():
        found = [one for one in stakes.real.get(place, ()) if one.finding.location in shares]
        if found:
            facts: Facts = {
                "production": origin,
                "n": len(shares),
                "share": max(1, round(100 * max(shares.values()))),
            }
            severity = stakes.weigh(load_checks()["SEC-TESTDATA"].severity, found)
            yield stakes.observe("SEC-TESTDATA", Location(*place), found, facts, severity)


def _order(
    first: Location, second: Location, declarations: Mapping[str, Declaration]
) -> tuple[Location, Location] | None:
    """The side of the tests and the side of production; None where they are not one of each."""
    kinds = [declarations.get(one.source, Declaration("")).environment for one in (first, second)]
    if kinds[0] in _TESTS and kinds[1] == "production":
        return first, second
    return (second, first) if kinds[1] in _TESTS and kinds[0] == "production" else None
