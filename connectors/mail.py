"""Mailboxes: mbox files and single messages (.eml), one row a message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors.base import Batch, Field, Skipped
from connectors.batches import MOST_TEXT, sized_batches, text_array
from connectors.mail_text import read_message
from connectors.streams import BLOCK, ByteStream
from connectors.text_file import TextFile

MAIL_FIELDS = ("from", "to", "cc", "reply_to", "subject", "date", "body", "attachments", "headers")
"""The fields of a message; ``attachments`` are their names, ``headers`` all other headers."""
LARGEST_MESSAGE = 64 << 20
"""Bytes of one message that are looked at."""

_MOST_MESSAGES = 500
_FIRST_LINES = 10
# RFC 4155: an mbox message begins with "From ", an address and a time in the form of C's asctime.
_FROM_LINE = re.compile(r"From \S+.*\d\d:\d\d.*\r?\n[!-9;-~]+:")
_SEPARATOR = re.compile(rb"(?:\A|(?<=\n))(?=From \S[^\n]*\d\d:\d\d[^\n]*\n[!-9;-~]+:)")
_HEADER = re.compile(r"([!-9;-~]+)[ \t]*:")
# Headers that a mail has and hardly any other text of "name: value" lines.
_TELLING = frozenset(
    {"from", "to", "cc", "subject", "received", "message-id", "return-path", "delivered-to", "reply-to"}
    | {"mime-version", "x-mailer", "x-originating-ip"}
)
_OTHERS = frozenset(("date", "sender", "bcc", "in-reply-to", "references", "content-type", "content-transfer-encoding"))


def mail_form(sample: str, suffix: str) -> str:
    """``mbox``, ``eml`` or, for what is no mail, nothing. A suffix of mail needs a single header line."""
    if _FROM_LINE.match(sample):
        return "mbox"
    sample = sample.lstrip("\n")
    if suffix in (".eml", ".emlx", ".mht", ".mhtml") and any(map(_HEADER.match, sample.split("\n")[:_FIRST_LINES])):
        return "eml"
    names = _header_names(sample)
    return "eml" if names & _TELLING and len(names & (_TELLING | _OTHERS)) >= 2 else ""


def _header_names(sample: str) -> set[str]:
    """The names of the header lines at the beginning; none if another line comes before the first blank one."""
    names: set[str] = set()
    for line in sample.split("\n\n", 1)[0].split("\n"):
        found = _HEADER.match(line)
        if found:
            names.add(found.group(1).lower())
        elif not line.startswith((" ", "\t")) or not names:
            return set()
    return names


def read_mailbox(file: TextFile) -> Iterator[Batch | Skipped]:
    """Every message as a row. Text inside attachments that are text is part of ``body``; other attachments are
    not opened and are told in a Skipped at the end."""
    first_row, unread, cut = 1, 0, 0
    rows: list[dict[str, str | None]] = []
    size = 0
    for message in _messages(file):
        cells, attachments = read_message(message[:LARGEST_MESSAGE])
        unread, cut = unread + attachments, cut + (len(message) > LARGEST_MESSAGE)
        rows.append(cells)
        size += sum(len(cell) for cell in cells.values() if cell)
        if len(rows) >= _MOST_MESSAGES or size >= MOST_TEXT:
            yield from _batches(file, rows, first_row)
            first_row, rows, size = first_row + len(rows), [], 0
    if rows:
        yield from _batches(file, rows, first_row)
    yield from _not_read(file, unread, cut)


def _not_read(file: TextFile, unread: int, cut: int) -> Iterator[Skipped]:
    if unread:
        problem = "1 attachment was" if unread == 1 else f"{unread} attachments were"
        hint = "Save the attachments as files and scan these"
        yield Skipped(file.location, "unsupported-format", f"{problem} not looked into", hint, partial=True)
    if cut:
        problem = "1 message is" if cut == 1 else f"{cut} messages are"
        limit = f"{LARGEST_MESSAGE >> 20} MB"
        hint = "Save its attachments as files and scan these"
        yield Skipped(
            file.location,
            "unreadable",
            f"{problem} over {limit}; only the beginning was read",
            hint,
            partial=True,
        )


def _batches(file: TextFile, rows: list[dict[str, str | None]], first_row: int) -> Iterator[Batch]:
    columns = [text_array([row[name] for row in rows]) for name in MAIL_FIELDS]
    fields = [Field(name) for name in MAIL_FIELDS]
    yield from sized_batches(file.location, fields, columns, first_row, file.stream.take_count())


def _messages(file: TextFile) -> Iterator[bytes]:
    """The messages of a file as bytes; each part of a mail names its own encoding. What is over the size that
    is looked at is dropped on the way, all but the byte that tells."""
    if not _FROM_LINE.match(file.sample):
        yield _read_whole(file.stream)
        return
    rest = b""
    while data := file.stream.read(BLOCK):
        rest += data
        starts = [found.start() for found in _SEPARATOR.finditer(rest)]
        for start, end in zip([0, *[at for at in starts if at]], [at for at in starts if at], strict=False):
            yield _without_from_line(rest[start:end])
        rest = rest[starts[-1] :] if starts else rest
        if len(rest) > LARGEST_MESSAGE + BLOCK:
            rest = rest[: LARGEST_MESSAGE + 1]
    if rest:
        yield _without_from_line(rest)


def _read_whole(stream: ByteStream) -> bytes:
    data = stream.read(LARGEST_MESSAGE + 1)
    while len(data) > LARGEST_MESSAGE and stream.read(BLOCK):
        pass
    return data


def _without_from_line(message: bytes) -> bytes:
    """A message of an mbox: the ``From`` line becomes a header, since it names an address; quoting is undone."""
    head, _, rest = message.partition(b"\n")
    if head.startswith(b"From "):
        message = b"X-Mbox-From: " + head[5:].rstrip(b"\r") + b"\n" + rest
    return message.replace(b"\n>From ", b"\nFrom ")
