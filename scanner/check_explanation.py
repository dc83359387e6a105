"""``daicho explain CHECK-ID``: what a check of the policy looks at, on what it rests, who acts, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from reports.checks import Check, load_checks
from reports.clauses import quote_check
from reports.linkage import load_linkage
from reports.messages import message
from reports.phrases import pick_title, show
from reports.policy import Policy
from reports.policy_lint import load_rules
from scanner.explanation_text import explain_text
from scanner.paragraphs import INDENT, pad, write_list, write_paragraph

_OPEN = "…"
"""Stands in a sentence where a fact of a finding or a policy would stand."""


def list_check_ids() -> tuple[str, ...]:
    """Every check of findings and sources, then every rule of ``daicho policy check``."""
    return (*load_checks(), *load_rules()["rules"])


def find_check(word: str) -> str:
    """The id of the check of that name, in whatever case it is written; empty where there is none."""
    return next((id for id in list_check_ids() if id == word.upper()), "")


def list_checks(lang: str) -> Iterator[str]:
    """Every check with its title and severity."""
    checks = load_checks()
    yield explain_text("list-checks", lang, n=len(checks))
    yield ""
    for check in checks.values():
        yield _row(check.id, check.title[lang], check.severity, lang)
    rules = load_rules()["rules"]
    yield from ("", explain_text("list-rules", lang, n=len(rules)), "")
    for id, rule in rules.items():
        yield _row(id, open_facts(rule[lang][0]), rule["severity"], lang)


def _row(id: str, title: str, severity: str, lang: str) -> str:
    return f"{INDENT}{id:<28} {pad(message(f'severity.{severity}', lang), 9)} {title}"


def explain_check(id: str, policy: Policy, lang: str) -> Iterator[str]:
    """Everything there is to say of a check under this policy."""
    checks = load_checks()
    return _explain(checks[id], policy, lang) if id in checks else _explain_rule(id, load_rules()["rules"][id], lang)


def _explain(check: Check, policy: Policy, lang: str) -> Iterator[str]:
    yield f"{check.id}  {check.title[lang]}"
    yield from write_paragraph(explain_text("severity", lang), message(f"severity.{check.severity}", lang))
    law = explain_text("law-version", lang, law=check.law, version=load_linkage()["law_version"])
    yield from write_paragraph(explain_text("law", lang), law)
    yield from write_paragraph(explain_text("actor", lang), message(f"actor.{check.actor}", lang))
    yield from ("", explain_text("looks", lang), *write_list((open_facts(check.sentence[lang]),)))
    yield from ("", _head_clause(policy, lang), *_describe_clause(check, policy, lang))
    yield from ("", explain_text("fix", lang), *write_list((check.remedy[lang],)))


def _head_clause(policy: Policy, lang: str) -> str:
    title = show(pick_title(policy.title, lang))
    effective = explain_text("effective", lang, date=show(policy.effective)) if policy.effective else ""
    return explain_text("clause", lang, policy=title, version=show(policy.version)) + effective


def _describe_clause(check: Check, policy: Policy, lang: str) -> Iterator[str]:
    clause = quote_check(policy, check.id)
    if not clause.item:
        yield from write_list((explain_text("no-clause", lang),))
        return
    head = " ".join(filter(None, (clause.item, pick_title(clause.title, lang))))
    yield from write_list((": ".join(filter(None, (show(head), show(clause.text)))),))


def _explain_rule(id: str, rule: Mapping[str, Any], lang: str) -> Iterator[str]:
    problem, settle = rule[lang]
    yield f"{id}  {open_facts(problem)}"
    yield from write_paragraph(explain_text("severity", lang), message(f"severity.{rule['severity']}", lang))
    law = explain_text("law-version", lang, law=rule["law"], version=load_rules()["law_version"])
    yield from write_paragraph(explain_text("law", lang), law)
    yield from write_paragraph(explain_text("actor", lang), message("actor.privacy-office", lang))
    yield from ("", explain_text("looks", lang), *write_list((explain_text("looks-policy", lang),)))
    yield from ("", explain_text("fix", lang), *write_list((open_facts(settle),)))


def open_facts(sentence: str) -> str:
    """A sentence with an ellipsis in place of every fact."""
    return "".join(text + (_OPEN if name is not None else "") for text, name, _, _ in Formatter().parse(sentence))
