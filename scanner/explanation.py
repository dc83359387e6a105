"""``daicho explain``: what a category is, why it matters, how it is found, and what is not taken for it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import click
from rich.cells import cell_len

from detectors.catalogue import Catalogue, Category, closest_ids, load_catalogue
from detectors.checks import CHECKS
from detectors.evidence import Model, below, load_knowledge
from detectors.patterns import NumberRule, TextRule, load_rules
from reports.messages import message
from reports.wrapping import wrap_text
from scanner.command import guess_language

WIDTH = 96
"""Columns of a terminal that the text fills."""

_INDENT = "  "
_LABEL = 16


def explain(*, category: str | None, list_all: bool, lang: str | None) -> int:
    """Print one category, a key above some, or the list; returns the exit code (2: there is no such category)."""
    language = lang or guess_language()
    catalogue = load_catalogue()
    if list_all == (category is not None):
        return _refuse(_text("both" if list_all else "neither", language))
    if category is None:
        click.echo("\n".join(list_categories(catalogue, language)))
    elif category in catalogue:
        click.echo("\n".join(explain_category(catalogue[category], language)))
    elif category in catalogue.groups:
        click.echo("\n".join(explain_group(catalogue, category, language)))
    else:
        closest = ", ".join(closest_ids(category, (*catalogue.ids, *catalogue.groups)))
        return _refuse(_text("unknown", language, wrong=repr(category), closest=closest))
    return 0


def _refuse(problem: str) -> int:
    click.echo(f"daicho explain: {problem}", err=True)
    return 2


@cache
def load_explanations() -> Mapping[str, Any]:
    """The shipped texts of ``data/explanation.toml``; read once."""
    return tomllib.loads((files("scanner") / "data" / "explanation.toml").read_text(encoding="utf-8"))


def _text(key: str, lang: str, **params: object) -> str:
    text: str = load_explanations()["text"][key][lang]
    return text.format_map(params)


@cache
def load_names() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Category -> list (``ja``, ``en``, ``ja_end``, ``en_end``, ``weak``) -> field names as people write them.

    The same file that ``detectors.field_names`` matches with, before it is folded for look-up.
    """
    data = tomllib.loads((files("detectors") / "data" / "field_names.toml").read_text(encoding="utf-8"))
    return {key: lists for key, lists in data.items() if key in load_catalogue()}


def title(category: Category, lang: str) -> str:
    """What a category is called."""
    return category.ja if lang == "ja" else category.en


def list_categories(catalogue: Catalogue, lang: str) -> Iterator[str]:
    """Every category under the keys above it, with its title and sensitivity."""
    yield _text("list", lang, version=catalogue.version, n=len(catalogue))
    top = ""
    for category in catalogue:
        if not catalogue.covers(top, category.id):
            top = category.id.partition(".")[0]
            yield ""
            yield f"{top}  {_group_title(catalogue, top, lang)}"
        yield _row(category, lang)


def explain_group(catalogue: Catalogue, key: str, lang: str) -> Iterator[str]:
    """A key that is no category itself, and the categories below it."""
    yield f"{key}  {_group_title(catalogue, key, lang)}"
    yield from _paragraph("", _text("group", lang))
    yield ""
    yield _text("parent", lang)
    yield from (_row(category, lang) for category in catalogue if catalogue.covers(key, category.id))


def _group_title(catalogue: Catalogue, key: str, lang: str) -> str:
    group = catalogue.groups[key]
    return group.ja if lang == "ja" else group.en


def _row(category: Category, lang: str) -> str:
    severity = message(f"severity.{category.sensitivity}", lang)
    return f"{_INDENT}{category.id:<36} {_pad(title(category, lang), 46)} {severity}"


def _pad(text: str, width: int) -> str:
    return text + " " * max(0, width - cell_len(text))


def explain_category(category: Category, lang: str) -> Iterator[str]:
    """Everything that is known of one category."""
    catalogue = load_catalogue()
    why = category.why_ja if lang == "ja" else category.why_en
    word = message(f"severity.{category.sensitivity}", lang)
    yield f"{category.id}  {title(category, lang)}"
    yield from _paragraph(_text("standing", lang), message(f"appi.{category.appi_class}", lang))
    if category.law:
        law = _text("law-version", lang, law=category.law, version=catalogue.law_version)
        yield from _paragraph(_text("law", lang), law)
    yield from _paragraph(_text("sensitivity", lang), _text("sensitivity-note", lang, word=word))
    yield from _paragraph(_text("why", lang), why)
    children = [one for one in catalogue if one.parent == category.id]
    if children:
        yield from ("", _text("parent", lang), *(_row(one, lang) for one in children))
    yield from ("", _text("found", lang), *_how_found(category.id, lang))
    yield from ("", _text("names", lang), *_field_names(category.id, lang))
    if refused := list(_not_taken(category.id, lang)):
        yield from ("", _text("not", lang), *refused)


def _paragraph(label: str, text: str) -> Iterator[str]:
    """Wrapped text behind its label."""
    return _labelled(label, wrap_text(text, WIDTH - (_LABEL if label else 0)))


def _listing(label: str, items: Sequence[str], between: str) -> Iterator[str]:
    """Items one behind the other; a line ends between two of them, never inside one that fits on a line."""
    lines = [""]
    for number, item in enumerate(items):
        shown = item if number == len(items) - 1 else item + between
        if lines[-1] and cell_len(lines[-1] + shown.rstrip()) > WIDTH - _LABEL:
            lines.append("")
        lines[-1] += shown
    return _labelled(label, [line.rstrip() for line in lines])


def _labelled(label: str, lines: Sequence[str]) -> Iterator[str]:
    """Lines behind a label, which takes a line of its own where it is long."""
    gap = _LABEL if label else 0
    if cell_len(label) >= gap > 0:
        yield _INDENT + label
        label = ""
    for line in lines:
        yield f"{_INDENT}{_pad(label, gap)}{line}"
        label = ""


def _how_found(category: str, lang: str) -> Iterator[str]:
    if category == "usage.access_log":
        yield from _paragraph(_text("values", lang), _text("access-log-form", lang))
        return
    model = load_knowledge().model(category)
    values = load_explanations()["model"][model.model][lang].format_map({"base": f"{model.base:.0%}"})
    yield from _paragraph(_text("values", lang), values)
    rules = _rules(category)
    if forms := "; ".join(_forms(rule) for rule in rules if isinstance(rule, NumberRule)):
        yield from _paragraph(_text("forms", lang), forms)
    if chance := _chance(model, rules):
        yield from _paragraph(_text("checks", lang), _text("checked", lang, chance=f"{chance:.1%}"))
    yield from _paragraph(_text("inside", lang), _text("inside-yes" if model.contains else "inside-no", lang))
    for kind, fields in load_knowledge().containers.items():
        if known := ", ".join(name for name, meaning in fields.items() if meaning == category):
            yield from _paragraph(_text("containers", lang), _text(f"container-{kind}", lang, fields=known))
    if examples := [example for rule in rules for example in rule.examples]:
        yield from _listing(_text("example", lang), examples, " / ")


def _rules(category: str) -> list[NumberRule | TextRule]:
    numbers, texts = load_rules()
    rules: list[NumberRule | TextRule] = [*numbers, *texts]
    return [rule for rule in rules if rule.category == category]


def _forms(rule: NumberRule) -> str:
    return ", ".join("-".join(map(str, shape.groups)) for shape in rule.shapes)


def _chance(model: Model, rules: Iterable[NumberRule | TextRule]) -> float:
    checks = [CHECKS[rule.check].chance for rule in rules if isinstance(rule, NumberRule)]
    return model.chance or max(checks, default=0.0)


def _field_names(category: str, lang: str) -> Iterator[str]:
    lists = load_names().get(category, {})
    order = ("ja", "en") if lang == "ja" else ("en", "ja")
    shown = (
        ("exact", [name for one in order for name in lists.get(one, ())]),
        ("end", [f"…{name}" for one in order for name in lists.get(f"{one}_end", ())]),
        ("weak", list(lists.get("weak", ()))),
    )
    if not any(names for _, names in shown):
        yield from _paragraph("", _text("no-names", lang))
    for key, names in shown:
        if names:
            yield from _listing(_text(key, lang), list(dict.fromkeys(names)), ", ")


def _not_taken(category: str, lang: str) -> Iterator[str]:
    knowledge = load_knowledge()
    notes: list[str] = list(load_explanations()["not"].get(category, {}).get(lang, ()))
    if below(category, knowledge.attached):
        notes.append(_text("attached", lang))
    if below(category, knowledge.needs_person):
        notes.append(_text("needs-person", lang))
    if covering := [one for one, covered in knowledge.covers.items() if category in covered]:
        others = ", ".join(title(load_catalogue()[one], lang) for one in covering)
        notes.append(_text("inside-others", lang, others=others))
    if counter := [example for rule in _rules(category) for example in rule.counter]:
        notes.append(_text("counter", lang, examples=" / ".join(counter)))
    for note in notes:
        first, *rest = wrap_text(note, WIDTH - 2)
        yield f"{_INDENT}- {first}"
        yield from (f"{_INDENT}  {line}" for line in rest)
