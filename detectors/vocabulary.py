"""Whole cells judged against small vocabularies: gender, occupation, organisations, hashes, free text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from detectors.hits import FieldView, Result, Signals, make_hits
from detectors.lexicons import words
from detectors.text import Cells

GENDER, OCCUPATION = "personal.gender", "personal.occupation"

_HEX = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})", re.IGNORECASE)
_SENTENCE = re.compile(r"[。、！？!?]|[ぁ-ゖ]{3}|[a-z]{2,} [a-z]{2,} [a-z]{2,}")


def find_vocabulary(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells that stand in a vocabulary, and cells that have the shape of an organisation, a hash, a sentence."""
    if not len(cells):
        return
    values = cells.values()
    short = np.flatnonzero(cells.lengths <= 60).tolist()
    for category, known in ((GENDER, words("gender_values")), (OCCUPATION, _occupations())):
        chosen = [cell for cell in short if values[cell].strip().casefold() in known]
        spans = [(int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1, False) for cell in chosen]
        if hits := make_hits(category, spans):
            yield hits
    yield from _signal("organisation", cells, values, short, is_organisation)
    yield from _signal("hash", cells, values, range(len(values)), lambda value: bool(_HEX.fullmatch(value.strip())))
    yield from _signal("sentence", cells, values, range(len(values)), is_sentence)


def _signal(
    name: str, cells: Cells, values: list[str], among: range | list[int], test: Callable[[str], bool]
) -> Iterator[Signals]:
    chosen = [cell for cell in among if test(values[cell])]
    if chosen:
        yield Signals(name, np.array(chosen, dtype=np.int64))


def is_organisation(value: str) -> bool:
    """Whether a value names a company, office, school, hospital ... by the word that says so."""
    if value.isascii():
        tokens = value.casefold().replace(",", " ").split()
        return len(tokens) > 1 and (
            tokens[-1] in words("organisation_forms_latin") or not _latin_words().isdisjoint(tokens)
        )
    folded = unicodedata.normalize("NFKC", value).casefold()
    return _japanese_organisation().search(folded) is not None


@cache
def _latin_words() -> frozenset[str]:
    return words("organisation_words_latin") | {word for word in words("organisation_forms_latin") if len(word) > 2}


@cache
def _japanese_organisation() -> re.Pattern[str]:
    """A legal form anywhere, or a word for a kind of organisation at the end (東京本社, みなと病院)."""
    forms = "|".join(sorted(map(re.escape, words("organisation_forms_ja")), key=len, reverse=True))
    ends = "|".join(sorted((re.escape(word) for word in words("organisation_words_ja")), key=len, reverse=True))
    return re.compile(f"(?:{forms})|.(?:{ends})$")


@cache
def _occupations() -> frozenset[str]:
    return words("occupations_ja") | words("occupations_en") | words("positions_ja")


def is_sentence(value: str) -> bool:
    """Whether a value is running text: some length, and the punctuation or words of a sentence."""
    return len(value) >= 20 and _SENTENCE.search(value) is not None
