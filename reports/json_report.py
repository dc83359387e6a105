"""The report for machines, as one JSON document; its schema is ``data/run.schema.json``.

It holds the whole report, so that ``reports.run_file`` can read it back. Names and meaning are a promise: within one
``schema_version`` a field may be added, none renamed or taken away.
"""

from __future__ import annotations

import json

from connectors.base import Condition, Location
from detectors.base import CleanField, Dismissed, Evidence, Overlap, RecordTimes, Sampling
from reports.acceptance_json import write_acceptance, write_acceptance_state
from reports.base import Coverage, Entry, LeakProfile, Link, Observation, Report, SourceInfo
from reports.declaration import Declaration, Narrowing
from reports.json_comparison import write_comparison, write_trend
from reports.phrases import category_standing, tool_version
from reports.summary import Gap, Summary, find_gaps, judge, summarise

SCHEMA_VERSION = 1

Record = dict[str, object]
"""One JSON object, its keys in the order of the contract."""


def render(report: Report, lang: str = "en") -> str:
    """The report as JSON text that ends with a line break. Its codes are the same in every language."""
    return encode(write_document(report), indent=2) + "\n"


def encode(value: object, indent: int | None = None) -> str:
    """JSON text that can always be written as UTF-8: half characters in file names stand as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def write_document(report: Report) -> Record:
    """The whole document."""
    return {
        **write_head(report),
        "coverage": [write_coverage(row) for row in report.coverage],
        "summary": write_summary(report, summarise(report)),
        "findings": [write_finding(entry) for entry in report.entries],
        "skipped": [write_gap(gap) for gap in find_gaps(report)],
        "dismissed": [write_dismissed(dismissed) for dismissed in report.dismissed],
        "sources": [write_source(source) for source in report.sources],
        "unused_purposes": list(report.unused),
        "clean": [write_clean(field) for field in report.clean],
        "observations": [write_observation(one) for one in report.observations],
        "profiles": [write_profile(one) for one in report.profiles],
        "conditions": [write_condition(one) for one in report.conditions],
        "times": [write_times(one) for one in report.times],
        "overlaps": [write_overlap(one) for one in report.overlaps],
        "comparison": write_comparison(report.comparison),
        "trend": write_trend(report.trend),
        "acceptances": [write_acceptance_state(one) for one in report.acceptances],
    }


def write_head(report: Report) -> Record:
    """Which tool, run and policy this is."""
    run, policy = report.run, report.policy
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "daicho", "version": tool_version()},
        "run": {
            "id": run.id,
            "started": run.started.isoformat(),
            "finished": run.finished.isoformat(),
            "status": run.status,
            "exit_code": run.exit_code,
            "fail_on": run.fail_on,
            "project": run.project,
            "existing_fails": run.existing_fails,
        },
        "policy": {
            "id": policy.id,
            "version": policy.version,
            "sha256": policy.sha256,
            "effective": policy.effective,
        },
    }


def write_summary(report: Report, summary: Summary) -> Record:
    """The counts. ``places`` are tables and files; ``percent`` is null where nothing is known of."""
    places = summary.places
    return {
        "verdict": judge(report),
        "findings": summary.findings,
        "gating": summary.gating,
        "severity": dict(summary.severity),
        "policy": dict(summary.policy),
        "category": dict(summary.category),
        "state": dict(summary.state),
        "without_purpose": summary.without_purpose,
        "not_scanned": summary.not_scanned,
        "dismissed": summary.dismissed,
        "places": {
            "read": places.read,
            "partial": places.partial,
            "total": places.total,
            "total_known": places.known,
            "percent": places.percent,
        },
        "rows_read": summary.rows_read,
        "bytes_read": summary.bytes_read,
        "clean": {"fields": summary.clean, "upper": summary.clean_upper},
        "reportable": dict(summary.reportable),
        "excepted": summary.excepted,
        "lapsed": summary.lapsed,
    }


def write_coverage(row: Coverage) -> Record:
    """What was read of one collection."""
    return {
        "source": row.source,
        "collection": row.collection,
        "rows_total": row.rows_total,
        "rows_read": row.rows_read,
        "bytes_read": row.bytes_read,
        "method": row.method,
        "status": row.status,
        "reason": row.reason,
        "sampling": write_sampling(row.sampling) if row.sampling else None,
    }


def write_sampling(sampling: Sampling) -> Record:
    """How the rows of a collection were chosen. ``pages`` is 0 where none were drawn, or nobody knows how many."""
    return {
        "method": sampling.method,
        "step": sampling.step,
        "pages": sampling.pages,
        "design_effect": round(sampling.design_effect, 2),
    }


def write_finding(entry: Entry) -> Record:
    """One finding with its place, evidence and standing to the policy."""
    finding = entry.finding
    return {
        "fingerprint": entry.fingerprint,
        "category": finding.category,
        "verdict": finding.verdict,
        "severity": entry.severity,
        "confidence": round(finding.confidence, 2),
        "subject": finding.subject,
        "appi_class": category_standing(finding.category),
        "location": write_location(finding.location),
        "evidence": write_evidence(finding.evidence),
        "purposes": [{"id": fit.purpose, "fit": fit.fit} for fit in entry.purposes],
        "policy": entry.policy,
        "state": entry.state,
        "reasons": list(entry.reasons),
        "standing": entry.standing or category_standing(finding.category),
        "link": write_link(entry.link) if entry.link else None,
        "reportable": list(entry.reportable),
        "persons": entry.persons,
        "checks": list(entry.checks),
        "first_seen": entry.first_seen.isoformat() if entry.first_seen else None,
        "acceptance": write_acceptance(entry.acceptance) if entry.acceptance else None,
        "lapsed": entry.lapsed,
    }


def write_link(link: Link) -> Record:
    """What a finding was linked by: the place that identifies a person, and the id field that leads there."""
    return {
        "how": link.how,
        "key": write_location(link.key),
        "through": write_location(link.through) if link.through else None,
    }


def write_location(location: Location) -> Record:
    """Where a finding stands."""
    return {
        "source": location.source,
        "collection": location.collection,
        "field": location.field,
        "path": location.path,
    }


def write_evidence(evidence: Evidence) -> Record:
    """Counts, weights, masked shapes and places; there is no value that it could hold."""
    checks = evidence.checks
    return {
        "matched": evidence.matched,
        "read": evidence.read,
        "distinct": evidence.distinct,
        "interval": [round(limit, 12) for limit in evidence.interval],
        "checks": {"tried": checks.tried, "passed": checks.passed} if checks else None,
        "factors": [{"name": factor.name, "weight": round(factor.weight, 2)} for factor in evidence.factors],
        "masked": list(evidence.masked),
        "at": [{"row": place.row, "start": place.start, "end": place.end} for place in evidence.at],
        "method": evidence.method,
        "design_effect": round(evidence.design_effect, 2),
        "marks": [{"name": mark.name, "share": round(mark.share, 3)} for mark in evidence.marks],
    }


def write_gap(gap: Gap) -> Record:
    """A place that was not scanned, or not to its end."""
    return {
        "source": gap.source,
        "collection": gap.collection,
        "field": gap.field,
        "path": gap.path,
        "reason": gap.reason,
        "problem": gap.problem,
        "hint": gap.hint,
        "partial": gap.partial,
    }


def write_dismissed(dismissed: Dismissed) -> Record:
    """A field that looked personal and was judged not to be."""
    return {
        "category": dismissed.category,
        "location": write_location(dismissed.location),
        "reason": dismissed.reason,
    }


def write_clean(field: CleanField) -> Record:
    """A field in which nothing was found: none of the values read, and at 95 % at most a share ``upper`` of all."""
    return {
        "location": write_location(field.location),
        "read": field.read,
        "upper": field.upper,
        "method": field.method,
        "design_effect": round(field.design_effect, 2),
    }


def write_source(source: SourceInfo) -> Record:
    """What may be said of a source: never its address."""
    return {
        "id": source.id,
        "kind": source.kind,
        "owner": source.owner,
        "purposes": list(source.purposes),
        "declaration": write_declaration(source.declaration) if source.declaration.source else None,
        "anchor": source.anchor,
        "line": source.line,
        "folder": source.folder,
        "scope": source.scope,
        **({"origins": write_origins(source)} if source.origins else {}),
    }


def write_origins(source: SourceInfo) -> list[Record]:
    """Where the columns of a database come from that was made from migrations."""
    return [
        {"collection": collection, "field": field, "path": origin.path, "line": origin.line}
        for (collection, field), origin in sorted(source.origins.items())
    ]


def write_declaration(declaration: Declaration) -> Record:
    """What a source declares, every field of it; the source stands above it."""
    return {
        "purposes": list(declaration.purposes),
        "where": [write_narrowing(one) for one in declaration.where],
        "department": declaration.department,
        "environment": declaration.environment,
        "subjects": list(declaration.subjects),
        "retention": declaration.retention,
        "entrusted_to": list(declaration.entrusted_to),
        "provided_to": [{"recipient": one.recipient, "item": one.item} for one in declaration.provided_to],
        "encrypted": declaration.encrypted,
        "access_log": declaration.access_log,
        "country": declaration.country,
        "reviewed": declaration.reviewed,
    }


def write_narrowing(one: Narrowing) -> Record:
    """What holds for the collections or fields that match a glob; null: as the source says."""
    return {
        "glob": one.glob,
        "purposes": None if one.purposes is None else list(one.purposes),
        "subjects": None if one.subjects is None else list(one.subjects),
        "retention": one.retention,
    }


def write_observation(one: Observation) -> Record:
    """What a check of the policy's promises saw."""
    return {
        "check": one.check,
        "location": write_location(one.location),
        "severity": one.severity,
        "clause": one.clause,
        "findings": list(one.findings),
        "facts": dict(one.facts),
    }


def write_profile(one: LeakProfile) -> Record:
    """What a leak of a whole source would mean."""
    return {
        "source": one.source,
        "rules": list(one.rules),
        "persons": one.persons,
        "error": None if one.error is None else round(one.error, 4),
        "categories": list(one.categories),
        "special_care": list(one.special_care),
        "property": list(one.property),
        "collections": one.collections,
        "encrypted": one.encrypted,
    }


def write_condition(one: Condition) -> Record:
    """What is true of a place rather than of what it holds."""
    return {"location": write_location(one.location), "kind": one.kind, "detail": one.detail}


def write_times(one: RecordTimes) -> Record:
    """When the records of a collection were made, by month."""
    return {"location": write_location(one.location), "months": dict(one.months), "undated": one.undated}


def write_overlap(one: Overlap) -> Record:
    """Two fields in which the same values stand."""
    return {
        "location": write_location(one.location),
        "other": write_location(one.other),
        "category": one.category,
        "share": round(one.share, 4),
        "compared": one.compared,
    }
