"""Binary file formats by their first bytes: what to call a file that cannot be read, and what to do about it.

Source of the signatures: the formats' own specifications, as gathered in the public list of file signatures of
the ``file`` command.
"""

from __future__ import annotations

import re

SQLITE = b"SQLite format 3\x00"
"""How every SQLite 3 database file begins."""

_UNPACK = "Unpack it and scan what is inside"
_EXPORT = "Export it as text, CSV or JSON lines and scan that"
_MEDIA = "Exclude it, or scan the text that belongs to it"
_PROGRAM = "Exclude it: programs hold no records"

# Place, bytes, name, hint. The first that fits counts.
_SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, SQLITE, "SQLite database", "Unpack it and scan it as sqlite:///path"),
    (0, b"%PDF-", "PDF document", _EXPORT),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "older Microsoft Office file (xls, doc, ppt or msg)", _EXPORT),
    (0, b"{\\rtf", "RTF document", _EXPORT),
    (0, b"PAR1", "Parquet file", _EXPORT),
    (0, b"PARE", "encrypted Parquet file", _EXPORT),
    (0, b"ORC", "ORC file", _EXPORT),
    (0, b"Obj\x01", "Avro file", _EXPORT),
    (0, b"ARROW1\x00\x00", "Arrow file", _EXPORT),
    (0, b"FEA1", "Feather file", _EXPORT),
    (0, b"\x89HDF\r\n\x1a\n", "HDF5 file", _EXPORT),
    (8, b"DUCK", "DuckDB database", _EXPORT),
    (0, b"PGDMP", "PostgreSQL dump in custom form", "Restore it, or convert it with pg_restore -f dump.sql"),
    (4, b"Standard Jet DB", "Access database", _EXPORT),
    (4, b"Standard ACE DB", "Access database", _EXPORT),
    (0, b"!BDN", "Outlook mailbox (pst)", "Export it as mbox or eml and scan that"),
    (0, b"ElfFile\x00", "Windows event log", _EXPORT),
    (0, b"\xd4\xc3\xb2\xa1", "network capture", _EXPORT),
    (0, b"\x0a\x0d\x0d\x0a", "network capture", _EXPORT),
    (0, b"\x93NUMPY", "NumPy array", _EXPORT),
    (0, b"PK\x03\x04", "zip archive", _UNPACK),
    (0, b"PK\x05\x06", "empty zip archive", _UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "7z archive", _UNPACK),
    (0, b"Rar!\x1a\x07", "RAR archive", _UNPACK),
    (0, b"BZh", "bzip2 file", _UNPACK),
    (0, b"\xfd7zXZ\x00", "xz file", _UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "zstd file", _UNPACK),
    (0, b"\x04\x22\x4d\x18", "lz4 file", _UNPACK),
    (0, b"\x1f\x9d", "compress (.Z) file", _UNPACK),
    (0, b"\x1f\x8b", "gzip file", _UNPACK),
    (0, b"-----BEGIN PGP MESSAGE", "PGP message", "Decrypt it and scan that"),
    (257, b"ustar", "tar archive", _UNPACK),
    (0, b"\x89PNG\r\n\x1a\n", "PNG image", _MEDIA),
    (0, b"\xff\xd8\xff", "JPEG image", _MEDIA),
    (0, b"GIF8", "GIF image", _MEDIA),
    (8, b"WEBP", "WebP image", _MEDIA),
    (0, b"II*\x00", "TIFF image", _MEDIA),
    (0, b"MM\x00*", "TIFF image", _MEDIA),
    (0, b"\x00\x00\x01\x00", "icon", _MEDIA),
    (4, b"ftyp", "video or HEIC image", _MEDIA),
    (0, b"\x1aE\xdf\xa3", "video", _MEDIA),
    (0, b"RIFF", "sound or video", _MEDIA),
    (0, b"OggS", "sound or video", _MEDIA),
    (0, b"ID3", "sound", _MEDIA),
    (0, b"fLaC", "sound", _MEDIA),
    (0, b"wOFF", "font", _PROGRAM),
    (0, b"wOF2", "font", _PROGRAM),
    (0, b"\x00\x01\x00\x00\x00", "font", _PROGRAM),
    (0, b"OTTO", "font", _PROGRAM),
    (0, b"\x7fELF", "program", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", "program", _PROGRAM),
    (0, b"\xca\xfe\xba\xbe", "program", _PROGRAM),
    (0, b"\x00asm", "program", _PROGRAM),
)
# What a zip archive is, by the names of the files that come first in it.
_ZIP_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (rb"xl/|\.xlsx", "Excel workbook (xlsx)", "Save it as CSV and scan that"),
    (rb"word/", "Word document (docx)", _EXPORT),
    (rb"ppt/", "PowerPoint file (pptx)", _EXPORT),
    (rb"mimetypeapplication/vnd\.oasis\.opendocument", "OpenDocument file", _EXPORT),
    (rb"mimetypeapplication/epub", "e-book (epub)", _EXPORT),
    (rb"META-INF/MANIFEST\.MF|\.class", "program (jar)", _PROGRAM),
)
_MEDIA_FORMS = {
    **dict.fromkeys(("PNG image", "JPEG image", "GIF image", "WebP image", "TIFF image"), "pictures"),
    "video": "videos",
    "sound": "sounds",
}
_STILL = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})
_SOUND = frozenset({b"M4A ", b"M4B ", b"M4P "})
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b") + b"\x7f"


def binary_format(head: bytes) -> tuple[str, str] | None:
    """The name of a binary format and a hint, by a file's first bytes (300 suffice); None for what may be text."""
    if head.startswith(b"MZ") and b"\x00" in head[:64]:
        return "program", _PROGRAM
    if head.startswith(b"BM") and head[6:10] == b"\x00" * 4:
        return "BMP image", _MEDIA
    for place, signature, name, hint in _SIGNATURES:
        if head.startswith(signature, place):
            kinds = _ZIP_KINDS if name == "zip archive" else ()
            return next(((kind, todo) for names, kind, todo in kinds if re.search(names, head)), (name, hint))
    return None


def media_form(head: bytes) -> str:
    """Which kind of media a file is whose details can be read (``pictures``, ``videos``, ``sounds``), by its first
    bytes; "" for all others."""
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "" if brand in _STILL else "sounds" if brand in _SOUND else "videos"
    if head.startswith(b"RIFF"):
        return {b"WAVE": "sounds", b"AVI ": "videos", b"WEBP": "pictures"}.get(head[8:12], "")
    if head.startswith(b"OggS"):
        return "sounds"
    known = binary_format(head)
    return _MEDIA_FORMS.get(known[0], "") if known else ""


def is_binary(sample: bytes, encoding: str) -> bool:
    """Whether bytes of no known format are no text either: too many control characters for the encoding that was
    found. Valid UTF-8 may hold many (a log with zero bytes in it), what only fell to a western encoding few."""
    if encoding.startswith(("utf-16", "utf-32")):
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    if encoding in ("cp1252", "latin-1"):
        return controls > 0.02 * len(sample) or (encoding == "latin-1" and controls > 0)
    return controls > 0.3 * len(sample)
