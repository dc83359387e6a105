"""Tables about things, machines and statistics: facts that persons have as well are nobody's there, and stay a
person's where a person stands beside them."""

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
    address_v4,
    agent,
    amount,
    birth,
    code,
    day,
    differences,
    firm,
    landline,
    latitude,
    longitude,
    mailbox,
    mobile,
    moment,
    numbers,
    person,
    person_latin,
    pick,
)  # fmt: skip

from connectors.base import Collection
from detectors.field_names import names_a_person_key, names_an_organisation, table_kind
from detectors.things import names_a_machine, view_things

NAME, PHONE, ADDRESS = "personal.name", "personal.contact.phone", "personal.contact.address"
REGION = "personal.contact.region"
AGE, GENDER, BIRTH = "personal.age", "personal.gender", "personal.birth_date"
IP, HARDWARE, OS, BROWSER = "usage.device.ip", "usage.device.hw_id", "usage.os", "usage.browser"


def age(_: int) -> str:
    return str(RNG.randint(2, 79))


def height(_: int) -> str:
    return f"{RNG.uniform(140, 190):.1f}"


def inner(_: int) -> str:
    return f"10.{RNG.randint(0, 99)}.{RNG.randint(0, 255)}.{RNG.randint(1, 254)}"


def hardware(_: int) -> str:
    return "f8:" + ":".join(f"{RNG.randint(0, 255):02x}" for _ in range(5))


sex = pick("M", "F")
blood = pick("A", "B", "O", "AB")
illness = pick("高血圧", "糖尿病", "喘息", "なし")

THINGS: dict[str, tuple[str, Sequence[Column]]] = {
    "pumps": ("pump_equipment.csv", [
        ("equipment_no", code("P-")), ("age", age), ("diagnosis", pick("bearing worn", "ok", "leak")), ("symptom", pick("noise", "heat")),
        ("serial_number", code("SN77")), ("inspector", person_latin, NAME), ("vendor_phone", landline),
    ]),
    "machines in Japanese": ("設備点検.csv", [
        ("設備番号", code("S")), ("症状", pick("異音", "発熱", "振動")), ("診断", pick("摩耗", "正常")), ("年齢", age), ("点検者", person, NAME), ("メーカーTEL", landline),
        ("シリアル番号", code("AB")),
    ]),
    "ward machines": ("医療機器台帳", [
        ("機器番号", code("ME")), ("機器名", pick("輸液ポンプ", "心電計")), ("症状", pick("起動しない", "表示が消える")), ("血液型", blood), ("設置場所", pick("3階病棟", "手術室")),
        ("業者電話", landline),
    ]),
    "a game's heroes": ("キャラ図鑑.csv", [
        ("キャラ名", pick("赤の騎士", "風のミナ", "ゴロウ丸")), ("血液型", blood), ("身長", height), ("誕生日", pick("4月2日", "11月30日")), ("趣味", pick("読書", "釣り", "料理")),
        ("レアリティ", pick("SSR", "SR")), ("声優", person),
    ]),
    "heroes in English": ("npc_master", [
        ("npc_id", code("")), ("name", person_latin), ("gender", sex), ("age", age), ("height_cm", height), ("blood_type", blood), ("rarity", pick("R", "SR")),
    ]),
    "dogs of a breeder": ("animals.csv", [
        ("tag", code("D")), ("name", pick("Rex", "Bella", "Luna", "Daisy")), ("breed", pick("Beagle", "Pug")), ("sex", sex), ("date_of_birth", birth), ("weight_kg", height),
    ]),
    "trial field": ("crops.tsv", [
        ("accession", code("PI ")), ("cultivar", pick("Rosa", "Victoria")), ("race", pick("japonica", "indica")), ("height_cm", height), ("birthplace", pick(*PREFECTURES)),
    ]),
    "statistics": ("monthly.csv", [
        ("month", pick("2026-01", "2026-02")), ("prefecture", pick(*PREFECTURES)), ("gender", sex), ("age_group", pick("20-29", "30-39", "40-49")), ("population", amount),
        ("share", height),
    ]),
    "statistics in Japanese": ("人口統計.csv", [
        ("都道府県", pick(*PREFECTURES)), ("性別", pick("男", "女")), ("年齢", pick("20代", "30代", "40代")), ("人口", amount), ("構成比", height),
    ]),
    "plans of an insurer": ("プラン一覧", [
        ("プラン名", pick("あんしん", "ささえ")), ("性別", pick("男性", "女性")), ("年齢", age), ("保険料", amount), ("既往症", pick("可", "不可")),
    ]),
    "jobs on offer": ("求人一覧.csv", [
        ("求人番号", code("K")), ("職種", pick("看護師", "営業", "調理師")), ("給与", pick("月給24万円", "時給1200円")), ("学歴", pick("高卒以上", "大卒")), ("勤務地", pick(*CITIES)),
        ("採用窓口TEL", landline),
    ]),
    "flats": ("物件一覧.csv", [
        ("物件番号", code("B")), ("所在地", address), ("郵便番号", pick(*ZIPS)), ("間取り", pick("1K", "2LDK")), ("家賃", amount), ("築年数", age), ("管理会社電話", landline),
    ]),
    "goods for men and women": ("catalog.csv", [
        ("sku", code("A")), ("gender", pick("mens", "womens")), ("age_range", pick("Adult", "3-5", "6-9")), ("height", height), ("width", height), ("price", amount),
    ]),
    "concerts": ("公演一覧", [
        ("公演名", pick("春の音楽会", "夏の宴")), ("会場", pick("みなとホール", "市民会館")), ("会場住所", address), ("主催者TEL", landline), ("公演日", day),
    ]),
    "answers": ("faq.csv", [
        ("質問", pick("住所を変えたい", "退会したい")), ("回答", pick("お電話 0120-444-113 へお願いします。", "画面からお手続きください。")), ("閲覧数", amount),
    ]),
    "servers": ("servers.csv", [
        ("hostname", code("web")), ("ip_address", inner), ("mac_address", hardware), ("os", pick("RHEL 9.3", "Ubuntu 22.04")), ("rack", code("r")),
        ("service_account", pick("svc-web", "svc-db")), ("owner_mail", pick("netops@example.com", "ops@example.com")),
    ]),
    "rules of a firewall": ("rules.csv", [
        ("rule_id", code("")), ("action", pick("ALLOW", "DENY")), ("src", inner), ("dst", address_v4), ("dst_port", pick("443", "22")),
    ]),
    "base stations": ("基地局.csv", [
        ("局番", code("")), ("局名", pick("北局", "南局")), ("設置住所", address), ("緯度", latitude), ("経度", longitude), ("管理IP", inner), ("設置日", day),
    ]),
    "stock of cars": ("在庫車両.csv", [
        ("車名", pick("スペース", "カゼ")), ("年式", pick("2014年", "2020年")), ("車台番号", code("ABC12-34")), ("写真URL", pick("https://img.example.jp/1.jpg")), ("店舗TEL", landline),
    ]),
    "bands of salaries": ("bands_2026.csv", [
        ("grade", pick("G1", "G2")), ("job_title", pick("Engineer", "Nurse", "Manager")), ("min_salary", amount), ("max_salary", amount),
    ]),
    "illnesses": ("disease_master", [("code", code("J")), ("diagnosis", illness)]),
    "horses": ("race_horses.csv", [("horse", pick("Dawn", "Star")), ("sex", sex), ("age", age), ("birth_date", birth)]),
    "releases": ("deploys.csv", [
        ("app_ver", pick("3.3.2.15", "2.29.4.94", "11.40.2.8")), ("fw", pick("9.18.40.82", "2.30.4.9")), ("at", moment),
    ]),
}  # fmt: skip

PERSONS: dict[str, tuple[str, Sequence[Column]]] = {
    "a survey without names": ("survey_2026.csv", [
        ("respondent_id", numbers(6), "personal.account.customer_no"), ("age", age, AGE), ("gender", sex, GENDER), ("prefecture", pick(*PREFECTURES), REGION),
    ]),
    "patients by number": ("clinical_data", [
        ("patient_no", numbers(7), "personal.account.customer_no"), ("sex", sex, GENDER), ("age", age, AGE), ("既往歴", illness, "special.medical_history"),
        ("count", age), ("rate", age),
    ]),
    "a survey without any key": ("回答.csv", [("性別", pick("男", "女"), GENDER), ("年齢", age, AGE), ("血液型", blood, "personal.blood_type")]),
    "an order with the shop": ("orders", [
        ("customer_name", person, NAME), ("phone", mobile, PHONE), ("delivery_address", address, ADDRESS), ("restaurant", firm), ("restaurant_tel", landline),
        ("price", amount), ("sku", code("")),
    ]),
    "visitors of a shop on the web": ("hits.csv", [
        ("ip", address_v4, IP), ("user_agent", agent, BROWSER), ("price", amount), ("sku", code("")), ("brand", pick("A", "B")),
    ]),
    "devices of employees": ("login_devices", [
        ("employee_name", person, NAME), ("email", mailbox, "personal.contact.email"), ("hostname", code("pc")), ("ip_address", address_v4, IP), ("os", pick("Windows 11 Pro", "macOS 14.4"), OS),
    ]),
    "log lines of a cluster": ("app.jsonl", [
        ("namespace", pick("shop", "auth")), ("pod", code("web-")), ("client_ip", address_v4, IP), ("status", pick("200", "404")),
    ]),
    "owners of cars": ("vehicles.csv", [
        ("plate", pick("品川 300 あ 12-34", "練馬 500 さ 46-49", "横浜 301 す 8-10"), "personal.id.vehicle_plate"), ("make", pick("A", "B")), ("owner_name", person, NAME),
        ("owner_address", address, ADDRESS), ("owner_phone", mobile, PHONE), ("owner_birth_date", birth, BIRTH),
    ]),
    "parcels to homes": ("shipments", [
        ("ship_to_name", person, NAME), ("ship_to_addr", address, ADDRESS),
        ("ship_to_phone", mobile, PHONE), ("ship_from_name", firm), ("ship_from_phone", landline), ("repair_shop", firm), ("repair_tel", landline),
    ]),
    "buyers at customers": ("得意先一覧", [
        ("得意先コード", code("T")), ("得意先名", firm), ("電話番号", landline), ("部署・役職", pick("購買課長", "総務主任", "次長"), "personal.employer"), ("担当者名", person, NAME),
    ]),
    "guests": ("hotel_bookings.csv", [
        ("hotel", pick("みなとホテル", "旅館あおば")), ("guest_email", mailbox, "personal.contact.email"), ("hotel_guest_phone", mobile, PHONE), ("nights", pick("1", "2")),
    ]),
    "a builder's site": ("工事一覧", [
        ("工事名", pick("橋梁補修", "外壁改修")), ("工事場所", address), ("構造", pick("RC造", "木造")), ("現場代理人", person, NAME), ("携帯", mobile, PHONE),
    ]),
    "customers of a car shop": ("車検.csv", [
        ("車名", pick("スペース", "カゼ")), ("年式", pick("2014年", "2020年")), ("お客様氏名", person, NAME), ("住所", address, ADDRESS), ("電話番号", mobile, PHONE), ("生年月日", birth, BIRTH),
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("table", "columns"), THINGS.values(), ids=list(THINGS))
def test_things_are_nobodys(table: str, columns: Sequence[Column]) -> None:
    assert differences(table, columns) == []


@pytest.mark.parametrize(("table", "columns"), PERSONS.values(), ids=list(PERSONS))
def test_persons_stay_persons(table: str, columns: Sequence[Column]) -> None:
    assert differences(table, columns) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("equipment_maintenance.csv", "thing"), ("buhin_ichiran", "thing"), ("商品マスタ", "thing"), ("機器台帳.csv", "thing"),
        ("product_reviews", None), ("drug_reactions.csv", None), ("user_settings", None), ("商品レビュー", None),
        ("customer_plans", None), ("来店履歴", None), ("薬局一覧", "organisation"), ("hotel_bookings", None), ("会員プラン", None), ("store_products", "thing"),
    ],
)  # fmt: skip
def test_names_of_tables_of_things(name: str, kind: str | None) -> None:
    assert table_kind(name) == kind


@pytest.mark.parametrize(
    ("name", "is_key"),
    [
        ("user_id", True), ("respondent_no", True), ("回答者番号", True), ("uid", True), ("患者ID", True), ("業者コード", False),
        ("product_id", False), ("商品番号", False), ("user_name", False), ("id", False), ("", False),
    ],
)  # fmt: skip
def test_person_keys(name: str, is_key: bool) -> None:
    assert names_a_person_key(name) == is_key


@pytest.mark.parametrize(
    ("name", "organisation"),
    [
        ("restaurant_tel", True), ("garage.tel", True), ("納入業者TEL", True), ("会場住所", True), ("ship_from_addr", True), ("store.phone", True), ("hotel_guest_phone", False), ("hotel_phone", True),
        ("home_tel", False), ("ship_to_addr", False), ("company.employees[].phone", False), ("緊急連絡先", False), ("お届け先住所", False),
    ],
)  # fmt: skip
def test_fields_of_organisations(name: str, organisation: bool) -> None:
    assert names_an_organisation(name) == organisation


@pytest.mark.parametrize(
    ("name", "machine"),
    [
        ("dst_ip", True),
        ("private_ip", True),
        ("管理IP", True),
        ("client_ip", False),
        ("ip", False),
        ("last_login_ip", False),
    ],
)
def test_addresses_of_machines(name: str, machine: bool) -> None:
    assert names_a_machine(name) == machine


def test_view_of_things() -> None:
    goods_list = view_things(Collection("x", "table"), ["sku", "price", "age"])
    assert (goods_list.listed, goods_list.named, goods_list.machines, goods_list.counts) == (True, False, False, False)
    assert view_things(Collection("x", "table"), ["users", "bounce_rate"]).counts
    assert not view_things(Collection("x", "table"), ["fat_pct", "heart_rate"]).counts
    assert view_things(Collection("canned_replies.csv", "table"), ["body"]).texts
    assert not view_things(Collection("x", "table"), ["age", "gender"]).nobody
