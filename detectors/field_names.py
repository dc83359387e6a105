"""What the name of a field, or of a table, says.

Names are folded (NFKC, case, separators), split at camelCase and separators, and looked up in
``data/field_names.toml``. In English and in Japanese alike the head of a compound stands last, so a name is
read from its end: 配送先郵便番号 is a 郵便番号, ``billing_postal_code`` a postal code, ``email_verified`` no
e-mail address. What says nothing as it is written is tried with its abbreviations written out (``CUST_NM``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from detectors.field_names_english import match_english
from detectors.field_names_japanese import match_japanese, things_ja
from detectors.name_dictionary import WEAK, WHOLE_EN, NameMatch, load_dictionary
from detectors.name_forms import drop_brackets, fold_width, split_brackets, split_path, split_words, squash, subject_of

TableKind = Literal["person", "organisation", "thing"]

_ADDRESS, _REGION = "personal.contact.address", "personal.contact.region"
_LONG_NOTE = 24


@lru_cache(maxsize=16384)
def match_field_name(name: str) -> tuple[NameMatch, ...]:
    """Categories that a field name suggests, the strongest first; empty when it suggests none.

    A path (``user.contact.email``, ``items[].name``, a header of two rows ``氏名/姓``) is judged by its last
    part; the part before it tells whose it is. Of a comment or a question its first clause is the name.
    """
    parts = split_path(name)
    if not parts:
        return ()
    return _with_others(_match_parts(name, parts[-1], parts[-2] if len(parts) > 1 else ""), parts[-1])


def _with_others(found: tuple[NameMatch, ...], last: str) -> tuple[NameMatch, ...]:
    """What the same name says besides, for less: a display name may be a real one, and what is called an address may
    go no further than the town."""
    if not found or found[0].how not in ("exact", "end"):
        return found
    known = load_dictionary()
    others = [category for category in known.weak.get(squash(last), ()) if category != found[0].category]
    if found[0].category == _ADDRESS:
        others.append(_REGION)
    return (*found, *(NameMatch(category, WEAK, "weak") for category in others))


def _match_parts(name: str, last: str, before: str) -> tuple[NameMatch, ...]:
    found = _match_part(last, before)
    if not found and (" " in name or len(name) > _LONG_NOTE or not name.isascii()):
        about = subject_of(name)
        found = _match_part(about, "") if about != name else ()
    if before and (not found or found[0].how == "weak") and (whole := _match_joined(before, last)):
        return whole
    if not found and before and not _is_plain(last):
        return ()
    if found and before and found[0].how == "weak":
        # addr.line: what is weak alone is said twice with the part before it.
        above = {one.category for one in _match_part(before, "") if one.strength > WEAK}
        return tuple(NameMatch(one.category, 0.7, "part") if one.category in above else one for one in found)
    if not found and before:
        return tuple(NameMatch(one.category, min(one.strength, 0.6), "end") for one in _match_part(before, ""))
    return found


def _match_joined(before: str, last: str) -> tuple[NameMatch, ...]:
    """``card.number``, ``birth.date``: a path whose last two parts are one name."""
    known = load_dictionary()
    owner = "".join(split_words(before)[-1:])
    for joined in dict.fromkeys((squash(before) + squash(last), owner + squash(last), owner[:-1] + squash(last))):
        if joined in known.whole_en and squash(last) not in known.whole_en:
            return (NameMatch(known.whole_en[joined], WHOLE_EN, "exact"),)
    return ()


def _is_plain(part: str) -> bool:
    """Whether the last part of a path only numbers or repeats what stands before it."""
    return squash(part) in ("value", "text", "漢字", "半角", "全角", "1", "2", "3", "値", "内容", "")


def _match_part(part: str, context: str) -> tuple[NameMatch, ...]:
    folded = fold_width(part)
    known = load_dictionary()
    for candidate in (squash(folded), squash(drop_brackets(folded))):
        if candidate in known.part:
            return (NameMatch(known.part[candidate], WHOLE_EN, "part"),)
    outside, inside = split_brackets(folded)
    if not outside.isascii() and not inside.isascii() and (found := match_japanese(squash(outside + inside))):
        return found
    if (numbered := squash(folded)) in known.whole_en:
        return (NameMatch(known.whole_en[numbered], WHOLE_EN, "exact"),)
    return match_english(outside, context) if outside.isascii() else match_japanese(squash(outside))


@lru_cache(maxsize=16384)
def names_a_thing(name: str) -> bool:
    """Whether a field name says that its values are things (商品名, ``brand``, ``file_name``, ``version``): what
    looks like a person's name there is none."""
    known = load_dictionary()
    part = split_path(name)[-1:]
    folded = squash(part[0]) if part else ""
    words = split_words(part[0]) if part else ()
    if folded in known.words["never"] | known.words["never_ja"] or folded.endswith(tuple(known.words["never_ja"])):
        return True
    if folded.removesuffix("名称").removesuffix("名").endswith(things_ja()) and not folded.isascii():
        return True
    stem = words[:-1] if words and words[-1] in ("name", "en", "ja", "jp", "kana", "title") else words
    return bool(stem) and stem[-1] in known.words["things"]


@lru_cache(maxsize=16384)
def names_an_organisation(name: str) -> bool:
    """Whether a field name says that it is an organisation's (会社電話番号, 代表電話, ``company_phone``)."""
    folded, words = squash(name), split_words(name)
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
    folded = squash(stem)
    ends = [(folded.rfind(mark), len(mark), kind) for kind in kinds for mark in tables[f"{kind}_ja"] if mark in folded]
    joined = next((kind for kind in kinds if "".join(words) in tables[kind]), None)
    return max(ends)[2] if ends else joined
