"""Network addresses: IPv4, IPv6 and MAC."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

import numpy as np

from detectors.hits import FieldView, Result, make_hits
from detectors.numbers import Runs, find_runs, is_ascii_word
from detectors.text import Bools, Cells, Ints

IP = "usage.device.ip"
HARDWARE = "usage.device.hw_id"

_ADDRESS_WORDS = re.compile(
    r"(?i)\b(?:ip|addr|address|host|client|remote|peer|from|src|source|rhost|forwarded)|接続元|アドレス"
)


def find_ipv4(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Dotted quads of 0-255 without leading zeros that are neither part of a longer chain nor the version of
    a product (``Chrome/92.0.45.1``). Loopback, unspecified, broadcast and multicast addresses are nobody's."""
    runs = find_runs(cells)
    first = _quads(cells, runs)
    if not first.size:
        return
    octets = np.stack([_values(cells, runs, first + place) for place in range(4)], axis=1)
    good = (octets <= 255).all(axis=1) & _no_leading_zeros(cells, runs, first)
    good &= ~np.isin(octets[:, 0], (0, 127)) & (octets[:, 0] < 224)
    first, octets = first[good], octets[good]
    low, high = runs.start[first], runs.end[first + 3]
    # Small numbers throughout are a version more often than an address: 1.2.3.4, 2.0.0.1.
    versionlike = (octets < 20).all(axis=1)
    spans = []
    for start, end, doubtful in zip(low.tolist(), high.tolist(), versionlike.tolist(), strict=True):
        if doubtful and view.kind != "access-log":
            doubtful = not _ADDRESS_WORDS.search(cells.text, max(0, start - 20), start)
        spans.append((start, end, not doubtful))
    if hits := make_hits(IP, spans):
        yield hits


def _quads(cells: Cells, runs: Runs) -> Ints:
    count = len(runs) - 3
    if count <= 0 or "." not in cells.characters:
        return np.zeros(0, dtype=np.int64)
    dot = ord(".")
    fits: Bools = np.ones(count, dtype=np.bool_)
    for place in range(4):
        fits &= runs.length[place : count + place] <= 3
        if place < 3:
            fits &= runs.gap[place : count + place] == dot
    first = np.flatnonzero(fits)
    last = first + 3
    before, after = runs.before[first], runs.after[last]
    good = ~is_ascii_word(before) & (before != dot) & ~is_ascii_word(after)
    good &= np.where(last < len(runs) - 1, runs.gap[last], 0) != dot
    # A product's version: letters, a slash, the quad.
    slashed = np.flatnonzero(good & (before == ord("/")))
    letter = is_ascii_word(cells.codes[np.maximum(runs.start[first[slashed]] - 2, 0)].astype(np.int64))
    good[slashed[letter]] = False
    return first[good]


def _values(cells: Cells, runs: Runs, index: Ints) -> Ints:
    """The numbers that runs of at most three digits stand for."""
    start, size = runs.start[index], runs.length[index]
    value = np.zeros(len(index), dtype=np.int64)
    for place in range(3):
        inside = place < size
        digit = cells.codes[np.minimum(start + place, len(cells.codes) - 1)].astype(np.int64) - 48
        value = np.where(inside, value * 10 + digit, value)
    return value


def _no_leading_zeros(cells: Cells, runs: Runs, first: Ints) -> Bools:
    good: Bools = np.ones(len(first), dtype=np.bool_)
    for place in range(4):
        index = first + place
        good &= (runs.length[index] == 1) | (cells.codes[runs.start[index]] != 48)
    return good


_HEX = np.zeros(256, dtype=np.bool_)
_HEX[[ord(mark) for mark in "0123456789abcdefABCDEF:"]] = True


def find_ipv6(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Full and compressed addresses (RFC 4291), judged by ``ipaddress``; not ``::``, ``::1`` or multicast."""
    codes = cells.codes
    colon = codes == 58
    if not colon.any():
        return
    small = np.minimum(codes, 255).astype(np.uint8)
    small[codes > 255] = 0
    edge = np.zeros(1, dtype=np.int8)
    edges = np.diff(np.concatenate((edge, _HEX[small].view(np.int8), edge)))
    start, end = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    colons = np.concatenate(([0], np.cumsum(colon)))
    double = np.concatenate(([0], np.cumsum(colon[:-1] & colon[1:]), [0]))
    double[-1] = double[-2]
    count = colons[end] - colons[start]
    pairs = double[np.maximum(end - 1, start)] - double[start]
    likely = (end - start >= 4) & (end - start <= 39) & (((pairs == 1) & (count >= 2)) | (count == 7))
    spans = []
    for low, high in zip(start[likely].tolist(), end[likely].tolist(), strict=True):
        word = cells.text[low:high]
        if low and (cells.text[low - 1].isascii() and (cells.text[low - 1].isalnum() or cells.text[low - 1] == "_")):
            continue
        if (
            high < len(cells.text)
            and cells.text[high].isascii()
            and (cells.text[high].isalpha() or cells.text[high] == "_")
        ):
            continue
        if _is_host_address(word):
            spans.append((low, high, True))
    if hits := make_hits(IP, spans):
        yield hits


def _is_host_address(word: str) -> bool:
    try:
        address = ipaddress.IPv6Address(word)
    except ValueError:
        return False
    return not (address.is_multicast or address.is_loopback or address.is_unspecified)


_MAC = re.compile(
    r"(?<![0-9A-Za-z:-])(?:[0-9A-Fa-f]{2}(?P<mark>[:-]))(?:[0-9A-Fa-f]{2}(?P=mark)){4}[0-9A-Fa-f]{2}(?![0-9A-Za-z:-])"
)


def find_macs(cells: Cells, view: FieldView) -> Iterator[Result]:
    """EUI-48 addresses with colons or hyphens; all-zero, all-one and multicast ones are no device."""
    codes = cells.codes
    spans = []
    for mark in (ord(":"), ord("-")):
        at = codes == mark
        if len(codes) < 17 or not at.any():
            continue
        size = len(codes) - 12
        regular = at[:size] & at[3 : size + 3] & at[6 : size + 6] & at[9 : size + 9] & at[12 : size + 12]
        for place in np.flatnonzero(regular).tolist():
            match = _MAC.match(cells.text, max(0, place - 2))
            if match and not _is_nobodys(match[0]):
                spans.append((match.start(), match.end(), True))
    if hits := make_hits(HARDWARE, spans):
        yield hits


def _is_nobodys(mac: str) -> bool:
    octets = bytes.fromhex(mac.replace(":", "").replace("-", ""))
    digits_only = mac.replace(":", "").replace("-", "").isdigit()
    # Twelve decimal digits in pairs are a date and time more often than an address (26-11-22-09-30-00).
    stamp = digits_only and "-" in mac and octets[1] <= 0x12 and octets[2] <= 0x31
    return octets in (bytes(6), b"\xff" * 6) or bool(octets[0] & 1) or stamp
