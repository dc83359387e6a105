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
from detectors.field_names_roles import match_role
from detectors.field_names_short import match_shortened
from detectors.name_dictionary import END_EN, END_JA, WEAK, WHOLE_EN, NameMatch, load_dictionary
from detectors.name_forms import (
    drop_brackets,
    fold_width,
    is_question,
    romaji_of,
    split_brackets,
    split_path,
    split_words,
    squash,
    subject_of,
)

TableKind = Literal["person", "organisation", "thing"]

_ADDRESS, _REGION = "personal.contact.address", "personal.contact.region"
_FAMILY, _PHONE, _SURVEY = "personal.family", "personal.contact.phone", "usage.content.survey"
# A name is stored in kana under a plain heading, and in letters under one that says kana.
_OTHER_SCRIPT = {"personal.name": ("personal.name.kana",), "personal.name.kana": ("personal.name",)}
_REACHED = ("連絡先", "contact")  # whom to call: a name as often as a number
_LONG_NOTE = 24
# A place in the genome, by its number in dbSNP.
_GENETIC, _POLYMORPHISM = "special.genetic", re.compile(r"rs(\d{3,10})")
_NUMBERS = ("personal.id", "personal.account", "personal.contact", "personal.financial", "usage.device")
_SCRIPTS = {
    "ローマ字": frozenset({"英字", "ローマ字", "英語", "英文", "アルファベット", "roman", "romaji", "alphabet"}),
    "カナ": frozenset({"カナ", "かな", "フリガナ", "ふりがな", "kana", "furigana", "katakana"}),
}


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
    """What the same name says besides, for less: a display name may be a real one, what is called an address may
    go no further than the town, and any question of a questionnaire has an answer."""
    if is_question(last) and all(one.category != _SURVEY for one in found):
        asked = not found and not last.isascii()
        found = (*found, NameMatch(_SURVEY, END_EN if asked else WEAK, "part" if asked else "weak"))
    if not found or found[0].how not in ("exact", "end"):
        return found
    known = load_dictionary()
    others = [category for category in known.weak.get(squash(last), ()) if category != found[0].category]
    if found[0].category == _ADDRESS:
        others.append(_REGION)
    if found[0].category == _FAMILY and squash(last).endswith(_REACHED):
        others.append(_PHONE)
    others += _OTHER_SCRIPT.get(found[0].category, ())
    return (*found, *(NameMatch(category, WEAK, "weak") for category in others))


def _match_parts(name: str, last: str, before: str) -> tuple[NameMatch, ...]:
    found = _match_part(last, before)
    if not found and (" " in name or len(name) > _LONG_NOTE or not name.isascii() or is_question(name)):
        about = subject_of(name)
        found = _match_part(about, "") if about != name else ()
    if before and (not found or found[0].how == "weak") and (whole := _match_joined(before, last)):
        return whole
    if not found and before and last.isascii() and (numbered := match_role(f"{before.rstrip('[]')}_{last}")):
        return numbered
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
    if places := _POLYMORPHISM.fullmatch(squash(folded)):
        # rs671; but RS232 is a plug.
        return (NameMatch(_GENETIC, END_EN, "exact") if len(places[1]) >= 5 else NameMatch(_GENETIC, WEAK, "weak"),)
    outside, inside = split_brackets(folded)
    if not outside.isascii() and not inside.isascii() and (found := match_japanese(squash(outside + inside))):
        return found
    if (numbered := squash(folded)) in known.whole_en:
        return (NameMatch(known.whole_en[numbered], WHOLE_EN, "exact"),)
    if outside.isascii() and _spelled(inside) and _names_somebody(outside):
        return match_japanese("氏名" + _spelled(inside))
    if outside.isascii():
        if folded.endswith("#"):
            return _match_number(outside)
        return match_english(outside, context) or match_role(outside) or match_shortened(outside)
    return match_japanese(squash(outside)) or match_role(outside) or _match_kana(outside)


def _match_number(name: str) -> tuple[NameMatch, ...]:
    """``Donor#``, ``Phone #``: the number of what stands before it; no income (``Inc#``)."""
    found = match_english(f"{name} no", "") or match_role(f"{name} no") or match_english(name, "")
    return tuple(one for one in found if one.category.startswith(_NUMBERS))


def _spelled(inside: str) -> str:
    """The script that a remark in brackets names: Name(英字), Name (Kana)."""
    remark = squash(inside)
    return next((script for script, words in _SCRIPTS.items() if remark in words), "")


def _names_somebody(outside: str) -> bool:
    return any(one.category == "personal.name" for one in match_english(outside, ""))


def _match_kana(name: str) -> tuple[NameMatch, ...]:
    """ｾｲﾈﾝｶﾞｯﾋﾟ, ジュウショ: a heading in kana, as machines without kanji write it."""
    category = load_dictionary().romaji.get(romaji_of(name), "")
    return (NameMatch(category, END_JA, "exact"),) if category else ()


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
    if words and words[-1] in known.words["releases"]:
        return True
    stem = words[:-1] if words and words[-1] in ("name", "en", "ja", "jp", "kana", "title") else words
    return bool(stem) and stem[-1] in known.words["things"]


@lru_cache(maxsize=16384)
def names_an_organisation(name: str) -> bool:
    """Whether a field name says that it is an organisation's (会社電話番号, 代表電話, ``company_phone``)."""
    owner = "_".join(split_path(name)[-2:])
    folded, words = squash(owner), split_words(owner)
    known = load_dictionary()
    if any(mark in folded for mark in known.words["companies_ja"]):
        return True
    last = max((number for number, word in enumerate(words) if word in known.words["companies"]), default=-1)
    # hotel_guest_phone: the guest's.
    return last >= 0 and known.tables["person"].isdisjoint(words[last + 1 :])


@lru_cache(maxsize=16384)
def names_a_person_key(name: str) -> bool:
    """Whether a field name is that of a number by which a person is known (``user_id``, 回答者番号)."""
    known = load_dictionary()
    part = split_path(name)[-1:]
    words = split_words(part[0]) if part else ()
    if name.isascii() and len(words) > 1 and words[-1] in known.words["keys"]:
        return bool(known.words["persons"].intersection(words[:-1])) or "uid" in words
    if words in (("uid",), ("userid",)):
        return True
    folded = squash(part[0]) if part else ""
    stem = next((folded[: -len(end)] for end in known.words["keys_ja"] if folded.endswith(end)), "")
    return (stem.endswith("者") and not stem.endswith("業者")) or stem.endswith(tuple(known.tables["person_ja"]))


@lru_cache(maxsize=4096)
def table_kind(name: str) -> TableKind | None:
    """Whether a table or file is, by its name, about persons, organisations or things."""
    stem = re.sub(
        r"\.(?:csv|tsv|jsonl?|txt|gz|xlsx|db|sqlite3?|parquet)\b", "", name.rpartition("/")[2].rpartition("!")[2]
    )
    tables = load_dictionary().tables
    words = split_words(stem)
    kinds: tuple[TableKind, ...] = ("person", "organisation", "thing")
    lists = load_dictionary().words["lists"]
    for number, word in reversed(tuple(enumerate(words))):
        for kind in kinds:
            if word in tables[kind] and (kind == "person" or lists.issuperset(words[number + 1 :])):
                # user_settings: things, of which each is a person's.
                return kind if kind != "thing" or tables["person"].isdisjoint(words) else None
    if words and words[-1] in load_dictionary().words["generic"] and stem.isascii():
        return "thing"
    folded = squash(stem)
    ends = [(folded.rfind(mark), len(mark), kind) for kind in kinds for mark in tables[f"{kind}_ja"] if mark in folded]
    joined = next((kind for kind in kinds if "".join(words) in tables[kind]), None)
    if not ends:
        return joined
    place, size, kind = max(ends)
    if kind != "person" and folded[place + size :].strip("0123456789_") not in lists:
        return None
    return kind if kind != "thing" or all(other != "person" for _, _, other in ends) else None
