"""What names of fields mean in tables about one topic."""

from __future__ import annotations

import pytest

from connectors.base import Field, Location
from detectors.catalogue import load_catalogue
from detectors.field_names_topics import load_topics, match_in_collection, topics_of
from detectors.inspection import view_field

SAYS = [
    ("hr/payroll_run.csv", "HLTH_INS", "hr.payroll"),
    ("hr/payroll_run.csv", "NET_AMT", "hr.payroll"),
    ("給与_202609.csv", "扶養手当", "hr.payroll"),
    ("kyuyo_202609.csv", "住民税", "hr.payroll"),
    ("hr/timeclock.tsv", "in", "hr.attendance"),
    ("勤怠実績.csv", "区分", "hr.attendance"),
    ("surveys/responses.csv", "Q6_NPS", "usage.content.survey"),
    ("アンケート.csv", "問3", "usage.content.survey"),
    ("lab_results.csv", "flag", "special.health_check"),
    ("健診.csv", "判定", "special.health_check"),
    ("juku_seiseki.csv", "suugaku", "personal.education"),
    ("期末成績.csv", "国語", "personal.education"),
    ("court_cases.csv", "charge", "special.criminal_procedure"),
    ("patients.csv", "LAST_VISIT", "special.treatment"),
    ("調剤履歴.csv", "用法", "special.treatment"),
    ("介護利用者.csv", "被保険者番号", "personal.id.care_insurance"),
    ("bank/transactions.csv", "amt", "personal.financial.transaction"),
    ("subscribers.csv", "contract_no", "personal.account.customer_no"),
    ("dating_profiles.json", "seeking", "special.sexual"),
]
SAYS_NOTHING = [
    ("products.csv", "total"),
    ("machine_lab.csv", "result"),
    ("payroll_codes.csv", "tax"),
    ("給与マスタ.csv", "手当"),
    ("orders.csv", "amount"),
    ("sales_2026.csv", "Q1"),
    ("stock_levels.csv", "flag"),
    ("plan.csv", "contract_no"),
    ("", "result"),
    ("lab_results.csv", ""),
]


@pytest.mark.parametrize(("collection", "name", "category"), SAYS)
def test_says(collection: str, name: str, category: str) -> None:
    assert category in [one.category for one in match_in_collection(name, collection)]


@pytest.mark.parametrize(("collection", "name"), SAYS_NOTHING)
def test_says_nothing(collection: str, name: str) -> None:
    assert not match_in_collection(name, collection)


def test_the_topic_comes_before_the_name_by_itself() -> None:
    hints = view_field(Field("被保険者番号"), "table", Location("x", "介護利用者.csv")).hints
    assert max(hints, key=lambda one: hints[one]) == "personal.id.care_insurance"
    assert "personal.id.care_insurance" not in view_field(Field("被保険者番号"), "table", Location("x", "人.csv")).hints


def test_answers_prove_nothing_about_the_question() -> None:
    assert "usage.content.survey" in view_field(Field("Q6_NPS"), "table", Location("x", "survey.csv")).parts


def test_entries_are_of_known_categories() -> None:
    ids = load_catalogue().ids
    for topic in load_topics().topics:
        assert topic.words
        for category in (*topic.whole.values(), *topic.ends.values()):
            assert category in ids


def test_a_list_of_things_has_no_topic() -> None:
    assert topics_of("payroll_run.csv")
    assert not topics_of("payroll_template.csv")
