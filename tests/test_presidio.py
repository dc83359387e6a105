"""Daicho inside a real Presidio AnalyzerEngine, in Japanese and English, without any model."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.base import Field
from connectors.batches import text_array
from detectors.catalogue import load_catalogue
from detectors.evidence import load_knowledge
from detectors.hits import FieldView
from detectors.inspection import inspect_column
from detectors.presidio import load_entities, load_groups
from detectors.text import Ints

presidio = pytest.importorskip("presidio_analyzer")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def engine() -> object:
    from detectors.presidio import DaichoRecognizer

    return make_engine(*map(DaichoRecognizer, ("ja", "en")))


@pytest.fixture(scope="module")
def grouped() -> object:
    from detectors.presidio import recognizers

    return make_engine(*recognizers("ja"), *recognizers("en"))


def make_engine(*recognizers: object) -> object:
    """A real engine with these recognizers, over empty language models."""
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class BlankEngine(SpacyNlpEngine):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"ja": spacy.blank("xx"), "en": spacy.blank("en")}

        def is_loaded(self) -> bool:
            return True

        def load(self) -> None:
            return None

    registry = RecognizerRegistry(supported_languages=["ja", "en"])
    for one in recognizers:
        registry.add_recognizer(one)
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


TEXTS = [
    ("ja", "連絡先はtaro@example.co.jp、携帯は０９０ー１２３４ー５６７８です"),
    ("ja", "マイナンバーは123456789018、カード4111111111111111、〒105-0011 東京都港区芝公園4-2-8"),
    ("ja", "ご担当の佐藤様（昭和58年3月2日生まれ）から 203.0.113.7 で接続"),
    ("ja", "登録番号：T7123456789012 免許証番号 309012345620 パスワード：abcd1234"),
    ("ja", "🎉 Cookie: _ga=GA1.2.1234567890.1600000000; 個人番号 １２３４５６７８９０１８"),
    ("en", "Write to jane.roe@example.org or call +44 20 7946 0958. Born on 3 May 1984."),
    ("en", "token ghp_0123456789abcdefghijABCDEFGHIJ012345 from 203.0.113.9 (00:1b:63:84:45:e6)"),
    ("en", "My number is 0123 4567 8903, card 5555-5555-5555-4444, IBAN GB33BUKB20201555555555"),
    ("en", "nothing of anybody"),
]


def scanned(text: str) -> set[tuple[str, int, int]]:
    """The positions that the scanner writes for a line of text, under the names of Presidio."""
    found: set[tuple[str, int, int]] = set()

    def sink(field: Field, category: str, rows: Ints, starts: Ints, ends: Ints) -> None:
        if category in load_entities():
            spans = zip(starts.tolist(), ends.tolist(), strict=True)
            found.update((load_entities()[category], start, end) for start, end in spans)

    inspect_column(text_array([text]), FieldView(Field(""), "text", {}), sink=sink)
    return found


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_recognizers_find_what_the_scanner_finds(language: str, text: str) -> None:
    from detectors.presidio import recognizers

    results = [result for one in recognizers(language) for result in one.analyze(text, [])]
    assert {(one.entity_type, one.start, one.end) for one in results} == scanned(text)
    assert all(0.0 < one.score <= 1.0 for one in results)


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_inside_an_engine_each_span_is_the_same(grouped: object, language: str, text: str) -> None:
    found = {(one.entity_type, one.start, one.end) for one in grouped.analyze(text, language=language)}  # type: ignore[attr-defined]
    expected = scanned(text)
    assert found <= expected
    # The engine leaves out a span inside another one of the same entity.
    for entity, start, end in expected - found:
        assert any(one == entity and low <= start and end <= high for one, low, high in found)


def test_words_of_context_change_no_span(grouped: object) -> None:
    text = "携帯は090-1234-5678、カード4111111111111111"
    plain = grouped.analyze(text, language="ja")  # type: ignore[attr-defined]
    helped = grouped.analyze(text, language="ja", context=["携帯", "カード"], return_decision_process=True)  # type: ignore[attr-defined]
    assert {(one.entity_type, one.start, one.end) for one in plain} == {
        (one.entity_type, one.start, one.end) for one in helped
    }


def test_only_the_wanted_entities_come(grouped: object) -> None:
    text = TEXTS[0][1]
    found = grouped.analyze(text, language="ja", entities=["EMAIL_ADDRESS"])  # type: ignore[attr-defined]
    assert {one.entity_type for one in found} == {"EMAIL_ADDRESS"}


def test_the_groups_cover_everything_once() -> None:
    from detectors.presidio import recognizers

    supported = [entity for one in recognizers("ja") for entity in one.get_supported_entities()]
    assert sorted(supported) == sorted(load_entities().values())
    assert {one.supported_language for one in recognizers("en")} == {"en"}
    assert len({one.name for one in recognizers("en")}) == len(load_groups()) >= 6
    inside = {id for id in load_catalogue().ids if load_knowledge().model(id).contains}
    assert set(load_entities()) == inside


def test_every_group_and_name_of_the_data_is_used() -> None:
    from detectors.presidio import _load_data

    assert set(_load_data()["entities"]) <= set(load_entities())
    keys = [key for keys in _load_data()["groups"].values() for key in keys]
    assert len(keys) == len(set(keys))
    catalogue = load_catalogue()
    assert all(any(catalogue.covers(key, id) for id in catalogue.ids) for key in keys)


def test_the_page_names_every_entity_and_recognizer() -> None:
    page = (Path(__file__).parents[1] / "docs" / "own-rules.md").read_text(encoding="utf-8")
    for name, categories in load_groups().items():
        assert name in page
        assert [load_entities()[one] for one in categories if f"`{load_entities()[one]}`" not in page] == []


def test_entities_stand_for_real_categories() -> None:
    assert set(load_entities()) <= set(load_catalogue().ids)
    assert len(set(load_entities().values())) == len(load_entities())
