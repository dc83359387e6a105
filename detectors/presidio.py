"""Daicho's detectors for people who use Presidio: recognizers that find in text what the scanner finds.

``AnalyzerEngine`` takes them as any others: ``for one in recognizers("ja"): engine.registry.add_recognizer(one)``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from connectors.base import Field
from detectors.catalogue import load_shipped
from detectors.evidence import chance_of, load_knowledge, load_shipped_knowledge, weigh_checks
from detectors.hits import FieldView, Hits
from detectors.inspection import DETECTORS
from detectors.tally import CategoryTally
from detectors.text import join_cells

_TEXT = FieldView(Field(""), "text", {})
_DOUBTFUL = 0.4


@cache
def _load_data() -> Mapping[str, Any]:
    return tomllib.loads((files("detectors") / "data" / "presidio.toml").read_text(encoding="utf-8"))


@cache
def load_entities() -> Mapping[str, str]:
    """Category -> the entity name under which Presidio users get it: every category that is found inside text."""
    named: Mapping[str, str] = _load_data()["entities"]
    found = [id for id in load_shipped().ids if load_shipped_knowledge().model(id).contains]
    return {id: named.get(id, id.upper().replace(".", "_")) for id in found}


@cache
def load_groups() -> Mapping[str, tuple[str, ...]]:
    """The name of a recognizer -> its categories."""
    owners = {key: name for name, keys in _load_data()["groups"].items() for key in keys}
    groups: dict[str, list[str]] = {name: [] for name in _load_data()["groups"]}
    for category in load_entities():
        parts = category.split(".")
        above = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
        groups[next(owners[key] for key in above if key in owners)].append(category)
    return {name: tuple(listed) for name, listed in groups.items() if listed}


class TextScan:
    """Looks through a text with all detectors once, however many recognizers ask for their part of it."""

    def __init__(self) -> None:
        self._last: tuple[str, tuple[Hits, ...]] = ("", ())

    def find(self, text: str) -> tuple[Hits, ...]:
        """The sightings in a text; positions are those of its characters."""
        known, found = self._last
        if known != text:
            cells = join_cells(pa.array([text.encode("utf-8", "replace").decode("utf-8")], pa.string()))
            found = tuple(result for detect in DETECTORS for result in detect(cells, _TEXT) if isinstance(result, Hits))
            self._last = (text, found)
        return found


class DaichoRecognizer(EntityRecognizer):
    """What Daicho finds in running text, Japanese and English: all of it, or the categories of one group. Needs no NLP
    model and does no I/O.

    A hit that counts by itself scores what the evidence data says of its category; one that would need a whole
    column scores by its check digit, or 0.4 where it has none.
    """

    def __init__(
        self,
        language: str,
        *,
        name: str = "DaichoRecognizer",
        categories: Sequence[str] | None = None,
        scan: TextScan | None = None,
    ) -> None:
        entities = load_entities()
        self._categories = frozenset(entities if categories is None else categories)
        self._scan = scan or TextScan()
        supported = [entity for category, entity in entities.items() if category in self._categories]
        super().__init__(supported, name=name, supported_language=language)

    def load(self) -> None:
        """Nothing to load: dictionaries are read on first use."""

    def analyze(
        self, text: str, entities: Sequence[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Matches in ``text`` of the wanted entities (none given: all)."""
        if not text.strip():
            return []
        chosen = (hits for hits in self._scan.find(text) if hits.category in self._categories)
        results = dict.fromkeys(one for hits in chosen for one in _score(hits))
        return [
            RecognizerResult(entity, start, end, score)
            for entity, start, end, score in results
            if not entities or entity in entities
        ]


def recognizers(language: str) -> list[EntityRecognizer]:
    """One recognizer for each group of categories, which together cover all that is found inside text. They share
    their work, so that all of them cost what one does."""
    scan = TextScan()
    return [
        DaichoRecognizer(language, name=name, categories=categories, scan=scan)
        for name, categories in load_groups().items()
    ]


def _score(hits: Hits) -> list[tuple[str, int, int, float]]:
    entity = load_entities()[hits.category]
    sure = load_knowledge().model(hits.category).contains or _DOUBTFUL
    chance = chance_of(hits.category, CategoryTally(check=hits.check))
    checked = weigh_checks(1, 1, chance) / 10 if chance else 0.0
    return [
        (entity, int(start), int(end), sure if strong else round(_DOUBTFUL + checked, 2))
        for start, end, strong in zip(hits.start, hits.end, hits.strong, strict=True)
    ]
