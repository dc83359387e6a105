"""Recognizers of Presidio from a configuration: real ones, made by their dotted path, on a bounded number of values."""

from __future__ import annotations

import pytest

from detectors.base import DetectorError
from detectors.custom import RuleSet, apply_rules
from detectors.recognizers import Made, Recognizer, RecognizerRun, make
from tests.rule_samples import BADGE, category, judge, told

pytest.importorskip("presidio_analyzer")
pytestmark = pytest.mark.filterwarnings("ignore")

IBAN = Recognizer(
    "iban", Made("presidio_analyzer.predefined_recognizers:IbanRecognizer"), "en", {"IBAN_CODE": BADGE}, limit=10
)
LIST = Recognizer(
    "list",
    Made("presidio_analyzer.PatternRecognizer", {"supported_entity": "TITLE", "deny_list": ["Dr.", "Prof."]}),
    "en",
    {"TITLE": "personal.occupation"},
)


class Failing:
    """A recognizer as somebody might write one."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: object = None) -> list[object]:
        raise ValueError(text)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (Made("nodots"), "no dotted path"),
        (Made("no.such.module:Thing"), "cannot be imported (ModuleNotFoundError)"),
        (Made("presidio_analyzer:NoSuchRecognizer"), "cannot be imported (AttributeError)"),
        (Made("presidio_analyzer:PatternRecognizer", {"secret": "hunter2"}), "cannot be made (TypeError)"),
    ],
)
def test_what_cannot_be_made(made: Made, says: str) -> None:
    with pytest.raises(DetectorError) as raised:
        make(made)
    assert says in str(raised.value)
    assert "hunter2" not in str(raised.value)


def test_something_else_is_no_recognizer() -> None:
    with pytest.raises(DetectorError, match="analyze"):
        RecognizerRun(Recognizer("x", Made("collections:Counter"), "en", {"A": BADGE}))


def test_what_a_recognizer_finds_is_reported_with_how_much_it_saw() -> None:
    texts = [f"note {number}: pay GB33BUKB20201555555555 today" for number in range(40)]
    with apply_rules(RuleSet((category(),), recognizers=(IBAN,))) as (run,):
        findings, _ = judge({"memo": texts, "other": ["x"] * 40})
    (one,) = [one for one in findings if one.category == BADGE]
    assert one.evidence.matched == 10
    assert one.evidence.at[0].start == texts[0].index("GB33")
    (mark,) = [mark for mark in one.evidence.marks if mark.name == "recognizer"]
    assert mark.share == 0.25
    assert (run.applied, run.left_out, run.fields) == (11, 30, 2)


def test_the_limit_is_for_a_field_over_all_batches_and_repeats_are_free() -> None:
    with apply_rules(RuleSet((category(),), recognizers=(IBAN,))) as (run,):
        for _ in range(3):
            judge({"memo": [f"value {number}" for number in range(40)]})
        judge({"memo": ["value 0"] * 40})
    assert run.applied == 10


def test_a_list_of_words_as_a_recognizer() -> None:
    with apply_rules(RuleSet(recognizers=(LIST,))):
        findings, _ = judge({"signed": ["by Dr. Smith", "by Prof. Jones"] * 20})
    assert ("signed", "personal.occupation", "contains") in told(findings)


def test_one_that_fails_costs_its_own_hits_only() -> None:
    failing = Recognizer("bad", Made(f"{__name__}:Failing"), "en", {"A": BADGE})
    with apply_rules(RuleSet((category(),), recognizers=(failing,))) as (run,):
        findings, _ = judge({"mail": [f"taro{number}@mail.example.com" for number in range(9)]})
    assert run.failed == 9
    assert ("mail", "personal.contact.email", "is") in told(findings)


@pytest.mark.slow
def test_one_that_reads_a_language_model() -> None:
    made = Recognizer(
        "spacy",
        Made("presidio_analyzer.predefined_recognizers:SpacyRecognizer", {"supported_language": "en"}),
        "en",
        {"PERSON": "personal.name"},
        nlp_engine=Made(f"{__name__}:make_engine"),
    )
    with apply_rules(RuleSet(recognizers=(made,))) as (run,):
        findings, _ = judge({"memo": ["a letter from Zaphod Beeblebrox about nothing at all, signed and sealed"] * 9})
    assert run.failed == 0
    assert run.applied == 1
    assert "personal.name" in {one.category for one in findings}


def make_engine() -> object:
    """A spaCy engine that needs no download: one rule instead of a model."""
    import spacy
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class RuleEngine(SpacyNlpEngine):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            nlp = spacy.blank("en")
            nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Zaphod Beeblebrox"}])
            self.nlp = {"en": nlp}

        def is_loaded(self) -> bool:
            return True

    return RuleEngine()
