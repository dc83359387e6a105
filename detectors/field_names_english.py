"""What an English or romaji name of a field says: read from its end, with abbreviations written out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from detectors.field_names_roles import load_roles
from detectors.name_dictionary import END_EN, ROLE, WEAK, WHOLE_EN, NameMatch, load_dictionary
from detectors.name_forms import expand, fold_romaji, split_words, squash

_LESS = 0.05  # how much less it says with abbreviations, or with words in front
_ABOUT = frozenset({"ip", "mac", "url", "web", "memory"})
# What has names of its own: religion_name, occupation_name.
_NAMED = ("special.", "personal.occupation", "personal.nationality", "personal.marital_status")
_SHORT_RESTS = frozenset({"tel", "fax", "zip"})


def match_english(name: str, context: str) -> tuple[NameMatch, ...]:
    """What a name in ASCII says; ``context`` is the part of a path before it."""
    words = split_words(name)
    if not words:
        return ()
    known = load_dictionary()
    for candidate in (squash(name), "".join(words)):
        if candidate in known.whole_en:
            return (NameMatch(known.whole_en[candidate], WHOLE_EN, "exact"),)
    prefixed = len(words) > 1 and words[0] in known.words["prefixes"]
    if "".join(words) in known.words["never"] and not (prefixed and len(words[0]) == 1):
        return ()
    for whole in _other_forms(words, prefixed):
        if whole in known.whole_en:
            return (NameMatch(known.whole_en[whole], WHOLE_EN - _LESS, "exact"),)
    found = match_words(words, context)
    if found is not None:
        return found
    written = _write_out(words)
    if written != words:
        found = match_words(written, context) or ()
        return tuple(NameMatch(one.category, round(one.strength - _LESS, 2), one.how) for one in found)
    return _match_run_together(words[0]) if len(words) == 1 else ()


def _write_out(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with abbreviations written out and without remarks at the end (``jusho_kj``, ``email_enc``)."""
    known = load_dictionary()
    while len(words) > 1 and words[-1] in known.words["notes_en"]:
        words = words[:-1]
    return expand(words, known.abbreviations)


def _other_forms(words: tuple[str, ...], prefixed: bool) -> tuple[str, ...]:
    """The name with abbreviations written out, and without a prefix that tells the type of a column."""
    known = load_dictionary()
    written = expand(words, known.abbreviations)
    forms = ("".join(written),) if written != words else ()
    return (*forms, "".join(words[1:]), "".join(written[1:])) if prefixed else forms


def match_words(words: tuple[str, ...], context: str) -> tuple[NameMatch, ...] | None:
    """What the words of a name say; empty where they say that it is something else, None where they say nothing."""
    known = load_dictionary()
    squashed = "".join(words)
    if (category := known.romaji.get(fold_romaji(squashed))) is not None:
        return (NameMatch(category, WHOLE_EN, "exact"),)
    if squashed in known.role:
        return (NameMatch(known.role[squashed], ROLE, "end"),)
    if squashed in known.weak and squashed != "name":
        return tuple(NameMatch(category, WEAK, "weak") for category in known.weak[squashed])
    if words[-1] == "name":
        if (coded := _match_coded(words[:-1])) and coded[0].category.startswith(_NAMED):
            return coded
        return _match_person_name(_bare(words), context)
    if words[-1] in known.words["codes"] and len(words) > 1 and (coded := _match_coded(words[:-1])):
        return coded
    if qualified := _match_qualified(words):
        return qualified
    if words[-1] in known.words["about"] and len(words) > 1:
        return ()
    return _match_english_end(words) or None


def _match_qualified(words: tuple[str, ...]) -> tuple[NameMatch, ...]:
    """``home_phone``, ``u_birthdate``: words in front that only say whose or which it is."""
    known = load_dictionary()
    rest = words
    while len(rest) > 1 and rest[0] in known.words["qualifiers"]:
        rest = rest[1:]
        joined = "".join(rest)
        if category := known.whole_en.get(joined) or known.romaji.get(fold_romaji(joined)):
            return (NameMatch(category, WHOLE_EN - _LESS, "exact"),)
    if len(rest) == 1 < len(words) and words[0] in known.words["prefixes"]:
        return tuple(NameMatch(category, WEAK, "weak") for category in known.weak.get(rest[0], ()))
    return ()


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without a prefix that tells the type of a column (``str_name``, ``m_name``)."""
    prefixes = load_dictionary().words["prefixes"]
    return words[1:] if len(words) == 2 and words[0] in prefixes else words


def _match_coded(stem: tuple[str, ...]) -> tuple[NameMatch, ...]:
    """``shokugyo_cd``, ``job_code``: the code of an attribute is the attribute."""
    known = load_dictionary()
    joined = "".join(stem)
    category = known.whole_en.get(joined) or known.romaji.get(fold_romaji(joined), "")
    return (NameMatch(category, END_EN, "end"),) if category in known.words["coded_categories"] else ()


def _match_english_end(words: Sequence[str]) -> tuple[NameMatch, ...]:
    known = load_dictionary()
    for size in range(min(4, len(words)), 0, -1):
        tail = tuple(words[-size:])
        category = known.end_en.get(tail) or known.romaji.get(fold_romaji("".join(tail)))
        if category:
            owner = words[-size - 1] if size < len(words) else ""
            if owner == "name" and category.startswith("personal.name.") and size + 1 < len(words):
                owner = words[-size - 2]
                if owner in known.words["things"]:
                    return ()
            if owner in known.words["things"] | _ABOUT:
                return (NameMatch(category, WEAK, "weak"),)
            return (NameMatch(category, END_EN if size < len(words) else WHOLE_EN, "end"),)
    return ()


def _match_run_together(word: str) -> tuple[NameMatch, ...]:
    """``customeremail``: a word that says whose, and a name, with nothing between them."""
    known = load_dictionary()
    for cut in range(4, len(word) - 2):
        head, rest = word[:cut], word[cut:]
        if head not in known.words["qualifiers"] | known.words["persons"]:
            continue
        if rest == "name" and head in known.words["persons"]:
            return (NameMatch("personal.name", END_EN, "end"),)
        if rest in known.whole_en and (len(rest) >= 5 or rest in _SHORT_RESTS):
            return (NameMatch(known.whole_en[rest], END_EN, "end"),)
    return ()


def _match_person_name(words: Sequence[str], context: str) -> tuple[NameMatch, ...]:
    """``name`` alone may be anything's; ``customer_name`` is a person's, ``product_name`` is not."""
    known = load_dictionary()
    owner = words[-2] if len(words) > 1 else ("".join(split_words(context)[-1:]) if context else "")
    singular = owner.removesuffix("s")
    persons = known.words["persons"] | load_roles().en.keys()
    if {singular, owner} & persons or fold_romaji(owner) in _persons_in_romaji():
        return (NameMatch("personal.name", WHOLE_EN - 0.05, "exact"),)
    if not owner:
        return (NameMatch("personal.name", WEAK, "weak"),)
    if {singular, owner} & known.words["things"]:
        return ()
    return (NameMatch("personal.name", 0.2, "weak"),)


@cache
def _persons_in_romaji() -> frozenset[str]:
    return frozenset(map(fold_romaji, load_dictionary().words["persons_romaji"]))
