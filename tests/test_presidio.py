"""Daicho inside a real Presidio AnalyzerEngine, in Japanese and English, without any model."""

from __future__ import annotations

import pytest

from detectors.catalogue import load_catalogue
from detectors.presidio import load_entities

presidio = pytest.importorskip("presidio_analyzer")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def engine() -> object:
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    from detectors.presidio import DaichoRecognizer

    class BlankEngine(SpacyNlpEngine):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"ja": spacy.blank("xx"), "en": spacy.blank("en")}

        def is_loaded(self) -> bool:
            return True

        def load(self) -> None:
            return None

    registry = RecognizerRegistry(supported_languages=["ja", "en"])
    for language in ("ja", "en"):
        registry.add_recognizer(DaichoRecognizer(language))
    return AnalyzerEngine(registry=registry, nlp_engine=BlankEngine(), supported_languages=["ja", "en"])


@pytest.mark.parametrize(
    ("language", "text", "entity", "span"),
    [
        ("ja", "連絡先はtaro@example.comです", "EMAIL_ADDRESS", "taro@example.com"),
        ("ja", "カード4111111111111111を使用", "CREDIT_CARD", "4111111111111111"),
        ("ja", "接続元は203.0.113.7でした", "IP_ADDRESS", "203.0.113.7"),
        ("ja", "携帯は０９０ー１２３４ー５６７８です", "PHONE_NUMBER", "０９０ー１２３４ー５６７８"),
        ("ja", "マイナンバーは123456789018", "JP_MY_NUMBER", "123456789018"),
        ("ja", "ご担当の佐藤様へ", "PERSON", "佐藤"),
        ("en", "Write to jane.roe@example.org or call +44 20 7946 0958.", "EMAIL_ADDRESS", "jane.roe@example.org"),
        ("en", "Born on 3 May 1984", "DATE_OF_BIRTH", "3 May 1984"),
    ],
)
def test_found_in_text(engine: object, language: str, text: str, entity: str, span: str) -> None:
    results = engine.analyze(text, language=language)  # type: ignore[attr-defined]
    assert (entity, span) in {(one.entity_type, text[one.start : one.end]) for one in results}


@pytest.mark.parametrize("text", ["", "   ", "版は1.2.3.4です", "注文番号は123456789012"])
def test_quiet_where_there_is_nothing(engine: object, text: str) -> None:
    assert not [one for one in engine.analyze(text, language="ja") if one.score >= 0.7]  # type: ignore[attr-defined]


def test_entities_stand_for_real_categories() -> None:
    assert set(load_entities()) <= set(load_catalogue().ids)
    assert len(set(load_entities().values())) == len(load_entities())
