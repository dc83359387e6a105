"""Whole cells judged against small vocabularies: gender, occupation, organisations, hashes, free text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache

import numpy as np

from detectors.hits import FieldView, Result, Signals, make_hits
from detectors.lexicons import words
from detectors.text import SEPARATOR, SPACES, Bools, Cells, Ints, edges_of, may_become

GENDER, OCCUPATION = "personal.gender", "personal.occupation"

_HEX = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_HASH_LENGTHS = (32, 40, 56, 64, 96, 128)
# A sentence mark, a longer run of hiragana, or two runs: one alone is often part of a name (みなとビル).
_JAPANESE_SENTENCE = re.compile(r"[。、!?！？]|[ぁ-ゖ]{4}|[ぁ-ゖ][^ぁ-ゖ]{1,20}[ぁ-ゖ]")
_ENGLISH_SENTENCE = re.compile(r"[!?](?:\s|$)|[a-z]{2,} [a-z]{2,} [a-z]{2,}")
# Characters one of which every Japanese legal form holds: a look at all cells before the whole list.
_FORM_KEYS = frozenset("社人合庫改(")
_SENTENCE_KEYS = frozenset((*"。、!?！？", *map(chr, range(0x3041, 0x3097))))
_SHORTEST_SENTENCE = 20
_LONGEST_NAME, _LONGEST_WORD = 60, 40


def find_vocabulary(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells that stand in a vocabulary, and cells that have the shape of an organisation, a hash, a sentence.
    A word for a gender counts by itself, a code (``M``, ``1``) only together with the name of the field."""
    if not len(cells):
        return
    values, lengths = cells.values(), cells.lengths
    # The codes for gender are one digit; nothing else in the vocabularies holds any.
    wordlike = (lengths <= _LONGEST_WORD) & ((cells.digits == 0) | (lengths == 1))
    wordlike &= may_become(_word_ends())[cells.last]
    known_words = _known_words()
    folded = {
        cell: word
        for cell in np.flatnonzero(wordlike).tolist()
        if (word := values[cell].strip().casefold()) in known_words
    }
    for category, known, codes in (
        (GENDER, words("gender_values"), words("gender_codes")),
        (OCCUPATION, _occupations(), frozenset()),
    ):
        spans = [
            (int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1, category == GENDER and word not in codes)
            for cell, word in folded.items()
            if word in known
        ]
        if hits := make_hits(category, spans):
            yield hits
    spaced = cells.holding(" ")
    named = (lengths <= _LONGEST_NAME) & (_may_be_organisations(cells) | _may_be_companies(cells, spaced))
    yield from _signal("organisation", values, np.flatnonzero(named), is_organisation)
    if len(hashes := _find_hashes(cells)):
        yield Signals("hash", hashes)
    likely = spaced & _may_ask(cells)
    if not cells.raw.isascii():
        likely |= cells.beyond_ascii & cells.holding_any(_sentence_keys())
    sentences, likely = _hold_english(cells), likely & (lengths >= _SHORTEST_SENTENCE)
    sentences[[cell for cell in np.flatnonzero(likely & ~sentences).tolist() if is_sentence(values[cell])]] = True
    sentences &= lengths >= _SHORTEST_SENTENCE
    if sentences.any():
        yield Signals("sentence", np.flatnonzero(sentences))


_LOWER = np.zeros(256, dtype=np.bool_)
_LOWER[ord("a") : ord("z") + 1] = True


def _may_ask(cells: Cells) -> Bools:
    """Cells with an exclamation or a question."""
    found: Bools = np.zeros(len(cells), dtype=np.bool_)
    if cells.characters.isdisjoint("!?"):
        return found
    codes = np.concatenate((cells.latin, np.zeros(1, dtype=np.uint8)))
    asked = np.flatnonzero((codes[:-1] == 33) | (codes[:-1] == 63))
    asked = asked[(codes[asked + 1] == 32) | (codes[asked + 1] == ord(SEPARATOR)) | (codes[asked + 1] == 0)]
    found[cells.cell_of(asked)] = True
    return found


_BREAKS = np.zeros(256, dtype=np.bool_)
_BREAKS[[code for code in range(128) if chr(code).isspace() or chr(code) in ("," + SEPARATOR)]] = True
_LOWERED = np.arange(256, dtype=np.int64)
_LOWERED[ord("A") : ord("Z") + 1] += 32
_SLOTS = 1 << 16


def _may_be_companies(cells: Cells, spaced: Bools) -> Bools:
    """Cells of ASCII with a space of which some word has the size and the ends of one that a company has in its
    name."""
    found: Bools = np.zeros(len(cells), dtype=np.bool_)
    among = spaced & (cells.lengths <= _LONGEST_NAME) & ~cells.beyond_ascii
    if not among.any():
        return found
    if 4 * int(cells.lengths[among].sum()) < len(cells.codes):
        return among  # a look at each of a few is cheaper than one at everything
    start, end = edges_of(~_BREAKS[cells.latin])
    places = (start, np.minimum(start + 1, end - 1), end - 1)
    first, second, last = (_LOWERED[cells.latin[place]] for place in places)
    found[cells.cell_of(start[_company_slots()[_slot(first, second, last, end - start)]])] = True
    return found & among


def _slot(first: Ints, second: Ints, last: Ints, length: Ints) -> Ints:
    slot: Ints = (first * 131 + second * 8191 + last * 1021 + length * 257) % _SLOTS
    return slot


@cache
def _company_slots() -> Bools:
    table: Bools = np.zeros(_SLOTS, dtype=np.bool_)
    listed = [word for word in words("organisation_forms_latin") | _latin_words() if word.isascii()]
    ends = [(ord(word[0]), ord(word[1:2] or word), ord(word[-1]), len(word)) for word in listed]
    first, second, last, length = np.array(ends, dtype=np.int64).T
    table[_slot(first, second, last, length)] = True
    return table


_HEXADECIMAL = np.zeros(256, dtype=np.bool_)
_HEXADECIMAL[list(b"0123456789abcdefABCDEF")] = True
_HASH_SIZES = np.zeros(max(_HASH_LENGTHS) + 2, dtype=np.bool_)
_HASH_SIZES[list(_HASH_LENGTHS)] = True


def _find_hashes(cells: Cells) -> Ints:
    """Cells that are a digest (see :func:`is_hash`), told by the whole buffer at once."""
    chosen = np.flatnonzero(_HASH_SIZES[np.minimum(cells.lengths, len(_HASH_SIZES) - 1)])
    # Most of what is no digest shows it at its beginning.
    for place in range(8):
        chosen = chosen[_HEXADECIMAL[cells.latin[cells.starts[chosen] + place]]]
    if not len(chosen):
        return chosen
    others = np.flatnonzero(~_HEXADECIMAL[cells.latin])
    begin, end = (np.searchsorted(others, places) for places in (cells.starts[chosen], cells.starts[chosen + 1] - 1))
    found: Ints = chosen[begin == end]
    return found


def _hold_english(cells: Cells) -> Bools:
    """Cells with three words in lower case one after the other, as :func:`is_sentence` looks for them."""
    found: Bools = np.zeros(len(cells), dtype=np.bool_)
    if " " not in cells.characters:
        return found
    codes = np.concatenate((cells.latin, np.zeros(2, dtype=np.uint8)))
    others = np.flatnonzero(~_LOWER[codes])
    # The word between two neighbours of these is all in lower case.
    gaps = np.flatnonzero(codes[others] == 32)
    gaps = gaps[codes[others[gaps + 1]] == 32]
    first, second = others[gaps], others[gaps + 1]
    good = (second - first > 2) & _LOWER[codes[first - 1]] & _LOWER[codes[first - 2]]
    good &= _LOWER[codes[second + 1]] & _LOWER[codes[second + 2]]
    found[cells.cell_of(first[good])] = True
    return found


def _may_be_organisations(cells: Cells) -> Bools:
    """Cells beyond ASCII that hold a key of a legal form or end as a word for an organisation does."""
    if cells.raw.isascii():
        return np.zeros(len(cells), dtype=np.bool_)
    ends = may_become(_organisation_ends())[cells.last]
    return cells.beyond_ascii & (ends | cells.holding_any(_form_keys()))


@cache
def _form_keys() -> Bools:
    """What may become a key of a legal form. Full stops, commas and quotes of Japanese text stay what they are."""
    table: Bools = may_become(_FORM_KEYS).copy()
    table[0x3001:0x3004] = False
    table[0x3008:0x3012] = False
    return table


def _signal(name: str, values: list[str], among: Ints, test: Callable[[str], bool]) -> Iterator[Signals]:
    chosen = [cell for cell in among.tolist() if test(values[cell])]
    if chosen:
        yield Signals(name, np.array(chosen, dtype=np.int64))


def is_hash(value: str) -> bool:
    """Whether a value has the form of a hexadecimal digest (MD5, SHA-1, SHA-2, SHA-3)."""
    return len(value) in _HASH_LENGTHS and _HEX.fullmatch(value) is not None


def is_organisation(value: str) -> bool:
    """Whether a value names a company, office, school, hospital ... by the word that says so: a legal form
    anywhere, or a word for a kind of organisation at the end (東京本社, みなと病院)."""
    if value.isascii():
        if " " not in value:
            return False
        tokens = value.casefold().replace(",", " ").split()
        return len(tokens) > 1 and (
            tokens[-1] in words("organisation_forms_latin") or not _latin_words().isdisjoint(tokens)
        )
    folded = unicodedata.normalize("NFKC", value).casefold()
    if not _FORM_KEYS.isdisjoint(folded) and _form().search(folded):
        return True
    ends = words("organisation_words_ja")
    return any(folded[-size:] in ends for size in _sizes_by_end().get(folded[-1:], ()) if size < len(folded))


@cache
def _latin_words() -> frozenset[str]:
    return words("organisation_words_latin") | {word for word in words("organisation_forms_latin") if len(word) > 2}


@cache
def _form() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words("organisation_forms_ja")))))


@cache
def _sizes_by_end() -> Mapping[str, frozenset[int]]:
    """The last character of words for organisations -> how long those with that end are."""
    listed = words("organisation_words_ja")
    return {end: frozenset(len(word) for word in listed if word[-1] == end) for end in _organisation_ends()}


@cache
def _organisation_ends() -> frozenset[str]:
    return frozenset(word[-1] for word in words("organisation_words_ja"))


@cache
def _known_words() -> frozenset[str]:
    return words("gender_values") | words("gender_codes") | _occupations()


@cache
def _word_ends() -> frozenset[str]:
    return SPACES | {word[-1] for word in _known_words()}


@cache
def _sentence_keys() -> Bools:
    table: Bools = np.zeros(0x110000, dtype=np.bool_)
    table[list(map(ord, _SENTENCE_KEYS))] = True
    return table


@cache
def _occupations() -> frozenset[str]:
    return words("occupations_ja") | words("occupations_en") | words("positions_ja")


def is_sentence(value: str) -> bool:
    """Whether a value is running text: some length, and the punctuation or words of a sentence."""
    if len(value) < _SHORTEST_SENTENCE:
        return False
    if not value.isascii() and _JAPANESE_SENTENCE.search(value):
        return True
    return " " in value and _ENGLISH_SENTENCE.search(value) is not None
