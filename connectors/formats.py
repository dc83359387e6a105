"""What a file is, judged by its content; the suffix only breaks a tie."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from connectors.access_log import detect_access_form
from connectors.base import CollectionKind
from connectors.component_file import component_form
from connectors.cookie_file import looks_like_cookie_file
from connectors.crash_dump import dump_form
from connectors.crash_text import detect_crash_form
from connectors.dialect import detect_layout
from connectors.encoding import detect_encoding
from connectors.json_document import looks_like_json
from connectors.jsonlines import looks_like_jsonlines
from connectors.line_talk import looks_like_line_talk
from connectors.lines import line_kind
from connectors.log_forms import detect_log_form
from connectors.magic import SQLITE, binary_format, is_binary, media_form
from connectors.mail import mail_form
from connectors.picture import can_read_pictures
from connectors.text_file import sample_text
from connectors.w3c_log import looks_like_w3c_log
from connectors.zengin import looks_like_zengin

SAMPLE = 64 << 10
"""Bytes at the beginning of a file by which its format is judged."""

_JSON_LINES = frozenset({".jsonl", ".ndjson", ".ldjson"})
_ROTATED = re.compile(r"(?:\.gz|\.\d{1,4}|[-.]\d{8}(?:-\d{1,6})?|\.bak|\.old)$")
_INSTALL = "Install daicho[images], or exclude it"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")


@dataclass(frozen=True, slots=True)
class Format:
    """How to read a file. ``form`` and ``kind`` are those of its collection; ``sample`` is its beginning as
    text; ``problem`` and ``hint`` are set, and ``form`` is empty, where it cannot be read."""

    form: str
    kind: CollectionKind = "text"
    encoding: str = "utf-8"
    newline: str = "\n"
    sample: str = ""
    whole: bool = True
    suffix: str = ""
    problem: str = ""
    hint: str = ""


def recognise(head: bytes, name: str, *, whole: bool, gzipped: bool) -> Format:
    """The format of a file that begins with ``head`` (after unzipping) and is called ``name``."""
    if not head or head in _MARKS:
        return Format("empty")
    if head.startswith(SQLITE) and not gzipped:
        return Format("sqlite", "table")
    media = "" if gzipped else media_form(head)
    if media == "pictures" and not can_read_pictures():
        return Format("", problem="This is a picture, whose details are not read here", hint=_INSTALL)
    if media:
        return Format(media, "media")
    if dump := dump_form(head):
        return Format(dump, "crash")
    binary = binary_format(head)
    if binary is not None:
        return _unreadable(*binary, gzipped=gzipped)
    encoding = detect_encoding(head)
    if is_binary(head, encoding):
        return _unreadable("binary file of an unknown kind", "Exclude it, or export it as text", gzipped=gzipped)
    sample, newline = sample_text(head, encoding, whole=whole)
    sample = sample.removeprefix("\ufeff")
    suffix = plain_suffix(name)
    form, kind = _text_form(sample, name, suffix, whole=whole)
    return Format(form, kind, encoding, newline, sample, whole, suffix)


def plain_suffix(name: str) -> str:
    """The suffix that says what a file is: ``.csv`` of ``sales.csv.1.gz``."""
    while found := _ROTATED.search(name):
        name = name[: found.start()]
    return PurePosixPath(name).suffix.lower()


def _unreadable(name: str, hint: str, *, gzipped: bool) -> Format:
    inside = " (inside gzip)" if gzipped else ""
    return Format("", problem=f"This is a {name}{inside}, which is not read yet", hint=hint)


def _text_form(sample: str, name: str, suffix: str, *, whole: bool) -> tuple[str, CollectionKind]:
    if looks_like_w3c_log(sample):
        return "w3c", "access-log"
    access = detect_access_form(sample)
    if access is not None:
        return access.form, "access-log"
    if log := detect_log_form(sample):
        return log.form, log.kind
    if looks_like_cookie_file(sample):
        return "cookies", "cookies"
    if looks_like_zengin(sample, whole=whole):
        return "zengin", "records"
    if components := component_form(sample):
        return components, "records"
    if crash := detect_crash_form(sample):
        return crash, "crash"
    if looks_like_line_talk(sample):
        return "line-talk", "mailbox"
    mail = mail_form(sample, suffix)
    if mail:
        return mail, "mailbox"
    if _is_jsonlines(sample, suffix, whole=whole):
        return "jsonl", "records"
    if looks_like_json(sample, suffix):
        return "json", "records"
    layout = detect_layout(sample, suffix, whole=whole)
    if layout is not None:
        return {",": "csv", "\t": "tsv"}.get(layout.delimiter, "delimited"), "records"
    return "text", line_kind(name, sample)


def _is_jsonlines(sample: str, suffix: str, *, whole: bool) -> bool:
    hinted = suffix in _JSON_LINES
    if hinted and not whole and "\n" not in sample and sample.lstrip().startswith("{"):
        return True  # the first line alone is longer than the sample
    return looks_like_jsonlines(sample, hinted=hinted)
