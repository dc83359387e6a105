"""The content lines of vCard and iCalendar: unfolded, taken apart, decoded.

``ORGANIZER;CN="Hanako":mailto:h@example.com`` is a name, parameters and a value. Sources: vCard 2.1 (quoted-printable,
parameters without a name), RFC 6350 and RFC 5545 (folding, escapes), RFC 6868 (escapes in parameters).
"""

from __future__ import annotations

import base64
import quopri
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from connectors.json_fields import is_value
from connectors.mail_text import decode_bytes
from connectors.streams import Bytes

_FOLD = re.compile(rb"(?:\r\n?|\n)[ \t]")
_LINE = re.compile(
    r'(?:[\w-]{1,64}+\.)?(?P<name>[A-Za-z][A-Za-z0-9-]{0,63}+)(?P<parameters>(?:;(?:"[^"]*+"|[^":;])*+)*+):(?P<value>.*)',
    re.DOTALL | re.ASCII,
)
_PARAMETER = re.compile(r';((?:"[^"]*+"|[^";])*+)')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_STRUCTURE = re.compile(r"(?<!\\)((?:\\\\)*+);")
_BASE64 = frozenset({"B", "BASE64"})
_BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "ATTACH", "IMAGE"})


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One property: its name and those of its parameters are in capitals, the value as it stands."""

    name: str
    parameters: Mapping[str, str]
    value: str

    @property
    def is_quoted(self) -> bool:
        """Whether the value is quoted-printable, so that one that ends in ``=`` goes on in the next line."""
        return self._encoding == "QUOTED-PRINTABLE"

    @property
    def is_binary(self) -> bool:
        """Whether the value is a picture, sound or file itself."""
        inside = self._encoding in _BASE64 or self.value[:5].lower() == "data:"
        return self.name in _BINARY and inside and "X-IRMC-N" not in self.parameters

    @property
    def text(self) -> str:
        """The value decoded, with its escapes still in it."""
        charset = self.parameters.get("CHARSET")
        if self.is_quoted:
            value = self.value.replace("==", "=")  # the end of a line that was joined
            return decode_bytes(quopri.decodestring(value.encode("utf-8", "replace")), charset)
        if self._encoding in _BASE64:
            try:
                return decode_bytes(base64.b64decode(self.value), charset)
            except ValueError:
                return self.value
        return self.value

    @property
    def _encoding(self) -> str:
        named = self.parameters.get("ENCODING", "").upper()
        return named or next((one for one in ("QUOTED-PRINTABLE", "BASE64") if one in self.parameters), "")


class UnfoldedBytes:
    """The content of a file with its folded lines joined: a line that begins with a space or tab belongs to the one
    before. On bytes, since many programs fold in the middle of a character."""

    def __init__(self, stream: Bytes) -> None:
        self._stream = stream
        self._held = b""

    def read(self, size: int) -> bytes:
        """About ``size`` bytes of content; none at the end."""
        while data := self._stream.read(size):
            data = self._held + data
            held = 2 if data.endswith(b"\r\n") else int(data.endswith((b"\r", b"\n")))
            end = len(data) - held  # only the next bytes tell whether a line end is a fold
            self._held = data[end:]
            if joined := _FOLD.sub(b"", data[:end]):
                return joined
        rest, self._held = self._held, b""
        return rest

    def take_count(self) -> int:
        """Bytes read from the disk since the last call."""
        return self._stream.take_count()


@cache
def load_property_names(form: str) -> Mapping[str, str]:
    """Properties and their fields, for ``vcard`` or ``icalendar``."""
    data = tomllib.loads((files("connectors") / "content_lines.toml").read_text(encoding="utf-8"))
    names: dict[str, str] = data[form]
    return names


def name_field(name: str, form: str) -> str:
    """The field of a property; "" for one that nobody has declared, whose name may be data."""
    known = load_property_names(form).get(name)
    if known is None and name.startswith("X-") and not is_value(name):
        return name.lower().replace("-", "_")
    return known or ""


def parse_content_line(line: str) -> ContentLine | None:
    """A line taken apart; None for one of another form."""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    parameters: dict[str, str] = {}
    for part in _PARAMETER.findall(found["parameters"]):
        name, _, value = part.partition("=")
        value = value.replace('"', "").replace("^'", '"').replace("^n", " ").replace("^^", "^")
        name = name.strip().upper()
        parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
    return ContentLine(found["name"].upper(), parameters, found["value"])


def unescape(text: str) -> str:
    """A value as it is meant: ``\\n`` is a new line, ``\\,`` a comma."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text) if "\\" in text else text


def split_structure(text: str) -> list[str]:
    """The parts of a structured value (a name, an address), which semicolons separate."""
    pieces = _STRUCTURE.split(text)
    parts = ["".join(pair) for pair in zip(pieces[0:-1:2], pieces[1::2], strict=True)] + pieces[-1:]
    return [unescape(part).strip() for part in parts]
