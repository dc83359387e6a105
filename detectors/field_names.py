"""What the name of a field, or of a table, says.

Names are folded (NFKC, case, separators), split at camelCase and separators, and looked up in
``data/field_names.toml``. In English and in Japanese alike the head of a compound stands last, so a name is
read from its end: 配送先郵便番号 is a 郵便番号, ``billing_postal_code`` a postal code, ``email_verified`` no
e-mail address.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

How = Literal["exact", "end", "weak", "part"]
TableKind = Literal["person", "organisation", "thing"]

_WHOLE_JA, _WHOLE_EN, _END_JA, _END_EN, _WEAK = 0.9, 0.8, 0.7, 0.65, 0.3

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[a-z]+|[^\x00-\x7f]+|\d+")
_BRACKETS = re.compile(r"[(\[{「【<].*?[)\]}」】>]")
_TRAILING_NUMBER = re.compile(r"[ _-]*\d{1,2}$")
_PATH = re.compile(r"[./]|\[\]")


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A category that a name suggests, and how strongly (0 to 1)."""

    category: str
    strength: float
    how: How


@dataclass(frozen=True, slots=True)
class _Dictionary:
    whole_ja: Mapping[str, str]
    whole_en: Mapping[str, str]
    end_ja: Mapping[str, str]
    end_en: Mapping[tuple[str, ...], str]
    weak: Mapping[str, tuple[str, ...]]
    part: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    tables: Mapping[str, frozenset[str]]


@cache
def load_dictionary() -> _Dictionary:
    """The shipped dictionary, folded for look-up."""
    data = tomllib.loads((files("detectors") / "data" / "field_names.toml").read_text(encoding="utf-8"))
    words = {name: frozenset(map(_squash, listed)) for name, listed in data.pop("words").items()}
    tables = {name: frozenset(map(_squash, listed)) for name, listed in data.pop("tables").items()}
    data.pop("version")
    whole_ja: dict[str, str] = {}
    whole_en: dict[str, str] = {}
    end_ja: dict[str, str] = {}
    end_en: dict[tuple[str, ...], str] = {}
    weak: dict[str, tuple[str, ...]] = {}
    part: dict[str, str] = {}
    for category, lists in data.items():
        whole_ja.update({_squash(name): category for name in lists.get("ja", ())})
        whole_en.update({_squash(name): category for name in lists.get("en", ())})
        end_ja.update({_squash(name): category for name in lists.get("ja_end", ())})
        end_en.update({tuple(name.split("_")): category for name in lists.get("en_end", ())})
        part.update({_squash(name): category for name in lists.get("part", ())})
        for name in lists.get("weak", ()):
            weak[_squash(name)] = (*weak.get(_squash(name), ()), category)
    return _Dictionary(whole_ja, whole_en, end_ja, end_en, weak, part, words, tables)


def _squash(name: str) -> str:
    """A name without case and separators."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_・:：#\-　.]+", "", folded)


def split_words(name: str) -> tuple[str, ...]:
    """The words of a name: ``BillingPostalCode`` and ``billing_postal_code`` alike; digits fall away."""
    spaced = _CAMEL.sub(" ", unicodedata.normalize("NFKC", name))
    return tuple(word for word in _WORD.findall(spaced.casefold()) if not word.isdigit())


@lru_cache(maxsize=16384)
def match_field_name(name: str) -> tuple[NameMatch, ...]:
    """Categories that a field name suggests, the strongest first; empty when it suggests none.

    A path (``user.contact.email``, ``items[].name``, a header of two rows ``氏名/姓``) is judged by its last
    part; the part before it tells whose it is.
    """
    parts = [part for part in _PATH.split(name) if part.strip()]
    if not parts:
        return ()
    last, before = parts[-1], parts[-2] if len(parts) > 1 else ""
    found = _match_part(last, before)
    if not found and before and not _is_plain(last):
        return ()
    if found and before and found[0].how == "weak":
        # addr.line: what is weak alone is said twice with the part before it.
        above = {one.category for one in _match_part(before, "") if one.strength > _WEAK}
        return tuple(NameMatch(one.category, 0.7, "part") if one.category in above else one for one in found)
    if not found and before:
        return tuple(NameMatch(one.category, min(one.strength, 0.6), "end") for one in _match_part(before, ""))
    return found


def _is_plain(part: str) -> bool:
    """Whether the last part of a path only numbers or repeats what stands before it."""
    return _squash(part) in ("value", "text", "漢字", "半角", "全角", "1", "2", "3", "値", "内容", "")


def _match_part(part: str, context: str) -> tuple[NameMatch, ...]:
    folded = unicodedata.normalize("NFKC", part).strip()
    known = load_dictionary()
    for candidate in (_squash(folded), _squash(_BRACKETS.sub("", folded))):
        if candidate in known.part:
            return (NameMatch(known.part[candidate], _WHOLE_EN, "part"),)
    inside = "".join(re.findall(r"[(「【\[](.+?)[)」】\]]", folded))
    outside = _TRAILING_NUMBER.sub("", _BRACKETS.sub("", folded)) or folded
    if not outside.isascii() and not inside.isascii() and (found := _match_japanese(_squash(outside + inside))):
        return found
    if (numbered := _squash(folded)) in known.whole_en:
        return (NameMatch(known.whole_en[numbered], _WHOLE_EN, "exact"),)
    return _match_english(outside, context) if outside.isascii() else _match_mixed(outside)


def _match_mixed(name: str) -> tuple[NameMatch, ...]:
    return _match_japanese(_squash(name))


def _match_japanese(name: str) -> tuple[NameMatch, ...]:
    known = load_dictionary()
    if name in known.words["never_ja"]:
        return ()
    for stem in (name, name.removeprefix("お"), name.removeprefix("ご")):
        if stem in known.whole_ja:
            return (NameMatch(known.whole_ja[stem], _WHOLE_JA, "exact"),)
        if stem in known.weak:
            return tuple(NameMatch(category, _WEAK, "weak") for category in known.weak[stem])
    ends = [end for end in known.end_ja if name.endswith(end)]
    refused = [end for end in known.words["never_ja"] if name.endswith(end)]
    about = [end for end in known.words["about_ja"] if name.endswith(end)]
    best = max(ends, key=len, default="")
    if not best or len(max(refused, key=len, default="")) > len(best):
        return ()
    if about and len(max(about, key=len)) > len(best):
        return ()
    return (NameMatch(known.end_ja[best], _END_JA, "end"),)


def _match_english(name: str, context: str) -> tuple[NameMatch, ...]:
    known = load_dictionary()
    words = split_words(name)
    squashed = "".join(words)
    if not words:
        return ()
    raw = _squash(name)
    for candidate in (raw, squashed):
        if candidate in known.whole_en:
            return (NameMatch(known.whole_en[candidate], _WHOLE_EN, "exact"),)
    if squashed in known.words["never"]:
        return ()
    if words[-1] == "name":
        return _match_person_name(words, context)
    if squashed in known.weak:
        return tuple(NameMatch(category, _WEAK, "weak") for category in known.weak[squashed])
    if words[-1] in known.words["about"] and len(words) > 1:
        return ()
    rest = words
    while len(rest) > 1 and rest[0] in known.words["qualifiers"]:
        rest = rest[1:]
        if "".join(rest) in known.whole_en:
            return (NameMatch(known.whole_en["".join(rest)], _WHOLE_EN - 0.05, "exact"),)
    return _match_english_end(words)


def _match_english_end(words: Sequence[str]) -> tuple[NameMatch, ...]:
    known = load_dictionary()
    for size in range(min(4, len(words)), 0, -1):
        tail = tuple(words[-size:])
        if tail in known.end_en:
            if size < len(words) and words[-size - 1] in known.words["things"] | {"ip", "mac", "url", "web", "memory"}:
                return (NameMatch(known.end_en[tail], _WEAK, "weak"),)
            return (NameMatch(known.end_en[tail], _END_EN if size < len(words) else _WHOLE_EN, "end"),)
    return ()


def _match_person_name(words: Sequence[str], context: str) -> tuple[NameMatch, ...]:
    """``name`` alone may be anything's; ``customer_name`` is a person's, ``product_name`` is not."""
    known = load_dictionary()
    owner = words[-2] if len(words) > 1 else ("".join(split_words(context)[-1:]) if context else "")
    singular = owner.removesuffix("s")
    if singular in known.words["persons"] or owner in known.words["persons"]:
        return (NameMatch("personal.name", _WHOLE_EN - 0.05, "exact"),)
    if not owner:
        return (NameMatch("personal.name", _WEAK, "weak"),)
    if singular in known.words["things"] or owner in known.words["things"]:
        return ()
    return (NameMatch("personal.name", 0.2, "weak"),)


@lru_cache(maxsize=16384)
def names_a_thing(name: str) -> bool:
    """Whether a field name says that its values are things (商品名, ``brand``, ``file_name``, ``version``): what
    looks like a person's name there is none."""
    known = load_dictionary()
    part = [part for part in _PATH.split(name) if part.strip()][-1:]
    folded = _squash(part[0]) if part else ""
    words = split_words(part[0]) if part else ()
    if folded in known.words["never"] | known.words["never_ja"] or folded.endswith(tuple(known.words["never_ja"])):
        return True
    stem = words[:-1] if words and words[-1] in ("name", "en", "ja", "jp", "kana", "title") else words
    return bool(stem) and stem[-1] in known.words["things"]


@lru_cache(maxsize=16384)
def names_an_organisation(name: str) -> bool:
    """Whether a field name says that it is an organisation's (会社電話番号, 代表電話, ``company_phone``)."""
    folded, words = _squash(name), split_words(name)
    known = load_dictionary()
    return any(mark in folded for mark in known.words["companies_ja"]) or bool(
        known.words["companies"].intersection(words)
    )


@lru_cache(maxsize=4096)
def table_kind(name: str) -> TableKind | None:
    """Whether a table or file is, by its name, about persons, organisations or things."""
    stem = re.sub(
        r"\.(?:csv|tsv|jsonl?|txt|gz|xlsx|db|sqlite3?|parquet)\b", "", name.rpartition("/")[2].rpartition("!")[2]
    )
    tables = load_dictionary().tables
    words = split_words(stem)
    kinds: tuple[TableKind, ...] = ("person", "organisation", "thing")
    for word in reversed(words):
        for kind in kinds:
            if word in tables[kind]:
                return kind
    folded = _squash(stem)
    ends = [(folded.rfind(mark), len(mark), kind) for kind in kinds for mark in tables[f"{kind}_ja"] if mark in folded]
    joined = next((kind for kind in kinds if "".join(words) in tables[kind]), None)
    return max(ends)[2] if ends else joined
