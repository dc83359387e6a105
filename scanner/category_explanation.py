"""``daicho explain CATEGORY``: what it is, why it matters, how it is found, what is not taken for it, what to do."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from rich.cells import cell_len

from detectors.catalogue import Catalogue, Category, load_catalogue
from detectors.checks import CHECKS
from detectors.containers import load_forms
from detectors.evidence import Model, below, load_knowledge
from detectors.keyed import KeyedRule, load_keyed_rules
from detectors.labelled import LabelRule, load_label_rules
from detectors.patterns import NumberRule, TextRule, load_rules
from reports.messages import message
from reports.remedies import list_remedies
from scanner.explanation_text import explain_text, load_explanations
from scanner.paragraphs import INDENT, pad, write_list, write_listing, write_paragraph

_LONGEST_EXAMPLE = 72

Rule = NumberRule | TextRule | KeyedRule | LabelRule


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
    yield explain_text("list", lang, version=catalogue.version, n=len(catalogue))
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
    yield from write_paragraph("", explain_text("group", lang))
    yield ""
    yield explain_text("parent", lang)
    yield from (_row(category, lang) for category in catalogue if catalogue.covers(key, category.id))


def _group_title(catalogue: Catalogue, key: str, lang: str) -> str:
    group = catalogue.groups[key]
    return group.ja if lang == "ja" else group.en


def _row(category: Category, lang: str) -> str:
    severity = message(f"severity.{category.sensitivity}", lang)
    return f"{INDENT}{category.id:<36} {pad(title(category, lang), 46)} {severity}"


def explain_category(category: Category, lang: str) -> Iterator[str]:
    """Everything that is known of one category."""
    catalogue = load_catalogue()
    why = category.why_ja if lang == "ja" else category.why_en
    word = message(f"severity.{category.sensitivity}", lang)
    yield f"{category.id}  {title(category, lang)}"
    yield from write_paragraph(explain_text("standing", lang), message(f"appi.{category.appi_class}", lang))
    if category.law:
        law = explain_text("law-version", lang, law=category.law, version=catalogue.law_version)
        yield from write_paragraph(explain_text("law", lang), law)
    yield from write_paragraph(explain_text("sensitivity", lang), explain_text("sensitivity-note", lang, word=word))
    if why:
        yield from write_paragraph(explain_text("why", lang), why)
    children = [one for one in catalogue if one.parent == category.id]
    if children:
        yield from ("", explain_text("parent", lang), *(_row(one, lang) for one in children))
    yield from ("", explain_text("found", lang), *_how_found(category.id, lang))
    yield from ("", explain_text("names", lang), *_field_names(category.id, lang))
    if refused := list(_not_taken(category.id, lang)):
        yield from ("", explain_text("not", lang), *refused)
    if remedies := list_remedies(category.id, lang):
        yield from ("", explain_text("fix", lang), *write_list(remedies))


def _how_found(category: str, lang: str) -> Iterator[str]:
    if category == "usage.access_log":
        yield from write_paragraph(explain_text("values", lang), explain_text("access-log-form", lang))
        return
    model = load_knowledge().model(category)
    rules = _rules(category)
    kind = "keyed" if rules and all(isinstance(rule, KeyedRule | LabelRule) for rule in rules) else model.model
    values = load_explanations()["model"][kind][lang].format_map({"base": f"{model.base:.0%}"})
    yield from write_paragraph(explain_text("values", lang), values)
    if forms := "; ".join(_forms(rule) for rule in rules if isinstance(rule, NumberRule)):
        yield from write_paragraph(explain_text("forms", lang), forms)
    if words := _words(rules):
        yield from write_listing(explain_text("words", lang), words, ", ")
    for check in dict.fromkeys(rule.check for rule in rules if not isinstance(rule, TextRule)):
        if formula := load_explanations()["check"].get(check):
            yield from write_paragraph(explain_text("check", lang), formula[lang])
    if chance := _chance(model, rules):
        yield from write_paragraph(explain_text("checks", lang), explain_text("checked", lang, chance=f"{chance:.1%}"))
    yield from write_paragraph(
        explain_text("inside", lang), explain_text("inside-yes" if model.contains else "inside-no", lang)
    )
    for kind, fields in load_knowledge().containers.items():
        if known := ", ".join(name for name, meaning in fields.items() if meaning == category):
            yield from write_paragraph(
                explain_text("containers", lang), explain_text(f"container-{kind}", lang, fields=known)
            )
    if known_forms := [name for name, form in load_forms().items() if category in (form.whole, *form.labels.values())]:
        yield from write_listing(explain_text("known-forms", lang), known_forms, ", ")
    if examples := [example for rule in rules for example in rule.examples]:
        yield from write_listing(explain_text("example", lang), list(map(_shorten, examples)), " / ")


def _rules(category: str) -> list[Rule]:
    """Everything that is declared as data for a category."""
    numbers, texts = load_rules()
    rules: list[Rule] = [*numbers, *texts, *load_keyed_rules(), *load_label_rules()[0]]
    return [rule for rule in rules if rule.category == category]


def _shorten(example: str) -> str:
    """An example that fits on a line; of a long token the beginning tells enough."""
    return example if cell_len(example) <= _LONGEST_EXAMPLE else f"{example[: _LONGEST_EXAMPLE // 2]}…"


def _words(rules: Iterable[Rule]) -> list[str]:
    """The words of rules, one for all spellings that differ only in what separates their parts."""
    words = (word for rule in rules if isinstance(rule, KeyedRule | LabelRule) for word in rule.words)
    return list({re.sub(r"[ _-]", "", word): word for word in reversed(list(words))}.values())[::-1]


def _forms(rule: NumberRule) -> str:
    return ", ".join("-".join(map(str, shape.groups)) for shape in rule.shapes)


def _chance(model: Model, rules: Iterable[Rule]) -> float:
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
        yield from write_paragraph("", explain_text("no-names", lang))
    for key, names in shown:
        if names:
            yield from write_listing(explain_text(key, lang), list(dict.fromkeys(names)), ", ")


def _not_taken(category: str, lang: str) -> Iterator[str]:
    knowledge = load_knowledge()
    notes: list[str] = list(load_explanations()["not"].get(category, {}).get(lang, ()))
    if below(category, knowledge.subjects.attached):
        notes.append(explain_text("attached", lang))
    if below(category, knowledge.subjects.needs_person):
        notes.append(explain_text("needs-person", lang))
    if covering := [one for one, covered in knowledge.covers.items() if category in covered]:
        others = ", ".join(title(load_catalogue()[one], lang) for one in covering)
        notes.append(explain_text("inside-others", lang, others=others))
    if counter := [example for rule in _rules(category) for example in rule.counter]:
        notes.append(explain_text("counter", lang, examples=" / ".join(map(_shorten, counter))))
    if not notes and (general := load_explanations()["not-model"].get(knowledge.model(category).model)):
        notes += general[lang]
    return write_list(notes)
