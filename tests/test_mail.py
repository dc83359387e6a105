from __future__ import annotations

import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from file_samples import SAMPLES, read_place, real_data, write

from connectors import mail
from connectors.mail import MAIL_FIELDS, mail_form
from connectors.mail_text import decode_bytes, decode_header, html_text, read_message


def test_a_mailbox_with_japanese_mail() -> None:
    reading = read_place(SAMPLES / "inquiries.mbox")
    item = reading.collections["inquiries.mbox"]
    assert (item.kind, item.form) == ("mailbox", "mbox")
    assert reading.fields["inquiries.mbox"] == list(MAIL_FIELDS)
    first, second = reading.only
    assert first["from"] == "見本花子 <hanako@example.com>"
    assert first["subject"] == "お問い合わせの件"
    assert first["body"] == "お世話になっております。\n電話は03-0000-0000です。\nFrom here on it is quoted.\n\n"
    assert "X-Originating-IP: [198.51.100.7]" in first["headers"]
    assert second["to"] == "support@example.com"
    assert second["body"] == "see the list\n\nname,mail\n試験太郎,taro@example.com\n"
    assert second["attachments"] == "名簿.csv\n写真.jpg"
    assert reading.skips() == [("inquiries.mbox", "unsupported-format", True)]
    assert reading.skipped[0].problem == "1 attachment was not looked into"


def message(**headers: str) -> EmailMessage:
    mail = EmailMessage()
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    return mail


def test_html_and_plain_are_both_text() -> None:
    sent = message(From="a@example.com", To="b@example.com", Subject="x")
    sent.set_content("plain part\n")
    sent.add_alternative("<p>rich&nbsp;part</p><script>ignore()</script>", subtype="html")
    cells, unread = read_message(sent.as_bytes())
    assert cells["body"] == "plain part\n\nrich part"
    assert unread == 0


def test_a_message_inside_a_message() -> None:
    inner = message(From="inner@example.com", Subject="inside", X_Note="note")
    inner.set_content("inner text\n")
    outer = message(From="outer@example.com", Subject="outside")
    outer.set_content("outer text\n")
    outer.add_attachment(inner)
    cells, unread = read_message(outer.as_bytes())
    assert (cells["from"], cells["subject"]) == ("outer@example.com", "outside")
    assert "inner@example.com" in (cells["headers"] or "")
    assert "inner text" in (cells["body"] or "")
    assert unread == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?ISO-2022-JP?B?GyRCOCtLXBsoQg==?=", "見本"),
        ("=?UTF-8?Q?=E8=A6=8B=E6=9C=AC?= <a@example.com>", "見本 <a@example.com>"),
        ("=?utf-8?b?6KaL?=\r\n =?utf-8?b?5pys?=", "見本"),
        ("=?Shift_JIS?B?h0A=?=", "①"),
        ("=?unknown?B?6KaL5pys?=", "見本"),
        ("=?utf-8?b?not base64!?=", "=?utf-8?b?not base64!?="),
        ("folded\r\n line", "folded line"),
        ("plain", "plain"),
    ],
)
def test_headers(value: str, text: str) -> None:
    assert decode_header(value) == text


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "iso2022_jp", "euc_jp"])
def test_headers_that_are_not_encoded_at_all(encoding: str) -> None:
    raw = "From: 見本花子 <hanako@example.com>\nSubject: ご注文のお知らせです\n\nbody\n".encode(encoding)
    cells, _ = read_message(raw)
    assert cells["subject"] == "ご注文のお知らせです"


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("①見本".encode("cp932"), "shift_jis", "①見本"),
        ("見本".encode(), "no-such-thing", "見本"),
        ("見本です".encode(), "us-ascii", "見本です"),
        (b"plain", None, "plain"),
    ],
)
def test_wrong_names_of_encodings(data: bytes, charset: str | None, text: str) -> None:
    assert decode_bytes(data, charset) == text


def test_html_becomes_text() -> None:
    page = (
        '<style>p{}</style><p>Dear <b>Hanako</b></p><a href="mailto:x@example.com">write</a><!-- ticket 12 --><br>bye'
    )
    assert html_text(page) == "Dear Hanako\nx@example.com write ticket 12".replace("x@", "mailto:x@") + "\nbye"


@pytest.mark.parametrize(
    "page",
    [
        "<a ",
        '<a b="',
        "<a b='x' ",
        "<a/ b= ",
        "<!--",
        "<!DOCTYPE html><![CDATA[",
        "]><![CDATA[",
        "<a b='x'c>",
        "<![if x",
    ],
)
def test_html_that_never_ends_is_read_in_time(page: str) -> None:
    begin = time.process_time()
    assert html_text("canary@example.com " + page * 20_000).startswith("canary@example.com")
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>1 < 2 and 3 > 2</p>", "1 < 2 and 3 > 2"),
        ('<p title="a > b">x</p>', "a > b x"),
        ("<![if !mso]>a<![endif]>b<!--[if mso]>c<![endif]-->", "ab [if mso]>c<![endif]"),
        ("<![CDATA[x@example.com]]>y", "x@example.com y"),
        ("<p>a</p><![foo bar]]>b", "a\n<![foo bar]]>b"),
        ("a<!-- b --><!-- open <p>c", "a b <!-- open\nc"),
    ],
)
def test_what_html_keeps_of_signs(page: str, text: str) -> None:
    assert html_text(page) == text


@pytest.mark.parametrize(
    ("sample", "suffix", "form"),
    [
        ("From a@example.com Mon Jan  5 10:00:00 2026\nTo: b@example.com\n\nx", "", "mbox"),
        ("From: a@example.com\nTo: b@example.com\n\nx", ".txt", "eml"),
        ("Received: from a\n\tby b\nFrom: a@example.com\n\nx", "", "eml"),
        ("X-Only: one\n\nx", ".eml", "eml"),
        ("From here to there\nand back\n", "", ""),
        ("name: x\nage: 3\n", "", ""),
        ("To: do\nlist of things\n", "", ""),
        ("Subject: x\n", "", ""),
        ("", ".eml", ""),
    ],
)
def test_recognising(sample: str, suffix: str, form: str) -> None:
    assert mail_form(sample, suffix) == form


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n",
        b"Content-Type: multipart/mixed; boundary=x\n\nno parts at all taro@example.com",
        b"Content-Type: text/plain; charset=\nContent-Transfer-Encoding: base64\n\n!!!!",
        b"Content-Type: ; ; ;\nContent-Disposition: attachment; filename*0*=x'y\n\ntext",
        b"From\x00: a\nTo: \xff\xfe\n\n\x00\xff",
        b"Content-Type: message/rfc822\n\n" * 600,
        b"Content-Type: text/plain; charset=rot13\n\nuryyb",
        b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(400)),
    ],
)
def test_broken_mail_is_still_a_row(raw: bytes) -> None:
    cells, _ = read_message(raw)
    assert set(cells) == set(MAIL_FIELDS)


def test_an_endless_message_is_cut_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "LARGEST_MESSAGE", 2_000)
    monkeypatch.setattr(mail, "BLOCK", 1_000)
    start = b"From a@example.com Mon Jan  5 10:00:00 2026\nSubject: %d\n\n"
    content = start % 1 + b"first\n\n" + start % 2 + b"x" * 50_000 + b"\n\n" + start % 3 + b"last\n"
    reading = read_place(write(tmp_path, "a.mbox", content))
    assert [row["subject"] for row in reading.only] == ["1", "2", "3"]
    assert reading.skips() == [("a.mbox", "unreadable", True)]
    single = read_place(write(tmp_path, "a.eml", b"From: a@example.com\n\n" + b"x" * 50_000))
    assert len(single.only) == 1
    assert single.skips() == [("a.eml", "unreadable", True)]


def test_many_messages_come_in_several_batches(tmp_path: Path) -> None:
    one = "From a@example.com Mon Jan  5 10:00:00 2026\nSubject: {}\n\ntext\n\n"
    path = write(tmp_path, "a.mbox", "".join(one.format(number) for number in range(1_201)))
    reading = read_place(path)
    assert [row["subject"] for row in reading.only] == [str(number) for number in range(1_201)]
    assert len(reading.batches["a.mbox"]) == 3
    assert sum(batch.bytes_read for batch in reading.batches["a.mbox"]) == path.stat().st_size


@pytest.mark.parametrize("folder", ["files_eml_cpython", "files_eml_mikel"])
def test_all_real_messages_give_a_row(folder: str) -> None:
    reading = read_place(real_data(folder))
    mailboxes = {name for name, item in reading.collections.items() if item.kind == "mailbox"}
    assert all(len(reading.rows[name]) == 1 for name in mailboxes)
    assert all(rows for name, rows in reading.rows.items() if reading.collections[name].size)
    assert {name for name in reading.collections if name.endswith(".eml")} <= mailboxes
    assert len(mailboxes) >= 40


def test_real_japanese_headers() -> None:
    folder = real_data("files_eml_mikel") / "emails"
    row = read_place(folder / "rfc2822" / "example14.eml").only[0]
    assert row["subject"] == "Re: TEST  テストテスト"
