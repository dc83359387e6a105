"""Cookie jars in the form of Netscape's ``cookies.txt``, which curl, wget and browser extensions write.

A line is seven parts between tabs: domain, whether it covers subdomains, path, whether it needs TLS, expiry in seconds
since 1970 (0 for a session), name, value. ``#HttpOnly_`` before the domain marks a cookie that scripts cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Batch, Field
from connectors.batches import line_array, null_where, sized_batches
from connectors.lines import LINE_FIELD
from connectors.text_file import TextFile

FIELDS = ("domain", "subdomains", "path", "secure", "expires", "cookie_name", "cookie_value")

_LINE = (
    r"^(?:#HttpOnly_)?(?P<domain>[^\t #][^\t]*)\t(?P<subdomains>TRUE|FALSE)\t(?P<path>/[^\t]*)\t"
    r"(?P<secure>TRUE|FALSE)\t(?P<expires>-?\d+(?:\.\d+)?)\t(?P<cookie_name>[^\t]*)\t(?P<cookie_value>.*)$"
)
_SHARE = 0.8
_SAMPLE_LINES = 200


def looks_like_cookie_file(sample: str) -> bool:
    """Whether four in five of the first lines that are no comments are cookies."""
    lines = [line for line in sample.split("\n")[:_SAMPLE_LINES] if line.strip() and not _is_comment(line)]
    return bool(lines) and sum(1 for line in lines if re.match(_LINE, line)) >= _SHARE * len(lines)


def _is_comment(line: str) -> bool:
    return line.startswith("#") and not line.startswith("#HttpOnly_")


def read_cookie_file(file: TextFile) -> Iterator[Batch]:
    """One row for each line; comments and lines of another form stay whole in the field without a name."""
    first_row = 1
    for block in file.blocks():
        lines = line_array(block.data)
        found = pc.extract_regex(lines, _LINE)
        columns = [null_where(pc.struct_field(found, name), "") for name in FIELDS]
        rest = null_where(pc.if_else(pc.is_valid(found), pa.scalar(None, pa.string()), lines), "")
        fields = [Field(name) for name in FIELDS]
        if rest.null_count < len(rest):
            fields.append(LINE_FIELD)
            columns.append(rest)
        yield from sized_batches(file.location, fields, columns, first_row, block.taken)
        first_row += len(lines) - block.open
