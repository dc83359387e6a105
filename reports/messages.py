"""The words that reports say to people, in Japanese and English, read from ``data/messages.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES: tuple[str, ...] = ("ja", "en")
"""BCP 47 tags of the languages that every message has."""

DATA = Path(__file__).parent / "data" / "messages.toml"


@cache
def load_messages() -> Mapping[str, Mapping[str, str]]:
    """``section.code`` -> language -> text; read once."""
    with DATA.open("rb") as file:
        data = tomllib.load(file)
    sections = {name: table for name, table in data.items() if isinstance(table, dict)}
    return {f"{section}.{code}": texts for section, table in sections.items() for code, texts in table.items()}


def message(key: str, lang: str, **params: object) -> str:
    """The text of ``section.code`` with its parameters filled in; whole numbers get thousands commas.

    The English text for one thing is taken where the parameter ``n`` is 1. KeyError where the catalogue
    has no such text: a mistake of the programmer, never of the data.
    """
    texts = load_messages()[key]
    variant = f"{lang}_one" if params.get("n") == 1 else lang
    text = texts.get(variant) or texts[lang]
    return text.format_map({name: write_number(value) for name, value in params.items()})


def label(section: str, code: str, lang: str, **params: object) -> str:
    """The text for a code that may come from a plugin.

    A code ``family:member`` falls back to ``family``; then the section's ``other`` is tried; a code that
    nobody translated stands for itself.
    """
    family = code.partition(":")[0]
    for candidate in (code, family, "other"):
        key = f"{section}.{candidate}"
        if key in load_messages():
            return message(key, lang, **params)
    return code


def write_number(value: object) -> object:
    """A whole number with thousands commas; anything else as it is."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return f"{value:,}" if is_whole else value
