"""Contacts and calendars: a row for each component, Japanese exports of old and new telephones, damage, real files."""

from __future__ import annotations

from pathlib import Path

import pytest
from file_samples import read_place, real_data, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.component_file import MOST_FIELDS, component_form

CARDS = """BEGIN:VCARD
VERSION:3.0
N:見本;花子;;;
FN:見本 花子
X-PHONETIC-LAST-NAME:ミホン
X-PHONETIC-FIRST-NAME:ハナコ
ORG:株式会社サンプル;営業部;一課
TEL;type=CELL;type=pref:090-1234-5678
TEL;type=WORK,FAX:03-1234-5678
item1.EMAIL;type=INTERNET:hanako@example.com
ADR;type=HOME:;;架空1-2-3 サンプル荘101;千代田区;東京都;100-0001;日本
BDAY:1990-01-05
NOTE:二行の\\nメモ\\, 以上
PHOTO;ENCODING=b;TYPE=JPEG:AAAA
 BBBB
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Taro Sample
N:Sample;Taro;;Dr.;
TEL;VALUE=uri:tel:+81-3-1234-5678
ADR:;;1 Sample Street;Springfield;IL;62701;USA
IMPP:sip:taro@example.com
END:VCARD
"""
OLD = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\n"
    b"N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8C=A9=96=7B;=\r\n=89=D4=8E=71;;;\r\n"
    b"SOUND;X-IRMC-N;CHARSET=SHIFT_JIS:\xd0\xce\xdd;\xca\xc5\xba;;;\r\n"
    b"TEL;CELL:09012345678\r\nPHOTO;JPEG;BASE64:\r\nAAAABBBB\r\nCCCC==\r\n\r\nEND:VCARD\r\n"
)
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//JA
X-WR-CALNAME:hanako@example.com
BEGIN:VEVENT
UID:1@example.com
DTSTART;TZID=Asia/Tokyo:20260105T100000
SUMMARY:面談 見本花子
ORGANIZER;CN="見本, 一郎":mailto:ichiro@example.com
ATTENDEE;CN=見本花子;PARTSTAT=ACCEPTED:MAILTO:hanako@example.com
ATTENDEE;CN=佐藤:mailto:sato@example.com
DESCRIPTION:電話 03-1234-5
 678 まで
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:まもなく
END:VALARM
LOCATION:会議室
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_cards(tmp_path: Path, end: str, encoding: str) -> None:
    reading = read_place(write(tmp_path, "contacts.vcf", CARDS.replace("\n", end).encode(encoding)))
    (collection,) = reading.collections.values()
    assert (collection.kind, collection.form) == ("records", "vcard")
    first, second = reading.only
    assert first == {
        "version": "3.0",
        "family_name": "見本",
        "given_name": "花子",
        "full_name": "見本 花子",
        "family_name_kana": "ミホン",
        "given_name_kana": "ハナコ",
        "organization": "株式会社サンプル",
        "department": "営業部 一課",
        "tel": "090-1234-5678",
        "fax": "03-1234-5678",
        "email": "hanako@example.com",
        "address": "東京都千代田区架空1-2-3 サンプル荘101",
        "postal_code": "100-0001",
        "country": "日本",
        "birthday": "1990-01-05",
        "note": "二行の\nメモ, 以上",
    }
    assert second["tel"] == "+81-3-1234-5678"
    assert second["address"] == "1 Sample Street, Springfield, IL"
    assert second["name_prefix"] == "Dr."
    assert reading.skips() == [("contacts.vcf", "unsupported-format", True)]


def test_a_card_of_an_old_telephone(tmp_path: Path) -> None:
    reading = read_place(write(tmp_path, "a.vcf", OLD))
    assert reading.only == [
        {"version": "2.1", "family_name": "見本", "given_name": "花子", "name_kana": "ﾐﾎﾝ ﾊﾅｺ", "tel": "09012345678"}
    ]
    assert reading.skips() == [("a.vcf", "unsupported-format", True)]


def test_a_calendar(tmp_path: Path) -> None:
    reading = read_place(write(tmp_path, "a.ics", CALENDAR))
    (collection,) = reading.collections.values()
    assert (collection.kind, collection.form) == ("records", "icalendar")
    alarm, event, calendar = reading.only
    assert alarm == {"component": "VALARM", "action": "DISPLAY", "description": "まもなく"}
    expected = {
        "component": "VEVENT",
        "summary": "面談 見本花子",
        "organizer": "ichiro@example.com",
        "organizer_name": "見本, 一郎",
        "attendee": "hanako@example.com\nsato@example.com",
        "attendee_name": "見本花子\n佐藤",
        "description": "電話 03-1234-5678 まで",
        "location": "会議室",
    }
    assert event | expected == event
    assert calendar["calendar_name"] == "hanako@example.com"
    assert not reading.skipped


def test_a_fold_inside_a_character(tmp_path: Path) -> None:
    data = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:見本花子\r\nEND:VCARD\r\n".encode()
    at = data.index("本".encode()) + 1
    assert read_place(write(tmp_path, "a.vcf", data[:at] + b"\r\n " + data[at:])).only[0]["full_name"] == "見本花子"


def test_odd_lines_stay_whole_and_name_no_field(tmp_path: Path) -> None:
    text = CARDS.replace("BDAY", "山田太郎 090-1111-2222\nHANAKO:secret\n090-1234-5678:x\nBDAY") + "after the end\n"
    reading = read_place(write(tmp_path, "a.vcf", text))
    first, _, last = reading.only
    assert first[""] == "山田太郎 090-1111-2222\nHANAKO:secret\n090-1234-5678:x"
    assert last == {"": "after the end"}
    assert not {"hanako", "090-1234-5678"} & set(reading.fields["a.vcf"])


def test_a_file_that_ends_inside_a_record_says_so(tmp_path: Path) -> None:
    reading = read_place(write(tmp_path, "a.ics", CALENDAR[: CALENDAR.index("ATTENDEE;CN=佐藤")]))
    assert [row["component"] for row in reading.only] == ["VEVENT", "VCALENDAR"]
    assert reading.only[0]["attendee_name"] == "見本花子"
    assert reading.skips() == [("a.ics", "corrupt", True)]


@pytest.mark.slow
def test_many_cards_and_wild_ones(tmp_path: Path) -> None:
    wild = "BEGIN:VCARD\nVERSION:3.0\n" + "".join(
        f"X-{'ABCDEFGHIJ'[n % 10] * (1 + n // 10)}:v{n}\n" for n in range(640)
    )
    wild += "END:VCARD\n" + "BEGIN:V\n" * 3_000 + "END:V\n"
    deep = "BEGIN:VCARD\nVERSION:3.0\nNOTE:" + "メモ " * 400_000 + "\nTEL:0312345678\nEND:VCARD\n"
    reading = read_place(write(tmp_path, "a.vcf", CARDS * 2_000 + deep + wild))
    rows = reading.only
    assert len([row for row in rows if row.get("family_name") == "見本"]) == 2_000
    assert any(row.get("tel") == "0312345678" for row in rows)
    assert len(reading.fields["a.vcf"]) <= MOST_FIELDS + 1
    assert "v639" in str([row for row in rows if "x_a" in row])


def test_a_quoted_value_without_an_end(tmp_path: Path) -> None:
    text = "BEGIN:VCARD\nVERSION:2.1\nFN;ENCODING=QUOTED-PRINTABLE:Hana=\n" + "=\n" * 200_000
    reading = read_place(write(tmp_path, "a.vcf", text))
    assert reading.only[0]["full_name"].startswith("Hana")


@pytest.mark.parametrize(
    ("sample", "form"),
    [
        (CARDS, "vcard"),
        (CALENDAR, "icalendar"),
        ("\nbegin:vcard\nversion:3.0\n", "vcard"),
        ("home.begin:vcard\nversion:3.0\n", "vcard"),
        ("BEGIN:VEVENT\nDTSTART:x\n", "icalendar"),
        ("BEGIN:VCALENDAR\nVERSION\n :2.0\n", "icalendar"),
        ("", ""),
        ("BEGIN:VCARD", ""),
        ("BEGIN:VCARD\nis how a card begins\n", ""),
        ("BEGIN:VOLUME\nA:1\n", ""),
        ("BEGIN VCARD\nVERSION:3.0\n", ""),
        ("-----BEGIN:VCARD\nVERSION:3.0\n", ""),
    ],
)
def test_what_is_one(sample: str, form: str) -> None:
    assert component_form(sample) == form


def test_real_files_give_up_their_people() -> None:
    reading = read_place(real_data("files_vcard_ics"))
    forms = [collection.form for collection in reading.collections.values()]
    assert forms.count("vcard") >= 5
    assert forms.count("icalendar") >= 120
    assert {skip.reason for skip in reading.skipped} <= {"corrupt", "unsupported-format"}
    assert all(skip.partial for skip in reading.skipped)
    quoted = reading.rows["vobject/quoted-printable.ics"]
    assert [(row["family_name"], row["given_name"], row["tel"].count("\n")) for row in quoted] == [("黄", "世勇", 1)]
    groups = reading.rows["vobject/vcard_with_groups.ics"][0]
    assert groups["note"].endswith("country of Germany.\nNext line.")


@given(st.sampled_from([CARDS.encode(), OLD, CALENDAR.encode()]), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_damage_never_fails(tmp_path: Path, whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=6))
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    path = write(tmp_path, "a.vcf", damaged[: data.draw(st.integers(1, len(damaged)))] + b"\n")
    read_place(path)
