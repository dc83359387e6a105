"""Lines out of text, Markdown, HTML, Word and PDF."""

from __future__ import annotations

import time
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.policy import PolicyError
from reports.policy_text import MAXIMUM_BYTES, MAXIMUM_CHARACTERS, MAXIMUM_LINES, read_text

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def texts(data: bytes) -> list[str]:
    return [line.text for line in read_text(data, "policy").lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp"])
def test_japanese_encodings(encoding: str) -> None:
    text = read_text("第１条（個人情報の取得）\n当社は、氏名を取得します。".encode(encoding), "policy.txt")
    assert [line.text for line in text.lines] == ["第１条（個人情報の取得）", "当社は、氏名を取得します。"]
    assert text.language == "ja"


def test_lines_keep_number_indent_and_blank_lines() -> None:
    lines = read_text(b"A\n\n  B\n\tC\n", "policy").lines
    assert [(line.number, line.text, line.indent, line.after_blank) for line in lines] == [
        (1, "A", 0, True),
        (3, "B", 2, True),
        (4, "C", 4, False),
    ]
    assert lines[1].place == "line 3"


def test_markdown() -> None:
    lines = read_text(
        "## 第3条（目的）\n| 情報 | 目的 |\n|---|---|\n| 氏名 | 発送<br>連絡 |\n**太字**の文".encode(), "p.md"
    ).lines
    assert lines[0].heading == 2
    assert lines[0].text == "第3条（目的）"
    assert [line.cells for line in lines[1:3]] == [("情報", "目的"), ("氏名", "発送\n連絡")]
    assert lines[3].text == "太字の文"


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>a<br>b</p><p>c", ["a", "b", "c"]),
        ("<ol><li>x<li>y</ol>", ["1. x", "2. y"]),
        ('<ol start="4"><li><p>x</p></li></ol>', ["4. x"]),
        ("<ul><li>x</li><li>(1) y</li></ul>", ["・x", "(1) y"]),
        ("<p>a &amp; b&nbsp;c<script>no()</script></p><style>p{}</style>", ["a & b c"]),
        ("<title>no<body><p>yes", ["yes"]),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>e<p>", ["a | b", "c | d", "e"]),
        ("<table><tr><td>only</td></tr></table><p>x", ["only", "x"]),
        ("<div>a<div>b</div>c</div>", ["a", "b", "c"]),
    ],
)
def test_html(html: str, wanted: list[str]) -> None:
    assert texts(html.encode()) == wanted


@pytest.mark.parametrize("bait", ["<a ", '<a b="', "<a b='x' ", "<!--", "<!DOCTYPE html><![CDATA[", "]><![CDATA["])
def test_html_that_never_ends_is_read_in_time(bait: str) -> None:
    begin = time.process_time()
    assert texts(b"<p>one</p>" + bait.encode() * 10_000)[0] == "one"
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    "page", ["<p>one<![foo bar]]>", "<p>one<!DOCTYPE [<!FOO>]>", "<p>one<![if !mso]><p>two<![endif]>"]
)
def test_odd_declarations_do_not_stop_the_reader(page: str) -> None:
    assert texts(page.encode())[0].startswith("one")


def test_html_says_the_line_of_its_source() -> None:
    lines = read_text(b"<html>\n<p>\n one\n</p>\n<h2>two</h2>", "p").lines
    assert [(line.number, line.text, line.heading) for line in lines] == [(3, "one", 0), (5, "two", 2)]


def word(body: str, prolog: str = "") -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(
            "word/document.xml", f'{prolog}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        )
    return packed.getvalue()


def paragraph(text: str, style: str = "") -> str:
    return f"<w:p><w:pPr>{style}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_word() -> None:
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    body = (
        paragraph("利用目的", '<w:pStyle w:val="Heading2"/>')
        + paragraph("発送のため", number)
        + paragraph("連絡のため", number)
        + f"<w:tbl><w:tr>{cell.format('氏名')}{cell.format('発送')}</w:tr></w:tbl>"
    )
    lines = read_text(word(body), "p.docx").lines
    assert [(line.text, line.heading) for line in lines[:3]] == [
        ("利用目的", 2),
        ("1. 発送のため", 0),
        ("2. 連絡のため", 0),
    ]
    assert lines[3].cells == ("氏名", "発送")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (word("", '<!DOCTYPE x [<!ENTITY a "b">]>'), "entities"),
        (b"PK\x03\x04 no zip", "no Word document"),
        (word("<w:p>").replace(b"w:body", b"w:bodx", 1), "no Word document"),
        (b"x" * (MAXIMUM_BYTES + 1), "larger"),
        (b"x\n" * (MAXIMUM_LINES + 1), "lines"),
        (b"x" * (MAXIMUM_CHARACTERS + 1), "characters"),
        (b"\xff\xff\x81\x00", "no text"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        read_text(data, "policy")


def portable(*lines: str) -> bytes:
    """A PDF of one page, as small as it can be."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(data),
    )


def test_pdf() -> None:
    pytest.importorskip("pypdf")
    lines = read_text(portable("Article 1 Purposes of use", "1. To ship goods"), "p.pdf").lines
    assert [line.text for line in lines] == ["Article 1 Purposes of use", "1. To ship goods"]
    assert lines[1].place == "page 1, line 2"


def test_broken_pdf() -> None:
    pytest.importorskip("pypdf")
    with pytest.raises(PolicyError, match="cannot be read"):
        read_text(b"%PDF-1.4\nnothing", "p.pdf")


@given(st.text(max_size=300))
def test_plain_text_keeps_every_word(text: str) -> None:
    read = read_text(("x " + text.replace("<", "")).encode("utf-8", "replace"), "p")
    assert all(line.text.strip() == line.text and line.text for line in read.lines)


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<table>",
                "<tr>",
                "<td>",
                "</td>",
                "</table>",
                "<li>",
                "<ol>",
                "</ol>",
                "w1 ",
                "w2 ",
                "<br>",
            ]
        )
    )
)
def test_no_markup_loses_a_word(pieces: list[str]) -> None:
    page = "<html>" + "".join(pieces)
    shown = " ".join(texts(page.encode())).replace("・", " ").split()
    assert [word for word in shown if word.startswith("w")] == [
        piece.strip() for piece in pieces if piece.startswith("w")
    ]
