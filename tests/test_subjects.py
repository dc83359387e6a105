"""Whose data it is: whole tables as companies keep them, with the columns that are easy to get wrong."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from table_samples import (
    CITIES,
    FAMILY,
    FIRST,
    GIVEN,
    LAST,
    PREFECTURES,
    ZIPS,
    Column,
    address,
    amount,
    birth,
    checked,
    code,
    day,
    desk,
    differences,
    firm,
    firm_kana,
    firm_latin,
    goods,
    landline,
    latitude,
    longitude,
    mailbox,
    mobile,
    moment,
    numbers,
    person,
    person_kana,
    person_latin,
    pick,
    street,
)  # fmt: skip

NAME, KANA, EMAIL = "personal.name", "personal.name.kana", "personal.contact.email"
PHONE, FAX, ADDRESS = "personal.contact.phone", "personal.contact.fax", "personal.contact.address"
POSTAL, REGION, BIRTH = "personal.contact.postal_code", "personal.contact.region", "personal.birth_date"
GENDER, EMPLOYER = "personal.gender", "personal.employer"

TABLES: dict[str, tuple[str, Sequence[Column]]] = {
    "suppliers": ("取引先マスタ", [
        ("取引先コード", code("T")), ("取引先名", firm), ("取引先名カナ", firm_kana),
        ("法人番号", checked("corporate_number", 13, "7")), ("郵便番号", pick(*ZIPS)), ("住所", address),
        ("電話番号", landline), ("FAX番号", landline), ("担当者名", person, NAME), ("担当者携帯", mobile, PHONE),
        ("口座番号", numbers(7)), ("支払条件", pick("月末締め翌月末払い", "20日締め翌月10日払い")), ("取引開始日", day),
    ]),
    "suppliers under another name": ("m_001.csv", [
        ("コード", code("")), ("会社名", firm), ("代表者名", person, NAME), ("所在地", address), ("TEL", landline),
        ("FAX", landline), ("業種", pick("製造業", "卸売業", "小売業", "運輸業")), ("資本金", amount), ("従業員数", pick("12", "250", "40", "31")),
    ]),
    "suppliers in English": ("suppliers", [
        ("supplier_id", code("")), ("company_name", firm_latin), ("contact_name", person_latin, NAME),
        ("address", street), ("city", pick("London", "Tokyo", "Paris", "Berlin", "Madrid")), ("postal_code", pick(*ZIPS)),
        ("phone", landline), ("fax", landline), ("website", pick("https://example.com", "https://example.org")),
        ("vat_number", code("DE1")),
    ]),
    "accounts of a CRM": ("Account.csv", [
        ("Id", code("001A0")), ("Name", firm_latin), ("BillingStreet", street), ("BillingCity", pick("London", "Tokyo", "Paris")),
        ("Phone", landline), ("Website", pick("https://example.com", "https://example.org")), ("Industry", pick("Banking", "Retail")),
        ("AnnualRevenue", amount), ("NumberOfEmployees", pick("12", "250", "40")),
    ]),
    "hospitals": ("医療機関一覧", [
        ("医療機関コード", numbers(7, "13")), ("医療機関名", pick("みなと病院", "あおば内科クリニック", "ひかり小児科医院", "中央歯科", "さくら皮膚科", "田中医院")),
        ("郵便番号", pick(*ZIPS)), ("所在地", address), ("電話番号", landline), ("開設者", person, NAME),
        ("診療科目", pick("内科", "外科", "小児科", "皮膚科")), ("病床数", pick("0", "20", "199", "320")),
        ("緯度", latitude), ("経度", longitude),
    ]),
    "hospitals in English": ("hospital_list", [
        ("hospital_name", pick("St Mary Hospital", "Riverside Clinic", "General Hospital", "Lakeview Medical Center")),
        ("address", street), ("phone", landline), ("beds", pick("20", "300")), ("lat", latitude), ("lng", longitude),
    ]),
    "shops": ("店舗一覧", [
        ("店舗コード", code("S")), ("店舗名", pick("新宿店", "渋谷店", "梅田店", "栄店", "札幌大通店", "博多駅前店")),
        ("住所", address), ("TEL", landline), ("メールアドレス", desk), ("営業時間", pick("10:00-20:00", "9:00-21:00")),
        ("緯度", latitude), ("経度", longitude), ("開店日", day),
    ]),
    "shops under another name": ("data_2026.csv", [
        ("店名", pick("新宿店", "渋谷店", "梅田店", "栄店")), ("郵便番号", pick(*ZIPS)), ("住所", address), ("電話", landline),
        ("営業時間", pick("10:00-20:00", "9:00-21:00")), ("定休日", pick("水曜日", "なし")), ("lat", latitude), ("lng", longitude),
    ]),
    "shops in English": ("stores.csv", [
        ("store_id", code("")), ("store_name", pick("Downtown Store", "Airport Store", "Harbor Shop", "Central Store")),
        ("street_address", street), ("city", pick("London", "Tokyo", "Paris", "Berlin", "Madrid")), ("phone", landline),
        ("latitude", latitude), ("longitude", longitude), ("opening_hours", pick("9-18", "10-20")),
    ]),
    "goods": ("商品マスタ", [
        ("商品コード", code("A-")), ("JANコード", goods), ("商品名", pick("ワイヤレスマウス", "緑茶 500ml", "鈴木さんの納豆", "ボールペン（黒）", "青山フラワー花束")),
        ("商品名カナ", pick("ワイヤレスマウス", "リョクチャ", "スズキサンノナットウ", "ボールペン")), ("メーカー名", firm), ("型番", pick("XJ-1200", "AB-77", "K-204-B")),
        ("単価", amount), ("原価", amount), ("在庫数", pick("1", "20", "300")), ("登録日時", moment), ("重量", pick("120", "3400")),
    ]),
    "goods in English": ("products", [
        ("product_id", code("")), ("ean", goods), ("product_name", pick("Wireless Mouse", "Jack Daniels 700ml", "Paul Smith Wallet", "Green Tea")),
        ("brand", pick("Calvin Klein", "Ralph Lauren", "Marc Jacobs", "Levis")), ("price", amount), ("color", pick("Brown", "White", "Green", "Rose")),
        ("weight", pick("1.2", "0.4")), ("created_at", moment),
    ]),
    "postal dictionary": ("KEN_ALL.CSV", [
        ("全国地方公共団体コード", numbers(5, "13")), ("旧郵便番号", pick("105", "160", "530")), ("郵便番号", lambda n: ZIPS[n % 6].replace("-", "")),
        ("都道府県名カナ", pick("トウキョウト", "オオサカフ", "アイチケン")), ("市区町村名カナ", pick("ミナトク", "シンジュクク", "オオサカシキタク")),
        ("町域名カナ", pick("シバ", "ニシシンジュク", "ウメダ", "サカエ")), ("都道府県名", pick(*PREFECTURES)), ("市区町村名", pick(*CITIES)),
        ("町域名", pick("芝", "西新宿", "梅田", "栄", "大通西")),
    ]),
    "municipalities": ("lg.csv", [
        ("団体コード", numbers(6, "13")), ("都道府県名", pick(*PREFECTURES)), ("市区町村名", pick(*CITIES)), ("市区町村名カナ", pick("ミナトク", "シンジュクク")),
        ("電話番号", landline), ("緯度", latitude), ("経度", longitude), ("人口", amount),
    ]),
    "members": ("会員", [
        ("会員番号", code("M"), "personal.account.customer_no"), ("氏名", person, NAME), ("フリガナ", person_kana, KANA), ("性別", pick("男", "女"), GENDER),
        ("生年月日", birth, BIRTH), ("郵便番号", pick(*ZIPS), POSTAL), ("都道府県", pick(*PREFECTURES), REGION), ("住所", address, ADDRESS),
        ("電話番号", mobile, PHONE), ("メールアドレス", mailbox, EMAIL), ("勤務先", firm, EMPLOYER), ("削除フラグ", pick("0", "1")), ("登録日時", moment),
    ]),
    "members in English": ("users", [
        ("id", code("")), ("first_name", pick(*FIRST), NAME), ("last_name", pick(*LAST), NAME), ("email", mailbox, EMAIL), ("phone", mobile, PHONE),
        ("street", street, ADDRESS), ("city", pick("London", "Tokyo", "Paris", "Berlin", "Madrid"), REGION), ("company", firm_latin, EMPLOYER),
        ("date_of_birth", birth, BIRTH), ("status", pick("active", "inactive")), ("created_at", moment),
    ]),
    "orders": ("受注", [
        ("受注番号", lambda n: f"20261{n:07}"), ("受注日", day), ("商品名", pick("ワイヤレスマウス", "緑茶 500ml", "ボールペン（黒）")), ("数量", pick("1", "2", "3")),
        ("金額", amount), ("お届け先氏名", person, NAME), ("お届け先郵便番号", pick(*ZIPS), POSTAL), ("お届け先住所", address, ADDRESS),
        ("お届け先電話番号", mobile, PHONE), ("会社名", lambda n: firm(n) if n % 4 == 0 else None, EMPLOYER), ("伝票番号", numbers(12)),
    ]),
    "orders in English": ("orders", [
        ("order_id", code("")), ("order_number", numbers(12)), ("order_date", day), ("sku", pick("AB-1", "CD-2")), ("quantity", pick("1", "2")),
        ("shipping_name", person_latin, NAME), ("ship_address", street, ADDRESS), ("ship_city", pick("London", "Tokyo", "Paris", "Berlin"), REGION),
        ("total", amount),
    ]),
    "employees": ("従業員", [
        ("社員番号", code("E"), "personal.id.employee_no"), ("氏名", person, NAME), ("氏名カナ", person_kana, KANA), ("部署", pick("営業部", "総務部", "開発部"), EMPLOYER),
        ("役職", pick("部長", "課長", "主任"), EMPLOYER), ("生年月日", birth, BIRTH), ("住所", address, ADDRESS), ("携帯電話", mobile, PHONE),
        ("マイナンバー", checked("my_number", 12), "personal.id.my_number"), ("会社電話番号", landline), ("入社日", day, EMPLOYER),
    ]),
    "unhelpful names of a table of persons": ("table_07", [
        ("col1", code("")), ("col2", person, NAME), ("col3", person_kana, KANA), ("col4", birth, BIRTH), ("col5", pick(*ZIPS), POSTAL), ("col6", address, ADDRESS),
        ("col7", mobile, PHONE), ("col8", mailbox, EMAIL), ("col9", pick("男", "女"), GENDER), ("col10", pick(*PREFECTURES), REGION), ("col11", amount),
        ("col12", moment), ("col13", numbers(12)), ("col14", goods),
    ]),
    "unhelpful names of a table of firms": ("f.csv", [
        ("f1", code("")), ("f2", firm), ("f3", landline), ("f4", address), ("f5", pick(*ZIPS)), ("f6", checked("corporate_number", 13, "5")),
    ]),
    "unhelpful names of a table of numbers": ("dump", [
        ("data_01", numbers(12, "3")), ("data_02", lambda n: f"2026{n % 12 + 1:02}{n % 28 + 1:02}{n % 24:02}{n % 60:02}"), ("data_03", goods),
        ("data_04", lambda n: str(1_700_000_000_000 + n * 86_400_123)), ("data_05", lambda n: str(1_000_001 + n)), ("data_06", numbers(16)),
        ("data_07", numbers(10, "1")), ("data_08", pick("1.2.3.4", "2.0.0.1", "10.0.1.2")),
    ]),
    "given and family names without names": ("x.csv", [
        ("項目1", pick(*FAMILY), NAME), ("項目2", pick(*GIVEN), NAME), ("項目3", birth, BIRTH), ("項目4", mailbox, EMAIL),
    ]),
    "books": ("書籍", [
        ("ISBN", lambda n: goods(n).replace("49", "978", 1)[:13]), ("書名", pick("海の本", "数学入門", "料理の基本")), ("著者", person), ("出版社", pick("みらい書房", "青空出版")),
        ("出版年", pick("1999", "2010", "2024")), ("価格", amount),
    ]),
    "films": ("films", [("title", pick("The Lake", "Night Train")), ("director", person_latin), ("release_year", pick("1999", "2015")), ("genre", pick("Drama", "Comedy"))]),
    "sensors": ("telemetry.csv", [
        ("device_id", code("dev-")), ("timestamp", moment), ("temperature", pick("21.4", "22.0")), ("humidity", pick("40", "55")), ("battery", pick("88", "93")),
        ("latitude", latitude), ("longitude", longitude), ("firmware", pick("1.2.3.4", "1.2.3.5")),
    ]),
    "servers": ("サーバ一覧", [
        ("ホスト名", code("web")), ("IPアドレス", lambda n: f"198.51.100.{n + 1}"), ("MACアドレス", lambda n: f"00:1b:44:11:3a:{n:02x}"), ("OS", pick("Ubuntu 22.04", "Windows Server 2022")),
        ("用途", pick("Web", "DB")), ("CPU", pick("4", "8")),
    ]),
    "payments": ("振込データ", [
        ("銀行コード", numbers(4, "0"), "personal.financial.bank_account"), ("銀行名", pick("みらい銀行", "青空銀行"), "personal.financial.bank_account"), ("支店コード", numbers(3), "personal.financial.bank_account"), ("支店名", pick("本店", "渋谷支店"), "personal.financial.bank_account"),
        ("預金種目", pick("普通", "当座"), "personal.financial.bank_account"), ("口座番号", numbers(7), "personal.financial.bank_account"), ("受取人名", person_kana, KANA), ("振込金額", amount, "personal.financial.transaction"),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_whose_data_it_is(name: str) -> None:
    assert not differences(*TABLES[name])
