"""The ``[report]`` table of a configuration: what reports bear of those whose report it is."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports.base import Branding
from scanner.config_text import ConfigError, ConfigText

REPORT_KEYS = ("organisation", "classification", "logo")

LARGEST_LOGO = 200_000
"""A logo of more bytes is refused: it stands in every report."""

LONGEST_LABEL = 80
"""So many characters of a name or a label stand at the head of a report without pushing the verdict away."""

_PICTURES = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
"""Raster pictures by their first bytes. SVG is left out: it is a document that can hold links and scripts."""


def read_branding(text: ConfigText, data: Mapping[str, Any]) -> Branding:
    """The organisation, the label and the logo. ConfigError where the logo cannot be used."""
    table = text.table(data, "report", REPORT_KEYS)
    logo = text.word(table, "logo")
    return Branding(
        read_label(text, table, "organisation"),
        read_label(text, table, "classification"),
        read_logo(text, text.path.parent / logo) if logo else "",
    )


def read_label(text: ConfigText, table: Mapping[str, Any], key: str) -> str:
    """A short text on one line."""
    label = text.word(table, key).strip()
    if len(label) > LONGEST_LABEL or not label.isprintable():
        raise text.fail(f"{key} has to be one line of at most {LONGEST_LABEL} characters", key)
    return label


def read_logo(text: ConfigText, path: Path) -> str:
    """A picture as a ``data:`` URI, so that the report needs no other file."""
    try:
        with path.open("rb") as file:
            picture = file.read(LARGEST_LOGO + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _refuse(text, f"the logo cannot be read ({reason}); check the path") from None
    if len(picture) > LARGEST_LOGO:
        raise _refuse(text, f"the logo is larger than {LARGEST_LOGO // 1000} kB; make it smaller")
    kind = find_kind(picture)
    if not kind:
        raise _refuse(text, "the logo has to be a PNG, JPEG, GIF or WebP picture")
    return f"data:{kind};base64,{base64.b64encode(picture).decode('ascii')}"


def _refuse(text: ConfigText, problem: str) -> ConfigError:
    return text.fail(problem, "logo")


def find_kind(picture: bytes) -> str:
    """The media type of a raster picture by its first bytes; empty for anything else."""
    for kind, beginnings in _PICTURES.items():
        if picture.startswith(beginnings) and (kind != "image/webp" or picture[8:12] == b"WEBP"):
            return kind
    return ""
