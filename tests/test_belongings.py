"""What belongs to an animal, a place or a machine, and what stays the data of the person beside it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from table_samples import (
    CITIES,
    PREFECTURES,
    RNG,
    ZIPS,
    Column,
    address,
    birth,
    code,
    desk,
    differences,
    firm_latin,
    landline,
    latitude,
    longitude,
    mailbox,
    mobile,
    numbers,
    person,
    person_latin,
    pick,
    street,
)  # fmt: skip

from detectors.belongings import find_ailing, find_holders, holder_of, is_held, load_belongings
from detectors.catalogue import load_catalogue
from detectors.owners import lists_places
from detectors.things import summarises

NAME, PHONE, ADDRESS, EMAIL = (
    "personal.name",
    "personal.contact.phone",
    "personal.contact.address",
    "personal.contact.email",
)
AGE, GENDER, BIRTH, ILLNESS = "personal.age", "personal.gender", "personal.birth_date", "special.medical_history"


def count(_: int) -> str:
    return str(RNG.randint(10, 99))


def inner(_: int) -> str:
    return f"10.{RNG.randint(0, 99)}.{RNG.randint(0, 255)}.{RNG.randint(1, 254)}"


def hardware(_: int) -> str:
    return "f8:" + ":".join(f"{RNG.randint(0, 255):02x}" for _ in range(5))


illness = pick("高血圧", "糖尿病", "喘息", "骨折")
TABLES: dict[str, tuple[str, Sequence[Column]]] = {
    "a zoo": ("census", [
        ("id", code("Z")), ("name", pick("Daisy", "Max", "Bella", "Charlie")), ("species", pick("lion", "zebra")), ("sex", pick("M", "F")),
        ("birth_date", birth), ("weight_kg", count), ("diagnosis", pick("arthritis", "none")), ("keeper", person_latin, NAME),
    ]),
    "a kennel": ("kennel.csv", [
        ("Reg no", code("K")), ("Call name", pick("Daisy", "Max", "Bella")), ("Breed", pick("Beagle", "Pug")), ("Sex", pick("M", "F")), ("DOB", birth),
        ("Owner", person_latin, NAME), ("Owner phone", mobile, PHONE),
    ]),
    "cattle": ("牛.csv", [
        ("個体識別番号", numbers(10, "13")), ("名号", pick("さくら", "ゆり", "はなこ")), ("性別", pick("雌", "雄")), ("生年月日", birth), ("母", pick("ハナ", "ウメ", "サクラ")),
        ("疾病歴", illness),
    ]),
    "a veterinary's records": ("カルテ.csv", [
        ("カルテ番号", code("0"), "personal.account.customer_no"), ("飼い主氏名", person, NAME), ("電話番号", mobile, PHONE), ("ペット名", pick("そら", "ハナ", "チョコ")), ("犬種", pick("柴", "雑種")),
        ("性別", pick("雄", "雌", "去勢雄")), ("生年月日", birth), ("診断", illness),
    ]),
    "customers with pets": ("customers.csv", [
        ("customer_id", code("C"), "personal.account.customer_no"), ("name", person_latin, NAME), ("email", mailbox, EMAIL), ("gender", pick("M", "F"), GENDER),
        ("birth_date", birth, BIRTH), ("pet_name", pick("Daisy", "Max")), ("pet_birthday", birth),
    ]),
    "figures of a game": ("units.csv", [
        ("名前", pick("レイナ", "アルト", "カイ", "ミナ")), ("職業", pick("戦士", "魔法使い")), ("年齢", count), ("血液型", pick("A", "B", "O")), ("攻撃力", count),
    ]),
    "cash machines": ("atm.json", [
        ("atm_id", code("A")), ("name.en", pick("Tanaka Building", "Mori Tower", "Sato Plaza")), ("address", address), ("tel", landline),
        ("lat", latitude), ("lon", longitude),
    ]),
    "customers with a position": ("customers.csv", [
        ("氏名", person, NAME), ("住所", address, ADDRESS), ("電話番号", mobile, PHONE), ("緯度", latitude, "usage.location.precise"), ("経度", longitude, "usage.location.precise"),
    ]),
    "wages": ("wages.csv", [
        ("industry", pick("retail", "mining")), ("sex", pick("men", "women")), ("age_band", pick("15-24", "25-34")), ("employees_k", count),
        ("median_income", count),
    ]),
    "a cross table": ("answers.csv", [
        ("answer", pick("yes", "no")), ("gender", pick("male", "female")), ("age_group", pick("18-29", "30-44")), ("n", count), ("pct", count),
    ]),
    "one row a person": ("answers.csv", [
        ("respondent_id", code("R"), "personal.account.customer_no"), ("gender", pick("male", "female"), GENDER), ("age", count, AGE), ("q1_score", count),
    ]),
    "power supplies": ("ups.csv", [("unit", code("U")), ("ip", inner), ("mac", hardware), ("serial", code("AS")), ("contact", desk)]),
    "tests of a program": ("results.csv", [
        ("testcase", pick("test_login", "test_mail")), ("message", pick("expected user@example.com but got None", "timeout", "ok")),
        ("os", pick("ubuntu-22.04", "windows-2022")),
    ]),
    "texts of a program": ("strings.csv", [
        ("key", code("form.")), ("en", pick("Phone, e.g. 03-1234-5678", "Your name")), ("ja", pick("電話番号（例：03-1234-5678）", "お名前")),
    ]),
    "repairs": ("claims.csv", [
        ("Customer", person_latin, NAME), ("Mileage", count), ("Parts", code("P")), ("Complaint", pick("engine cough when cold", "brakes weak at low speed")),
        ("Diagnosis", pick("worn bearing", "loose bolt")),
    ]),
    "patients": ("patients.csv", [
        ("patient_name", person, NAME), ("priority", pick("1", "2")), ("diagnosis", illness, ILLNESS), ("symptom", illness, ILLNESS),
    ]),
    "a study": ("trial.jsonl", [
        ("sponsor.name", firm_latin), ("sponsor.address", street), ("sponsor.phone", landline), ("participant.name", person_latin, NAME),
        ("participant.age", count, AGE),
    ]),
    "towns": ("zip.csv", [
        ("town_kana", pick("サクラマチ", "カンダチョウ", "ホンマチ")), ("town", pick("桜町", "神田町", "本町")), ("city", pick(*CITIES)), ("pref", pick(*PREFECTURES)),
        ("zip", pick(*ZIPS)),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
def test_a_fact_is_told_from_what_it_belongs_to(kind: str) -> None:
    assert differences(*TABLES[kind]) == []


@pytest.mark.parametrize(
    ("label", "holder"),
    [
        ("pet.birthday", "beings"), ("pet_birthday", "beings"), ("ペット生年月日", "beings"), ("horse.name", "beings"), ("dogs.breed", None),
        ("station.lat", "sites"), ("stop_lat", "sites"), ("start_station_name", "sites"), ("充電器住所", "sites"),
        ("logger_imei", "gear"), ("printer.mac", "gear"), ("bssid", "gear"), ("プリンタMAC", "gear"),
        ("pet_owner_phone", None), ("station_manager_name", None), ("飼い主電話", None), ("ペット飼い主名", None), ("user.device.mac", None),
        ("birthday", None), ("name", None), ("", None), ("customer.birthday", None), ("氏名", None),
    ],
)  # fmt: skip
def test_a_name_tells_to_what_a_field_belongs(label: str, holder: str | None) -> None:
    assert holder_of(label) == holder


def test_facts_follow_the_being_until_a_person_is_named() -> None:
    labels = ["馬名", "性", "生年月日", "調教師", "年齢"]
    assert find_holders(labels, [False, False, False, True, False]) == ("beings", "beings", "beings", None, None)
    labels = ["customer_id", "gender", "pet_name", "birth_date"]
    assert find_holders(labels, [False] * 4) == (None, None, "beings", "beings")
    assert find_holders(["gender", "age"], [False, False]) == (None, None)


def test_names_are_a_beings_only_where_they_say_so() -> None:
    assert is_held(NAME, "pet.name", "beings")
    assert is_held(NAME, "母", "beings")
    assert not is_held(NAME, "trainer", "beings")
    assert not is_held(EMAIL, "pet.mail", "beings")
    assert not is_held(BIRTH, "birthday", None)


def test_complaints_are_a_machines_beside_two_of_its_fields() -> None:
    assert find_ailing(["vin", "mileage", "symptom"]) == {"symptom"}
    assert find_ailing(["vin", "symptom"]) == frozenset()
    assert find_ailing(["asset", "priority", "name"]) == frozenset()


def test_places_have_a_position_and_nobody() -> None:
    spot = [("lat", "usage.location.precise"), ("lng", "usage.location.precise"), ("tel", PHONE)]
    assert lists_places(spot)
    assert lists_places([*spot, ("name.en", "personal.name.romaji")])
    assert not lists_places([*spot, ("name", NAME)])
    assert not lists_places([*spot, ("customer_id", "")])
    assert not lists_places([*spot, ("氏名カナ", "personal.name.kana")])
    assert not lists_places(spot[:2])


@pytest.mark.parametrize("label", ["median_age", "mean_income", "平均年齢", "pct_divorced", "Turnout %"])
def test_a_summary_says_so(label: str) -> None:
    assert summarises(label)


@pytest.mark.parametrize("label", ["age", "meaning", "percentile", "年齢", "income", "avg_hr"])
def test_a_fact_is_no_summary(label: str) -> None:
    assert not summarises(label)


def test_the_words_are_folded_and_of_known_categories() -> None:
    known, categories = load_belongings(), load_catalogue().categories
    for holder, facts in known.facts.items():
        assert all(one in categories or any(other.startswith(one + ".") for other in categories) for one in facts), (
            holder
        )
        assert all(word == word.lower() and word.isascii() for word in known.words[holder]), holder
        assert not any(word.isascii() for word in known.words_ja[holder]), holder
