"""Shapes of values that can be shown: enough to recognise what it is, not enough to know whose."""

from __future__ import annotations

import re

from detectors.registries import top_level_domains

_EMAIL = re.compile(r"(?P<local>[^@]+)@(?P<domain>[^@]+)\.(?P<top>[^.@]+)")
_SHOW_LAST_TWO = frozenset({"personal.contact.phone", "personal.contact.fax"})
_SHOW_LAST_FOUR = frozenset({"personal.financial.card", "org.corporate_number"})
_LONGEST = 40


def mask(category: str, value: str) -> str:
    """The shape of a value. An address keeps the first letter before the ``@``, of the domain, and the
    top-level domain; phone and card numbers keep their last two or four digits, a My Number none; anything else
    becomes ``X`` and ``x``
    for letters, ``9`` for digits, ``漢`` ``カ`` ``あ`` for Japanese script, punctuation kept."""
    if category == "personal.contact.email" and (match := _EMAIL.fullmatch(value)):
        top = match["top"] if match["top"].lower() in top_level_domains() else "***"
        return f"{_initial(match['local'])}***@{_initial(match['domain'])}***.{top}"
    if category.startswith(("personal.account", "usage.cookie")):
        return f"*** ({len(value)})"
    if category in _SHOW_LAST_TWO:
        return _keep_last(value, 2)
    if category == "personal.id.my_number":
        # The guideline on My Number wants no part of it in a record of where it is.
        return _keep_last(value, 0)
    if category in _SHOW_LAST_FOUR:
        return _keep_last(value, 4)
    return _shape(value)


def _initial(word: str) -> str:
    return word[0] if word[0].isalnum() else "*"


def _keep_last(value: str, count: int) -> str:
    digits = [place for place, character in enumerate(value) if character.isdigit()]
    shown = set(digits[-count:]) if count and len(digits) >= 3 * count else set()
    return "".join(
        character if place in shown else "*" if character.isalnum() else _shape_of(character)
        for place, character in enumerate(value[:_LONGEST])
    )


def _shape(value: str) -> str:
    cut = value[:_LONGEST]
    return "".join(map(_shape_of, cut)) + ("…" if len(value) > _LONGEST else "")


def _shape_of(character: str) -> str:
    if character.isdigit() or (character.isnumeric() and not "一" <= character <= "鿿"):
        return "9"
    if "ぁ" <= character <= "ゟ":
        return "あ"
    if "゠" <= character <= "ヿ" or "ｦ" <= character <= "ﾟ":
        return "カ"
    if character.isalpha():
        if not character.isascii() and not character.islower() and not character.isupper():
            return "漢"
        return "X" if character.isupper() else "x"
    return character if character.isprintable() and character.isascii() else " " if character.isspace() else "・"
