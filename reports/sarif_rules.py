"""The rules of a SARIF report: what each category and check is, why it matters and what to do, as Markdown."""

from __future__ import annotations

from detectors.catalogue import Category, load_catalogue
from reports.checks import Check, load_checks
from reports.json_report import Record
from reports.messages import message
from reports.remedies import list_remedies


def write_rule(id: str, score: str, lang: str) -> Record:
    """The rule of a category or a check. ``score`` is its ``security-severity``. One that neither the catalogue nor the
    list of checks holds stands for itself."""
    catalogue, checks = load_catalogue(), load_checks()
    if id in catalogue:
        return _write_category(catalogue[id], score, lang)
    if id in checks:
        return _write_check(checks[id], score, lang)
    return _write(id, (id, id, id, id), score, ())


def _write_category(category: Category, score: str, lang: str) -> Record:
    title, why = (category.ja, category.why_ja) if lang == "ja" else (category.en, category.why_en)
    steps = list_remedies(category.id, lang)
    standing = message(f"appi.{category.appi_class}", lang)
    facts = [f"{message('label.standing', lang)}: {standing}"]
    facts += [f"{message('label.law', lang)}: {category.law}"] if category.law else []
    plain, marked = _write_help(why, steps, facts, category.id, lang)
    return _write(category.id, (title, why, plain, marked), score, ("privacy", category.appi_class))


def _write_check(check: Check, score: str, lang: str) -> Record:
    facts = [f"{message('label.law', lang)}: {check.law}"] if check.law else []
    facts.append(f"{message('label.actor', lang)}: {message(f'actor.{check.actor}', lang)}")
    title = check.title[lang]
    plain, marked = _write_help(title, (check.remedy[lang],), facts, check.id, lang)
    return _write(check.id, (title, title, plain, marked), score, ("privacy", check.role))


def _write_help(why: str, steps: tuple[str, ...], facts: list[str], id: str, lang: str) -> tuple[str, str]:
    """The same help as plain text and as Markdown."""
    matters, next_step = message("label.matters", lang), message("label.next", lang)
    plain = "\n".join([f"{matters}: {why}", *(f"{next_step}: {step}" for step in steps), *facts])
    todo = ["", f"**{next_step}**", "", *(f"- {step}" for step in steps)] if steps else []
    marked = [f"**{matters}**", "", why, *todo, "", *(f"- {fact}" for fact in facts), "", f"`daicho explain {id}`"]
    return plain, "\n".join(marked)


def _write(id: str, texts: tuple[str, str, str, str], score: str, tags: tuple[str, ...]) -> Record:
    """A rule in the form of the standard. ``security`` has to be among the tags for the score to count."""
    title, full, plain, marked = texts
    return {
        "id": id,
        "name": id,
        "shortDescription": {"text": title},
        "fullDescription": {"text": full},
        "help": {"text": plain, "markdown": marked},
        "properties": {"tags": list(dict.fromkeys(("security", *tags))), "security-severity": score},
    }
