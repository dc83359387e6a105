"""Names composed of a role and a number or a name: 献血者コード, 株主番号, ``flyer_id``, ``approver_no``, 校正者印.

Every line of business has its own word for the people that it knows, so the words are not listed with what they are
joined to: roles, and what stands behind them, are data (``data/roles.toml``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from detectors.name_dictionary import END_EN, END_JA, ROLE, NameMatch, load_dictionary
from detectors.name_forms import expand, split_words, squash

_CUSTOMER, _NAME = "personal.account.customer_no", "personal.name"
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Roles:
    """``data/roles.toml``: words for numbers, how words for persons end, and roles -> the category of their number."""

    numbers_ja: tuple[str, ...]
    numbers_en: frozenset[str]
    ends_ja: tuple[str, ...]
    not_ja: tuple[str, ...]
    marks_ja: tuple[str, ...]
    ja: Mapping[str, str]
    en: Mapping[str, str]


@cache
def load_roles() -> Roles:
    """The shipped roles, folded for look-up; what is longer comes first."""
    data = tomllib.loads((files("detectors") / "data" / "roles.toml").read_text(encoding="utf-8"))
    data.pop("version")
    lists = {name: _longest_first(data.pop(name)) for name in ("numbers_ja", "ends_ja", "not_ja", "marks_ja")}
    numbers = frozenset(data.pop("numbers_en"))
    return Roles(
        numbers_ja=lists["numbers_ja"],
        numbers_en=numbers,
        ends_ja=lists["ends_ja"],
        not_ja=lists["not_ja"],
        marks_ja=lists["marks_ja"],
        ja={squash(role): category for category, entry in data.items() for role in entry["ja"]},
        en={squash(role): category for category, entry in data.items() for role in entry["en"]},
    )


def _longest_first(listed: list[str]) -> tuple[str, ...]:
    return tuple(sorted(map(squash, listed), key=len, reverse=True))


def match_role(name: str) -> tuple[NameMatch, ...]:
    """What a folded name says that is a role, alone or with a word for a number behind it."""
    return _match_role_en(name) if name.isascii() else _match_role_ja(squash(name))


def _match_role_en(name: str) -> tuple[NameMatch, ...]:
    known = load_roles()
    words = expand(split_words(name), load_dictionary().abbreviations)
    if len(words) == 1 and words[0].removesuffix("s") in known.en:
        return (NameMatch(_NAME, ROLE, "end"),)
    if len(words) < 2 or words[-1] not in known.numbers_en:
        return ()
    for size in (2, 1):
        if category := known.en.get("".join(words[-1 - size : -1]), ""):
            return (NameMatch(category, END_EN, "end"),)
    return ()


def _match_role_ja(name: str) -> tuple[NameMatch, ...]:
    known = load_roles()
    number = next((end for end in known.numbers_ja if name.endswith(end)), "")
    role = name.removesuffix(number).removesuffix("の")
    if number and (category := _number_of(role)):
        return (NameMatch(category, END_JA, "end"),)
    mark = next((end for end in known.marks_ja if name.endswith(end)), "")
    if not number and is_role_ja(name.removesuffix(mark)):
        return (NameMatch(_NAME, ROLE, "end"),)
    return ()


def _number_of(role: str) -> str:
    """The category of the number by which somebody in a role is known; "" for what is no role."""
    if not is_role_ja(role):
        return ""
    known = load_roles()
    best = max((end for end in known.ja if role.endswith(end)), key=len, default="")
    return known.ja.get(best, _CUSTOMER)


def is_role_ja(word: str) -> bool:
    """Whether a squashed Japanese word ends as words for persons do, and not as one for firms or crowds."""
    known = load_roles()
    if len(word) < _SHORTEST or word.endswith(known.not_ja) or word in load_dictionary().words["things_ja"]:
        return False
    return word.endswith(known.ends_ja) or any(word.endswith(role) for role in known.ja)
