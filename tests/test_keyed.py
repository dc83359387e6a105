"""Values behind a word: each rule finds its examples and leaves its counter-examples, wherever they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.hits import Detect
from detectors.keyed import KeyedRule, find_keyed, find_residence_cards, is_random, load_keyed_rules
from detectors.text import SEPARATOR
from tests.detection import SLOWEST, cells_of, find_in, find_one, hits_of, time_bait, view_of

RULES = load_keyed_rules()
CARD = "personal.id.residence_card"
EMPLOYEE = "personal.id.employee_no"


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in RULES for text in rule.examples])
def test_examples(rule: KeyedRule, text: str) -> None:
    assert len(find_one(find_keyed, rule.category, text, strong=True)) == 1


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in RULES for text in rule.counter])
def test_counter_examples(rule: KeyedRule, text: str) -> None:
    assert find_one(find_keyed, rule.category, text) == []


def test_every_rule_has_both() -> None:
    for rule in RULES:
        assert len(rule.examples) >= 3, rule.category
        assert len(rule.counter) >= 3, rule.category
        assert all(len(word) > 1 for word in rule.words)


def test_no_value_can_reach_the_next_cell() -> None:
    for rule in RULES:
        assert rule.value.match(SEPARATOR) is None
        for example in rule.examples:
            match = rule.value.search(example + SEPARATOR + "1" * 100)
            assert match is None or SEPARATOR not in match[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("社員番号: A-1234", ["A-1234"]),
        ("社員番号　＝　１２３４５", ["１２３４５"]),
        ("社員番号は「12345」です", ["12345"]),
        ("社員番号（5桁）：12345", ["12345"]),
        ('{"employee_no": "E-12345"}', ["E-12345"]),
        ("employeeNo=12345&x=1", ["12345"]),
        ("<td>社員番号</td><td>12345</td>", ["12345"]),
        ("社員番号\n12345", ["12345"]),
        ("社員番号No.12345、社員番号 67890", ["12345", "67890"]),
        ("社員番号", []),
        ("社員番号を忘れた人は内線1234へ", []),
        ("社員番号 12345円", []),
        ("社員番号 12.5", []),
        ("社員番号 12345-678-9012345", []),
    ],
)
def test_what_may_stand_between(text: str, expected: list[str]) -> None:
    assert find_one(find_keyed, EMPLOYEE, text, strong=True) == expected


def test_the_longer_of_two_words_counts() -> None:
    text = "後期高齢者医療被保険者番号 12345678"
    assert find_one(find_keyed, "personal.id.late_elderly", text) == ["12345678"]
    assert find_one(find_keyed, "personal.id.health_insurance", text) == []


def test_a_word_in_the_cell_before_says_nothing() -> None:
    assert find_in(find_keyed, EMPLOYEE, "社員番号", "12345") == [[], []]


def test_whole_cells_count_weakly_where_the_field_is_called_so() -> None:
    called = view_of("社員番号", hints={EMPLOYEE: 0.9})
    assert find_in(find_keyed, EMPLOYEE, "A-1234", " 5678 ", "未定", "000000", view=called, strong=False) == [
        ["A-1234"],
        ["5678"],
        [],
        [],
    ]
    assert find_in(find_keyed, EMPLOYEE, "A-1234") == [[]]


def test_a_check_digit_that_may_be_wrong_only_counts() -> None:
    code = "personal.id.resident_record_code"
    called = view_of("住民票コード", hints={code: 0.9})
    hits = [one for one in hits_of(find_keyed(cells_of("12345678903", "12345678901", "x"), called)) if one.tried]
    assert [(one.category, one.tried, one.passed) for one in hits] == [(code, 2, 1)]
    assert find_in(find_keyed, code, "12345678903", "12345678901", view=called) == [["12345678903"], ["12345678901"]]


@pytest.mark.parametrize("text", ["AB12345678CD", "番号はAB12345678CDです"])
def test_residence_cards_by_form(text: str) -> None:
    assert find_one(find_residence_cards, CARD, text, strong=False) == ["AB12345678CD"]


@pytest.mark.parametrize(
    "text", ["A123456789CD", "AB123456785JP", "XAB12345678CD", "ab12345678cd", "20261122", "AB12345678C"]
)
def test_no_residence_cards(text: str) -> None:
    assert find_one(find_residence_cards, CARD, text) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("9f8b7c6d5e4f3a2b1c0d", True),
        ("Zx81kQpL9mTn4VbR", True),
        ("aaaaaaaaaaaaaaaa1", False),
        ("internationalization", False),
        ("1234567890123456", False),
        ("your_token_goes_1234", False),
    ],
)
def test_what_looks_made_by_chance(value: str, expected: bool) -> None:
    assert is_random(value) is expected


_PIECES = [
    "社員番号",
    "口座",
    "番号",
    "：",
    "は",
    "(",
    ")",
    "1234567",
    "A-1",
    "\x1a",
    "\n",
    "旅券",
    "TR1234567",
    "性別",
    "男",
    "😀",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_any_mixture_is_read_within_its_cell(text: str) -> None:
    for view in (view_of(), view_of(hints={rule.category: 0.9 for rule in RULES})):
        cells = cells_of(text, text)
        for hits in hits_of(find_keyed(cells, view)):
            assert (hits.start < hits.end).all()
            assert (cells.cell_of(hits.start) == cells.cell_of(hits.end - 1)).all()


_HOSTILE = {
    "digits": "1" * 1_000_000,
    "words": "社員番号" * 100_000,
    "keyed": "社員番号:1 " * 100_000,
    "tokens": "token=" * 100_000,
    "brackets": "口座番号" + "(" * 500_000 + "口座番号((((" * 50_000,
    "glue": ("会員番号" + "の番号は" * 20) * 10_000,
    "secrets": "secret=" + "a1" * 400_000,
    "plates": "AB12345678C" * 50_000,
}


@pytest.mark.parametrize("bait", _HOSTILE)
@pytest.mark.parametrize("detect", [find_keyed, find_residence_cards])
def test_no_input_is_slow(detect: Detect, bait: str) -> None:
    assert time_bait(detect, _HOSTILE[bait], view_of(hints={rule.category: 0.9 for rule in RULES})) < SLOWEST
