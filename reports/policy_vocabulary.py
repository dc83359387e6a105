"""What the words of a privacy policy mean: roles of articles, categories, purposes, grounds, countries.

The words are data: ``data/policy_reading.toml``. Every function takes text as it was published and folds it itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from reports.policy_text import fold

DATA = Path(__file__).parent / "data" / "policy_reading.toml"

_BRACKETS = re.compile(r"[(（][^()（）]{0,300}[)）]")
_LATIN = re.compile(r"[a-z]")


@cache
def load_words() -> Mapping[str, Any]:
    """The shipped dictionary; read once."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def _join(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@cache
def _ordered(section: str, key: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The entries of a list of tables, in their order: what each stands for, and its patterns in one."""
    return tuple((entry[key], _join((*entry["ja"], *entry["en"]))) for entry in load_words()[section])


@cache
def _one(section: str) -> re.Pattern[str]:
    return _join((*load_words()[section]["ja"], *load_words()[section]["en"]))


@cache
def _mention(name: str) -> re.Pattern[str]:
    return _join(load_words()["mentions"][name])


@cache
def _terms() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """One pattern of all words for categories, the longest first, and what each of them means (empty: nothing)."""
    meaning: dict[str, str] = {}
    for key, lists in load_words()["categories"].items():
        meaning |= dict.fromkeys((*lists["ja"], *lists["en"]), key)
    meaning |= dict.fromkeys((*load_words()["ignored"]["ja"], *load_words()["ignored"]["en"]), "")
    longest = sorted(meaning, key=lambda term: (-len(term), term))
    return re.compile("|".join(map(_spell, longest))), meaning


def _spell(term: str) -> str:
    """A Latin word stands alone, and may be a plural; a Japanese one stands anywhere."""
    if not _LATIN.search(term):
        return re.escape(term)
    start, end = ("(?<![a-z0-9])" if _LATIN.match(term) else ""), ("(?:e?s)?(?![a-z0-9])" if term.isascii() else "")
    return start + re.escape(term) + end


def find_categories(text: str) -> tuple[str, ...]:
    """The keys of the categories that a text names, in the order of the text."""
    pattern, meaning = _terms()
    found = (_meaning(match[0], meaning) for match in pattern.finditer(fold(text)))
    return tuple(dict.fromkeys(key for key in found if key))


def _meaning(word: str, meaning: Mapping[str, str]) -> str:
    for form in (word, word.removesuffix("s"), word.removesuffix("es")):
        if form in meaning:
            return meaning[form]
    return ""


def find_role(text: str) -> str:
    """The role of an article with this title (or opening sentence); empty where the dictionary has none."""
    return _first(_ordered("role", "id"), fold(text))


def find_ground(text: str) -> str:
    """On what footing data goes to somebody else; ``other`` where the dictionary has no word for it."""
    return _first(_ordered("ground", "id"), fold(text)) or "other"


def label_purpose(text: str) -> tuple[str, ...]:
    """The purpose keys that fit a purpose, the best first; text in brackets counts only for what is left."""
    folded = fold(text)
    plain = _BRACKETS.sub("", folded)
    keys = [key for key, pattern in _ordered("purpose", "key") if pattern.search(plain)]
    keys += [key for key, pattern in _ordered("purpose", "key") if pattern.search(folded)]
    return tuple(dict.fromkeys(keys))


def _first(entries: Iterable[tuple[str, re.Pattern[str]]], folded: str) -> str:
    return next((name for name, pattern in entries if pattern.search(folded)), "")


def is_delegating(text: str) -> bool:
    """Whether a purpose points to another text instead of saying what is done."""
    return bool(_one("delegating").search(fold(text).rstrip(" 。.")))


def is_vague(text: str) -> bool:
    """Whether a purpose is so general that nobody can tell what is done with the data."""
    return bool(_one("vague").search(fold(text).rstrip(" 。.")))


def is_acquiring(text: str) -> bool:
    """Whether a sentence says that something is acquired, and does not deny it."""
    folded = fold(text)
    return bool(_one("acquiring").search(folded)) and not _one("denying").search(folded)


def is_denying(text: str) -> bool:
    """Whether a sentence says that something is not acquired."""
    return bool(_one("denying").search(fold(text)))


def mentions(text: str, name: str) -> bool:
    """Whether the text holds one of the words listed under ``name`` in ``[mentions]``."""
    return bool(_mention(name).search(fold(text)))


def find_subjects(text: str) -> tuple[str, ...]:
    """Whose data a text speaks of; what stands in brackets only qualifies it."""
    folded = _BRACKETS.sub("", fold(text))
    groups: Mapping[str, Mapping[str, list[str]]] = load_words()["subjects"]
    return tuple(name for name, words in groups.items() if any(word in folded for word in (*words["ja"], *words["en"])))


def find_country(text: str) -> str:
    """The ISO 3166 code of the first country of the dictionary that the text names; empty where it names none."""
    folded = fold(text)
    countries: Mapping[str, list[str]] = load_words()["countries"]
    for code, names in countries.items():
        if any(re.search(_spell(name), folded) for name in names):
            return code
    return ""
