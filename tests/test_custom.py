"""Rules of users: what they find, what counts by itself, where they hold, and that nothing of them stays."""

from __future__ import annotations

import pytest

from connectors.base import Field, Location
from detectors.additions import current_additions
from detectors.base import DetectorError
from detectors.catalogue import Group, load_catalogue
from detectors.custom import GLOB_NAME, SURE_NAME, Rule, RuleSet, apply_rules, find_rule, match_rule_name, rule_literals
from detectors.evidence import load_knowledge
from detectors.inspection import view_field
from detectors.literals import add_literals, find_literals
from tests.detection import BAIT, SLOWEST, cells_of, time_bait
from tests.rule_samples import BADGE, category, judge, rule, told

CONTEXT = Group("custom", "独自", "Custom")


def found(one: Rule, *texts: str) -> list[tuple[str, bool]]:
    with add_literals(rule_literals(one)):
        cells = cells_of(*texts)
        hits = find_rule(one, cells)
        if hits is None:
            return []
        spans = zip(hits.start.tolist(), hits.end.tolist(), hits.strong.tolist(), strict=True)
        return [(cells.raw[start:end], strong) for start, end, strong in spans]


@pytest.mark.parametrize(
    ("one", "text", "expected"),
    [
        (rule(r"E\d{6}"), "番号はE123456です", [("E123456", True)]),
        (rule(r"E\d{6}"), "E12345", []),
        (rule(r"E\d{6}", strong=False), "E123456", [("E123456", False)]),
        (rule(r"E\d{6}", context=["社員証", "badge"]), "社員証 E123456", [("E123456", True)]),
        (rule(r"E\d{6}", context=["社員証", "badge"]), "Badge: E123456", [("E123456", True)]),
        (rule(r"E\d{6}", context=["社員証"]), "部品 E123456", [("E123456", False)]),
        (rule(r"E\d{6}", context=["badge"], window=5), "badge of the man at the door E123456", [("E123456", False)]),
        (
            rule(words=["gold_member", "優待会員"]),
            "he is a Gold Member、優待会員",
            [("Gold Member", True), ("優待会員", True)],
        ),
        (rule(words=["gold"]), "golden", []),
        (rule(words=["ＧＯＬＤ"]), "ｇｏｌｄ", [("ｇｏｌｄ", True)]),
        (rule(r"\d{16}", check="luhn"), "4111111111111111 4111111111111112", [("4111111111111111", True)]),
        (rule(r"\d{4}-\d{4}-\d{4}", check="my_number"), "1234-5678-9018", [("1234-5678-9018", True)]),
        (rule(r"\d{3}", check="my_number"), "123", []),
        (rule(r"[a-z]{3}", check="luhn"), "abc", []),
    ],
)
def test_what_a_rule_finds(one: Rule, text: str, expected: list[tuple[str, bool]]) -> None:
    assert found(one, text) == expected
    assert found(one, "x", text, "") == expected


def test_a_word_in_another_cell_is_no_context() -> None:
    assert found(rule(r"E\d{6}", context=["社員証"]), "社員証", "E123456") == [("E123456", False)]


def test_numbers_tried_and_passed_are_counted_once() -> None:
    hits = find_rule(
        rule(r"\d{16}", check="luhn"), cells_of("4111111111111111", "4111111111111111", "4111111111111112")
    )
    assert hits is not None
    assert (hits.tried, hits.passed, len(hits.start)) == (2, 1, 2)


@pytest.mark.parametrize(
    ("globs", "name", "strength"),
    [
        (("badge_no",), "badge_no", SURE_NAME),
        (("badge_no",), "BadgeNo", SURE_NAME),
        (("badge_no",), "badge", 0.0),
        (("社員証*",), "社員証 番号", GLOB_NAME),
        (("*_badge",), "staff-badge", GLOB_NAME),
        (("badge_?",), "badge_1", GLOB_NAME),
        (("no",), "notes", 0.0),
    ],
)
def test_field_names(globs: tuple[str, ...], name: str, strength: float) -> None:
    assert match_rule_name(rule(field_names=globs), Field(name)) == strength


def test_a_path_is_judged_by_its_last_part() -> None:
    one = rule(field_names=("badge_no",))
    assert match_rule_name(one, Field("payload", path="user.badge_no")) == SURE_NAME
    assert match_rule_name(one, Field("badge_no", path="user.age")) == 0.0


BADGES = [f"E{number:06d}" for number in range(204518, 204558)]


def test_a_new_category_is_found_by_value_by_name_and_inside_text() -> None:
    rules = RuleSet((category(),), (CONTEXT,), (rule(r"E\d{6}", field_names=("badge_no",)),))
    with apply_rules(rules):
        findings, _ = judge(
            {
                "c1": BADGES,
                "badge_no": [None] * 40,
                "memo": [f"今日は{one}さんが休みです" for one in BADGES],
                "x": ["-"] * 40,
            }
        )
    assert {one for one in told(findings) if one[1] == BADGE} == {
        ("c1", BADGE, "is"), ("badge_no", BADGE, "named"), ("memo", BADGE, "contains"),
    }  # fmt: skip


def test_a_weak_rule_needs_the_column() -> None:
    weak = RuleSet((category(),), (CONTEXT,), (rule(r"\d{5}", strong=False, field_names=("badge",)),))
    numbers = [str(10407 + 37 * number % 80000) for number in range(40)]
    with apply_rules(weak):
        findings, _ = judge({"badge": numbers, "memo": [f"棚 {one} の在庫を数える" for one in numbers]})
    assert {one for one in told(findings) if one[1] == BADGE} == {("badge", BADGE, "is")}


def test_a_checked_rule_is_judged_by_its_rate() -> None:
    rules = RuleSet((category(),), (CONTEXT,), (rule(r"\d{10}", check="luhn", strong=False),))
    base = [int(f"70{number:07d}") for number in range(31415, 31475)]

    def digit(number: int) -> int:
        return next(d for d in range(10) if len(found(rule(r"\d{10}", check="luhn"), f"{number}{d}")))

    with apply_rules(rules):
        good, _ = judge({"c": [f"{number}{digit(number)}" for number in base]})
        bad, _ = judge({"c": [f"{number}{(7 * number) % 10}" for number in base]})
    assert ("c", BADGE, "is") in told(good)
    assert BADGE not in {one.category for one in bad}


def test_a_shipped_category_that_only_names_could_tell_is_told_by_values() -> None:
    mine = rule(r"EV-\d{4}", category="hr.evaluation")
    with apply_rules(RuleSet(rules=(mine,))):
        findings, _ = judge({"c": [f"EV-{number}" for number in range(1000, 1040)]})
    assert ("c", "hr.evaluation", "is") in told(findings)


def test_a_rule_holds_only_where_it_is_meant_to() -> None:
    one = rule(r"E\d{6}", sources=("crm",), collections=("staff*",), field_names=("badge_no",))
    with apply_rules(RuleSet((category(),), (CONTEXT,), (one,))):
        here, _ = judge({"c": BADGES})
        elsewhere, _ = judge({"c": BADGES}, source="shop")
        other, _ = judge({"c": BADGES}, name="parts.csv")
        hint = view_field(Field("badge_no"), "table", Location("shop", "staff.csv")).hints
    assert BADGE in {one.category for one in here}
    assert BADGE not in {one.category for one in (*elsewhere, *other)}
    assert BADGE not in hint


def test_nothing_stays_when_the_context_ends() -> None:
    rules = RuleSet((category(),), (CONTEXT,), (rule(words=["優待会員"], field_names=("x",)),))
    catalogue, knowledge = load_catalogue(), load_knowledge()
    with apply_rules(rules):
        assert BADGE in load_catalogue()
        assert "custom" in load_catalogue().groups
        assert load_knowledge().model(BADGE).contains == 0.9
        assert "優待会員" in find_literals("優待会員")
        with apply_rules(RuleSet()):
            assert not current_additions().detectors
            assert BADGE in load_catalogue()
        assert current_additions().detectors
    assert load_catalogue() is catalogue
    assert load_knowledge() is knowledge
    assert "優待会員" not in find_literals("優待会員")
    assert not current_additions().detectors
    findings, _ = judge({"x": ["優待会員"] * 9})
    assert BADGE not in {one.category for one in findings}


def test_nothing_stays_after_a_mistake() -> None:
    twice = RuleSet((category(), category()), (CONTEXT,))
    with pytest.raises(DetectorError, match="already"), apply_rules(twice):
        raise AssertionError
    with pytest.raises(KeyError), apply_rules(RuleSet((category(),), (CONTEXT,))):
        raise KeyError
    assert BADGE not in load_catalogue()


def test_words_of_shipped_detectors_are_still_found_under_rules() -> None:
    with apply_rules(RuleSet((category(),), (CONTEXT,), (rule(words=["優待会員"]),))):
        findings, _ = judge({"memo": ["マイナンバーは123456789018、優待会員です"] * 3})
    assert {one.category for one in findings} >= {"personal.id.my_number", BADGE}


@pytest.mark.slow
@pytest.mark.parametrize("bait", BAIT)
def test_no_input_is_slow(bait: str) -> None:
    one = rule(r"[A-Z]{1,3}-?\d{4,8}", words=["優待会員", "gold"], context=["社員証", "badge"], check="luhn")
    with apply_rules(RuleSet((category(),), (CONTEXT,), (one,))):
        (detect,) = current_additions().detectors
        assert time_bait(detect, BAIT[bait]) < SLOWEST
