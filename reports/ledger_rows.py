"""The register of personal data: one row for each dataset and purpose (APPI 23; the columns are those that the
regulator's guideline and JIS Q 15001 ask for)."""

from __future__ import annotations

from collections.abc import Mapping

from reports import ledger_words as words
from reports.base import Report
from reports.ledger import ScanRow, identify, say
from reports.ledger_facts import Holding, Holdings
from reports.phrases import show, tool_version

TABLE = "appi"


def write_register(holdings: Holdings, lang: str) -> tuple[ScanRow, ...]:
    """The rows of the register as the scan fills them."""
    return tuple(
        ScanRow(identify(TABLE, one.origin), one.origin, _write_row(one, holdings.report, lang))
        for one in holdings.by_dataset
    )


def _write_row(one: Holding, report: Report, lang: str) -> dict[str, str]:
    policy, declaration = report.policy, one.source.declaration
    kept = say("kept-in", lang, country=declaration.country) if declaration.country else ""
    return {
        "name": show(one.origin.collection or one.origin.source),
        "location": words.with_note(words.say_name(one), kept, lang),
        "medium": words.say_medium(one, lang),
        "categories": words.say_categories(one, lang),
        "appi_class": words.say_classes(one, lang),
        "subjects": words.say_subjects(one, lang),
        "records": words.say_records(one.coverage, lang),
        "persons": words.say_persons(one, lang),
        "purpose": words.say_purpose(one, lang),
        "owner": show(one.source.owner),
        "department": show(declaration.department),
        "access": words.say_access(one, lang),
        "entrusted_to": words.say_entrusted(one, policy, lang),
        "country": words.say_countries(one, policy, lang),
        "provided_to": words.say_provided(one, policy, lang),
        "retention": words.say_retention(one, policy, lang),
        "security": words.say_security(one, lang),
        "leak": words.say_leak(one, lang),
        "reviewed_at": declaration.reviewed,
        **write_run(one, report, lang),
    }


def write_run(one: Holding, report: Report, lang: str) -> Mapping[str, str]:
    """The columns on the run that every ledger has."""
    whole = all(place.status == "read" for place in one.coverage)
    return {
        "last_scanned": f"{report.run.started:%Y-%m-%d}",
        "state": say("presence.found" if whole else "presence.found-partly", lang, run=show(report.run.id)),
        "version": say(
            "version-of",
            lang,
            tool=tool_version(),
            policy=show(report.policy.id),
            version=show(report.policy.version),
        ),
    }
