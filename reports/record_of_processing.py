"""The records of processing activities of GDPR Art. 30: one row for each system (source) and purpose.

Article 30(1) has the items (a) to (g); each column names its own in ``data/ledger.toml``. Which condition or safeguard
holds is for a person to say.
"""

from __future__ import annotations

from collections.abc import Iterable

from detectors.catalogue import load_catalogue
from reports import ledger_words as words
from reports.base import Report
from reports.fides_keys import data_uses_of, fides_key_of
from reports.ledger import ScanRow, identify, load_ledger, say
from reports.ledger_facts import Holding, Holdings
from reports.ledger_rows import write_run
from reports.linkage import covered
from reports.phrases import category_title, show
from reports.policy import Policy
from reports.subjects import load_subjects

TABLE = "gdpr30-1"


def write_activities(holdings: Holdings, lang: str) -> tuple[ScanRow, ...]:
    """The rows of the record as the scan fills them."""
    return tuple(
        ScanRow(identify(TABLE, one.origin), one.origin, _write_row(one, holdings.report, lang))
        for one in holdings.by_source
    )


def _write_row(one: Holding, report: Report, lang: str) -> dict[str, str]:
    policy = report.policy
    return {
        "system": show(one.origin.source),
        "controller": _say_controller(policy, lang),
        "dpo": show(policy.operator.manager),
        "purpose": words.say_purpose(one, lang),
        "data_use": ", ".join(data_uses_of(one.purpose)) if one.origin.purpose else "",
        "subjects": words.say_subjects(one, lang),
        "data_subjects": ", ".join(load_subjects()[id]["fides_key"] for id in words.find_subjects(one)),
        "categories": words.say_categories(one, lang),
        "data_categories": ", ".join(sorted({fides_key_of(category) for category in one.categories})),
        "special": say_special(one.categories, lang),
        "recipients": words.join((words.say_entrusted(one, policy, lang), words.say_provided(one, policy, lang)), lang),
        "transfers": _say_transfers(one, policy, lang),
        "retention": words.say_retention(one, policy, lang),
        "security": _say_measures(one, policy, lang),
        "reviewed_at": one.source.declaration.reviewed,
        **write_run(one, report, lang),
    }


def _say_controller(policy: Policy, lang: str) -> str:
    operator, desk = policy.operator, policy.desk
    return words.join(
        (show(part) for part in (operator.name, operator.address, desk.name, desk.email, desk.phone)), lang
    )


def say_special(categories: Iterable[str], lang: str) -> str:
    """What of the data Articles 9 and 10 set apart, in the order of the catalogue."""
    found = set(categories)
    texts = []
    for key in ("special", "criminal"):
        names = [id for id in load_catalogue().ids if id in found and covered(id, load_ledger()["gdpr"][key])]
        if names:
            texts.append(say(key, lang, names=words.join((category_title(id, lang) for id in names), lang)))
    return words.join(texts, lang) or say("no-special", lang)


def _say_transfers(one: Holding, policy: Policy, lang: str) -> str:
    """The countries outside the European Economic Area; a remark where one has an adequacy decision."""
    lists = load_ledger()["gdpr"]
    codes = [code for code in words.find_countries(one, policy) if code not in lists["eea"]]
    return words.join(
        (
            say("adequate", lang, country=code) if code in lists["adequate"] else show(code) or say("no-country", lang)
            for code in codes
        ),
        lang,
    )


def _say_measures(one: Holding, policy: Policy, lang: str) -> str:
    items = [show(measure.item) for measure in policy.measures]
    promised = say("measures", lang, items=", ".join(items)) if items else ""
    return words.join((words.say_security(one, lang), promised), lang)
