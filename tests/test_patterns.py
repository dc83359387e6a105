"""The detectors that are data: each rule finds its examples and leaves its counter-examples."""

from __future__ import annotations

import pytest

from detectors.hits import Detect
from detectors.patterns import NumberRule, TextRule, find_numbers, find_texts, load_rules
from detectors.text import SEPARATOR, normalise
from tests.detection import BAIT, SLOWEST, cells_of, find_in, find_one, hits_of, time_bait, view_of

NUMBERS, TEXTS = load_rules()


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in NUMBERS for text in rule.examples])
def test_the_examples_of_a_number(rule: NumberRule, text: str) -> None:
    assert len(find_one(find_numbers, rule.category, text, strong=True)) == 1


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in NUMBERS for text in rule.counter])
def test_the_counter_examples_of_a_number(rule: NumberRule, text: str) -> None:
    assert find_one(find_numbers, rule.category, text) == []


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in TEXTS for text in rule.examples])
def test_the_examples_of_a_text(rule: TextRule, text: str) -> None:
    parts = sum(name.startswith("value") for name in rule.pattern.groupindex)
    assert 1 <= len(find_one(find_texts, rule.category, text, strong=True)) <= max(1, parts)


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in TEXTS for text in rule.counter])
def test_the_counter_examples_of_a_text(rule: TextRule, text: str) -> None:
    assert find_one(find_texts, rule.category, text) == []


def test_every_rule_has_both() -> None:
    for rule in (*NUMBERS, *TEXTS):
        assert len(rule.examples) >= 3, rule.category
        assert len(rule.counter) >= 3, rule.category
    for text in TEXTS:
        assert all(anchor.isprintable() and len(anchor) > 1 for anchor in text.anchors)


def test_every_expression_begins_with_its_anchors() -> None:
    for rule in TEXTS:
        for example in map(normalise, rule.examples):
            places = [example.find(anchor) for anchor in rule.anchors if anchor in example]
            assert any(rule.pattern.match(example, place) for place in places), rule.tag


@pytest.mark.parametrize(
    ("category", "text", "expected"),
    [
        ("personal.id.my_number", "マイナンバーは１２３４５６７８９０１８です", ["１２３４５６７８９０１８"]),
        ("personal.id.my_number", "個人番号\n1234 5678 9018", ["1234 5678 9018"]),
        ("org.corporate_number", "登録番号：T7123456789012（適格請求書）", ["7123456789012"]),
        ("personal.financial.card", "5555-5555-5555-4444で払う", ["5555-5555-5555-4444"]),
        ("personal.financial.card", "カード番号は4111 1111 1111 1111 12/28", ["4111 1111 1111 1111"]),
        ("personal.id.drivers_license", "免許証番号は309012345620です", ["309012345620"]),
    ],
)
def test_where_a_number_stands(category: str, text: str, expected: list[str]) -> None:
    assert find_one(find_numbers, category, text, strong=True) == expected


@pytest.mark.parametrize(
    ("category", "text"),
    [
        ("personal.id.my_number", "123456789018"),
        ("personal.financial.card", "4111111111111111"),
        ("org.corporate_number", "7123456789012"),
    ],
)
def test_a_bare_number_needs_the_column(category: str, text: str) -> None:
    assert find_one(find_numbers, category, text, strong=False) == [text]
    assert find_one(find_numbers, category, text, strong=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "20261122093000",
        "1700000000",
        "0000-0000-0000-0000",
        "123e4567-e89b-12d3-a45f-426614174000",
        "order-4111111111111112",
        "9.123456789018",
        "123456789018901890189018",
    ],
)
def test_numbers_that_are_something_else(text: str) -> None:
    cells = cells_of(text)
    assert not any(len(hits.start) for hits in hits_of(find_numbers(cells, view_of())))


def test_a_leading_zero_that_a_numeric_column_lost() -> None:
    called = view_of("マイナンバー", hints={"personal.id.my_number": 0.9})
    assert find_one(find_numbers, "personal.id.my_number", "12345678903", view=called, strong=False) == ["12345678903"]
    assert find_one(find_numbers, "personal.id.my_number", "12345678903") == []


def test_an_insurer_number_without_a_word_is_a_whole_cell() -> None:
    assert find_one(find_numbers, "personal.id.health_insurer_no", "06139992", strong=False) == ["06139992"]
    assert find_one(find_numbers, "personal.id.health_insurer_no", "店 06139992 様") == []


def test_a_word_in_the_cell_before_says_nothing() -> None:
    assert find_in(find_numbers, "personal.id.my_number", "個人番号", "123456789018", strong=True) == [[], []]


def test_numbers_tried_and_passed_are_counted_once_each() -> None:
    texts = ["123456789018", "1234-5678-9018", "123456789013", "123456789018"]
    (hits,) = [one for one in hits_of(find_numbers(cells_of(*texts), view_of())) if one.check == "my_number"]
    assert (hits.tried, hits.passed) == (2, 1)
    assert len(hits.start) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user=a&password=hunter2x&x=1", ["hunter2x"]),
        ("PASSWORD: 'S3cr3t!x'", ["S3cr3t!x"]),
        ("パスワードはqwerty12です", ["qwerty12"]),
        ("暗証番号：４６４９１２", ["４６４９１２"]),
        ("db postgresql://app:Secr3t@db.example/app を使う", ["Secr3t"]),
    ],
)
def test_where_a_password_stands(text: str, expected: list[str]) -> None:
    assert find_one(find_texts, "personal.account.password", text) == expected


def test_no_expression_can_reach_the_next_cell() -> None:
    for rule in TEXTS:
        for example in rule.examples:
            match = rule.pattern.search(example + SEPARATOR + "x" * 100)
            assert match is None or SEPARATOR not in match[0]


_HOSTILE = {
    "stars": "*" * 1_000_000,
    "cards": "カード" * 100_000,
    "masked": "card ****-" * 100_000,
    "labels": "保険の記号・番号" * 50_000,
    "nested": "記号(((((保険" * 50_000,
}


@pytest.mark.parametrize(
    "bait", [pytest.param(name, marks=pytest.mark.slow) if name == "stars" else name for name in _HOSTILE]
)
@pytest.mark.parametrize("detect", [find_numbers, find_texts])
def test_no_word_is_slow(detect: Detect, bait: str) -> None:
    assert time_bait(detect, _HOSTILE[bait]) < SLOWEST


@pytest.mark.parametrize("bait", ["digits", "hyphens", "tokens", "bcrypt", "pbkdf2", "passwords", "urls", "letters"])
@pytest.mark.parametrize("detect", [find_numbers, find_texts])
def test_no_input_is_slow(detect: Detect, bait: str) -> None:
    assert time_bait(detect, BAIT[bait]) < SLOWEST
