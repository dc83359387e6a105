"""Content lines: folding, parameters, encodings, escapes; and that names which may be data name no field."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import connectors.content_lines
from connectors.content_lines import (
    UnfoldedBytes,
    load_property_names,
    name_field,
    parse_content_line,
    split_structure,
    unescape,
)


class Pieces:
    """Bytes that come in pieces of one size."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size

    def read(self, size: int) -> bytes:
        piece, self._data = self._data[: self._size], self._data[self._size :]
        return piece

    def take_count(self) -> int:
        return 0


def unfold(data: bytes, size: int = 7) -> bytes:
    stream, out = UnfoldedBytes(Pieces(data, size)), b""
    while piece := stream.read(1000):
        out += piece
    return out


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize(
    ("folded", "plain"),
    [
        (b"A:b\r\n c\r\nD:e\r\n", b"A:bc\r\nD:e\r\n"),
        (b"A:b\n\tc\n", b"A:bc\n"),
        (b"A:b\r c\rD:e", b"A:bc\rD:e"),
        (b"A:b\n\n c\n\n", b"A:b\nc\n\n"),
        ("N:山田".encode()[:4] + b"\r\n " + "N:山田".encode()[4:], "N:山田".encode()),
        (b"", b""),
        (b"\r\n\r\n", b"\r\n\r\n"),
    ],
)
def test_folded_lines_are_joined(folded: bytes, plain: bytes, size: int) -> None:
    assert unfold(folded, size) == plain


@given(st.binary(max_size=80), st.integers(1, 5))
def test_the_size_of_pieces_does_not_matter(data: bytes, size: int) -> None:
    assert unfold(data, size) == unfold(data, 1000)


@pytest.mark.parametrize(
    ("line", "name", "text", "parameters"),
    [
        ("FN:Hanako", "FN", "Hanako", {}),
        ("item1.tel;type=CELL;type=pref:090", "TEL", "090", {"TYPE": "CELL,pref"}),
        ("TEL;CELL;VOICE:090", "TEL", "090", {"CELL": "", "VOICE": ""}),
        ('ATTENDEE;CN="Mihon: Hanako; x":mailto:h@example.com', "ATTENDEE", "mailto:h@example.com",
         {"CN": "Mihon: Hanako; x"}),
        ("ATTENDEE;CN=Hana^'ko^':x", "ATTENDEE", "x", {"CN": 'Hana"ko"'}),
        ("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E8=8A=B1", "FN", "花",
         {"CHARSET": "UTF-8", "ENCODING": "QUOTED-PRINTABLE"}),
        ("FN;CHARSET=SHIFT_JIS;QUOTED-PRINTABLE:=89=D4", "FN", "花", {"CHARSET": "SHIFT_JIS", "QUOTED-PRINTABLE": ""}),
        ("FN;QUOTED-PRINTABLE:=E8=8A==B1", "FN", "花", {"QUOTED-PRINTABLE": ""}),
        ("NOTE;ENCODING=b:6Iqx", "NOTE", "花", {"ENCODING": "b"}),
        ("NOTE;ENCODING=BASE64:6", "NOTE", "6", {"ENCODING": "BASE64"}),
        ("URL:https://example.com/?a=b", "URL", "https://example.com/?a=b", {}),
        ("NOTE:", "NOTE", "", {}),
    ],
)  # fmt: skip
def test_lines(line: str, name: str, text: str, parameters: dict[str, str]) -> None:
    found = parse_content_line(line)
    assert found is not None
    assert (found.name, found.text, dict(found.parameters)) == (name, text, parameters)


@pytest.mark.parametrize("line", ["", "x", "山田: 花子", " FN:x", "a b: c", ":x", 'A;B="c:d', "X_Y:z", "9:00"])
def test_what_is_no_content_line(line: str) -> None:
    assert parse_content_line(line) is None


@pytest.mark.parametrize(
    ("line", "binary"),
    [
        ("PHOTO;ENCODING=b;TYPE=JPEG:AAAA", True),
        ("PHOTO;JPEG;BASE64:AAAA", True),
        ("PHOTO:data:image/png;base64,AAAA", True),
        ("PHOTO;VALUE=uri:https://example.com/a.jpg", False),
        ("SOUND;X-IRMC-N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=D4", False),
        ("NOTE;ENCODING=b:AAAA", False),
    ],
)
def test_what_is_binary(line: str, binary: bool) -> None:
    found = parse_content_line(line)
    assert found is not None
    assert found.is_binary == binary


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("TEL", "tel"),
        ("X-SKYPE", "x_skype"),
        ("X-PHONETIC-LAST-NAME", "family_name_kana"),
        ("HANAKO", ""),
        ("X-090-1234-5678", ""),
    ],
)
def test_only_declared_names_name_a_field(name: str, field: str) -> None:
    assert name_field(name, "vcard") == field


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("見本;花子;;;", ["見本", "花子", "", "", ""]),
        (r"a\;b;c\\;d\,e", ["a;b", "c\\", "d,e"]),
        ("", [""]),
    ],
)
def test_structures(text: str, parts: list[str]) -> None:
    assert split_structure(text) == parts


def test_escapes() -> None:
    assert unescape(r"a\nb\Nc\,d\\n\;") == "a\nb\nc,d\\n;"


def test_the_data_is_sound() -> None:
    path = Path(connectors.content_lines.__file__).with_suffix(".toml")
    assert set(tomllib.loads(path.read_text(encoding="utf-8"))) == {"version", "vcard", "icalendar"}
    for form in ("vcard", "icalendar"):
        names = load_property_names(form)
        assert all(name == name.upper() and parse_content_line(f"{name}:x") for name in names)
        assert all(field and field == field.lower() and field.isidentifier() for field in names.values())


@given(st.text(max_size=100))
def test_any_line_is_answered(line: str) -> None:
    found = parse_content_line(line)
    if found is not None:
        assert isinstance(found.text, str)
        split_structure(found.value)
