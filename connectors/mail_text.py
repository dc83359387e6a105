"""The readable text of one e-mail message: headers decoded, bodies joined, HTML without its tags.

Broken mail is the rule, so nothing here raises for it: what the ``email`` package cannot parse is taken as it
stands. Sources: RFC 5322, RFC 2045 to 2047, RFC 1468 (ISO-2022-JP).
"""

from __future__ import annotations

import base64
import codecs
import email
import quopri
import re
from collections.abc import Iterator
from email import policy
from email.message import Message
from html.parser import HTMLParser
from typing import TypeAlias

from connectors.encoding import detect_encoding

_OWN_FIELDS = {
    "from": "from",
    "to": "to",
    "cc": "cc",
    "reply-to": "reply_to",
    "subject": "subject",
    "date": "date",
}
_CELLS = (*_OWN_FIELDS.values(), "body", "attachments", "headers")
# Headers that describe the form of the message and never a person.
_FORM_HEADERS = frozenset({"mime-version", "content-type", "content-transfer-encoding", "content-disposition"})
# A whole tag, or a "<" that begins none: nothing is read past the next "<", so that no page is slow to look through.
_TAG = re.compile(r"""<(?:[A-Za-z/!?](?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>)?+""")
_CONDITION = re.compile(r"<!\[(?:if|endif)\b[^\]>]*+\](?:--)?>", re.IGNORECASE)
_ENCODED_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]+\?[bBqQ]\?)")
_PARAMETER = re.compile(r";\s*(?:file)?name(\*)?(?:\*?\d+\*?)?=\s*(\"[^\"]*\"|[^;\r\n]+)", re.IGNORECASE)
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_BLOCK_TAGS = frozenset(
    {"p", "div", "br", "hr", "tr", "td", "th", "li", "ul", "ol", "table", "blockquote", "pre", "section", "article"}
    | {"h1", "h2", "h3", "h4", "h5", "h6"}
)
# What the parser of the standard library is known to raise for broken mail, beside nesting without end.
_PARSER_ERRORS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
_SILENT_TAGS = frozenset({"script", "style"})


Mail: TypeAlias = "Message[str, str]"


def read_message(data: bytes) -> tuple[dict[str, str | None], int]:
    """The fields of one message by name, and the number of attachments that were not looked into.

    ``headers`` holds every header without a field of its own, and those of messages inside the message.
    """
    try:
        return _read_parts(email.message_from_bytes(data.lstrip(b"\r\n"), policy=policy.compat32))
    except _PARSER_ERRORS:
        return {**dict.fromkeys(_CELLS), "body": decode_bytes(data, None)}, 0


def _read_parts(message: Mail) -> tuple[dict[str, str | None], int]:
    texts: list[str] = []
    names: list[str] = []
    headers: list[str] = []
    fields: dict[str, list[str]] = {name: [] for name in _OWN_FIELDS.values()}
    unread = 0
    for part in message.walk():
        for header, value in part.raw_items():
            own = _OWN_FIELDS.get(header.lower()) if part is message else None
            if own:
                fields[own].append(decode_header(_raw(value)))
            elif header.lower() not in _FORM_HEADERS:
                headers.append(f"{_raw(header)}: {decode_header(_raw(value))}")
        if name := _file_name(part):
            names.append(name)
        texts.extend(_texts_beside_parts(part))
        if not part.is_multipart():
            text = _part_text(part)
            unread += text is None
            texts.append((text or "").replace("\r\n", "\n"))
    cells = {**fields, "body": [text for text in texts if text], "attachments": names, "headers": headers}
    return {name: "\n".join(values) if values else None for name, values in cells.items()}, unread


def _raw(text: str) -> str:
    """A header as text; bytes that are no ASCII come as lone surrogates and are judged by themselves."""
    data = text.encode("utf-8", "surrogateescape")
    return data.decode(detect_encoding(data), "replace")


def decode_header(value: str) -> str:
    """A header's text with its encoded words decoded and its folded lines joined. An encoded word that is
    damaged stays as it is."""
    joined = _BETWEEN_WORDS.sub(r"\1", value)
    text = _ENCODED_WORD.sub(_decode_word, joined)
    return re.sub(r"[ \t]*\r?\n[ \t]+", " ", text).strip()


def _decode_word(found: re.Match[str]) -> str:
    charset, form, content = found.group(1).partition("*")[0], found.group(2).lower(), found.group(3)
    data = content.encode("ascii", "replace")
    try:
        data = (
            base64.b64decode(data + b"=" * (-len(data) % 4)) if form == "b" else quopri.decodestring(data, header=True)
        )
    except ValueError:
        return found.group(0)
    return decode_bytes(data, charset)


def decode_bytes(data: bytes, charset: str | None) -> str:
    """Bytes in the encoding that the mail names, if Python has it and it fits; else in the one they look like.
    Mail that says Shift_JIS or ISO-2022-JP often holds Microsoft's additions, so cp932 stands in for the first."""
    name = (charset or "").strip().strip("\"'").lower()
    name = "cp932" if name in ("shift_jis", "shift-jis", "x-sjis", "sjis", "windows-31j") else name
    try:
        codecs.lookup(name)
        return data.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return data.decode(detect_encoding(data), "replace")


def _part_text(part: Mail) -> str | None:
    """The text of a part that is text; None for any other part that holds something."""
    kind = part.get_content_maintype()
    data = _payload(part)
    if not data.strip():
        return ""
    if kind != "text" and not _is_plain_by_default(part, data):
        return None
    text = decode_bytes(data, _charset(part))
    return html_text(text) if part.get_content_subtype() == "html" else text


def _is_plain_by_default(part: Message, data: bytes) -> bool:
    """A multipart that could not be taken apart is still text to be looked at."""
    return part.get_content_maintype() in ("multipart", "message") and b"\x00" not in data


def _payload(part: Mail) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except _PARSER_ERRORS:
        data = None
    if isinstance(data, bytes):
        return data
    raw = part.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def _charset(part: Mail) -> str | None:
    try:
        charset = part.get_content_charset()
    except _PARSER_ERRORS:
        return None
    return charset if isinstance(charset, str) else None


def _texts_beside_parts(part: Mail) -> Iterator[str]:
    """The lines before the first and after the last part of a multipart, where they say anything."""
    for text in (part.preamble, part.epilogue):
        if isinstance(text, str) and text.strip():
            yield _raw(text)


def _file_name(part: Mail) -> str:
    """The name of an attachment, as far as one can be made out."""
    try:
        name = part.get_filename()
    except _PARSER_ERRORS:
        name = None
    if isinstance(name, str) and name:
        return decode_header(_raw(name))
    for header, value in part.raw_items():
        described = header.lower() in ("content-disposition", "content-type")
        if described and (found := _PARAMETER.search(_raw(value))):
            return decode_header(_unescape(found.group(2).strip('"')))
    return ""


def _unescape(text: str) -> str:
    data = _PERCENT.sub(lambda code: bytes([int(code.group(1), 16)]), text.encode("utf-8", "replace"))
    return data.decode(detect_encoding(data), "replace")


def _tame(html: str) -> str:
    """The page with every ``<`` escaped that begins no whole tag or comment: ``html.parser`` needs the square of the
    length for many that do not end."""
    closed = {"<!--": html.rfind("-->"), "<![CDATA[": html.rfind("]]>")}

    def escape(match: re.Match[str]) -> str:
        begin = next((mark for mark in closed if html.startswith(mark, match.start())), None)
        if begin is None:
            whole = len(match[0]) > 1 and (not match[0].startswith("<![") or _CONDITION.fullmatch(match[0]) is not None)
        else:
            whole = match.start() < closed[begin]
        return match[0] if whole else "&lt;" + match[0][1:]

    return _TAG.sub(escape, html)


class _Text(HTMLParser):
    """Gathers what a reader of the page sees, and the addresses behind mail and telephone links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT_TAGS
        if tag in _BLOCK_TAGS:
            self.parts.append("\n")
        for name, value in attrs:
            if value and (
                (name == "href" and value.lower().startswith(("mailto:", "tel:"))) or name in ("alt", "title")
            ):
                self.parts.append(f" {value} ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT_TAGS and self._silent > 0
        if tag in _BLOCK_TAGS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)

    def handle_comment(self, data: str) -> None:
        self.parts.append(f" {data} ")  # a reader does not see it, but it leaves the house with the mail

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):
            self.handle_comment(data.removeprefix("CDATA["))


def html_text(html: str) -> str:
    """The text of an HTML page; the page itself where it cannot be parsed."""
    parser = _Text()
    try:
        parser.feed(_tame(html))
        parser.close()
    except (ValueError, AssertionError):
        return html
    lines = (" ".join(line.split()) for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line)
