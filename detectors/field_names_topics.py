"""What the name of a field says in a table about one topic: ``HLTH_INS`` in a payroll is pay, ``result`` in a list of
laboratory tests a finding about health, ``charge`` in the files of a court no price.

The topic is read off the name of the collection; what names mean there is data (``data/topics.toml``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from detectors.name_dictionary import END_EN, NameMatch, load_dictionary
from detectors.name_forms import expand, fold_romaji, fold_width, is_question, split_path, split_words, squash

_SURVEY = "usage.content.survey"


@dataclass(frozen=True, slots=True)
class Topic:
    """Words of a collection's name, and what names of fields mean there: as a whole, and by their last word."""

    words: frozenset[str]
    parts: tuple[str, ...]
    whole: Mapping[str, str]
    ends: Mapping[str, str]
    questions: bool

    def is_of(self, words: frozenset[str], folded: str) -> bool:
        """Whether a collection with these words in its name is about the topic."""
        return not self.words.isdisjoint(words) or any(part in folded for part in self.parts)


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics, and what makes a collection one of things whatever else its name says."""

    topics: tuple[Topic, ...]
    unless: frozenset[str]
    unless_ja: tuple[str, ...]


@cache
def load_topics() -> Topics:
    """The shipped topics, folded for look-up."""
    data = tomllib.loads((files("detectors") / "data" / "topics.toml").read_text(encoding="utf-8"))
    data.pop("version")
    unless, unless_ja = frozenset(data.pop("unless")), tuple(data.pop("unless_ja"))
    return Topics(tuple(map(_topic, data.values())), unless, unless_ja)


def _topic(entry: Mapping[str, object]) -> Topic:
    names: Mapping[str, list[str]] = entry["names"]  # type: ignore[assignment]
    listed = [(name, category) for category, those in names.items() for name in those]
    words: list[str] = entry["words"]  # type: ignore[assignment]
    parts: list[str] = entry["words_ja"]  # type: ignore[assignment]
    return Topic(
        frozenset(map(fold_romaji, words)),
        tuple(map(squash, parts)),
        {
            spelled: category
            for name, category in listed
            if not name.startswith("*")
            for spelled in (squash(name), fold_romaji(squash(name)))
        },
        {squash(name[1:]): category for name, category in listed if name.startswith("*")},
        bool(entry.get("questions", False)),
    )


@lru_cache(maxsize=16384)
def match_in_collection(name: str, collection: str) -> tuple[NameMatch, ...]:
    """Categories that a field name suggests because of the collection that it stands in; empty where the name means
    the same everywhere. What a topic says of the whole name (``exact``) comes before what the name means elsewhere."""
    topics = topics_of(collection)
    part = split_path(name)[-1:]
    if not topics or not part:
        return ()
    return tuple(dict.fromkeys(one for topic in topics for one in _match(topic, fold_width(part[0]))))


@lru_cache(maxsize=1024)
def topics_of(collection: str) -> tuple[Topic, ...]:
    """The topics of a collection by its name."""
    known = load_topics()
    words, folded = split_words(collection), squash(collection)
    if not known.unless.isdisjoint(words) or any(part in folded for part in known.unless_ja):
        return ()
    spelled = frozenset(map(fold_romaji, words))
    return tuple(topic for topic in known.topics if topic.is_of(spelled, folded))


def _match(topic: Topic, name: str) -> Iterator[NameMatch]:
    known = load_dictionary()
    if topic.questions and is_question(name):
        yield NameMatch(_SURVEY, END_EN, "part")
    words = split_words(name)
    joined = "".join(words)
    for whole in dict.fromkeys(
        (squash(name), joined, "".join(expand(words, known.abbreviations)), fold_romaji(joined))
    ):
        if whole in topic.whole:
            yield NameMatch(topic.whole[whole], END_EN, "exact")
            return
    last = words[-1:] if name.isascii() else ()
    for end in (*last, *expand(last, known.abbreviations)):
        if end in topic.ends:
            yield NameMatch(topic.ends[end], END_EN, "end")
            return
    folded = squash(name)
    if not name.isascii() and (ends := [end for end in topic.ends if folded.endswith(end)]):
        yield NameMatch(topic.ends[max(ends, key=len)], END_EN, "end")
