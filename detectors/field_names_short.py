"""What a shortened name of a field says: ``RLGN``, ``MRTL_STS``, ``borrower_first``, ``SEIBETU_KB``.

Tried where a name says nothing as it is written. A word without vowels is compared with the skeletons of the words that
the dictionary is made of, a cut one with their beginnings; and what stands before a word for a form of values
(``_DT``, ``_KB``, ``_UM``) counts where its category can have that form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice, product

from detectors.field_names_english import match_words
from detectors.name_dictionary import END_EN, NameMatch, load_dictionary
from detectors.name_forms import fold_romaji, skeleton_of, split_words

_LESS = 0.05  # how much less it says than the name written out
_MOST_FORMS, _MOST_READINGS = 4, 48
_SHORTEST_CUT = 4
_SHORTEST_SKELETON = 3
_COMPLETE = ("things", "about", "never", "codes", "companies", "prefixes", "notes_en")
_GIVEN_OR_FAMILY = frozenset({"first", "last", "middle", "given", "family", "sei", "mei"})


def match_shortened(name: str) -> tuple[NameMatch, ...]:
    """What a name in ASCII says with its words completed."""
    words = split_words(name)
    if not words or len(words) > 5:
        return ()
    known = load_dictionary()
    if "".join(words) in known.words["never"]:
        return ()
    if found := _match_form(words):
        return found
    if len(words) == 1 and (len(words[0]) < _SHORTEST_CUT or skeleton_of(words[0]) != words[0]):
        # dep, surge: one short word may be cut from anything.
        return ()
    for reading in islice(_read(words), _MOST_READINGS):
        joined = "".join(reading)
        if joined in known.words["never"]:
            return ()
        if len(reading) > 1 and reading[-1] in _GIVEN_OR_FAMILY and not known.words["persons"].isdisjoint(reading[:-1]):
            return (NameMatch("personal.name", END_EN, "end"),)
        if reading == words:
            continue
        if joined in known.whole_en:
            return (NameMatch(known.whole_en[joined], END_EN, "end"),)
        if (found := match_words(reading, "") or ()) and found[0].strength > 0.5:
            return tuple(NameMatch(one.category, round(one.strength - _LESS, 2), one.how) for one in found)
    return ()


def _match_form(words: tuple[str, ...]) -> tuple[NameMatch, ...]:
    """``umare_ymd``, ``haigu_um``, ``seibetu_kb``: an attribute and the form of its values."""
    known = load_dictionary()
    if len(words) < 2:
        return ()
    stem = "".join(words[:-1])
    folded = fold_romaji(stem)
    for form in known.forms:
        if words[-1] not in form.words:
            continue
        for category in (form.stems.get(folded), known.romaji.get(folded), known.whole_en.get(stem)):
            if category and any(category == one or category.startswith(one + ".") for one in form.categories):
                return (NameMatch(category, END_EN, "end"),)
    return ()


def _read(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways to read shortened words, those that change least first."""
    return product(*(_complete(word) for word in words))


def _complete(word: str) -> tuple[str, ...]:
    """What one word may stand for: itself, its abbreviations, the words of its consonants or its beginning."""
    known = load_dictionary()
    forms = [word, *known.abbreviated.get(word, ())]
    if word not in known.vocabulary and not any(word in known.words[listed] for listed in _COMPLETE):
        if len(word) >= _SHORTEST_SKELETON and skeleton_of(word) == word:
            forms += _skeletons().get(word, ())
        elif len(word) >= _SHORTEST_CUT:
            forms += _cut().get(word, ())
    return tuple(dict.fromkeys(forms))[:_MOST_FORMS]


@cache
def _skeletons() -> Mapping[str, tuple[str, ...]]:
    """The consonants of words -> the words, the shortest first."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(load_dictionary().vocabulary, key=lambda one: (len(one), one)):
        if (skeleton := skeleton_of(word)) != word:
            found[skeleton] = (*found.get(skeleton, ()), word)
    return found


@cache
def _cut() -> Mapping[str, tuple[str, ...]]:
    """The beginnings of words, four letters at least -> the words, the shortest first."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(load_dictionary().vocabulary, key=lambda one: (len(one), one)):
        for size in range(_SHORTEST_CUT, len(word)):
            found[word[:size]] = (*found.get(word[:size], ()), word)
    return found
