"""Whole cells judged against small vocabularies: gender, occupation, organisations, hashes, free text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache

import numpy as np

from detectors.hits import FieldView, Result, Signals, make_hits
from detectors.lexicons import words
from detectors.text import SEPARATOR, SPACES, Bools, Cells, Ints, may_become

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
    named = (lengths <= _LONGEST_NAME) & (_may_be_organisations(cells) | (spaced & ~cells.beyond_ascii))
    yield from _signal("organisation", values, np.flatnonzero(named), is_organisation)
    yield from _signal("hash", values, np.flatnonzero(np.isin(lengths, _HASH_LENGTHS)), is_hash)
    likely = (spaced & _may_be_sentences(cells)) | (cells.beyond_ascii & cells.holding_any(_sentence_keys()))
    likely &= lengths >= _SHORTEST_SENTENCE
    yield from _signal("sentence", values, np.flatnonzero(likely), is_sentence)


_LOWER = np.zeros(256, dtype=np.bool_)
_LOWER[ord("a") : ord("z") + 1] = True


def _may_be_sentences(cells: Cells) -> Bools:
    """Cells with an exclamation or a question, or with two gaps in a row between lower-case words: all that
    can be an English sentence, found without a look at each cell."""
    codes = np.concatenate((cells.latin, np.zeros(2, dtype=np.uint8)))
    asked = np.flatnonzero((codes[:-1] == 33) | (codes[:-1] == 63))
    asked = asked[(codes[asked + 1] == 32) | (codes[asked + 1] == ord(SEPARATOR)) | (codes[asked + 1] == 0)]
    gaps = cells.positions_of(" ")
    between = _LOWER[codes[gaps - 1]] & _LOWER[codes[gaps - 2]] & _LOWER[codes[gaps + 1]] & _LOWER[codes[gaps + 2]]
    found: Bools = np.zeros(len(cells), dtype=np.bool_)
    found[cells.cell_of(asked)] = True
    found[cells.cell_of(gaps[:-1][between[:-1] & between[1:]])] = True
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
