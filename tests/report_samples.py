"""Sample reports for tests of the renderers. Every person, company and number in them is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from connectors.base import Location, Skipped
from detectors.base import Checks, CleanField, Dismissed, Evidence, Factor, Finding, Mark, Sampling, Sighting
from reports.base import Coverage, Entry, Link, PurposeFit, Report, RunInfo, Severity, SourceInfo
from reports.policy import Policy, Purpose

JST = timezone(timedelta(hours=9), "JST")

POLICY = Policy(
    id="sample",
    version="2026-04-01",
    sha256="ab" * 32,
    title={"ja": "見本のプライバシーポリシー", "en": "Sample privacy policy"},
    announced={"personal.name": "1(1)1", "personal.contact": "1(1)2"},
    purposes=(
        Purpose("P1", "service.provide", "2-1", {"ja": "サービスの提供", "en": "Provide the services"}),
        Purpose("P6", "support.respond", "2-6", {"ja": "問い合わせ対応", "en": "Answer inquiries"}),
        Purpose("P14", "gift.ship", "2-14", {"ja": "景品の発送", "en": "Ship gifts"}),
        Purpose("P16", "cookie.policy", "2-16", {"en": "Cookie policy"}, delegating=True),
    ),
    matrix={"personal.name": {"P1": "expected", "P6": "plausible"}},
    sensitivity={},
)

SOURCES = (
    SourceInfo("orders", "database", owner="注文チーム", purposes=("P1", "P6", "P14"), anchor="daicho.toml", line=7),
    SourceInfo("app-logs", "files", anchor="daicho.toml", line=15, folder="logs"),
)

RUN = RunInfo(
    id="20261122-0300",
    started=datetime(2026, 11, 22, 3, 0, tzinfo=JST),
    finished=datetime(2026, 11, 22, 3, 2, 5, tzinfo=JST),
    status="findings+incomplete",
    exit_code=1,
    fail_on="high",
    project="orders-platform",
)

MY_NUMBER = Entry(
    fingerprint="v1:9f3c2ab417d0e6aa",
    finding=Finding(
        category="personal.id.my_number",
        location=Location("app-logs", "app/signup.log", "body", "mynum"),
        verdict="is",
        confidence=0.991,
        subject="person",
        evidence=Evidence(
            matched=37,
            read=37,
            distinct=37,
            interval=(0.0, 1.0),
            checks=Checks(37, 37),
            factors=(Factor("name", 1.5), Factor("checks", 6.125), Factor("someday", -0.3)),
            masked=("********9012",),
            at=(Sighting(12, 8, 20), Sighting(40, 8, 20)),
            method="part",
        ),
    ),
    severity="critical",
    purposes=(),
    policy="no-purpose",
    reasons=("sensitivity", "no-purpose"),
    standing="identification-code",
    reportable=("malicious",),
    persons=37,
)

NAME = Entry(
    fingerprint="v1:51d07be0c2f19a83",
    finding=Finding(
        category="personal.name",
        location=Location("orders", "customers", "氏名"),
        verdict="is",
        confidence=0.97,
        subject="person",
        evidence=Evidence(
            matched=1990,
            read=2000,
            distinct=1874,
            interval=(0.995, 0.995),
            factors=(Factor("name", 3.0), Factor("dictionary", 2.25)),
            masked=("**　**（4字）",),
        ),
    ),
    severity="medium",
    purposes=(PurposeFit("P1", "expected"), PurposeFit("P14", "plausible")),
    policy="declared",
    reasons=("sensitivity",),
    standing="personal-information",
    reportable=("malicious", "volume"),
    persons=1874,
)

CARD = Entry(
    fingerprint="v1:77aa00bb11cc22dd",
    finding=Finding(
        category="personal.financial.card",
        location=Location("orders", "orders", "memo"),
        verdict="contains",
        confidence=0.84,
        subject="person",
        evidence=Evidence(
            3,
            2000,
            3,
            (0.0003, 0.0044),
            Checks(4, 3),
            (Factor("values", 2.0),),
            ("****-****-****-1111",),
            method="every-kth",
            marks=(Mark("dummy", 0.333),),
        ),
    ),
    severity="high",
    purposes=(PurposeFit("P1", "unexpected"),),
    policy="undeclared",
    reasons=("sensitivity", "undeclared", "linked:joined", "verdict-contains"),
    standing="personal-information",
    link=Link("joined", Location("orders", "members", "氏名"), Location("orders", "orders", "customer_id")),
    reportable=("property", "malicious"),
)

PHONE = Entry(
    fingerprint="v1:00112233445566ff",
    finding=Finding(
        category="personal.contact.phone",
        location=Location("orders", "customers", "tel2"),
        verdict="named",
        confidence=0.6,
        subject="unknown",
        evidence=Evidence(0, 0, 0, (0.0, 1.0), factors=(Factor("name", 0.4),)),
    ),
    severity="low",
    purposes=(PurposeFit("P1", "expected"),),
    policy="declared",
    reasons=("sensitivity", "verdict-named"),
    state="existing",
)

COVERAGE = (
    Coverage("orders", "customers", 2000, 2000, 180_224, "full", "read", None, Sampling("all-rows", 2000, 2000)),
    Coverage("orders", "orders", 12_000, 2000, 96_000, "sample", "read", None, Sampling("every-kth", 2000, 12_000, 6)),
    Coverage("app-logs", "app/signup.log", None, 1200, 2_500_000, "full", "partial", "corrupt", Sampling("part", 1200)),
    Coverage("app-logs", "app/batch.log", None, 0, 0, "full", "skipped", "permission-denied"),
)

SKIPPED = (
    Skipped(
        Location("app-logs", "app/batch.log"),
        "permission-denied",
        "The file cannot be read by this user",
        "Give the scanning user read permission on it",
    ),
    Skipped(Location("app-logs", "app/signup.log"), "corrupt", "The gzip stream ends early", partial=True),
)

DISMISSED = (
    Dismissed("personal.contact.address", Location("orders", "shops", "address"), "place-directory"),
    Dismissed("personal.name", Location("orders", "shops", "name"), "organisation"),
)


CLEAN_FIELDS = (
    CleanField(Location("orders", "customers", "rank"), 2000, 0.0),
    CleanField(Location("orders", "orders", "payload", "gift.color"), 1800, 0.001662, "every-kth"),
)


def build_small() -> Report:
    """Four findings in two sources, one of them partly unread."""
    return Report(
        run=RUN,
        policy=POLICY,
        sources=SOURCES,
        coverage=COVERAGE,
        skipped=SKIPPED,
        entries=(MY_NUMBER, CARD, NAME, PHONE),
        dismissed=DISMISSED,
        unused=("P6",),
        clean=CLEAN_FIELDS,
    )


def build_clean() -> Report:
    """One declared finding under the bar, everything read."""
    return Report(
        run=replace(RUN, status="clean", exit_code=0),
        policy=POLICY,
        sources=SOURCES[:1],
        coverage=(COVERAGE[0], replace(COVERAGE[1], method="full", rows_read=12_000)),
        skipped=(),
        entries=(NAME,),
    )


def build_incomplete() -> Report:
    """Nothing to stop for in what was read, but not all was read."""
    return replace(build_small(), run=replace(RUN, status="incomplete", exit_code=3), entries=(NAME,), dismissed=())


def build_nothing() -> Report:
    """No source could be opened."""
    return Report(
        run=replace(RUN, status="incomplete", exit_code=3),
        policy=POLICY,
        sources=SOURCES[:1],
        coverage=(),
        skipped=(Skipped(Location("orders", ""), "login-failed", "The database refused the login"),),
        entries=(),
    )


def build_large(number: int) -> Report:
    """Many findings in many tables of one source, in the order of their severity."""
    severities: tuple[Severity, ...] = ("critical", "high", "medium", "low")
    categories = ("personal.financial.card", "personal.contact.email", "personal.name", "usage.device.ip")
    entries = []
    for index in range(number):
        level = index * 4 // number
        location = Location("orders", f"table_{index % 60:02}", f"field_{index}")
        finding = replace(CARD.finding, category=categories[level], location=location)
        entries.append(replace(CARD, fingerprint=f"v1:{index:016x}", finding=finding, severity=severities[level]))
    return Report(
        run=replace(RUN, status="findings"),
        policy=POLICY,
        sources=SOURCES[:1],
        coverage=tuple(Coverage("orders", f"table_{i:02}", 9, 9, 99, "full", "read") for i in range(60)),
        skipped=(),
        entries=tuple(entries),
    )


HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=1>',
    "{{ 7 * 7 }}{% raw %}",
    "abc\u202etxt.exe",
    "\x1b[31mred\x1b[0m\x00",
    "half \udc80 character",
    "'; </style><!--",
)
"""Names that a table, file or column can have and that must do no harm in a report."""


def build_hostile() -> Report:
    """Hostile names in every place where a name from outside can stand."""
    entries, coverage, skipped, dismissed, clean = [], [], [], [], []
    for index, name in enumerate(HOSTILE):
        location = Location("orders", name, name, name)
        evidence = replace(
            CARD.finding.evidence, masked=(name,), factors=(Factor(name, 1.0),), marks=(Mark(name, 1.0),)
        )
        finding = replace(CARD.finding, location=location, evidence=evidence)
        fits = (PurposeFit(name, "unexpected"),)
        link = Link("joined", location, location)
        entry = replace(CARD, fingerprint=f"v1:{index:016x}", finding=finding, purposes=fits, reasons=(name,))
        entries.append(replace(entry, link=link))
        coverage.append(Coverage("orders", name, 1, 1, 1, "full", "partial", name))
        skipped.append(Skipped(location, "unreadable", name, name, partial=True))
        dismissed.append(Dismissed("personal.name", location, name))
        clean.append(CleanField(location, 1, 0.95, "random-rows"))
    purposes = tuple(Purpose(name, name, name, {"ja": name, "en": name}) for name in HOSTILE)
    return Report(
        run=replace(RUN, project=HOSTILE[0], id=HOSTILE[1]),
        policy=replace(POLICY, purposes=purposes, version=HOSTILE[0], title={"en": HOSTILE[1]}),
        sources=(replace(SOURCES[0], owner=HOSTILE[1], purposes=HOSTILE), SourceInfo(HOSTILE[0], "files")),
        coverage=tuple(coverage),
        skipped=tuple(skipped),
        entries=tuple(entries),
        dismissed=tuple(dismissed),
        unused=HOSTILE,
        clean=tuple(clean),
    )
