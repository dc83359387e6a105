"""What a field is, what it contains, whose it is: decided by the whole column and the table around it."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from connectors.base import Collection, CollectionKind, Field, FieldType
from detectors.base import Dismissed, Finding
from detectors.catalogue import load_catalogue
from detectors.checks import CHECKS
from detectors.evidence import confidence, load_knowledge, weigh_checks
from detectors.inspection import inspect_column, view_field
from detectors.judgement import judge_collection

Column = tuple[str, Sequence[str | None]] | tuple[str, Sequence[str | None], FieldType]
RNG = random.Random(20261122)


def judge(
    name: str, columns: Sequence[Column], kind: CollectionKind = "table"
) -> tuple[dict[str, dict[str, Finding]], list[Dismissed]]:
    """Findings by field and category."""
    fields = []
    for column in columns:
        field = Field(column[0], column[2] if len(column) == 3 else "text")
        fields.append((field, inspect_column(pa.array(column[1], pa.string()), view_field(field, kind))))
    findings, dismissed = judge_collection("s", Collection(name, kind), fields)
    result: dict[str, dict[str, Finding]] = {}
    for finding in findings:
        result.setdefault(finding.location.field, {})[finding.category] = finding
    return result, dismissed


def digits(count: int) -> str:
    return "".join(RNG.choice("0123456789") for _ in range(count))


def checked(check: str, count: int, prefix: str = "") -> str:
    """A random number that passes a check."""
    while True:
        value = prefix + digits(count - len(prefix))
        if CHECKS[check].test(np.array([[int(digit) for digit in value]], dtype=np.int8))[0]:
            return value


MY_NUMBERS = [checked("my_number", 12) for _ in range(60)]
CORPORATE = [checked("corporate_number", 13, "7") for _ in range(60)]
CARDS = [checked("card", 16, "4") for _ in range(60)]
EMAILS = [f"user{n}@example.jp" for n in range(60)]
NAMES = ["佐藤 花子", "鈴木 一郎", "高橋 健太", "田中 美咲", "伊藤 直樹", "渡辺 由美", "山本 大輔", "中村 恵子"] * 8
BIRTHS = [f"{RNG.randint(1950, 2005)}-{RNG.randint(1, 12):02}-{RNG.randint(1, 28):02}" for _ in range(60)]
RECENT = [f"2026-{RNG.randint(1, 11):02}-{RNG.randint(1, 28):02}" for _ in range(60)]
PHONES = [f"03-{RNG.randint(3000, 5999)}-{digits(4)}" for _ in range(60)]
ADDRESSES = [f"東京都港区芝{n % 5 + 1}丁目{n % 20 + 1}番{n % 9 + 1}号" for n in range(60)]


@pytest.mark.parametrize(
    ("field", "values", "category"),
    [
        ("#4", MY_NUMBERS, "personal.id.my_number"),
        ("code", CARDS, "personal.financial.card"),
        ("x", EMAILS, "personal.contact.email"),
        ("連絡先メール", EMAILS, "personal.contact.email"),
        ("氏名", NAMES, "personal.name"),
        ("#1", NAMES, "personal.name"),
        ("生年月日", BIRTHS, "personal.birth_date"),
        ("dob", ["S45.3.2", "H1.1.8", "R2/5/1", "昭和60年12月1日"] * 5, "personal.birth_date"),
        ("電話番号", PHONES, "personal.contact.phone"),
        ("FAX", PHONES, "personal.contact.fax"),
        ("住所", ADDRESSES, "personal.contact.address"),
        ("性別", ["男", "女"] * 20, "personal.gender"),
        ("sex", ["M", "F"] * 20, "personal.gender"),
        ("郵便番号", ["108-0014", "100-0001", "150-0001", "530-0001"] * 5, "personal.contact.postal_code"),
        ("法人番号", CORPORATE, "org.corporate_number"),
        ("password", ["hunter2xx", "qwerty99", "letmein1"] * 5 + ["abc123!x"], "personal.account.password"),
        ("client_ip", [f"203.0.113.{n}" for n in range(60)], "usage.device.ip"),
        ("mac", [f"00:1a:2b:3c:4d:{n:02x}" for n in range(60)], "usage.device.hw_id"),
        ("お問い合わせ内容", ["届いた商品が壊れていました。交換をお願いします。", "返品の方法を教えてください。"] * 10, "usage.content.inquiry"),
    ],
)  # fmt: skip
def test_a_field_is(field: str, values: Sequence[str], category: str) -> None:
    found, _ = judge("会員", [("id", [str(n) for n in range(len(values))], "integer"), (field, values)])
    assert category in found.get(field, {}), {name: one.confidence for name, one in found.get(field, {}).items()}
    finding = found[field][category]
    assert finding.verdict == "is"
    assert finding.evidence.matched > 0.8 * finding.evidence.read
    assert finding.evidence.factors


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("order_no", [digits(12) for _ in range(200)]),
        ("受注番号", [f"{n:012}" for n in range(200000000000, 200000000200)]),
        ("jan", ["49" + digits(11) for _ in range(200)]),
        ("ts", [f"2026{RNG.randint(1, 12):02}{RNG.randint(1, 28):02}{RNG.randint(0, 23):02}{RNG.randint(0, 59):02}" for _ in range(200)]),
        ("epoch_ms", [str(1_700_000_000_000 + RNG.randint(0, 10**9)) for _ in range(200)]),
        ("hash16", [digits(16) for _ in range(200)]),
        ("created_at", [f"{day} 10:11:12" for day in RECENT]),
        ("商品名", ["ワイヤレスマウス", "緑茶 500ml", "ボールペン（黒）", "青山フラワー花束"] * 10),
        ("version", ["1.2.3.4", "2.0.0.1", "10.0.1.2"] * 10),
        ("genre", ["Rock", "Jazz", "Metal", "Pop"] * 10),
        ("price", ["100", "2500", "398"] * 10),
        ("color", ["Brown", "White", "Green", "Gray", "Rose"] * 10),
    ],
)  # fmt: skip
def test_a_field_is_nothing_personal(field: str, values: Sequence[str]) -> None:
    found, _ = judge("t", [(field, values)])
    assert field not in found, {name: (one.verdict, one.confidence) for name, one in found[field].items()}


def test_contains_is_told_from_is() -> None:
    notes = ["特になし"] * 1997 + [
        "折り返しは090-1234-5678まで",
        "tel 03-3456-7890 です",
        "携帯０８０−１１１２−２２２３へ",
    ]
    found, _ = judge("t", [("備考", notes)])
    phone = found["備考"]["personal.contact.phone"]
    assert (phone.verdict, phone.evidence.matched, phone.evidence.read) == ("contains", 3, 2000)
    low, high = phone.evidence.interval
    assert low < 3 / 2000 < high
    assert [sighting.row for sighting in phone.evidence.at] == [1998, 1999, 2000]


def test_one_card_in_a_long_text_column_is_not_averaged_away() -> None:
    notes = ["いつもありがとうございます。"] * 9999 + [f"カード番号は{CARDS[0]}です"]
    found, _ = judge("t", [("memo", notes)])
    assert found["memo"]["personal.financial.card"].verdict == "contains"


def test_named_when_only_the_name_says_so() -> None:
    found, _ = judge("会員", [("氏名", [None, "", "  "]), ("宗教", ["a", "b", "c"])])
    assert found["氏名"]["personal.name"].verdict == "named"
    assert found["氏名"]["personal.name"].evidence.read == 0
    creed = found["宗教"]["special.creed"]
    assert (creed.verdict, creed.evidence.matched) == ("named", 0)


def test_factors_add_up_to_the_confidence() -> None:
    found, _ = judge("t", [("マイナンバー", MY_NUMBERS)])
    finding = found["マイナンバー"]["personal.id.my_number"]
    names = {factor.name for factor in finding.evidence.factors}
    assert {"prior", "name", "checks"} <= names
    total = sum(factor.weight for factor in finding.evidence.factors)
    assert finding.confidence == confidence(total)
    assert finding.evidence.checks is not None
    assert finding.evidence.checks.passed == finding.evidence.checks.tried == 60


def test_values_that_contradict_the_name_win() -> None:
    found, _ = judge("t", [("email", [f"flag{n}" for n in range(300)])])
    assert "email" not in found
    found, _ = judge("t", [("マイナンバー", [digits(12) for _ in range(300)])])
    assert "マイナンバー" not in found


def test_a_plain_name_over_unknown_values_is_said_in_doubt() -> None:
    foreign = ["マイケル・ジョンソン", "グエン・ヴァン・アン", "キム・ミンジ", "ジョン・スミス"] * 20
    found, _ = judge("t", [("氏名", foreign), ("パスワード", ["あいことば1", "おなじ", "ひみつです"] * 27)])
    assert found["氏名"]["personal.name"].confidence >= 0.5
    assert "personal.account.password" in found["パスワード"]


@pytest.mark.parametrize("count", [2, 6, 20, 200])
@pytest.mark.parametrize("field", ["password", "初期パスワード", "pwd"])
def test_passwords_that_many_share_are_passwords(field: str, count: int) -> None:
    found, _ = judge(
        "users", [("login", [f"u{n}" for n in range(200)]), (field, [f"Start{n % count}!" for n in range(200)])]
    )
    assert "personal.account.password" in found[field]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("brand_en", ["Calvin Klein", "Jack Daniels", "Paul Smith", "Ralph Lauren", "Marc Jacobs"] * 20),
        ("商品名", ["鈴木さんの納豆", "田中さんちの卵", "緑茶 500ml"] * 20),
        ("serial", [f"0{RNG.randint(10, 99)}-{digits(4)}-{digits(4)}" for _ in range(500)]),
        ("バージョン", ["61.12.7.33", "61.12.8.1", "62.0.22.91"] * 20),
    ],
)
def test_what_a_things_name_rules_out(field: str, values: Sequence[str]) -> None:
    found, _ = judge("t", [(field, values)])
    assert field not in found, {name: (one.verdict, one.confidence) for name, one in found[field].items()}


@pytest.mark.parametrize("field", ["代表電話", "会社電話番号", "company_phone", "店舗TEL"])
def test_a_companys_line_is_nobodys(field: str) -> None:
    found, dismissed = judge("会員", [("氏名", NAMES[:60]), (field, PHONES)])
    assert field not in found
    assert [(one.location.field, one.reason) for one in dismissed] == [(field, "organisation")]


def test_customers_may_be_companies_too() -> None:
    mixed = [name if n % 3 else f"株式会社見本{n}" for n, name in enumerate(NAMES[:60])]
    found, _ = judge("受注", [("顧客名", mixed)])
    assert found["顧客名"]["personal.name"].confidence >= 0.6


def test_addresses_of_an_internal_network_weigh_less() -> None:
    def factors(addresses: list[str]) -> set[str]:
        found, _ = judge("app.log", [("", [f"connect from {one} ok" for one in addresses])], "log")
        return {factor.name for factor in found[""]["usage.device.ip"].evidence.factors}

    assert "private-address" in factors([f"192.168.30.{n}" for n in range(20, 90)])
    assert "private-address" not in factors([f"203.0.113.{n}" for n in range(20, 90)] + ["192.168.30.44"])


def test_a_boolean_is_no_email_address() -> None:
    found, _ = judge("users", [("email", ["true", "false"] * 10, "boolean")])
    assert "email" not in found


SUPPLIERS: list[Column] = [
    ("取引先コード", [f"T{n:04}" for n in range(60)]),
    ("会社名", [f"株式会社テスト{n}" for n in range(60)]),
    ("法人番号", CORPORATE),
    ("代表電話", PHONES),
    ("所在地", ADDRESSES),
    ("郵便番号", ["108-0014"] * 60),
]


def test_an_organisations_data_is_nobodys() -> None:
    found, dismissed = judge("取引先", SUPPLIERS)
    assert {name for fields in found.values() for name in fields} == {"org.corporate_number"}
    assert found["法人番号"]["org.corporate_number"].subject == "organisation"
    assert {one.location.field for one in dismissed} >= {"代表電話", "所在地"}


def test_the_person_in_a_company_table_is_a_person() -> None:
    found, _ = judge("取引先", [*SUPPLIERS, ("担当者名", NAMES[:60])])
    assert found["担当者名"]["personal.name"].subject == "person"


def test_regions_count_only_beside_persons() -> None:
    cities = ["札幌市", "函館市", "青森市", "盛岡市", "仙台市", "秋田市", "山形市", "福島市", "水戸市", "前橋市"]
    found, dismissed = judge("t", [("市区町村", cities)])
    assert not found
    assert [one.reason for one in dismissed] == ["place-directory"]
    found, _ = judge("会員", [("氏名", NAMES[:10]), ("市区町村", cities)])
    assert found["市区町村"]["personal.contact.region"].subject == "person"


def test_access_log_fields() -> None:
    agent = "Mozilla/5.0 (Linux; Android 14; Pixel 8 Pro) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
    columns: list[Column] = [
        ("client_ip", ["203.0.113.7"] * 30),
        ("user", [None] * 30),
        ("time", ["22/Nov/2026:10:00:00 +0900"] * 30),
        ("request", ["GET /mypage?mail=taro@example.jp HTTP/1.1"] * 30),
        ("status", ["200"] * 30),
        ("user_agent", [agent] * 30),
        ("cookie", ["_ga=GA1.2.1234567890.1700000000; sid=0123456789abcdef0123"] * 30),
    ]
    found, _ = judge("access.log", columns, "access-log")
    assert set(found) == {"", "client_ip", "time", "request", "user_agent", "cookie"}
    assert "usage.access_log" in found[""]
    assert "usage.device.ip" in found["client_ip"]
    assert "usage.behavior.datetime" in found["time"]
    assert set(found["request"]) >= {"usage.behavior.view", "personal.contact.email"}
    assert set(found["user_agent"]) == {"usage.browser", "usage.os", "usage.device.model"}
    assert set(found["cookie"]) >= {"usage.cookie", "usage.cookie.session"}


def test_hashed_passwords_are_told_apart() -> None:
    hashes = [f"$2b$12$abcdefghijklmnopqrstuuZ5eZ8mWmG1dZ5rQw1l7o1vQe7b8c9{n:02}" for n in range(30)]
    found, _ = judge("users", [("password_hash", hashes)])
    factors = {
        factor.name: factor.weight for factor in found["password_hash"]["personal.account.password"].evidence.factors
    }
    assert factors["hashed"] > 1


def test_evidence_data_names_real_categories() -> None:
    known, catalogue = load_knowledge(), load_catalogue().ids
    named = {*known.models, *known.covers, *(one for some in known.covers.values() for one in some)}
    named |= {category for parts in known.containers.values() for category in parts.values() if category}
    assert named <= set(catalogue)
    parents = {category.rsplit(".", n)[0] for category in catalogue for n in range(3)} | set(catalogue)
    subjects = known.subjects
    assert {*subjects.person, *subjects.attached, *subjects.nameless, *subjects.needs_person} <= parents
    assert {*subjects.undeniable} <= parents


@pytest.mark.parametrize(
    ("tried", "passed", "sign"), [(20, 20, 1), (20, 2, -1), (1, 1, 1), (0, 0, 0), (100, 97, 1), (10, 0, -1)]
)
def test_check_digits_speak_by_their_pass_rate(tried: int, passed: int, sign: int) -> None:
    assert np.sign(weigh_checks(tried, passed, 0.1)) == sign
