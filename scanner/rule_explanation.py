"""What the configuration adds to a category, for ``daicho explain``."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.custom import Rule, RuleSet
from detectors.evidence import below
from scanner.explanation_text import explain_text
from scanner.paragraphs import write_listing, write_paragraph


def explain_rules(rules: RuleSet, category: str, lang: str) -> Iterator[str]:
    """The rules of the configuration for one category; nothing where there is none. Denied words are only counted,
    allowed values not shown."""
    lines = [line for rule in rules.rules if rule.category == category for line in _explain_rule(rule, lang)]
    for denied in rules.denied:
        if denied.category == category:
            said = explain_text("own-denied", lang, n=len(denied.words))
            lines += write_paragraph(denied.id, said)
    for recognizer in rules.recognizers:
        if category in recognizer.entities.values():
            said = explain_text("own-recognizer", lang, path=recognizer.made.path, limit=recognizer.limit)
            lines += write_paragraph(recognizer.id, said)
    for allowance in rules.allowances:
        if allowance.categories and below(category, allowance.categories):
            lines += write_paragraph(explain_text("own-allowed", lang), allowance.reason)
    if lines:
        yield from ("", explain_text("own", lang), *lines)


def _explain_rule(rule: Rule, lang: str) -> Iterator[str]:
    if rule.pattern is not None:
        yield from write_paragraph(rule.id, explain_text("own-pattern", lang, pattern=rule.pattern.expression.pattern))
    if rule.words.literals:
        yield from write_paragraph(rule.id, explain_text("own-words", lang, n=len(rule.words.literals)))
    if rule.field_names:
        yield from write_listing(f"{rule.id} {explain_text('names', lang)}", list(rule.field_names), ", ")
    if rule.check:
        yield from write_paragraph(f"{rule.id} {explain_text('checks', lang)}", rule.check)
    if rule.must_match:
        yield from write_listing(f"{rule.id} {explain_text('example', lang)}", list(rule.must_match), " / ")
