"""Daicho's detectors for people who use Presidio: one recognizer that finds in text what the scanner finds.

``AnalyzerEngine`` takes it as any other: ``engine.registry.add_recognizer(DaichoRecognizer("ja"))``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import pyarrow as pa
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from connectors.base import Field
from detectors.evidence import chance_of, load_knowledge, weigh_checks
from detectors.hits import FieldView, Hits
from detectors.inspection import DETECTORS
from detectors.tally import CategoryTally
from detectors.text import join_cells

_TEXT = FieldView(Field(""), "text", {})
_DOUBTFUL = 0.4


@cache
def load_entities() -> Mapping[str, str]:
    """Category -> the entity name under which Presidio users get it."""
    data = tomllib.loads((files("detectors") / "data" / "presidio.toml").read_text(encoding="utf-8"))
    entities: dict[str, str] = data["entities"]
    return entities


class DaichoRecognizer(EntityRecognizer):
    """Everything that Daicho finds in running text, Japanese and English. Needs no NLP model and does no I/O.

    A hit that counts by itself scores what the evidence data says of its category; one that would need a whole
    column scores by its check digit, or 0.4 where it has none.
    """

    def __init__(self, language: str) -> None:
        super().__init__(list(load_entities().values()), name="DaichoRecognizer", supported_language=language)

    def load(self) -> None:
        """Nothing to load: dictionaries are read on first use."""

    def analyze(
        self, text: str, entities: Sequence[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Matches in ``text`` of the wanted entities (none given: all)."""
        if not text.strip():
            return []
        cells = join_cells(pa.array([text.encode("utf-8", "replace").decode("utf-8")], pa.string()))
        found = (result for detect in DETECTORS for result in detect(cells, _TEXT) if isinstance(result, Hits))
        results = [one for hits in found for one in _results(hits)]
        return [one for one in results if not entities or one.entity_type in entities]


def _results(hits: Hits) -> list[RecognizerResult]:
    entity = load_entities().get(hits.category)
    if entity is None:
        return []
    sure = load_knowledge().model(hits.category).contains or _DOUBTFUL
    chance = chance_of(hits.category, CategoryTally(check=hits.check))
    checked = weigh_checks(1, 1, chance) / 10 if chance else 0.0
    return [
        RecognizerResult(entity, int(start), int(end), sure if strong else round(_DOUBTFUL + checked, 2))
        for start, end, strong in zip(hits.start, hits.end, hits.strong, strict=True)
    ]
