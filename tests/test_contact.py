"""E-mail addresses, phone numbers and postal codes: what is one, what is none, and exactly where."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from detectors import inspection
from detectors.contact import EMAIL, POSTAL, find_emails, find_postal_codes, load_postal_forms
from detectors.phones import FAX, PHONE, find_phones, is_assigned
from tests.detection import BAIT, SLOWEST, cells_of, find_in, find_one, hits_of, time_bait, view_of

SHARED = Path(__file__).parents[2] / "shared" / "data"


def shared(name: str) -> Path:
    if not (SHARED / name).exists():
        pytest.skip("needs ../shared/data")
    return SHARED / name


# --- e-mail addresses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hanako@example.jp", ["hanako@example.jp"]),
        ("連絡先はhanako.y+shop@mail.example.co.jpです", ["hanako.y+shop@mail.example.co.jp"]),
        ("メール：ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐまで", ["ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ"]),
        ("hanako@example.jp。よろしく", ["hanako@example.jp"]),
        ("<taro@example.org>, 'jiro@example.net'", ["taro@example.org", "jiro@example.net"]),
        ("旧アドレス ta..ro.@docomo.ne.jp です", ["ta..ro.@docomo.ne.jp"]),
        ("ta.ro.@ezweb.ne.jp", ["ta.ro.@ezweb.ne.jp"]),
        ("mailto:taro@example.org?subject=x", ["taro@example.org"]),
        ("/login?email=taro@example.org&x=1", ["taro@example.org"]),
        ("GET /s?mail=taro%40example.org HTTP/1.1", ["taro%40example.org"]),
        ("O'Brien: pat.o'brien@example.ie", ["pat.o'brien@example.ie"]),
        ("...taro@example.org...", ["taro@example.org"]),
        ("a@xn--r8jz45g.jp", ["a@xn--r8jz45g.jp"]),
        ("😀taro@example.org𠮷", ["taro@example.org"]),
        ("to=taro@example.org;cc=jiro@example.org", ["taro@example.org", "jiro@example.org"]),
        ("x" * 64 + "@example.org", ["x" * 64 + "@example.org"]),
        ("https://shop.example/?q=taro@example.org", ["taro@example.org"]),
    ],
)
def test_emails(text: str, expected: list[str]) -> None:
    assert find_one(find_emails, EMAIL, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "logo@2x.png",
        "icon@3x.webp",
        "KeyguardMonitor@712d093",
        "@example.com",
        "taro@",
        "taro@localhost",
        "taro@example",
        "taro@example.nosuchtld",
        "taro@.com",
        "taro@-example.com",
        "lodash@4.17.21",
        "see @media and @import",
        "taro at example.com",
        "a@b@c",
        "x" * 65 + "@example.org",
        "taro@example.com2",
        "git@github.com:someone/project.git",
        "https://app:s3cret@db.example.com/app",
        "ssh://git@example.com/project",
        "太郎＠",
        "taro@example.com.x9",
        "価格@100.00",
    ],
)
def test_no_emails(text: str) -> None:
    assert find_one(find_emails, EMAIL, text) == []


# --- phone numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03-1234-5678", ["03-1234-5678"]),
        ("電話は０３－１２３４－５６７８です", ["０３－１２３４－５６７８"]),
        ("携帯０９０ー１２３４ー５６７８まで", ["０９０ー１２３４ー５６７８"]),
        ("090−1234−5678", ["090−1234−5678"]),
        ("(03)1234-5678", ["(03)1234-5678"]),
        ("03(1234)5678", ["03(1234)5678"]),
        ("(03) 1234-5678", ["(03) 1234-5678"]),
        ("TEL:03-1234-5678/FAX:03-1234-5679", ["03-1234-5678", "03-1234-5679"]),
        ("03-1234-5678/03-1234-5679", ["03-1234-5678", "03-1234-5679"]),
        ("TEL03-1234-5678", ["03-1234-5678"]),
        ("M090-1234-5678", ["090-1234-5678"]),
        ("0120-123-456", ["0120-123-456"]),
        ("0800-123-4567", ["0800-123-4567"]),
        ("045-123-4567", ["045-123-4567"]),
        ("0985-12-3456", ["0985-12-3456"]),
        ("050-1234-5678", ["050-1234-5678"]),
        ("電話 0312345678", ["0312345678"]),
        ("☎03 1234 5678", ["03 1234 5678"]),
        ("折り返しは09012345678へ", ["09012345678"]),
        ("call 08012345678.", ["08012345678"]),
        ("06012345678と07012345678", ["06012345678", "07012345678"]),
        ("+81-3-1234-5678", ["+81-3-1234-5678"]),
        ("℡０３－１２３４－５６７８", ["０３－１２３４－５６７８"]),
        ("☎0312345678 内線123", ["0312345678"]),
        ("0570-012-345", ["0570-012-345"]),
        ("0120-12-3456", ["0120-12-3456"]),
        ("フリーダイヤル0120123456", ["0120123456"]),
        ("070-1234-5678と060-1234-5678", ["070-1234-5678", "060-1234-5678"]),
        ("+81(0)3-1234-5678", ["+81(0)3-1234-5678"]),
        ("TEL 81-90-1234-5678", ["81-90-1234-5678"]),
        ("+81 (0)90-1234-5678", ["+81 (0)90-1234-5678"]),
        ("電話+81-90-1234-5678まで", ["+81-90-1234-5678"]),
        ("Tel+819012345678", ["+819012345678"]),
        ("+1 (650) 253-0000 ext. 12", ["+1 (650) 253-0000"]),
        ("(650) 253-0000", ["(650) 253-0000"]),
        ("callback (412) 555-0142 today", ["(412) 555-0142"]),
        ("size(412) 555-0142", []),
        ("sum (412) 5550142", []),
        ("from +1-490-555-0135 to", ["+1-490-555-0135"]),
        ("SMS to +44 7700 900355: done", ["+44 7700 900355"]),
        ("offset +1 200 300", []),
        ("Member(phone=+819012345678)", ["+819012345678"]),
        ("図番 029-9678-804 Rev.8", []),
        ("部品コード 03-6762-5412-W 廃番", []),
        ("電話＝000-0000-0000", []),
        ("+442079460123", ["+442079460123"]),
        ("+33 1 42 68 53 00", ["+33 1 42 68 53 00"]),
    ],
)
def test_phones(text: str, expected: list[str]) -> None:
    assert find_one(find_phones, PHONE, text, strong=True) == expected


@pytest.mark.parametrize("text", ["0312345678", "03 1234 5678", "03.1234.5678", "090-12345678", "81-90-1234-5678"])
def test_phones_that_need_the_column(text: str) -> None:
    assert find_one(find_phones, PHONE, text, strong=False) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22",
        "2026-11-22 09:30:00",
        "26-11-22",
        "00-1234-5678",
        "000-0000-0000",
        "090-0000-0000",
        "110",
        "0180-123",
        "978-4-1234-5678-0",
        "03-1234-5678-9",
        "1-03-1234-5678",
        "注文番号 0312345678",
        "伝票No.09012345678",
        "order 0451234567",
        "A03-1234-5678",
        "介護保険事業所番号：0170500123",
        "労働保険番号 13-1-01-123456-000",
        "181-90-1234-5678",
        "x09012345678",
        "0.0312345678",
        "/2026/0312345678",
        "192.168.0.1",
        "3+4=7",
        "+0000",
        "[17/May/2026:10:05:03 +0000]",
        "C++11 2026",
        "+12345",
        "+1234567890123456789",
        "4111-1111-1111-1111",
        "100-0001",
    ],
)
def test_no_phones(text: str) -> None:
    assert find_one(find_phones, PHONE, text) == []


@pytest.mark.parametrize("text", ["0161 496 0123", "650.253.0000 ext. 12"])
def test_numbers_without_a_country_need_the_name_of_the_field(text: str) -> None:
    called = view_of("phone", hints={PHONE: 0.9})
    assert find_one(find_phones, PHONE, text) == []
    assert find_one(find_phones, PHONE, text, view=called) == [text]


def example_numbers() -> list[dict[str, str]]:
    with shared("validators_phone/libphonenumber_example_numbers.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["valid"] == "1"]


def test_every_kind_of_japanese_number() -> None:
    kinds = {"FIXED_LINE", "MOBILE", "VOIP", "TOLL_FREE"}
    rows = [row for row in example_numbers() if row["region"] == "JP" and row["type"] in kinds]
    assert {row["type"] for row in rows} == kinds
    for row in rows:
        for text in (f"電話：{row['national']}", f"TELは{row['national']}まで", row["international"], row["e164"]):
            assert find_in(find_phones, PHONE, text, strong=True) != [[]], row["type"]


def test_numbers_of_the_world_with_a_plus() -> None:
    rows = example_numbers()
    assert len(rows) > 1000
    for form in ("e164", "international"):
        found = find_in(find_phones, PHONE, *[row[form] for row in rows])
        recall = sum(bool(one) for one in found) / len(rows)
        # One is shorter than seven digits with its country code.
        assert recall > 0.99, form


def test_what_a_numbering_plan_knows() -> None:
    assert is_assigned("819012345678") is True
    assert is_assigned("8109012345678") is True
    assert is_assigned("999123456789") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Please call me at (905) 674-3793.", ["(905) 674-3793"]),
        ("Phone: 60-56-85-91", ["60-56-85-91"]),
        ("mobile: 0490 39 07 81 / desk", ["0490 39 07 81"]),
        ("Fax: 345-899-3560x4587", ["345-899-3560x4587"]),
        ("call us on 01.84.17.61.18 today", ["01.84.17.61.18"]),
        ("台湾の電話番号は02-2345-6789です", ["02-2345-6789"]),
        ("phone number is 201 948 1927", ["201 948 1927"]),
        ("phone calls on 2024-01-05", []),
        ("call 12/05/2026", []),
        ("phone 1234567", []),
        ("call center 3 has 1,204 tickets", []),
        ("fax machine model 250-12", []),
        ("called 12 times in 30 days", []),
        ("telescope 200-1234-5678-9012-3456", []),
    ],
)
def test_numbers_of_any_country_behind_a_word(text: str, expected: list[str]) -> None:
    assert find_one(find_phones, PHONE, text, strong=True) == expected


# --- postal codes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("〒108-0014", ["108-0014"]),
        ("〒１０８－００１４東京都港区芝", ["１０８－００１４"]),
        ("郵便番号:1080014", ["1080014"]),
        ("〒 108−0014", ["108−0014"]),
        ("108-0014 東京都港区芝五丁目", ["108-0014"]),
        ("住所は108-0014東京都港区", ["108-0014"]),
        ("postal code 108-0014", ["108-0014"]),
        ("〒1080014", ["1080014"]),
        ("ZipCode=1080014", ["1080014"]),
    ],
)
def test_postal_codes(text: str, expected: list[str]) -> None:
    assert find_one(find_postal_codes, POSTAL, text, strong=True) == expected


@pytest.mark.parametrize("text", ["108-0014", "1080014", "品番 108-0014"])
def test_postal_codes_that_need_the_column(text: str) -> None:
    assert find_one(find_postal_codes, POSTAL, text, strong=True) == []
    assert len(find_one(find_postal_codes, POSTAL, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "999-9999",
        "〒999-9999",
        "2026-11-22",
        "03-108-0014",
        "108-0014-1",
        "108-00145",
        "A108-0014",
        "108 0014",
        "0.1080014",
    ],
)
def test_no_postal_codes(text: str) -> None:
    assert find_one(find_postal_codes, POSTAL, text) == []


@pytest.mark.parametrize("text", ["94103-1234", "SW1A 1AA", "K1A 0B6", "1012 AB", "01310-100", "75008"])
def test_codes_of_other_countries_need_the_name_of_the_field(text: str) -> None:
    called = view_of("zip", hints={POSTAL: 0.9})
    assert find_one(find_postal_codes, POSTAL, text) == []
    assert find_one(find_postal_codes, POSTAL, text, view=called, strong=False) == [text]


def test_codes_tried_and_codes_that_exist() -> None:
    (hits,) = hits_of(find_postal_codes(cells_of("108-0014", "1080014", "999-9999", "108-0014"), view_of()))
    assert (hits.tried, hits.passed, hits.check) == (2, 1, "postal_code")


# --- whatever comes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("detect", inspection.DETECTORS, ids=lambda detect: detect.__name__)
def test_no_string_breaks_a_detector(detect: inspection.Detect) -> None:
    strings = json.loads(shared("robust_blns/blns.json").read_text(encoding="utf-8"))
    cells = cells_of(*strings, "".join(strings))
    for results in (detect(cells, view_of()), detect(cells, view_of(kind="text"))):
        for hits in hits_of(results):
            assert (hits.start < hits.end).all()
            assert (cells.cell_of(hits.start) == cells.cell_of(hits.end - 1)).all()


@pytest.mark.parametrize("bait", ["TEL 81-" * 100_000, "電話0" * 100_000, "〒108-0014" * 50_000])
@pytest.mark.parametrize("detect", [find_phones, find_postal_codes])
def test_no_word_is_slow(detect: inspection.Detect, bait: str) -> None:
    assert time_bait(detect, bait) < SLOWEST


@pytest.mark.parametrize("bait", ["letters", "at", "mailboxes", "digits", "hyphens", "pluses", "dots"])
@pytest.mark.parametrize("detect", [find_emails, find_phones, find_postal_codes])
def test_no_input_is_slow(detect: inspection.Detect, bait: str) -> None:
    called = view_of(hints={PHONE: 0.9, POSTAL: 0.9})
    assert time_bait(detect, BAIT[bait], called) < SLOWEST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("88 Harbor Street, Portland, ME 04101, phone", ["04101"]),
        ("Springfield, IL 62704-1234", ["62704-1234"]),
        ("'17 Rosehill Crescent, Leeds',LS6 2QT,x", ["LS6 2QT"]),
        ("Kingsway Road, Manchester M20 4XB, phone", ["M20 4XB"]),
        ("Naka-ku, Nagoya 460-0008, mobile", ["460-0008"]),
        ("x\t8100001\t福岡県福岡市中央区天神", ["8100001"]),
        ("'3100015', '茨城県水戸市宮町'", ["3100015"]),
        ("build 12345, CA 90210 rack", []),
        ("Processor E5 2GB RAM, M2 8GB", []),
        ("part ZZ1 2AB, see", []),
        ("order, XX 12345", []),
        ("model Nagoya 4600008", []),
        ("8100001 件", []),
    ],
)
def test_postal_codes_in_addresses_in_text(text: str, expected: list[str]) -> None:
    assert find_one(find_postal_codes, POSTAL, text, strong=True) == expected


def test_the_lists_of_postal_forms_are_what_they_say() -> None:
    forms = load_postal_forms()
    assert len(set(forms["us_states"])) == len(forms["us_states"]) == 56
    assert len(set(forms["uk_areas"])) == len(forms["uk_areas"]) == 124
    assert all(one.isupper() and len(one) <= 2 for key in ("us_states", "uk_areas") for one in forms[key])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TEL 052-619-0685 FAX 052-536-3443", ["052-536-3443"]),
        ("ファックス：03-3456-1235", ["03-3456-1235"]),
        ("Fax (757) 555-0110", ["(757) 555-0110"]),
        ("TEL 052-619-0685", []),
        ("FAX送信票 宛先 見本 TEL 052-619-0685", []),
    ],
)
def test_numbers_of_facsimile_machines(text: str, expected: list[str]) -> None:
    assert find_one(find_phones, FAX, text, strong=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("携帯 O90-3648-919O 会員", ["O90-3648-919O"]),
        ("Tel 0S2-258-5650", ["0S2-258-5650"]),
        ("Fax (757) SS5-0110 From", ["(757) SS5-0110"]),
        ("品番 O90-3648-919O", []),
        ("携帯 OOO-OOOO-OOOO", []),
        ("attached cell 440-10-60215", []),
    ],
)
def test_numbers_that_a_scanner_misread(text: str, expected: list[str]) -> None:
    assert find_one(find_phones, PHONE, text, strong=True) == expected
