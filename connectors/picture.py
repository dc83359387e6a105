"""What a picture says about itself: EXIF, XMP, IPTC and text parts, without looking at the picture.

Read with Pillow (extra ``images``), which parses the head of a file and decodes no pixel here. Names follow EXIF 2.32
in plain words: ``gps.latitude`` and ``gps.longitude`` are decimal degrees (WGS 84).
"""

from __future__ import annotations

import logging
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

_TAGS = {
    0x010E: "description",
    0x010F: "make",
    0x0110: "model",
    0x0131: "software",
    0x0132: "datetime",
    0x013B: "artist",
    0x013C: "host_computer",
    0x8298: "copyright",
    0x9C9B: "title",
    0x9C9C: "comment",
    0x9C9D: "author",
    0x9C9E: "keywords",
    0x9C9F: "subject",
    0x9003: "datetime_original",
    0x9004: "datetime_digitized",
    0x9286: "user_comment",
    0xA420: "image_unique_id",
    0xA430: "owner_name",
    0xA431: "body_serial_number",
    0xA433: "lens_make",
    0xA434: "lens_model",
    0xA435: "lens_serial_number",
}
_IPTC = {
    (2, 5): "title",
    (2, 25): "keywords",
    (2, 80): "author",
    (2, 90): "city",
    (2, 105): "headline",
    (2, 116): "copyright",
    (2, 118): "contact",
    (2, 120): "description",
    (2, 122): "caption_writer",
}
_EXIF_FOLDER, _GPS_FOLDER = 0x8769, 0x8825
_LONGEST = 1 << 16
# What Pillow raises on damaged metadata beside OSError; the text of it may quote the file.
_LIBRARY_ERRORS = (
    *(SyntaxError, TypeError, LookupError, AttributeError, ArithmeticError, ValueError, AssertionError),
    *(EOFError, RuntimeError, MemoryError, struct.error, zlib.error),
)
_UTF16 = range(0x9C9B, 0x9CA0)
_COMMENT_CODES = {b"ASCII\x00\x00\x00": "ascii", b"JIS\x00\x00\x00\x00\x00": "iso2022_jp", b"UNICODE\x00": "utf-16-le"}

logging.getLogger("PIL").addHandler(logging.NullHandler())  # else what it says of damage goes to the terminal


def can_read_pictures() -> bool:
    """Whether Pillow is installed."""
    return find_spec("PIL") is not None


def read_picture(path: Path) -> tuple[Mapping[str, str], bool]:
    """The names and values that a picture file carries, and whether all of them could be read.

    Raises OSError for what cannot be opened as a picture (also where it is damaged or cut off) and ValueError for what
    is no sound metadata.
    """
    library = import_module("PIL.Image")  # an extra, and heavy
    found: dict[str, str] = {}
    try:
        with catch_warnings(record=True) as damage:
            simplefilter("always")
            _gather_all(found, library, path)
    except _LIBRARY_ERRORS as error:
        raise ValueError(type(error).__name__) from None
    return found, not damage


def _gather_all(found: dict[str, str], library: Any, path: Path) -> None:
    with _any_size(library), library.open(path) as image:
        exif = image.getexif()
        _gather(found, _exif_parts(exif))
        _gather(found, _gps_parts(exif.get_ifd(_GPS_FOLDER)))
        _gather(found, _text_parts(image.info))
        _gather(found, _iptc_parts(image))


@contextmanager
def _any_size(image: Any) -> Iterator[None]:
    """No limit on the size of pictures: they are never decoded, so that a large one costs nothing."""
    before = image.MAX_IMAGE_PIXELS
    image.MAX_IMAGE_PIXELS = None
    try:
        yield
    finally:
        image.MAX_IMAGE_PIXELS = before


def _gather(found: dict[str, str], parts: Iterator[tuple[str, str]]) -> None:
    for name, value in parts:
        text = value.replace("\x00", "").strip()[:_LONGEST]
        if text and found.get(name) != text:
            found[name] = f"{found[name]}; {text}" if name in found else text


def _exif_parts(exif: Any) -> Iterator[tuple[str, str]]:
    for tags in (exif, exif.get_ifd(_EXIF_FOLDER)):
        for tag, value in tags.items():
            if tag in _TAGS:
                yield _TAGS[tag], _decode(tag, value)


def _decode(tag: int, value: object) -> str:
    if isinstance(value, tuple) and tag in _UTF16:
        value = bytes(value)
    if isinstance(value, str):
        return _repair(value)
    if not isinstance(value, bytes):
        return str(value)
    if tag in _UTF16:
        return value.decode("utf-16-le", "replace")
    encoding = _COMMENT_CODES.get(value[:8])
    return value[8:].decode(encoding, "replace") if encoding else value.lstrip(b"\x00").decode("utf-8", "replace")


def _repair(text: str) -> str:
    """EXIF texts are meant to be ASCII, and Pillow reads them as Latin-1; cameras write UTF-8, older ones Shift_JIS."""
    if text.isascii():
        return text
    for encoding in ("utf-8", "cp932"):
        try:
            return text.encode("latin-1").decode(encoding)
        except UnicodeError:
            continue
    return text


def _gps_parts(gps: Mapping[int, Any]) -> Iterator[tuple[str, str]]:
    for name, reference, tag, negative in (("latitude", 1, 2, "S"), ("longitude", 3, 4, "W")):
        degrees = _degrees(gps.get(tag))
        if degrees is not None:
            sign = -1 if str(gps.get(reference, "")).upper().startswith(negative) else 1
            yield f"gps.{name}", f"{sign * degrees:.6f}"
    if 29 in gps:
        yield "gps.date", str(gps[29])


def _degrees(parts: object) -> float | None:
    """Degrees, minutes and seconds as degrees; None where they are no numbers (0/0 stands for "unknown")."""
    try:
        first, minutes, seconds = (float(part) for part in parts)  # type: ignore[attr-defined]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    degrees = first + minutes / 60 + seconds / 3600
    return degrees if 0 <= degrees <= 180 else None


def _text_parts(info: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    """Text chunks of PNG, comments of JPEG and GIF, and XMP as it stands."""
    for key, value in info.items():
        name = str(key)
        if name in ("comment", "xmp") or (isinstance(value, str) and not name.lower().startswith("raw profile")):
            text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
            yield ("xmp" if "xmp" in name else name.lower().replace(" ", "_")[:64]), text


def _iptc_parts(image: Any) -> Iterator[tuple[str, str]]:
    for key, value in (import_module("PIL.IptcImagePlugin").getiptcinfo(image) or {}).items():
        if key in _IPTC:
            for one in value if isinstance(value, list) else [value]:
                yield _IPTC[key], one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one)
