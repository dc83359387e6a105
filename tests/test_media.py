"""Pictures, videos and sounds: what the files say about themselves, by folder, and that the rest was not looked at."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from file_samples import read_place, write
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from connectors.media import MediaFolders
from connectors.paths import Found
from connectors.picture import read_picture
from connectors.recording import read_recording

ARTIST = "山田 花子".encode()
HERE = {1: "N", 2: (35.0, 39.0, 29.16), 3: "E", 4: (139.0, 44.0, 28.68), 29: "2026:01:05"}


def photo(**tags: object) -> bytes:
    """A JPEG with EXIF."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Example", "EX-100"
    exif[0x013B] = "X" * len(ARTIST)
    exif.get_ifd(0x8769).update({0x9003: "2026:01:05 10:00:00", 0xA431: "SN00012345", 0xA430: "Hanako Yamada"})
    exif.get_ifd(0x8825).update(HERE)
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "JPEG", exif=exif, **tags)
    return buffer.getvalue().replace(b"X" * len(ARTIST), ARTIST)


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def text_box(kind: bytes, text: str) -> bytes:
    data = text.encode()
    return box(kind, struct.pack(">HH", len(data), 0x15C7) + data)


def movie(*, keyed: bool = False) -> bytes:
    """An MP4 with a place, in one of the two ways that telephones use."""
    if keyed:
        key = b"com.apple.quicktime.location.ISO6709"
        keys = box(b"keys", bytes(4) + struct.pack(">I", 1) + struct.pack(">I", 8 + len(key)) + b"mdta" + key)
        value = box(b"data", struct.pack(">II", 1, 0) + b"+35.6581+139.7414+010.5/")
        meta = box(b"meta", box(b"hdlr", bytes(24)) + keys + box(b"ilst", box(struct.pack(">I", 1), value)))
        return box(b"ftyp", b"qt  ") + box(b"mdat", bytes(1000)) + box(b"moov", meta)
    place = text_box(b"\xa9xyz", "+35.6581+139.7414/") + text_box(b"\xa9mod", "EX-200")
    return box(b"ftyp", b"isom\x00\x00\x02\x00") + box(b"moov", box(b"udta", place)) + box(b"mdat", bytes(100))


def test_a_photograph_tells_where_when_and_who(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jpg", photo(comment="自宅の前で"))
    details, sound = read_picture(path)
    assert sound
    assert details["gps.latitude"] == "35.658100"
    assert details["gps.longitude"] == "139.741300"
    expected: dict[str, str] = {
        "make": "Example",
        "model": "EX-100",
        "artist": "山田 花子",
        "owner_name": "Hanako Yamada",
        "body_serial_number": "SN00012345",
        "datetime_original": "2026:01:05 10:00:00",
        "gps.date": "2026:01:05",
        "comment": "自宅の前で",
    }
    assert dict(details) | expected == details


def test_texts_of_a_png(tmp_path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "佐藤 一郎")
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta><dc:creator>佐藤 一郎</dc:creator></x:xmpmeta>")
    buffer = io.BytesIO()
    Image.new("L", (2, 2)).save(buffer, "PNG", pnginfo=info)
    details, _ = read_picture(write(tmp_path, "a.png", buffer.getvalue()))
    assert details["author"] == "佐藤 一郎"
    assert "dc:creator" in details["xmp"]


@pytest.mark.parametrize("keyed", [False, True])
def test_the_place_of_a_video(tmp_path: Path, keyed: bool) -> None:
    details = read_recording(write(tmp_path, "a.mov", movie(keyed=keyed)))
    assert details["location"].startswith("+35.6581+139.7414")


def test_a_folder_is_one_collection_of_each_form(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path, f"写真/{number}.jpg", photo())
    write(tmp_path, "写真/cut.jpg", photo()[:200])
    write(tmp_path, "写真/v.mp4", movie())
    write(tmp_path, "call.wav", b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(100))
    write(tmp_path, "notes.txt", "memo\n")
    reading = read_place(tmp_path)
    kinds = {name: (one.kind, one.form, one.rows) for name, one in reading.collections.items()}
    assert kinds == {
        "notes.txt": ("text", "text", None),
        "(sounds)": ("media", "sounds", 1),
        "写真/(pictures)": ("media", "pictures", 4),
        "写真/(videos)": ("media", "videos", 1),
    }
    pictures = reading.rows["写真/(pictures)"]
    assert [row["file"] for row in pictures] == ["写真/0.jpg", "写真/1.jpg", "写真/2.jpg", "写真/cut.jpg"]
    assert reading.rows["写真/(videos)"][0]["model"] == "EX-200"
    assert reading.rows["(sounds)"] == [{"file": "call.wav"}]
    assert {("写真/(pictures)", "unsupported-format", True), ("写真/(pictures)", "corrupt", True)} <= set(
        reading.skips()
    )
    assert len(reading.skips()) == 4


def test_one_picture_as_the_target_stands_under_its_name(tmp_path: Path) -> None:
    reading = read_place(write(tmp_path, "me.jpg", photo()))
    assert list(reading.rows) == ["me.jpg"]
    assert reading.skips() == [("me.jpg", "unsupported-format", True)]


def test_texts_of_many_names_are_all_kept_and_names_that_are_data_name_no_field(tmp_path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    for number in range(250):
        info.add_text("k" * (1 + number // 26) + chr(97 + number % 26), f"v{number}")
    for name in ("File", "hanako@example.com", "090-1234-5678"):
        info.add_text(name, "kept")
    buffer = io.BytesIO()
    Image.new("L", (2, 2)).save(buffer, "PNG", pnginfo=info)
    write(tmp_path, "a.png", buffer.getvalue())
    reading = read_place(tmp_path)
    (row,) = reading.only
    assert row["file"] == "a.png"
    text = "\n".join(row.values())
    assert all(f"v{number}" in text for number in range(250))
    assert "hanako@example.com: kept" in text
    assert text.count("kept") == 3
    assert not [name for name in reading.fields["(pictures)"] if "hanako" in name or "1234" in name]


def test_a_file_is_listed_once_however_often_it_is_looked_for(tmp_path: Path) -> None:
    path = write(tmp_path, "a/b.jpg", photo())
    folders = MediaFolders("files")
    for _ in range(3):
        folders.add(Found("a/b.jpg", path), "pictures", alone=False)
    assert [one.rows for one in folders.collections()] == [1]


def test_a_huge_picture_is_not_decoded(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    path = write(tmp_path, "bomb.png", b"\x89PNG\r\n\x1a\n" + box(b"IHDR", header + b"\0\0\0\0")[:-4] + bytes(50))
    try:
        read_picture(path)
    except (OSError, ValueError):
        return


@given(st.binary(max_size=60), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_damage_is_an_error_of_its_own_kind(tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    for name, whole in (("a.jpg", photo()), ("a.mov", movie(keyed=True))):
        path = write(folder, name, whole[:at] + noise + whole[at + len(noise) :])
        try:
            read_picture(path) if name.endswith("jpg") else read_recording(path)
        except (OSError, ValueError):
            continue
