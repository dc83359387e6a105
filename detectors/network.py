"""Network addresses: IPv4, IPv6 and MAC, in text, in lists of proxies, as numbers and shortened."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

import numpy as np

from detectors.hits import FieldView, Hits, Result, Signals, hit_cells, make_hits
from detectors.name_forms import split_words
from detectors.numbers import Shape, find_runs, is_ascii_word, match_shape
from detectors.text import SEPARATOR, Bools, Cells, Ints, Runs

IP = "usage.device.ip"
HARDWARE = "usage.device.hw_id"

_ADDRESS_WORDS = re.compile(
    r"(?i)(?<![a-z])(?:ip|addr|host|client|remote|peer|from|src|source|rhost|forwarded)|接続元|アドレス"
)
# Who speaks to a service, in a line in which an internal address may be the service's own.
_CLIENT_WORDS = re.compile(
    r"(?i)(?<![a-z])(?:client|remote|from|src|source|rhost|forwarded|x-real|user|login|visitor"
    r"|c?ip(?:[ _-]?addr(?:ess)?)?[\"']?\s?[:=])|接続元|送信元|発信元|アクセス元|端末|クライアント|利用者"
    r"|IPアドレス"
)
_VERSION_WORDS = re.compile(
    r"(?i)(?:\bver(?:sion)?|\brelease|\bbuild|\bfirmware|\boid|\bsec(?:tion|\.)|\bchapter|\bfigure|\btable|\bsnmp|§|バージョン|版|第"
    r"|項番|ファームウェア)[\s.:=]{0,3}$"
)
# The machine that a mail was handed to, and a release that something was raised to or from.
_SERVER_WORDS = re.compile(
    r"(?i)(?:relay|upstream|backend|gateway|nameserver|dns)\s?[=:]\s?[\w.-]{0,80}\[?$"
    r"|(?:upgrad|downgrad|updat|bump|install|rais)\w{0,4} [\w@/.-]{1,60} (?:from )?$"
    r"|(?:upgrad|downgrad|updat|bump)\w{0,4} [\w@/.-]{1,60} (?:from )?[\d.]{3,15} (?:to|->|=>) $"
)
_SERVER_REACH = 110
_SECTION_AFTER = re.compile(r"\s?[章節項条]")
# What stands behind an address that is all of a cell: a port, the size of a network; of IPv6 a zone, too.
_PORT = re.compile(r":\d{1,5}|/\d{1,2}")
_ZONE = re.compile(r"(?:%[\w.-]{1,30})?(?:/\d{1,3})?\]?(?::\d{1,5})?", re.ASCII)
_NETWORK = re.compile(r"/(?:[12]?\d|3[01])(?![\w./])", re.ASCII)
_LONGEST_REST = 40


def find_ipv4(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Dotted quads of 0-255 without leading zeros that are neither part of a longer chain nor the version of
    a product (``Chrome/92.0.45.1``). Loopback, unspecified, broadcast and multicast addresses are nobody's; one of an
    internal network counts in text only behind a word for who connects (``dial tcp 10.96.0.1`` is a service)."""
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
    versionlike: Bools = np.asarray((octets < 20).all(axis=1) & (view.kind != "access-log"))
    spans: list[tuple[int, int, bool]] = []
    internal = _is_internal(octets).tolist()
    for start, end, doubtful, inner in zip(low.tolist(), high.tolist(), versionlike.tolist(), internal, strict=True):
        if view.kind != "access-log" and start and cells.text[start - 1] != SEPARATOR:
            before = _before(cells.text, start)
            if _VERSION_WORDS.search(before) or _SECTION_AFTER.match(cells.text, end):
                continue
            if before[-1:] in "[ =:" and _SERVER_WORDS.search(_before(cells.text, start, _SERVER_REACH)):
                continue
            # The next one of a list that begins with a sure one: client, proxy1, proxy2.
            listed = bool(spans) and spans[-1][2] and 0 < start - spans[-1][1] <= 2 and "," in before[-2:]
            doubtful = doubtful and not listed and not _ADDRESS_WORDS.search(before)
            # One of an internal network in a list behind another is a proxy on the way.
            told = not listed and _CLIENT_WORDS.search(before) is not None
            doubtful = doubtful or (inner and before != "" and not told)
        if cells.text[end : end + 1] in (":", "/"):
            # A network is a rule of a firewall more often than anybody's address.
            doubtful = doubtful or _NETWORK.match(cells.text, end) is not None
            end = _end_of_whole(cells, start, end, _PORT)
        spans.append((start, end, not doubtful))
    if hits := make_hits(IP, spans):
        yield hits
        inside = np.unique(cells.cell_of(low[_is_internal(octets)]))
        outside = np.unique(cells.cell_of(low[~_is_internal(octets)]))
        if (only := np.setdiff1d(inside, outside)).size:
            yield Signals("private-address", only)
        if (shortened := octets[:, 3] == 0).any():
            yield Signals("shortened-address", np.unique(cells.cell_of(low[shortened])))


def _end_of_whole(cells: Cells, start: int, end: int, rest: re.Pattern[str]) -> int:
    """The end of the cell where it is an address and ``rest``, else the end of the address."""
    if (
        start
        and cells.text[start - 1] != SEPARATOR
        and cells.text[max(0, start - 2) : start] not in ("[", SEPARATOR + "[")
    ):
        return end
    border = cells.text.find(SEPARATOR, end, end + _LONGEST_REST)
    border = border if border >= 0 else len(cells.text)
    return border if border - end <= _LONGEST_REST and rest.fullmatch(cells.text, end, border) else end


def _is_internal(octets: Ints) -> Bools:
    """Private (RFC 1918), shared (RFC 6598) and link-local (RFC 3927) addresses: they lead to nobody outside."""
    first, second = octets[:, 0], octets[:, 1]
    internal = (first == 10) | ((first == 172) & (second >= 16) & (second <= 31)) | ((first == 192) & (second == 168))
    internal |= ((first == 100) & (second >= 64) & (second <= 127)) | ((first == 169) & (second == 254))
    return np.asarray(internal, dtype=np.bool_)


def _before(text: str, position: int, reach: int = 20) -> str:
    """Up to so many characters of the same cell before a position."""
    window = text[max(0, position - reach) : position]
    return window[window.rfind(SEPARATOR) + 1 :]


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
    return np.asarray(first[good])


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


_HEX_GROUPS = re.compile(r"[0-9A-Fa-f:.]+")
_HEX_MARKS = frozenset("0123456789ABCDEFabcdef:.")
_LONGEST_IPV6 = 45


def find_ipv6(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Full and compressed addresses (RFC 4291), judged by ``ipaddress``; not ``::``, ``::1`` or multicast."""
    colons = cells.positions_of(":")
    if len(colons) < 2:
        return
    text, done = cells.text, -1
    spans = []
    for place in _ipv6_places(colons).tolist():
        if place < done:
            continue
        low = place
        while low > max(0, place - _LONGEST_IPV6) and text[low - 1] in _HEX_MARKS:
            low -= 1
        match = _HEX_GROUPS.match(text, low)
        if match is None:
            continue
        done = match.end()
        low, high = _trim(text, low, done)
        if not _inside_word(text, low, high) and high - low <= _LONGEST_IPV6 and _is_host_address(text[low:high]):
            spans.append((low, _end_of_whole(cells, low, high, _ZONE), True))
    if hits := make_hits(IP, spans):
        yield hits


def _ipv6_places(colons: Ints) -> Ints:
    """Colons where an address may be: two in a row, or seven that are at most four characters apart."""
    double = colons[:-1][np.diff(colons) == 1]
    if len(colons) < 7:
        return np.asarray(double)
    full = colons[:-6][colons[6:] - colons[:-6] <= 30]
    return np.asarray(np.union1d(double, full))


def _trim(text: str, low: int, high: int) -> tuple[int, int]:
    """Without the colon or full stop of the sentence around."""
    while high > low and (text[high - 1] == "." or (text[high - 1] == ":" and text[high - 2 : high - 1] != ":")):
        high -= 1
    while low < high and (text[low] == "." or (text[low] == ":" and text[low + 1 : low + 2] != ":")):
        low += 1
    return low, high


def _inside_word(text: str, low: int, high: int) -> bool:
    before, after = text[max(0, low - 1) : low], text[high : high + 1]
    return any(mark.isascii() and (mark.isalnum() or mark == "_") for mark in (before, after))


def _is_host_address(word: str) -> bool:
    # "a::b" is a name in many programming languages; an address has digits and a network of some length.
    if word.count(":") < 3 and (word.find("::") < 3 or not any(map(str.isdigit, word))):
        return False
    # Eight pairs of hexadecimal digits are the serial number of a certificate or a fingerprint.
    if "::" not in word and max(map(len, word.split(":"))) < 3:
        return False
    try:
        address = ipaddress.IPv6Address(word)
    except ValueError:
        return False
    return not (address.is_multicast or address.is_loopback or address.is_unspecified)


_NUMBERS = tuple(Shape.parse(size, "") for size in ("8", "9", "10"))
_NUMERIC_NAMES = frozenset(("int", "num", "number", "numeric", "long", "dec", "decimal", "n", "aton", "数値"))
_LOWEST, _HIGHEST, _LOOPBACK = 1 << 24, 224 << 24, 127
_SHORTENED = re.compile(
    r"\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?:\.(?:x{1,3}|\*)){1,2}|(?=[^:]*:)[0-9a-f:]{2,40}(?:x{2,4}|\*)", re.IGNORECASE
)
_DIGEST = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}", re.IGNORECASE)


def find_hidden_addresses(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Where the field's name says that it holds IP addresses: those stored as one number, shortened ones
    (``203.0.113.xxx``) and digests of them. They count together with the name only; beside ``ip_int`` numbers do."""
    named = "ip" in (words := split_words(view.field.label)) and not _NUMERIC_NAMES.isdisjoint(words)
    if not named and view.hinted(IP) < 0.5:
        return
    spans: list[tuple[int, int, bool]] = []
    runs = find_runs(cells)
    for shape in _NUMBERS:
        for found in match_shape(cells, runs, shape):
            numbers = found.numbers()
            cell = cells.cell_of(found.start)
            good = (cells.starts[cell] == found.start) & (cells.starts[cell + 1] - 1 == found.end)
            good &= (numbers >= _LOWEST) & (numbers < _HIGHEST) & (numbers >> 24 != _LOOPBACK)
            spans.extend(
                (start, end, named)
                for start, end in zip(found.start[good].tolist(), found.end[good].tolist(), strict=True)
            )
    if hits := make_hits(IP, sorted(spans)):
        yield hits
    values = cells.values()
    for tag, form, longest in (("shortened", _SHORTENED, _LONGEST_IPV6), ("hashed", _DIGEST, 64)):
        likely = np.flatnonzero((cells.lengths >= 7) & (cells.lengths <= longest)).tolist()
        chosen = [cell for cell in likely if form.fullmatch(values[cell])]
        if hits := hit_cells(IP, cells, chosen):
            yield Hits(IP, hits.start, hits.end, hits.strong, check=tag)


_MAC = re.compile(
    r"(?<![0-9A-Za-z])(?<![^0-9A-Za-z][0-9A-Fa-f]{2}[:-])(?<!\A[0-9A-Fa-f]{2}[:-])"
    r"(?:[0-9A-Fa-f]{2}(?P<mark>[:-]))(?:[0-9A-Fa-f]{2}(?P=mark)){4}[0-9A-Fa-f]{2}(?![0-9A-Za-z:-])"
)
_DOTTED_MAC = re.compile(
    r"(?<![0-9A-Za-z.])(?=[0-9.]{0,13}[A-Fa-f])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![0-9A-Za-z.])"
)


def find_macs(cells: Cells, view: FieldView) -> Iterator[Result]:
    """EUI-48 addresses with colons or hyphens, or in three groups with dots; all-zero, all-one and multicast
    ones are no device. Those that a device made up for itself (the second bit, IEEE 802c) have the tag
    ``randomised``."""
    lasting: list[tuple[int, int, bool]] = []
    made_up: list[tuple[int, int, bool]] = []
    for mark, marks, step, pattern in ((":", 5, 3, _MAC), ("-", 5, 3, _MAC), (".", 2, 5, _DOTTED_MAC)):
        at = cells.positions_of(mark) if mark in cells.characters else np.zeros(0, dtype=np.int64)
        if len(at) < marks:
            continue
        last = marks - 1
        for place in at[: len(at) - last][at[last:] - at[: len(at) - last] == step * last].tolist():
            match = pattern.match(cells.text, max(0, place - step + 1))
            if match and not _is_nobodys(match[0]):
                local = int(match[0][1], 16) & 2
                (made_up if local else lasting).append((match.start(), match.end(), True))
    if hits := make_hits(HARDWARE, lasting):
        yield hits
    if hits := make_hits(HARDWARE, made_up, check="randomised"):
        yield hits


def _is_nobodys(mac: str) -> bool:
    digits = mac.translate(_NO_MARKS)
    octets = bytes.fromhex(digits)
    # Twelve decimal digits in pairs are a date and time more often than an address (26-11-22-09-30-00).
    stamp = digits.isdigit() and "-" in mac and octets[1] <= 0x12 and octets[2] <= 0x31
    return octets in (bytes(6), b"\xff" * 6) or bool(octets[0] & 1) or stamp


_NO_MARKS = str.maketrans("", "", ":-.")
