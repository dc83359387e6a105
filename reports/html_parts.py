"""The style and the script of the HTML report, exactly as they stand in the file and in its content policy."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"

STYLES = ("report.css", "sections.css")
SCRIPTS = ("page.js", "findings.js", "table.js", "detail.js", "lists.js", "start.js")
"""The parts of the style and of the script, in their order in the file."""


def strip_lines(text: str) -> str:
    """A part without indentation, empty lines and lines of comment: nobody reads it in the file."""
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith(("//", "/*")))


@cache
def read_style() -> str:
    """The style."""
    return "\n" + "".join(strip_lines(read_part(part)) for part in STYLES)


@cache
def read_script() -> str:
    """The script: all its parts in one function, so that nothing of it is seen from outside."""
    return '\n"use strict";\n(() => {\n' + "".join(strip_lines(read_part(part)) for part in SCRIPTS) + "})();\n"


def read_part(part: str) -> str:
    """The text of one file."""
    return (TEMPLATES / part).read_text(encoding="utf-8")


def hash_part(text: str) -> str:
    """A source expression of the content security policy (CSP level 3): ``sha256-`` and base64."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
