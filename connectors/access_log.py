"""Web server access logs in the common and combined forms, split into named fields.

The common log form is that of the NCSA server (``host ident user [time] "request" status bytes``); combined
adds the referrer and the user agent in quotes, and many configurations put a virtual host in front and a
cookie or other quoted parts behind. nginx writes combined by default.

A whole batch is split by Arrow: at its quotes first, which is right for lines without an escaped quote, and
the few other lines by one regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Batch, Field
from connectors.batches import line_array, may_hold, null_where, sized_batches
from connectors.lines import LINE_FIELD
from connectors.text_file import TextFile

FIELDS = ("client_ip", "ident", "user", "time", "request", "status", "bytes", "referrer", "user_agent")
"""What the two forms have in common, in their order; ``host``, ``cookie`` and ``extra`` come where a line has them."""

_QUOTED = r'(?:[^"\\]|\\.)*'
_HOST = r"(?P<host>[^ ]+) "
_HEAD = r"(?P<client_ip>[^ ]+) (?P<ident>[^ ]+) (?P<user>{user}) \[(?P<time>[^\]]+)\] "
_COUNTS = r" (?P<status>\d{3}|-) (?P<bytes>\d+|-)"
_QUICK_HEAD = _HEAD.format(user=r"[^ \[]+")
_COOKIE = rf'^(?P<before>(?: *(?:"-"|"{_QUOTED}"|[^ "]+))*?) *"(?P<cookie>[^\s="\\;,]+=(?:[^"\\]|\\.)*)"(?P<after>.*)$'
_ONLY_AGENT = r'^"(?P<agent>[A-Za-z][^\s"/]*/v?\d(?:[^"\\]|\\.)*)"$'
_SAMPLE_LINES = 200
_SHARE = 0.8
# A time in brackets, and the status after the request, are what tells the form from other quoted logs.
_LINE = re.compile(
    rf'(?:\S+ )?\S+ \S+ [^"\[]+? \[\d\d?/[A-Z][a-z]{{2}}/\d{{4}}:\d\d:\d\d:\d\d [+-]\d{{4}}\] '
    rf'"{_QUOTED}" (?:\d{{3}}|-) (?:\d+|-)(?P<combined> "{_QUOTED}" "{_QUOTED}")?(?:\s|$)'
)
_ADDRESS = r"(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+)"
_WITH_HOST = re.compile(rf"(?!{_ADDRESS} )\[?[\w.:-]+\]? {_ADDRESS} \S+ [^\[]+\[|{_ADDRESS} {_ADDRESS} \S+ \S+ \[")


Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class AccessForm:
    """The form of most lines, and whether the virtual host stands in front of them."""

    form: Literal["common", "combined"]
    host_first: bool


def detect_access_form(sample: str) -> AccessForm | None:
    """The form of an access log by its first lines; None where fewer than four in five have one."""
    lines = [line for line in sample.split("\n") if line.strip()][:_SAMPLE_LINES]
    matches = [(line, found) for line in lines if (found := _LINE.match(line))]
    if not lines or len(matches) < _SHARE * len(lines):
        return None
    combined = sum(1 for _, found in matches if found["combined"])
    with_host = sum(1 for line, _ in matches if _WITH_HOST.match(line))
    return AccessForm("combined" if combined * 2 >= len(matches) else "common", with_host * 2 > len(matches))


def read_access_log(file: TextFile) -> Iterator[Batch]:
    """Every line split into its parts; rows are line numbers. A dash (and an empty part) is null. A line of
    another form is kept whole in the field without a name, which a batch has only where it needs it."""
    form = detect_access_form(file.sample)
    first_row = 1
    for block in file.blocks():
        lines = line_array(block.data)
        columns = split_access_lines(lines, host_first=form is not None and form.host_first)
        fields = [log_field(name) for name in columns]
        yield from sized_batches(file.location, fields, list(columns.values()), first_row, block.taken)
        first_row += len(lines) - block.open


def log_field(name: str) -> Field:
    """The field for a part of a log line; without a name, it is the whole line."""
    if not name:
        return LINE_FIELD
    return Field(name, "integer") if name in ("status", "bytes") else Field(name)


def split_access_lines(lines: pa.Array, *, host_first: bool) -> dict[str, pa.Array]:
    """Columns by name, each as long as ``lines``."""
    quick, columns = _split_at_quotes(lines, host_first=host_first)
    others = np.flatnonzero(~quick)
    if len(others) == 0:
        return _tidy(columns)
    rest = lines.take(pa.array(others))
    found = pc.extract_regex(rest, _line_pattern(host_first=host_first))
    matched = _truth(pc.is_valid(found))
    slow = _named_parts(found.filter(pa.array(matched)))
    order = np.argsort(np.concatenate([np.flatnonzero(quick), others[matched], others[~matched]]), kind="stable")
    left = len(others) - int(matched.sum())
    merged = {
        name: pa.concat_arrays(
            [
                columns[name],
                slow.get(name, pa.nulls(len(slow["time"]), pa.string())),
                pa.nulls(left, pa.string()),
            ]
        ).take(pa.array(order))
        for name in columns
    }
    tidy = _tidy(merged)
    unsplit = pc.if_else(pa.array(_mask(len(lines), others[~matched])), lines, pa.scalar(None, pa.string()))
    unsplit = null_where(unsplit, "")
    return tidy if unsplit.null_count == len(lines) else {**tidy, "": unsplit}


def _truth(column: pa.Array) -> Mask:
    """An Arrow boolean array as a mask; null is false."""
    mask: Mask = column.fill_null(False).to_numpy(zero_copy_only=False)
    return mask


def _mask(length: int, places: np.ndarray[Any, Any]) -> Mask:
    mask = np.zeros(length, np.bool_)
    mask[places] = True
    return mask


def _split_at_quotes(lines: pa.Array, *, host_first: bool) -> tuple[Mask, dict[str, pa.Array]]:
    """Which lines are well-formed without an escaped quote, and the columns of these lines.

    Cut at its quotes, a common line is three pieces (head, request, counts), a combined one seven: head,
    request, counts, referrer, a space, user agent, and what follows.
    """
    pieces = pc.split_pattern(lines, '"')
    counts = pc.list_value_length(pieces).to_numpy(zero_copy_only=False)
    starts = pieces.offsets.to_numpy()[:-1]
    usable = (counts == 3) | ((counts >= 7) & (counts % 2 == 1))
    if may_hold(lines, b'\\"'):
        usable &= ~_truth(pc.match_substring(lines, '\\"'))
    rows = np.flatnonzero(usable)
    piece, combined = _pieces(pieces.values, starts[rows], counts[rows])
    head = pc.extract_regex(piece(0), f"^{_HOST if host_first else ''}{_QUICK_HEAD}$")
    middle = pc.extract_regex(piece(2), f"^{_COUNTS}(?P<extra>.*)$")
    good = _truth(pc.and_(pc.is_valid(head), pc.is_valid(middle)))
    between = pc.and_(pc.equal(piece(4), " "), pc.equal(pc.struct_field(middle, "extra"), " "))
    good &= ~combined | _truth(between)
    kept = pa.array(good)
    columns = {name: pc.struct_field(head, name) for name in _names(head)}
    columns["request"] = piece(1)
    columns |= {name: pc.struct_field(middle, name) for name in ("status", "bytes")}
    columns |= {"referrer": piece(3), "user_agent": piece(5)}
    columns["extra"] = pc.coalesce(_after(pieces, rows, counts[rows]), pc.struct_field(middle, "extra"))
    return _mask(len(lines), rows[good]), {name: column.filter(kept) for name, column in columns.items()}


def _pieces(flat: pa.Array, starts: Any, counts: Any) -> tuple[Any, Mask]:
    """A function for the n-th piece of every line (null where a line has fewer), and which have seven or more."""

    def piece(number: int) -> pa.Array:
        return flat.take(pa.array(starts + number, mask=counts <= number))

    return piece, counts >= 7


def _after(pieces: pa.Array, rows: Any, counts: Any) -> pa.Array:
    """What follows the user agent, with its quotes; null for lines that have none."""
    if not (counts >= 7).any():
        return pa.nulls(len(rows), pa.string())
    tails = pc.list_slice(pieces.take(pa.array(rows)), 6)
    return pc.if_else(pa.array(counts >= 7), pc.binary_join(tails, '"'), pa.scalar(None, pa.string()))


def _line_pattern(*, host_first: bool) -> str:
    """The whole line in one pattern, with escapes inside the quotes, and with spaces in the user's name."""
    head = _HEAD.format(user=r'[^"\[]+?')
    ends = rf'(?: "(?P<referrer>{_QUOTED})" "(?P<user_agent>{_QUOTED})")?(?P<extra>(?:\s.*)?)'
    return rf'^{_HOST if host_first else ""}{head}"(?P<request>{_QUOTED})"{_COUNTS}{ends}$'


def _names(struct: pa.Array) -> list[str]:
    return [struct.type.field(at).name for at in range(struct.type.num_fields)]


def _named_parts(struct: pa.Array) -> dict[str, pa.Array]:
    return {name: pc.struct_field(struct, name) for name in _names(struct)}


def _tidy(columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Nulls for dashes, the cookie told apart, and the rarer columns left out where they hold nothing."""
    columns = dict(columns)
    extra = columns.pop("extra")
    if pc.any(pc.match_substring(extra, "=")).as_py():
        columns["cookie"], extra = _split_cookie(extra)
    extra = pc.utf8_trim(pc.replace_substring(extra, ' "-"', ""), " ")
    columns["user_agent"], columns["extra"] = _claim_agent(columns["user_agent"], extra)
    tidy = {name: null_where(null_where(column, "-"), "") for name, column in columns.items()}
    always = {"client_ip", "user", "time", "request", "status", "bytes"}
    return {name: tidy[name] for name in tidy if name in always or tidy[name].null_count < len(tidy[name])}


def _claim_agent(agents: pa.Array, extra: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Some logs have a user agent and no referrer: it is what alone follows the counts and begins as a product."""
    found = pc.struct_field(pc.extract_regex(extra, _ONLY_AGENT), "agent")
    mine = pc.and_(pc.equal(pc.fill_null(agents, ""), ""), pc.is_valid(found))
    if not pc.any(mine).as_py():
        return agents, extra
    return pc.if_else(mine, found, agents), pc.if_else(mine, pa.scalar(None, pa.string()), extra)


def _split_cookie(extra: pa.Array) -> tuple[pa.Array, pa.Array]:
    """The first quoted part that reads ``name=value``, and the rest without it."""
    found = pc.extract_regex(extra, _COOKIE)
    rest = pc.binary_join_element_wise(pc.struct_field(found, "before"), pc.struct_field(found, "after"), "")
    return pc.struct_field(found, "cookie"), pc.coalesce(rest, extra)
