"""What a field may be, beside its neighbours and without names that help."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from table_samples import Column, address, birth, code, judge_table, mailbox, numbers, person, pick

from detectors.base import Finding
from detectors.candidates import is_unhelpful


@pytest.mark.parametrize(
    "name", ["col1", "COL_2", "f3", "data_02", "項目7", "列3", "#2", "Unnamed: 4", "Column12", "x", "field_9", "データ1", "no3", "値"]
)  # fmt: skip
def test_names_that_say_nothing(name: str) -> None:
    assert is_unhelpful(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "name",
        "氏名",
        "tel",
        "col_name",
        "data_source",
        "item_name",
        "項目名",
        "zip",
        "colour",
        "f_name",
        "q1_answer",
    ],
)
def test_names_that_say_something(name: str) -> None:
    assert not is_unhelpful(name)


def found(name: str, columns: Sequence[Column]) -> dict[str, Finding]:
    return {one.location.field: one for one in judge_table(name, columns)[0] if one.verdict == "is"}


def test_a_table_about_persons_speaks_for_a_birth_date() -> None:
    alone = found("t", [("col1", birth), ("col2", numbers(8, "3"))])
    assert "col1" not in alone
    beside = found("t", [("col1", birth), ("col2", person), ("col3", mailbox)])
    assert beside["col1"].category == "personal.birth_date"
    assert "neighbours" in {factor.name for factor in beside["col1"].evidence.factors}


def test_a_field_is_no_neighbour_of_itself() -> None:
    one = found("t", [("name", person), ("code", code("A"))])
    assert "neighbours" not in {factor.name for factor in one["name"].evidence.factors}


LINE = pick("東船橋3丁目29番1号", "桜木町七丁目5番21号", "大間木2丁目13-9", "野庭町二丁目13番26号")
PREFECTURE, CITY = pick("千葉県", "埼玉県", "東京都"), pick("船橋市", "さいたま市緑区", "港区")


def test_the_rest_of_an_address_stands_after_its_city() -> None:
    person_beside: list[Column] = [("recipient_name", person), ("phone", numbers(11, "090"))]
    after = found("addresses", [*person_beside, ("prefecture", PREFECTURE), ("city", CITY), ("line1", LINE)])
    assert after["line1"].category == "personal.contact.address"
    assert "line1" not in found("t", [("city", CITY), ("line1", LINE)])


def test_an_address_field_may_hold_the_prefecture_alone() -> None:
    table = found("会員", [("氏名", person), ("住所1", PREFECTURE), ("住所", address)])
    assert table["住所1"].category == "personal.contact.region"
    assert table["住所"].category == "personal.contact.address"


@pytest.mark.parametrize("name", ["request::bp", "request::org", "q.bp"])
def test_a_short_name_over_one_character_says_nothing(name: str) -> None:
    assert name.partition("::")[0] not in found("t", [(name, lambda n: "0"), ("氏名", person)])


@pytest.mark.parametrize("name", ["request::bp", "vitals.bp"])
def test_a_short_name_over_values_counts(name: str) -> None:
    assert name.partition("::")[0] in found("t", [(name, lambda n: f"{110 + n % 40}/{70 + n % 20}"), ("氏名", person)])
