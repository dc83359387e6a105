"""``daicho explain``: a category, a key above some, a check, the list of all, or one finding of a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from detectors.catalogue import closest_ids, load_catalogue
from detectors.custom import apply_rules
from scanner.category_explanation import explain_category, explain_group, list_categories
from scanner.check_explanation import explain_check, find_check, list_check_ids, list_checks
from scanner.command import guess_language, load_config, load_policy
from scanner.config import Config
from scanner.config_text import ConfigError
from scanner.explanation_text import explain_text
from scanner.finding_explanation import UnknownFindingError, explain_finding, is_fingerprint
from scanner.rule_explanation import explain_rules


def explain(*, category: str | None, list_all: bool, lang: str | None, run: Path | None = None) -> int:
    """Print one category, a key above some, a check, the list, or a finding of a run; returns the exit code (2: there
    is no such category, check or finding)."""
    language = lang or guess_language()
    known = category is not None and (
        is_fingerprint(category) or category in load_catalogue() or bool(find_check(category))
    )
    settings = _load_settings(known)
    with apply_rules(replace(settings.rules, recognizers=())):
        return _explain(category, list_all, language, run, settings)


def _load_settings(known: bool) -> Config:
    """The nearest configuration. One that cannot be used is no reason not to explain what is known."""
    try:
        return load_config(None, trial=False)
    except ConfigError as problem:
        if not known:
            raise
        click.echo(f"daicho explain: {problem}", err=True)
        return Config()


def _explain(category: str | None, list_all: bool, language: str, run: Path | None, settings: Config) -> int:
    catalogue = load_catalogue()
    if list_all == (category is not None):
        return _refuse(explain_text("both" if list_all else "neither", language))
    if category is None:
        click.echo("\n".join((*list_categories(catalogue, language), "", *list_checks(language))))
    elif is_fingerprint(category):
        try:
            click.echo("\n".join(explain_finding(category, run, language, settings)))
        except UnknownFindingError as problem:
            return _refuse(str(problem))
    elif run is not None:
        return _refuse(explain_text("run-alone", language))
    elif category in catalogue:
        own = explain_rules(settings.rules, category, language)
        click.echo("\n".join([*explain_category(catalogue[category], language), *own]))
    elif category in catalogue.groups:
        click.echo("\n".join(explain_group(catalogue, category, language)))
    elif check := find_check(category):
        click.echo("\n".join(explain_check(check, load_policy(settings.policy), language)))
    else:
        known = (*catalogue.ids, *catalogue.groups, *list_check_ids())
        wrong = category.upper() if "-" in category and "." not in category else category
        closest = ", ".join(closest_ids(wrong, known))
        return _refuse(explain_text("unknown", language, wrong=repr(category), closest=closest))
    return 0


def _refuse(problem: str) -> int:
    click.echo(f"daicho explain: {problem}", err=True)
    return 2
