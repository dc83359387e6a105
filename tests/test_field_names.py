"""What names of fields and tables say, and what they do not say."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.catalogue import load_catalogue
from detectors.field_names import match_field_name, names_a_thing, table_kind
from detectors.name_dictionary import load_dictionary
from detectors.name_forms import fold_romaji, split_words

DATA = tomllib.loads((files("detectors") / "data" / "field_names.toml").read_text(encoding="utf-8"))

SAYS = {
    "personal.name": """氏名 お名前 名前 姓名 顧客名 お客様氏名 会員氏名 担当者名 申込者氏名 患者氏名 宛名 姓 苗字 氏名/姓 氏名（漢字）
        届け先氏名 full_name fullName FirstName LAST_NAME lastname family_name givenName surname customer_name CustomerName
        contact-name shimei simei sei mei user.name patient.first_name cardholder_name EmployeeName tanto_name name01""",
    "personal.name.kana": """フリガナ ふりがな カナ氏名 氏名カナ シメイ ヨミガナ お客様氏名（カナ） ｼﾒｲ furigana name_kana last_name_kana
        kana01 sei_kana phonetic_name 氏名（フリガナ） 担当者名カナ""",
    "personal.name.romaji": "ローマ字氏名 英字氏名 name_romaji romaji 氏名ローマ字",
    "personal.contact.email": """メール メールアドレス Eメール Ｅ－ｍａｉｌ 電子メール 携帯メール email e_mail mail EmailAddress contact_email
        user.contact.email customerEmail 連絡先メールアドレス mail_address login_mail work_email email2""",
    "personal.contact.phone": """電話番号 電話 ＴＥＬ TEL 携帯電話 携帯番号 自宅電話番号 緊急連絡先電話番号 会社電話番号 denwa tel_no phone PhoneNumber
        mobile cell_phone home_phone contactNumber msisdn 携帯電話番号（ハイフンなし） tel1 phone_number_2 billing_phone 代表電話""",
    "personal.contact.fax": "FAX ＦＡＸ番号 ファックス fax_no faxNumber office_fax",
    "personal.contact.postal_code": """郵便番号 〒 郵便No 配送先郵便番号 zip zipcode ZIP_CODE postal_code postcode BillingPostalCode yubin_bango
        shipping_zip zip01""",
    "personal.contact.address": """住所 ご住所 現住所 送付先住所 お届け先住所 番地 建物名 マンション名 住所1 住所２ jusho address addr01 Address
        street_address shipping_address BillingAddress address_line_2 勤務先住所 apartment""",
    "personal.contact.region": """都道府県 都道府県名 市区町村 市区町村名 町域名 pref prefecture city City BillingCity BillingState municipality
        ward 都道府県名カナ shikuchoson""",
    "personal.birth_date": "生年月日 誕生日 birth_date BirthDate dob date_of_birth birthday seinengappi customer_birthdate emp_dob 生年",
    "personal.gender": "性別 男女 seibetsu sex gender gender_cd sex_id 性別コード",
    "personal.age": "年齢 満年齢 年代 age age_group nenrei",
    "personal.account.password": "パスワード 暗証番号 password passwd user_password password_hash encrypted_password hashedPassword pwd",
    "personal.account.credential": "access_token api_key reset_token 秘密の質問 security_answer refreshToken client_secret",
    "personal.account.login_id": "ログインID ユーザID ユーザー名 login_id user_id username userName login_name",
    "personal.account.customer_no": "会員番号 顧客番号 会員ID 顧客コード customer_id CustomerId member_no kaiin_no patient_id",
    "personal.nickname": "ニックネーム ハンドルネーム nickname handle screen_name",
    "personal.occupation": "職業 職種 occupation shokugyo profession",
    "personal.employer": "勤務先 部署 役職 hire_date HireDate 入社日 employer kinmusaki",
    "personal.family": "家族構成 続柄 扶養 緊急連絡先 spouse dependents next_of_kin tsuzukigara",
    "personal.marital_status": "婚姻状況 配偶者有無 marital_status married",
    "personal.hobby": "趣味 興味関心 hobby interests shumi",
    "personal.education": "最終学歴 出身校 university education graduation_year",
    "personal.nationality": "国籍 nationality kokuseki",
    "personal.income": "年収 世帯年収 annual_income income",
    "personal.blood_type": "血液型 blood_type",
    "personal.birthplace": "本籍 出身地 birthplace honseki",
    "personal.id.my_number": "マイナンバー 個人番号 my_number mynumber kojin_bango",
    "personal.id.drivers_license": "免許証番号 運転免許証番号 drivers_license menkyo_no",
    "personal.id.passport": "旅券番号 パスポート番号 passport_no passportNumber",
    "personal.id.residence_card": "在留カード番号 residence_card_no",
    "personal.id.health_insurance": "保険証番号 被保険者番号 記号番号 kenpo_no",
    "personal.id.pension": "基礎年金番号 年金番号 nenkin_no",
    "personal.id.employee_no": "社員番号 employee_id EmployeeId shain_no 従業員番号",
    "personal.id.student_no": "学籍番号 受験番号 student_id",
    "personal.financial.bank_account": "口座番号 口座名義 銀行名 金融機関コード bank_account account_number iban koza_no 振込先",
    "personal.financial.card": "カード番号 クレジットカード番号 card_number cc_number credit_card cvv cardNo セキュリティコード",
    "special.medical_history": "病歴 既往歴 病名 diagnosis allergies アレルギー",
    "special.health_check": "健診結果 血圧 検査結果 blood_pressure",
    "special.disability": "障害等級 障害者手帳 disability",
    "special.creed": "宗教 信仰 支持政党 religion",
    "special.race": "人種 民族 ethnicity",
    "hr.payroll": "給与 基本給 賞与 salary monthly_salary base_salary",
    "usage.device.ip": "IPアドレス 接続元IP client_ip remote_addr ip_address X-Forwarded-For last_login_ip",
    "usage.device.hw_id": "端末ID MACアドレス mac_address imei device_id android_id",
    "usage.device.ad_id": "広告ID idfa gaid advertising_id",
    "usage.browser": "ブラウザ ユーザーエージェント user_agent userAgent ua http_user_agent",
    "usage.cookie": "クッキー cookie visitor_id cookies",
    "usage.cookie.session": "session_id セッションID sessionId",
    "usage.behavior.datetime": "最終ログイン last_login last_login_at アクセス日時",
    "usage.behavior.search": "検索キーワード search_query search_keyword",
    "usage.behavior.purchase": "購入履歴 purchase_history",
    "usage.content.inquiry": "お問い合わせ内容 問合せ内容 inquiry toiawase_naiyo ご要望",
    "usage.content.comment": "コメント 備考 レビュー comment remarks memo bikou",
    "usage.location.coarse": "geo_city アクセス地域",
    "consent.record": "メルマガ希望 consent opt_in cookie_consent agreed_at",
    "org.corporate_number": "法人番号 corporate_number hojin_bango",
}  # fmt: skip

SAYS_NOTHING = ["id", "uuid", "code", "番号", "コード", "value", "data", "date", "time", "timestamp", "created_at", "updated_at", "deleted_at", "登録日", "更新日時", "作成日", "version", "type", "status", "flag", "count", "total", "amount", "price", "quantity", "単価", "数量", "金額", "合計", "sku", "jan", "JANコード", "isbn", "barcode", "url", "link", "path", "file", "file_name", "fileName", "hostname", "domain_name", "order_no", "受注番号", "注文番号", "伝票番号", "管理番号", "請求番号", "item_code", "商品コード", "product_id", "product_name", "商品名", "品名", "品番", "型番", "model_number", "part_number", "event_name", "class_name", "table_name", "column_name", "display_order", "ip_version", "port", "method", "protocol", "bytes", "Milliseconds", "duration", "size", "color", "genre", "category", "tag", "level", "thread", "page", "stage", "usage", "storage", "package", "message_type", "mailing_list", "license_key", "phone_type", "phone_verified", "email_verified", "email_verified_at", "email_count", "email_template", "address_type", "address_id", "card_type", "card_brand", "password_changed_at", "password_policy", "name_format", "birth_date_format", "ポイントカード番号", "全国地方公共団体コード", "メール送信フラグ", "メール送信日時", "電話確認フラグ", "住所区分", "性別数", "件名", "作品名", "曲名", "ファイル名", "カテゴリ", "税率", "削除フラグ", "状態", "種別", "track_id", "album_id", "artist_id", "genre_id", "media_type_id", "unit_price", "invoice_id", "InvoiceDate", "InvoiceLineId", "pid", "cid", "lgcode", "phrase", "url", "product.name", "items[].name", "genre.name", "file.name", "host.name", "brand_name", "category_name", "department_code", "store_code", "city_code_version", "shipping_method", "tracking_number", "shipped_at", "pinned", "opinion", "statement", "wallet_address", "contract_no", "契約番号", "案件名", "コース名", "serial", "message_id", "logger", "request_id", "trace_id", "span_id", "correlation_id", "build_id", "commit_hash", "checksum", "etag", "width", "zipfile", "gzip", "body_temperature", "memory_address", "phone_model_type", "cell_type", "currency", "country_code", "工事名", "メーカー名", "イベント名"]  # fmt: skip


@pytest.mark.parametrize("category", SAYS)
def test_says(category: str) -> None:
    for name in SAYS[category].split():
        found = match_field_name(name)
        assert found, name
        assert found[0].category == category, name
        assert found[0].strength > 0.5, name


def test_says_nothing() -> None:
    assert [(name, one) for name in SAYS_NOTHING for one in match_field_name(name) if one.strength > 0.3] == []


@pytest.mark.parametrize(
    "name", ["name", "state", "Name", "Title", "title", "note", "lat", "lng", "company", "contact", "user"]
)
def test_says_a_little(name: str) -> None:
    assert all(one.strength <= 0.3 for one in match_field_name(name))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Customer", "person"), ("customers", "person"), ("public.users", "person"), ("会員", "person"), ("顧客リスト.csv", "person"),
        ("exports/従業員名簿_2026.csv", "person"), ("shop.db!members", "person"), ("健診結果", "person"), ("employee_master", "person"),
        ("取引先一覧.csv", "organisation"), ("suppliers", "organisation"), ("店舗", "organisation"), ("医療機関", "organisation"),
        ("Track", "thing"), ("商品マスタ", "thing"), ("products.csv", "thing"),
        ("Playlist", "thing"), ("Invoice", None), ("x", None), ("access.log", None), ("", None),
    ],
)  # fmt: skip
def test_table_kinds(name: str, kind: str | None) -> None:
    assert table_kind(name) == kind


def test_the_dictionary_names_every_category_and_no_other() -> None:
    categories = set(DATA) - {"version", "words", "tables", "abbreviations", "coded", "forms"}
    assert categories == set(load_catalogue().ids)
    for category in categories:
        assert set(DATA[category]) <= {"ja", "en", "ja_end", "en_end", "romaji", "weak", "part", "role"}, category
        assert DATA[category].get("ja") or DATA[category].get("en"), category


def test_no_name_stands_twice() -> None:
    for kind in ("ja", "en", "ja_end", "en_end"):
        seen: dict[str, str] = {}
        for category, lists in DATA.items():
            for name in lists.get(kind, ()) if isinstance(lists, dict) else ():
                folded = name.replace("_", "").casefold()
                assert seen.setdefault(folded, category) == category, (name, category, seen[folded])


def test_never_and_whole_do_not_contradict() -> None:
    known = load_dictionary()
    assert not known.words["never_ja"] & set(known.whole_ja)
    assert not known.words["never"] & set(known.whole_en)


@given(st.text(max_size=60))
def test_any_text_is_a_name(name: str) -> None:
    for one in match_field_name(name):
        assert 0 < one.strength <= 1
        assert one.category in load_catalogue().ids
    split_words(name)
    table_kind(name)


SCHEMAS = tomllib.loads((Path(__file__).parent / "data" / "schemas.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("schema", SCHEMAS)
def test_schemas(schema: str) -> None:
    wrong = []
    for name, says in SCHEMAS[schema].items():
        found = match_field_name(name)
        sure = [one.category for one in found if one.strength > 0.5][:1]
        if sure != ([says] if says not in ("", "?") else []) or (says == "" and found):
            wrong.append((name, says, found))
    assert wrong == []


@pytest.mark.parametrize("case", ["{}", "T_{}", "{}_1", "{}2"])
def test_romaji_in_both_systems(case: str) -> None:
    listed = {key: lists["romaji"] for key, lists in DATA.items() if isinstance(lists, dict) and "romaji" in lists}
    for category, name in ((key, name) for key, names in listed.items() for name in names):
        for spelt in (name, fold_romaji(name), name.upper()):
            written = case.format(spelt if case == "{}" else spelt.lower())
            assert category in {one.category for one in match_field_name(written) if one.strength > 0.5}, (
                category,
                written,
            )


def test_what_is_sure_is_not_weak_for_the_same_category() -> None:
    for category, lists in DATA.items():
        if "weak" in lists:
            sure = {name for kind in ("ja", "en", "part") for name in lists.get(kind, ())}
            assert not sure & set(lists["weak"]), category


def test_lists_hold_nothing_twice() -> None:
    for category, lists in DATA.items():
        for kind, listed in lists.items() if isinstance(lists, dict) else ():
            if isinstance(listed, list):
                assert len(listed) == len(set(listed)), (category, kind)


def test_abbreviations_are_no_names_of_their_own_category() -> None:
    known = load_dictionary()
    for short, whole in known.abbreviations.items():
        assert short == short.lower()
        assert split_words(whole), short


def test_a_field_may_say_two_things() -> None:
    assert {one.category: one.how for one in match_field_name("住所1")} == {
        "personal.contact.address": "exact",
        "personal.contact.region": "weak",
    }
    assert [one.category for one in match_field_name("display_name")] == ["personal.nickname", "personal.name"]


@pytest.mark.parametrize("name", ["施設名", "商品", "機器名称", "product_name", "serial", "ブランド名", "取引先名"])
def test_names_of_things(name: str) -> None:
    assert names_a_thing(name)


@pytest.mark.parametrize("name", ["氏名", "担当者名", "customer_name", "会員", "name", ""])
def test_no_names_of_things(name: str) -> None:
    assert not names_a_thing(name)
