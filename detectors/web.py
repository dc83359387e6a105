"""What browsers and apps send: user agents with the browser, system and device they name, and cookies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from ua_parser import parse as parse_user_agent

from detectors.hits import FieldView, Result, find_all, make_hits
from detectors.registries import is_known_cookie
from detectors.text import Cells

BROWSER, SYSTEM, DEVICE = "usage.browser", "usage.os", "usage.device.model"
COOKIE, SESSION = "usage.cookie", "usage.cookie.session"

_IN_TEXT = re.compile(
    r"Mozilla/\d\.\d \([^)\x1e\n]{2,300}\)(?: [A-Za-z][\w.:+-]*/[\w.:+-]+(?: \([^)\x1e\n]{0,200}\))?| Safari| Mobile)*"
)
# A product token with a version and a comment, or one of the tokens that apps and feature phones send.
_WHOLE = re.compile(
    r"(?:Mozilla|Opera|Dalvik|DoCoMo|KDDI|SoftBank|Vodafone|J-PHONE|UP\.Browser|okhttp|curl|Wget|python-requests"
    r"|Python-urllib|Go-http-client|Java|Apache-HttpClient|libwww-perl|PostmanRuntime|axios|node-fetch|CFNetwork"
    r"|Lynx|Links|ELinks|Konqueror|NSPlayer|VLC|UniversalFeedParser|facebookexternalhit|Googlebot|msnbot|Baiduspider)"
    r"[/ \-(][^\x1e]{0,1000}"
    r"|[A-Za-z][\w.!~*' -]{0,40}/v?\d[\w.+-]*(?: \(.{2,400}\)| [A-Za-z][\w.-]*/\d[\w.+-]*)[^\x1e]{0,600}"
)
_PARSED = 4000


def find_user_agents(cells: Cells, view: FieldView) -> Iterator[Result]:
    """User-agent strings: whole cells, and the ``Mozilla/5.0 (...)`` form inside text."""
    hinted = view.hinted(BROWSER) >= 0.5 or view.field.name == "user_agent"
    spans: list[tuple[int, int, bool]] = []
    if "/" in cells.characters:
        if hinted or _looks_whole(cells):
            spans = [
                (int(start), int(end), True)
                for start, end, value in zip(cells.starts[:-1], cells.starts[1:] - 1, cells.values(), strict=True)
                if _WHOLE.fullmatch(value)
            ]
        whole = {start for start, _, _ in spans}
        for at in find_all(cells.text, "Mozilla/"):
            if at not in whole and (match := _IN_TEXT.match(cells.text, at)):
                spans.append((at, match.end(), True))
    if hits := make_hits(BROWSER, spans):
        yield hits
        yield from _find_named_in(cells, spans)


def _looks_whole(cells: Cells) -> bool:
    values = cells.values()
    sample = values[:: max(1, len(values) // 50)]
    return sum(_WHOLE.fullmatch(value) is not None for value in sample) * 4 >= len(sample)


@lru_cache(maxsize=20000)
def named_in(agent: str) -> tuple[bool, bool]:
    """Whether a user agent names an operating system, and a device model (not just a kind of computer)."""
    result = parse_user_agent(agent)
    device = result.device
    model = device is not None and device.family not in (
        "Other",
        "Mac",
        "Spider",
        "Generic Smartphone",
        "Generic Tablet",
    )
    return result.os is not None and result.os.family != "Other", model and device is not None and bool(device.model)


def _find_named_in(cells: Cells, spans: list[tuple[int, int, bool]]) -> Iterator[Result]:
    systems, devices = [], []
    for start, end, strong in spans[:_PARSED]:
        system, device = named_in(cells.text[start:end])
        if system:
            systems.append((start, end, strong))
        if device:
            devices.append((start, end, strong))
    for category, found in ((SYSTEM, systems), (DEVICE, devices)):
        if hits := make_hits(category, found):
            yield hits


_NAME = r"[A-Za-z0-9_.$%!#&'*+^`|~-]{1,80}"
_HEADER = re.compile(rf"(?i)\b(?:set-)?cookie\d?[\"']?\s*[:=]\s*[\"']?(?P<jar>{_NAME}=[^\x1e\n\"]*)")
_JAR = re.compile(rf"\s*{_NAME}=[^;\x1e]*(?:;\s*{_NAME}(?:=[^;\x1e]*)?)*;?\s*")
_PAIR_NAME = re.compile(rf"(?:^|;)\s*(?P<name>{_NAME})=")
# Values that only one maker writes: Google Analytics, Google Ads, Meta.
_VALUE = re.compile(
    r"(?<![A-Za-z0-9])(?:GA1\.\d\.\d{1,10}\.\d{10}|GS[12]\.\d\.[\w$]{10,}|fb\.[01]\.\d{13}\.\w+)(?![A-Za-z0-9])"
)
_SESSION_NAME = re.compile(r"(?i)sess|sid$|^sid|auth|token|jwt|login|remember|csrf|xsrf|connect\.sid")


def find_cookies(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cookie jars (``a=1; b=2``) in whole cells, cookie headers in text, values that only cookies have.
    A jar counts by itself when it holds a name of the list of known cookies."""
    jars: list[tuple[int, int, bool]] = []
    sessions: list[tuple[int, int, bool]] = []
    if "=" in cells.characters:
        hinted = view.hinted(COOKIE) >= 0.5 or view.field.name == "cookie"
        for cell in np.flatnonzero(cells.lengths <= 8192).tolist():
            start, end = int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1
            if cells.text.find("=", start, end) < 0 or not _JAR.fullmatch(cells.text, start, end):
                continue
            names = [match["name"] for match in _PAIR_NAME.finditer(cells.text[start:end])]
            familiar = sum(map(is_known_cookie, names))
            if hinted or familiar >= 2 or (familiar and len(names) > 1):
                jars.append((start, end, hinted or familiar > 0))
                if any(map(_SESSION_NAME.search, names)):
                    sessions.append((start, end, True))
        for match in _HEADER.finditer(cells.text) if _mentions_cookie(cells.text) else ():
            jars.append((match.start("jar"), match.end("jar"), True))
            if any(_SESSION_NAME.search(pair["name"]) for pair in _PAIR_NAME.finditer(match["jar"])):
                sessions.append((match.start("jar"), match.end("jar"), True))
    if "." in cells.characters:
        for marker in ("GA1.", "GS1.", "GS2.", "fb.1.", "fb.0."):
            for at in find_all(cells.text, marker):
                if match := _VALUE.match(cells.text, at):
                    jars.append((at, match.end(), True))
    for category, found in ((COOKIE, _outermost(jars)), (SESSION, _outermost(sessions))):
        if hits := make_hits(category, found):
            yield hits


def _mentions_cookie(text: str) -> bool:
    return "ookie" in text or "OOKIE" in text


def _outermost(spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Without spans that lie inside an earlier one."""
    kept: list[tuple[int, int, bool]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
