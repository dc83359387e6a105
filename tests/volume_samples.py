"""Reports of any size for tests of speed: as varied as those of real databases, the same each time. All invented."""

from __future__ import annotations

import math
import random
import zlib
from dataclasses import replace
from datetime import timedelta

import report_samples as samples

from connectors.base import Location
from detectors.base import Checks, Evidence, Factor, Finding, Mark, Sampling, Sighting
from detectors.catalogue import load_catalogue
from reports.base import (
    SEVERITIES,
    Branding,
    Coverage,
    Entry,
    LeakProfile,
    Link,
    Observation,
    PurposeFit,
    Report,
    SourceInfo,
)
from reports.comparison import Comparison, FormerFinding, TrendPoint
from reports.policy_file import read_policy

WORDS = ("customer", "order", "member", "app", "campaign", "staff", "inquiry", "log", "gift", "会員", "申込", "配送")
ENDS = ("name", "kana", "tel", "email", "addr1", "addr2", "birthday", "memo", "note", "id", "氏名", "住所", "備考")
SHAPES = tuple(f"{'*' * length}{end}" for length in range(4, 12) for end in ("", "@***.jp", "（4字）", "9012"))
CHECKS = {"undeclared": "POL-UNDECLARED", "no-purpose": "POL-NOPURPOSE", "mismatch": "POL-MISMATCH"}


def build_volume(number: int) -> Report:
    """So many findings, a dozen in each table, in twelve sources."""
    chance = random.Random(7)
    categories = [id for id in load_catalogue().ids if not id.startswith("org.")]
    tables = max(1, number // 12)
    names = [(f"db-{n % 12:02}", f"{WORDS[n % 12]}_{chance.choice(WORDS)}_{n // 12}") for n in range(tables)]
    entries = [build_entry(chance, n, names[n * tables // number], categories[:40]) for n in range(number)]
    entries.sort(key=lambda entry: SEVERITIES.index(entry.severity))
    coverage = tuple(
        Coverage(*one, 10_000, 2000, 123_456, "sample", "read", None, Sampling("every-kth", 2000, 10_000, 5))
        for one in names
    )
    return Report(
        run=replace(samples.RUN, status="findings"),
        policy=samples.POLICY,
        sources=tuple(SourceInfo(f"db-{n:02}", "database", f"team {n}", ("P1", "P6")) for n in range(12)),
        coverage=coverage,
        skipped=(),
        entries=tuple(entries),
    )


def build_factors(chance: random.Random) -> tuple[Factor, ...]:
    """What counted, as often and as much as in the findings of the demo."""
    factors = [Factor("prior", -3.0)]
    if chance.random() < 0.5:
        factors.append(Factor("name", chance.choice([4.3, 4.3, 3.8, 3.8, 3.4, 0.8])))
    if chance.random() < 0.85:
        factors.append(Factor("values", chance.uniform(1, 7)))
    if chance.random() < 0.25:
        factors.append(Factor("container", 4.0))
    if chance.random() < 0.1:
        factors.append(Factor("neighbours", chance.choice([1.5, 3.5])))
    return tuple(factors)


def build_entry(chance: random.Random, number: int, table: tuple[str, str], categories: list[str]) -> Entry:
    """One finding with evidence, factors and twenty places."""
    read, category = 2000, chance.choice(categories)
    matched = read if chance.random() < 0.75 else chance.randrange(1, read)
    share = matched / read
    policy = chance.choice(["declared", "declared", "declared", "undeclared", "no-purpose", "mismatch"])
    field = f"{chance.choice(WORDS)}_{chance.choice(ENDS)}{chance.choice(['', '2', '_old'])}"
    factors = build_factors(chance)
    shape = zlib.crc32(category.encode())
    evidence = Evidence(
        matched=matched,
        read=read,
        distinct=matched if chance.random() < 0.4 else chance.randrange(1, matched + 1),
        interval=(share * 0.97, min(1.0, share * 1.02)),
        checks=Checks(matched, matched) if chance.random() < 0.1 else None,
        factors=factors,
        masked=tuple(SHAPES[(shape + step) % len(SHAPES)] for step in range(chance.choice([0, 1, 3]))),
        at=tuple(
            Sighting(row, start, start + 12)
            for row in sorted(chance.sample(range(1, 3 * read), 20))
            for start in (chance.randrange(40),)
        ),
        method="every-kth",
        marks=(Mark("dummy", 0.5),) if chance.random() < 0.05 else (),
    )
    confidence = 1 / (1 + math.exp(-sum(factor.weight for factor in factors) / 4))
    location = Location(*table, field)
    finding = Finding(category, location, "is", confidence, "person", evidence)
    link = Link("beside", Location(*table, "customer_name")) if chance.random() < 0.3 else None
    return Entry(
        fingerprint=f"v1:{chance.randrange(16**16):016x}",
        finding=finding,
        severity=chance.choice(SEVERITIES),
        purposes=(PurposeFit("P1", "expected"), PurposeFit("P6", chance.choice(["plausible", "unexpected"]))),
        policy=policy,  # type: ignore[arg-type]
        reasons=("sensitivity", policy),
        standing="personal-information",
        link=link,
        reportable=("malicious", "volume"),
        persons=zlib.crc32(table[1].encode()) % 5000,
        checks=(CHECKS[policy],) if policy in CHECKS else (),
    )


EARLIER = samples.RUN.started - timedelta(days=1)
FORMER = FormerFinding(
    "v1:00000000000000aa", "personal.name", Location("db-00", "old_customers", "氏名"), "high", "declared", EARLIER
)


def build_rich() -> Report:
    """A report in which every section has something to show, under the policy that ships with Daicho."""
    report = build_volume(120)
    source = report.sources[0].id
    observations = (
        Observation("SEC-PERM", Location("app-logs", "app/signup.log"), "high", "3-5", facts={"mode": "0644"}),
        Observation("LEDGER-OWNER", Location("app-logs", ""), "medium", "3-1"),
        *(Observation("LEDGER-OWNER", Location(f"old-{n:02}", ""), "medium", "3-1") for n in range(12)),
        Observation("LEDGER-OWNER", Location("", ""), "low"),
    )
    profiles = (
        LeakProfile(
            source,
            ("special-care", "property", "volume"),
            18_400,
            0.016,
            ("personal.name",),
            ("special.medical_history",),
            ("personal.financial.card",),
            4,
            False,
        ),
        LeakProfile("app-logs", ("malicious",), None, None, ("personal.contact.email",)),
    )
    return replace(
        report,
        policy=read_policy(categories=load_catalogue().ids),
        entries=(samples.MY_NUMBER, *report.entries, samples.PHONE),
        skipped=samples.SKIPPED,
        coverage=(*report.coverage, *samples.COVERAGE[2:]),
        dismissed=samples.DISMISSED * 6,
        clean=samples.CLEAN_FIELDS * 8,
        observations=observations,
        profiles=profiles,
        branding=Branding("株式会社見本", "社外秘（関係者限り）"),
        comparison=Comparison("20261121-0300", EARLIER, (FORMER,) * 12, (replace(FORMER, severity="low"),)),
        trend=tuple(
            TrendPoint(
                f"run-{day}",
                EARLIER - timedelta(days=day),
                {"critical": 15 + day, "high": 30, "low": 60},
                50,
                93,
                day == 4,
            )
            for day in range(6, -1, -1)
        ),
    )
