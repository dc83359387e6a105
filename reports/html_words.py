"""Words in every language of the HTML report at once: the functions that its templates call.

A text is written once for each language, marked with it; the style shows one, and the script takes the others out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup, escape

from reports.clauses import Clause
from reports.leak_profile import say_persons
from reports.messages import LANGUAGES, label, message
from reports.phrases import (
    category_matters,
    category_title,
    name_field,
    name_gap,
    pick_title,
    say_gap_next,
    say_next,
    say_policy,
    show,
)
from reports.policy import Policy, Purpose
from reports.statements import say_clean

Texts = Mapping[str, str]
"""One text in each language."""

LONGEST = 160
"""Names of data are shown up to so many characters; a key of a JSON object may have a million."""


def name(text: str) -> str:
    """A name from the data, safe to look at and cut in the middle where it is very long."""
    if len(text) > LONGEST:
        kept = LONGEST // 2 - 1
        text = f"{text[:kept]}…{text[-kept:]}"
    return show(text)


def write_both(texts: Texts) -> Markup:
    """One text in every language of the file, each marked with its language."""
    escaped = {language: escape(text) for language, text in texts.items()}
    if len(set(escaped.values())) == 1:
        return next(iter(escaped.values()))
    return Markup("").join(
        Markup('<span lang="{}">{}</span>').format(language, text) for language, text in escaped.items()
    )


def say(key: str, **params: object) -> Markup:
    """A message in both languages. Parameters that are in two languages themselves are given as mappings."""
    return write_both({language: message(key, language, **pick_params(params, language)) for language in LANGUAGES})


def unseen(code: str) -> Markup:
    """The words for what a cell of the grid shows as a sign, for those who hear the page."""
    return Markup("").join(
        Markup('<span class="unseen" lang="{}">{}</span>').format(language, message(f"cell.{code}", language))
        for language in LANGUAGES
    )


def pick_params(params: Mapping[str, object], language: str) -> dict[str, object]:
    """The parameters in one language."""
    return {name: value.get(language, "") if isinstance(value, Mapping) else value for name, value in params.items()}


def pick_message(key: str, **params: object) -> dict[str, str]:
    """A message as a mapping of language to text, for a parameter of :func:`say` or an attribute."""
    return {language: message(key, language, **pick_params(params, language)) for language in LANGUAGES}


def pick_label(section: str, code: str, **params: object) -> dict[str, str]:
    """A code in words as a mapping of language to text."""
    return {language: show(label(section, code, language, **params)) for language in LANGUAGES}


def word(section: str, code: str) -> Markup:
    """A code in words, in both languages."""
    return write_both(pick_label(section, code))


def name_titled(titled: Purpose | Policy, lang: str) -> str:
    """The title of a purpose or a policy."""
    return pick_title(titled.title, lang)


PHRASES: dict[str, Callable[..., str | tuple[str, ...]]] = {
    "category": category_title,
    "matters": category_matters,
    "next": say_next,
    "policy-verdict": say_policy,
    "field": name_field,
    "gap": name_gap,
    "gap-next": say_gap_next,
    "purpose": name_titled,
    "policy": name_titled,
    "clean": say_clean,
    "persons": say_persons,
}
"""The phrases that the templates may ask for, by name; each takes the language as its last argument."""

_JOINTS = {"ja": "", "en": " "}


def tell(phrase: str, *args: object) -> Markup:
    """A phrase in both languages; several sentences are joined."""
    return write_both(pick(phrase, *args))


def pick(phrase: str, *args: object) -> dict[str, str]:
    """A phrase as a mapping of language to text, for a parameter of :func:`say`."""
    return both(PHRASES[phrase], *args)


def both(phrase: Callable[..., str | tuple[str, ...]], *args: object) -> dict[str, str]:
    """What a function that takes the language last says, in every language; several sentences are joined."""
    texts = {}
    for language in LANGUAGES:
        text = phrase(*args, language)
        texts[language] = show(text if isinstance(text, str) else _JOINTS[language].join(text))
    return texts


def join(parts: Sequence[Texts]) -> dict[str, str]:
    """A list of words in every language."""
    joints = {"ja": "、", "en": ", "}
    return {language: joints[language].join(part[language] for part in parts) for language in LANGUAGES}


def cite(clause: Clause) -> dict[str, str]:
    """Where a clause stands: its item, the title of its article, and the version of the policy."""
    return {
        language: message(
            "phrase.clause",
            language,
            item=show(clause.item),
            title=show(pick_title(clause.title, language)),
            version=show(clause.version),
        )
        for language in LANGUAGES
    }
