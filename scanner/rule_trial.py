"""``daicho test-rule``: one rule of the configuration, or one shipped category, tried on its examples and on targets.

It prints places and masked shapes, never a value. Exit codes: 0 the examples are as wanted, 1 one is not, 2 the
configuration or the rule cannot be used, 3 nothing was scanned.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from connectors.base import Batch, CollectionKind, ConnectorError, Field, Location, Skipped
from connectors.batches import text_array
from detectors.additions import current_additions
from detectors.catalogue import closest_ids, load_catalogue
from detectors.custom import Rule, RuleSet
from detectors.evidence import below
from detectors.hits import Detect, FieldView, Hits
from detectors.inspection import DETECTORS
from detectors.rule_examples import Trial, try_rules, try_shipped
from detectors.text import Cells
from reports.phrases import category_title, show
from scanner.command import guess_language, load_config, name_targets
from scanner.config import Config, ConfigError, resolve_url
from scanner.pattern_trial import MOST_MICROSECONDS, time_patterns
from scanner.plugins import open_connector
from scanner.rule_sightings import Find, Sightings, say_trial
from scanner.run import rules_in_force

_LINES = 50_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is tried: the rules of a configuration by themselves (``rules``), or a shipped category with them."""

    id: str
    category: str
    rules: RuleSet
    shipped: bool


def try_rule(*, rule: str, targets: Sequence[str], config: Path | None, limit: int, lang: str | None) -> int:
    """Try a rule and print what it does; returns the exit code."""
    settings = load_config(config, trial=False)
    language = lang or settings.language or guess_language()
    chosen = choose_rule(rule, settings)
    with rules_in_force(replace(settings, rules=chosen.rules)) as runs:
        title = show(category_title(chosen.category, language))
        click.echo(say_trial("rule", language, id=chosen.id, category=chosen.category, title=title))
        good, tried = _try_examples(chosen, language)
        sightings = Sightings(_find_with(chosen), chosen.category, limit, language, click.echo)
        for place, kind, batches in _open_targets(targets):
            sightings.look_through(place, kind, batches)
        if targets:
            sightings.tell_end()
        for run in runs:
            click.echo(say_trial("recognizer", language, applied=run.applied, left=run.left_out))
    if not good:
        return 1
    if not sightings.read and (targets or not tried):
        click.echo(say_trial("nothing", language), err=True)
        return 3
    return 0


def choose_rule(name: str, settings: Config) -> Chosen:
    """The rule of that id, or the category. ConfigError where there is neither."""
    rules = settings.rules
    bare = RuleSet(rules.categories, rules.groups)
    for one in rules.rules:
        if one.id == name:
            return Chosen(name, one.category, replace(bare, rules=(one,)), False)
    for denied in rules.denied:
        if denied.id == name:
            return Chosen(name, denied.category, replace(bare, denied=(denied,)), False)
    for recognizer in rules.recognizers:
        if recognizer.id == name:
            first = next(iter(recognizer.entities.values()))
            return Chosen(name, first, replace(bare, recognizers=(recognizer,)), False)
    shipped = load_catalogue()
    keys = {*shipped.ids, *shipped.groups, *(one.id for one in rules.categories)}
    if name not in keys:
        ids = [*(one.id for one in rules.rules), *(one.id for one in rules.denied), *keys]
        raise ConfigError(
            f"there is no rule or category {name!r}; the closest are: {', '.join(closest_ids(name, ids))}"
        )
    own = replace(
        bare,
        rules=tuple(one for one in rules.rules if below(one.category, (name,))),
        denied=tuple(one for one in rules.denied if below(one.category, (name,))),
    )
    return Chosen(name, name, own, name in shipped or name in shipped.groups)


def _try_examples(chosen: Chosen, lang: str) -> tuple[bool, int]:
    """Run the examples; whether all are as wanted, and how many there are."""
    trials = [trial for _, trial in try_rules(chosen.rules.rules)]
    if chosen.shipped:
        trials += [trial for id in load_catalogue().ids if below(id, (chosen.category,)) for trial in try_shipped(id)]
    _time_patterns(chosen.rules.rules, lang)
    if not trials:
        click.echo(say_trial("no-examples", lang))
        return True, 0
    passed = sum(trial.passed for trial in trials)
    click.echo(say_trial("examples", lang, passed=passed, total=len(trials)))
    for trial in trials if not chosen.shipped else [one for one in trials if not one.passed]:
        click.echo(f"  {trial.kind} {trial.number}: {_tell_trial(trial, lang)}")
    return passed == len(trials), len(trials)


def _tell_trial(trial: Trial, lang: str) -> str:
    if not trial.passed:
        return say_trial("failed", lang, why=trial.why)
    places = ", ".join(f"{start}-{end} {show(shape)}" for start, end, shape in trial.found[:5])
    return " ".join(part for part in (say_trial("passed", lang), places) if part)


def _time_patterns(rules: Sequence[Rule], lang: str) -> None:
    """Say how slow the expressions are at worst; ConfigError for one that a scan would refuse."""
    patterns = [(one.id, one.pattern.expression.pattern) for one in rules if one.pattern]
    for (id, _), micros in zip(patterns, time_patterns([text for _, text in patterns]), strict=True):
        if micros > MOST_MICROSECONDS:
            raise ConfigError(
                f"detector {id}: its pattern is too slow on text that almost matches; bound its repetitions"
            )
        click.echo(say_trial("bait", lang, micros=micros))


Opened = tuple[Location, CollectionKind, Iterable[Batch]]


def _open_targets(targets: Sequence[str]) -> Iterator[Opened]:
    """Every collection of the targets; what cannot be read is said on standard error."""
    if "-" in targets:
        yield Location("-", "stdin"), "text", _read_lines(sys.stdin)
    for source in name_targets([one for one in targets if one != "-"]):
        try:
            with open_connector(resolve_url(source.url, Path.cwd()), source=source.id) as connector:
                for collection in connector.collections():
                    if isinstance(collection, Skipped):
                        _tell_skipped(collection)
                    else:
                        place = Location(source.id, collection.name)
                        yield place, collection.kind, _only_batches(connector.read(collection))
        except ConnectorError as error:
            click.echo(f"{show(source.id)}: {show(error.problem)}", err=True)


def _only_batches(parts: Iterable[Batch | Skipped]) -> Iterator[Batch]:
    for part in parts:
        if isinstance(part, Batch):
            yield part
        else:
            _tell_skipped(part)


def _tell_skipped(place: Skipped) -> None:
    click.echo(f"{show(str(place.location))}: {show(place.problem)}", err=True)


def _read_lines(stream: Iterable[str]) -> Iterator[Batch]:
    lines: list[str] = []
    row = 1
    for line in stream:
        lines.append(line.rstrip("\r\n"))
        if len(lines) == _LINES:
            yield Batch(Location("-", "stdin"), (Field(""),), (text_array(lines),), row, len(lines))
            row, lines = row + len(lines), []
    if lines:
        yield Batch(Location("-", "stdin"), (Field(""),), (text_array(lines),), row, len(lines))


def _find_with(chosen: Chosen) -> Find:
    """The detectors of a rule alone, or all of them for a shipped category."""

    def find(cells: Cells, view: FieldView) -> Iterator[Hits]:
        own: tuple[Detect, ...] = current_additions().detectors
        for detect in (*DETECTORS, *own) if chosen.shipped else own:
            for hits in detect(cells, view):
                if isinstance(hits, Hits) and (not chosen.shipped or below(hits.category, (chosen.category,))):
                    yield hits

    return find
