"""The disclosure sheet as text for a terminal, as Markdown and as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from reports.messages import label
from reports.phrases import category_title, purpose_title, show
from scanner.paragraphs import INDENT, write_list, write_paragraph
from scanner.subject_erasure import write_numbers
from scanner.subject_keys import load_words, say
from scanner.subject_sheet import Sheet, SheetPlace, Step, say_kind, say_match


@dataclass(frozen=True, slots=True)
class Item:
    """A line, with a template of a statement below it where there is one."""

    text: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the sheet: labelled texts, then lines."""

    title: str
    pairs: tuple[tuple[str, str], ...] = ()
    items: tuple[Item, ...] = ()


def outline(sheet: Sheet, lang: str) -> list[Section]:
    """The sheet as sections, for the forms that people read."""
    found = [outline_place(place, sheet, lang) for place in sheet.places]
    sections = [_head(sheet, lang), *found]
    if sheet.unread:
        items = (Item(show(f"{one.place}: {label('skip', one.reason, lang)}")) for one in sheet.unread)
        sections.append(Section(say("unread", lang), items=tuple(items)))
    if sheet.left_out:
        title = say("indexed-only", lang, collections=len(sheet.left_out))
        sections.append(Section(title, items=tuple(Item(show(one)) for one in sheet.left_out)))
    if sheet.steps:
        items = (
            Item(f"{number}. {_say_step(step, lang)}", step.statement) for number, step in enumerate(sheet.steps, 1)
        )
        sections.append(Section(say("erasure", lang), items=tuple(items)))
    return sections


def _say_step(step: Step, lang: str) -> str:
    return f"[{show(step.place) if step.place else say('general', lang)}] {show(step.text)}"


def _head(sheet: Sheet, lang: str) -> Section:
    request, policy, clause = sheet.request, sheet.policy, sheet.clause
    keys = ", ".join(f"{say_kind(kind, lang)} {count}" for kind, count in request.keys.items())
    desk = ", ".join(filter(None, (policy.desk.name, policy.desk.email, policy.desk.phone)))
    read = say("read", lang, sources=len(sheet.sources), collections=sheet.collections, rows=sheet.rows)
    pairs = [
        (say("reference", lang), show(request.reference)),
        (say("time", lang), f"{request.time:%Y-%m-%d %H:%M %Z}".strip()),
        (say("keys", lang), keys),
        (say("sources", lang), read),
        (say("policy", lang), f"{policy.title.get(lang) or policy.id} {policy.version} ({policy.effective})"),
        (say("desk", lang), desk),
        (say("log-entry", lang), f"{request.entry.number} {request.entry.sha256}" if request.entry else ""),
        (say("identity", lang), say("identity-reminder", lang)),
    ]
    if clause:
        title = clause.title.get(lang) or clause.title.get("en", "")
        said = say("clause", lang, number=clause.number, title=title, version=policy.version)
        pairs.append((said, " ".join(clause.text.split())))
    items = [say_result(sheet, lang)]
    items += [say("follow", lang, ids=sheet.followed)] if sheet.followed else []
    items += [say("limits", lang), say("confidential", lang)]
    kept = tuple((name, text) for name, text in pairs if text)
    return Section(say("title", lang), kept, tuple(Item(text) for text in items))


def say_result(sheet: Sheet, lang: str) -> str:
    """What came of it, in one or two sentences; never more than what was read allows."""
    unread = bool(sheet.unread or sheet.left_out)
    if not sheet.places:
        return say("nothing-unread" if unread else "nothing", lang)
    found = say("found", lang, places=len(sheet.places))
    return f"{found} {say('unread-rest', lang)}" if unread else found


def outline_place(place: SheetPlace, sheet: Sheet, lang: str) -> Section:
    words = load_words()
    pairs = [(say("rows", lang), say_rows(place, lang))]
    pairs += [(say("numbers", lang), write_numbers(place, lang))] if place.numbers else []
    pairs += [(say("fields", lang), show(text)) for text in say_matches(place, lang)]
    pairs += [(say("categories", lang), show(_say_categories(place, lang)))] if place.categories else []
    pairs += [(say("purposes", lang), show(_say_purposes(place, sheet, lang)))]
    pairs += [(say("owner", lang), show(place.owner) or say("nobody", lang))]
    pairs += [(say("retention", lang), ", ".join(place.retention) or say("nobody", lang))]
    pairs += [(say("nature", lang), words["nature"][place.nature][lang])]
    pairs += [(say("entrusted", lang), show(", ".join(place.entrusted)))] if place.entrusted else []
    pairs += [(say("provided", lang), show(", ".join(place.provided)))] if place.provided else []
    pairs += [(say("correct", lang), words["correct"][place.kind][lang])]
    why = tuple(Item(words["strength-why"][strength][lang]) for strength in place.rows)
    return Section(show(place.label), tuple(pairs), why)


def say_rows(place: SheetPlace, lang: str) -> str:
    return ", ".join(f"{load_words()['strength'][one][lang]} {rows:,}" for one, rows in place.rows.items()) or "0"


def say_matches(place: SheetPlace, lang: str) -> Iterator[str]:
    if place.named:
        yield say("in-name", lang, kinds=", ".join(say_kind(kind, lang) for kind in place.named))
    yield from (say_match(match, lang) for match in place.matches)


def _say_categories(place: SheetPlace, lang: str) -> str:
    named = []
    for category, labels in place.categories.items():
        told = ", ".join(one for one in labels if one)
        named.append(f"{category_title(category, lang)}{f' ({told})' if told else ''}")
    return "; ".join(named)


def _say_purposes(place: SheetPlace, sheet: Sheet, lang: str) -> str:
    titled = (f"{one} {purpose_title(sheet.policy, one, lang)}".strip() for one in place.purposes)
    return "; ".join(titled) or say("no-purpose", lang)


# --- forms -----------------------------------------------------------------------------------------------------------


def render_table(sheet: Sheet, lang: str) -> str:
    """Labelled paragraphs for a terminal."""
    lines: list[str] = []
    for section in outline(sheet, lang):
        lines += ["", section.title] if lines else [section.title]
        for name, text in section.pairs:
            lines += write_paragraph(name, text)
        for item in section.items:
            lines += write_list([item.text])
            lines += [f"{INDENT * 3}{show(line)}" for line in item.code.splitlines()]
    return "\n".join(lines) + "\n"


def render_markdown(sheet: Sheet, lang: str) -> str:
    """The same as Markdown."""
    parts: list[str] = []
    for number, section in enumerate(outline(sheet, lang)):
        parts.append(f"{'##' if number else '#'} {_escape(section.title)}\n")
        parts += [f"* **{_escape(name)}**: {_escape(text)}" for name, text in section.pairs]
        for item in section.items:
            parts.append(f"* {_escape(item.text)}")
            parts += [f"\n  ```sql\n  {show_lines(item.code, '  ')}\n  ```\n"] if item.code else []
        parts.append("")
    return "\n".join(parts)


def show_lines(text: str, indent: str) -> str:
    """Lines made safe to look at; a fence cannot be closed from inside."""
    return f"\n{indent}".join(show(line).replace("```", "'''") for line in text.splitlines())


def _escape(text: str) -> str:
    for mark in "\\`*_[]<>|#":
        text = text.replace(mark, f"\\{mark}")
    return text


@cache
def _template() -> Template:
    text = (files("scanner") / "data" / "subject.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        text
    )


def render_html(sheet: Sheet, lang: str) -> str:
    """One HTML file without scripts and links."""
    sections = outline(sheet, lang)
    return _template().render(lang=lang, title=sections[0].title, sections=sections, show=show) + "\n"
