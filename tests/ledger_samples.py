"""Small ledgers for tests. Everything in them is invented."""

from __future__ import annotations

from dataclasses import replace

import report_samples as samples

from connectors.base import Condition, Location
from reports.base import Coverage, Entry, PurposeFit, Report, SourceInfo
from reports.declaration import Declaration, Narrowing, Provided
from reports.ledger import Sheet, load_tables
from reports.ledger_facts import Holdings
from reports.ledger_merge import merge
from reports.ledger_rows import write_register
from reports.policy import EntrustedParty, Measure, Operator, Policy, Provision, Purpose, Recipient, Retention
from reports.record_of_processing import write_activities

POLICY: Policy = replace(
    samples.POLICY,
    purposes=(
        *samples.POLICY.purposes,
        Purpose("P13", "hr.employment", "2-13", {"ja": "採用と人事管理", "en": "Manage staff"}, subjects=("employee",)),
        Purpose("X1", "our.own", "2-20", {"ja": "独自の目的", "en": "A purpose of our own"}),
    ),
    entrusted=(
        EntrustedParty("cloud", "見本クラウド株式会社", "JP"),
        EntrustedParty("mailer", "Sample Mailer Inc.", "US"),
    ),
    recipients=(Recipient("agency", "見本代理店", "5-1", ""),),
    provisions=(Provision("5-1", "With consent", "consent"),),
    retention=(Retention("", "P7Y", "契約の終了", ("personal.financial",), "3-9"),),
    measures=(Measure("3-1", "A manager"), Measure("3-2", "Rules")),
    operator=Operator("株式会社見本", "東京都見本区1-2-3", "", "個人情報保護管理者"),
)

DECLARED = Declaration(
    "orders",
    ("P1", "P14"),
    (Narrowing("customers", subjects=("customer",), retention="P1Y6M"),),
    department="販売部",
    retention="P5Y",
    entrusted_to=("cloud", "mailer", "unknown-one"),
    provided_to=(Provided("agency", "5-1"), Provided("someone")),
    encrypted=True,
    access_log=False,
    country="JP",
    reviewed="2026-04-01",
)


def entry(
    source: str, collection: str, category: str, *purposes: str, base: Entry = samples.NAME, **changed: object
) -> Entry:
    """An entry at a place with purposes that expect it."""
    finding = replace(
        base.finding, category=category, location=Location(source, collection, category.rpartition(".")[2])
    )
    fits = tuple(PurposeFit(one, "expected") for one in purposes)
    return replace(base, finding=finding, purposes=fits, **changed)  # type: ignore[arg-type]


def build_report(run: str = "r1", *, drop: str = "", purposes: tuple[str, ...] = ("P1", "P14")) -> Report:
    """Customers and orders of a shop, rotated logs, and one table without a purpose. ``drop`` leaves a collection out
    as if it had gone."""
    entries = (
        entry("orders", "customers", "personal.name", *purposes),
        entry("orders", "customers", "personal.contact.email", *purposes, base=samples.PHONE),
        entry("orders", "payments", "personal.financial.card", "P1", base=samples.CARD, policy="undeclared"),
        entry("orders", "leads", "personal.name"),
        entry("app-logs", "app/access-2026-11-01.log", "usage.device.ip", "P13", standing="related", persons=None),
        entry("app-logs", "app/access-2026-11-02.log", "personal.contact.email", "P13", persons=12),
        entry("app-logs", "app/access-2026-11-03.log", "personal.contact.email", "P13", persons=30),
        entry("orders", "suppliers", "org.name", "P1", standing="none"),
    )
    coverage = (
        Coverage("orders", "customers", 2000, 2000, 9, "full", "read"),
        Coverage("orders", "leads", None, 40, 9, "sample", "read"),
        Coverage("orders", "payments", 12_000, 2000, 9, "sample", "read"),
        *(Coverage("app-logs", f"app/access-2026-11-0{n}.log", None, 100, 9, "full", "read") for n in (1, 2, 3)),
    )
    return Report(
        run=replace(samples.RUN, id=run),
        policy=POLICY,
        sources=(
            SourceInfo("orders", "database", "注文チーム", ("P1", "P14"), DECLARED),
            SourceInfo("app-logs", "files"),
        ),
        coverage=tuple(one for one in coverage if not drop or one.collection != drop),
        skipped=(),
        entries=tuple(one for one in entries if not drop or one.finding.location.collection != drop),
        conditions=(
            Condition(Location("app-logs", "app/access-2026-11-01.log"), "world-readable", "0644"),
            Condition(Location("orders", ""), "plain-connection"),
        ),
    )


def make_sheets(report: Report, kept: dict[str, Sheet] | None = None, lang: str = "en") -> list[Sheet]:
    """The register and the record of processing, with what is kept."""
    holdings = Holdings(report)
    fresh = {"appi": write_register(holdings, lang), "gdpr30-1": write_activities(holdings, lang), "gdpr30-2": ()}
    return [
        merge(load_tables()[id], rows, (kept or {}).get(id), holdings.find_absence, report.run.id, lang)
        for id, rows in fresh.items()
    ]


def cell(sheet: Sheet, name: str, column: str, purpose: str = "") -> str:
    """The text in a column of the row with that name (and purpose)."""
    places = {one.column: place for place, one in enumerate(sheet.headings) if one.column}
    return next(
        row.cells[places[column]]
        for row in sheet.rows
        if row.origin is not None and row.origin.collection == name and purpose in (row.origin.purpose, "")
    )
