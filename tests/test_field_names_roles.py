"""Names composed of a role and a number, and what only looks like one."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.catalogue import load_catalogue
from detectors.field_names import match_field_name
from detectors.field_names_roles import is_role_ja, load_roles, match_role
from detectors.name_forms import squash

CUSTOMER, STAFF, STUDENT = "personal.account.customer_no", "personal.id.employee_no", "personal.id.student_no"


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("献血者コード", CUSTOMER), ("株主番号", CUSTOMER), ("檀家番号", CUSTOMER), ("被験者識別コード", CUSTOMER),
        ("飼い主ID", CUSTOMER), ("里親番号", CUSTOMER), ("申請者ID", STAFF), ("募集人コード", STAFF),
        ("看護師番号", STAFF), ("受講者No", STUDENT), ("flyer_id", CUSTOMER), ("donor#", CUSTOMER),
        ("ShareholderNo", CUSTOMER), ("policyholder.ref", CUSTOMER), ("approver_id", STAFF), ("inspector_no", STAFF),
        ("examinee_no", STUDENT), ("lrn_no", STUDENT),
    ],
)  # fmt: skip
def test_a_role_and_a_number_are_a_key_of_a_person(name: str, category: str) -> None:
    assert match_field_name(name)[0].category == category


@pytest.mark.parametrize(
    "name",
    ["事業者番号", "業者コード", "販売者ID", "委託者コード", "依頼人番号", "法人コード", "定員番号", "関係番号", "富士番号",
     "tenant_id", "reader.id", "loader_no", "order.id", "runner_no", "Inc#", "Order#", "seat_no"],
)  # fmt: skip
def test_firms_crowds_and_programs_are_no_persons(name: str) -> None:
    assert all(one.category not in (CUSTOMER, STAFF, STUDENT) for one in match_field_name(name))
    assert all(one.category != "personal.income" for one in match_field_name(name))


@pytest.mark.parametrize("name", ["校正者印", "施主", "飼い主", "献花者", "巡回員", "Angler", "traveller", "umpire"])
def test_a_role_alone_is_a_name_if_its_values_are(name: str) -> None:
    found = match_field_name(name)[0]
    assert (found.category, found.strength) == ("personal.name", 0.5)


@pytest.mark.parametrize("name", ["定員", "要員", "販売者", "富士", "全員", "法人"])
def test_a_crowd_or_a_firm_alone_is_no_role(name: str) -> None:
    assert not is_role_ja(name)


@pytest.mark.parametrize(
    ("name", "strength"), [("rs1229984", 0.65), ("rs671", 0.3), ("RS 429358", 0.65), ("rs12", 0.0), ("rs", 0.0)]
)
def test_a_place_in_the_genome_names_genotypes(name: str, strength: float) -> None:
    found = {one.category: one.strength for one in match_field_name(name)}
    assert found.get("special.genetic", 0.0) == strength


@pytest.mark.parametrize("name", ["flyer_name", "AnglerName", "umpire name", "proband_nm"])
def test_the_name_of_a_role(name: str) -> None:
    found = match_field_name(name)[0]
    assert found.category == "personal.name"
    assert found.strength >= 0.6


@given(st.text(max_size=20))
def test_any_name_is_read(name: str) -> None:
    for one in match_role(name):
        assert one.category in load_catalogue().categories


def test_the_list_of_roles() -> None:
    data = tomllib.loads((files("detectors") / "data" / "roles.toml").read_text("utf-8"))
    assert data["version"]
    seen: dict[str, str] = {}
    for category, entry in data.items():
        if not isinstance(entry, dict):
            continue
        assert category in load_catalogue().categories
        for role in (*entry["ja"], *entry["en"]):
            assert role == role.casefold()
            assert seen.setdefault(squash(role), category) == category, role
    assert not set(load_roles().not_ja) & set(load_roles().ends_ja)
