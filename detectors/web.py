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
    r"Mozilla/\d\.\d \([^)\x1a\n]{2,300}\)(?: [A-Za-z][\w.:+-]*/[\w.:+-]+(?: \([^)\x1a\n]{0,200}\))?| Safari| Mobile)*"
)
# Tokens that browsers, libraries and feature phones begin with.
_KNOWN = re.compile(
    r"(?:Mozilla|Opera|Dalvik|DoCoMo|KDDI|SoftBank|Vodafone|J-PHONE|UP\.Browser|okhttp|curl|Wget|python-requests"
    r"|Python-urllib|Go-http-client|Java|Apache-HttpClient|libwww-perl|PostmanRuntime|axios|node-fetch|CFNetwork"
    r"|Lynx|Links|ELinks|Konqueror|NSPlayer|VLC|UniversalFeedParser|facebookexternalhit|Googlebot|msnbot|Baiduspider)"
    r"[/ \-(]"
)
_TOKEN = r"[A-Za-z0-9][\w.!~*'+&:-]{0,60}+"
_COMMENT = r"\([^\x1a]{0,400}?\)"
# A product with a version (RFC 9110, 10.1.5) that has a comment or another product beside it, or a full stop in
# the version: app/2 is as often a path.
_PRODUCT = re.compile(
    rf"(?:{_TOKEN} ){{0,3}}{_TOKEN}/[vV]?"
    rf"(?:\d[\w.+-]{{0,60}}+[;,]? ?(?:[(\[]|{_TOKEN}/|gzip)|\d+\.\d[\w.+-]{{0,60}}+(?:[ ;,(]|\Z))"
)
# A name with a comment that lists the system, as browsers and apps write it: (iPhone; iPhone OS 7.0; ja_JP); and
# the profiles of feature phones (Java ME).
_SYSTEM_COMMENT = re.compile(
    r"[A-Za-z0-9][^()\x1a]{0,80}\([^()\x1a]{0,60}?"
    r"(?:iPhone|iPad|iOS|Android|Linux|Windows|Macintosh|Mac OS|FreeBSD|compatible;|Symbian|BlackBerry|Darwin)"
    r"[^()\x1a]{0,200}[;,)]|[A-Za-z0-9][^\x1a]{0,120}?(?:Profile/MIDP-\d|Configuration/CLDC-\d)"
)
_ROBOT = re.compile(
    r"(?i)[a-z0-9][\w .+:-]{0,40}?(?:bot|crawler|spider)[\w.-]{0,20}[ /(;,v]{1,2}"
    r"v?(?:\d|\+?https?:|[\w.-]{1,40}@)"
)
# Anything with a word that only programs have, or with a number, where the name of the field says what it is.
_LOOSE = re.compile(
    r"(?i)(?=.{0,60}[a-z]{2})(?:.{0,200}?(?:\d|bot|crawl|spider|search|client|http|mobile|android|iphone|linux|windows))"
)
_SURE_FORMS, _FORMS = (_KNOWN, _SYSTEM_COMMENT), (_PRODUCT, _ROBOT)
_LONGEST = 1500
_LETTER = np.zeros(256, dtype=np.bool_)
_LETTER[[*range(65, 91), *range(97, 123)]] = True


def find_user_agents(cells: Cells, view: FieldView) -> Iterator[Result]:
    """User-agent strings: whole cells, and the ``Mozilla/5.0 (...)`` form inside text."""
    hinted = view.hinted(BROWSER) >= 0.5 or view.field.name == "user_agent"
    if not len(cells.codes) or not (hinted or {"/", "("} & cells.characters):
        return
    spans = list(_find_whole(cells, hinted))
    spans.extend(
        (at, match.end(), True) for at in find_all(cells.text, "Mozilla/") if (match := _IN_TEXT.match(cells.text, at))
    )
    spans = _outermost(spans)
    if hits := make_hits(BROWSER, spans):
        yield hits
        yield from _find_named_in(cells, spans)


def _find_whole(cells: Cells, hinted: bool) -> Iterator[tuple[int, int, bool]]:
    """Cells that are a user agent: one of a known product counts by itself, any other product with a version
    only together with the column."""
    values = cells.values()
    likely = (cells.lengths >= 4) & (cells.lengths <= _LONGEST) & ~cells.beyond_ascii & ~cells.holding("\n")
    if not hinted:
        first = cells.latin[np.minimum(cells.starts[:-1], len(cells.codes) - 1)]
        likely &= _LETTER[first] & (cells.holding("/") | cells.holding("("))
    for cell in np.flatnonzero(likely).tolist():
        value = values[cell]
        known = any(form.match(value) for form in _SURE_FORMS)
        if known or (hinted and _LOOSE.match(value)) or any(form.match(value) for form in _FORMS):
            start = int(cells.starts[cell])
            yield start, start + len(value), known or hinted


# Versions that change every few weeks and name neither a system nor a device: without them far fewer strings differ.
_VERSION = re.compile(r"\b((?:Chrome|CriOS|AppleWebKit|Safari|EdgA?|OPR)/)[\d.]+")


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
    for start, end, strong in spans:
        system, device = named_in(_VERSION.sub(r"\g<1>1", cells.text[start:end]))
        if system:
            systems.append((start, end, strong))
        if device:
            devices.append((start, end, strong))
    for category, found in ((SYSTEM, systems), (DEVICE, devices)):
        if hits := make_hits(category, found):
            yield hits


_NAME = r"[A-Za-z0-9_.$%!#&'*+^`|~-]{1,80}"
_LONGEST_JAR = 8192
_HEADER = re.compile(rf"\d?[\"']?\s{{0,3}}[:=]\s{{0,3}}[\"']?(?P<jar>{_NAME}=[^\x1a\n\"]{{0,{_LONGEST_JAR}}})")
_JAR = re.compile(rf"\s*+{_NAME}=[^;\x1a]*+(?:;\s*+(?:{_NAME}(?:=[^;\x1a]*+)?)?)*+\s*")
_PAIR_NAME = re.compile(rf"(?:^|;)\s*+(?P<name>{_NAME})=")
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
        for low, high, sure in (*_find_jars(cells, hinted), *_find_headers(cells.text)):
            jars.append((low, high, sure))
            if any(map(_SESSION_NAME.search, _names_in(cells.text[low:high]))):
                sessions.append((low, high, True))
    if "." in cells.characters:
        for marker in ("GA1.", "GS1.", "GS2.", "fb.1.", "fb.0."):
            for at in find_all(cells.text, marker):
                if match := _VALUE.match(cells.text, at):
                    jars.append((at, match.end(), True))
    for category, found in ((COOKIE, _outermost(jars)), (SESSION, _outermost(sessions))):
        if hits := make_hits(category, found):
            yield hits


def _find_jars(cells: Cells, hinted: bool) -> Iterator[tuple[int, int, bool]]:
    """Cells that are a jar as a whole."""
    for cell in np.flatnonzero(cells.holding("=") & (cells.lengths <= _LONGEST_JAR)).tolist():
        start, end = int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1
        if _JAR.fullmatch(cells.text, start, end):
            names = _names_in(cells.text[start:end])
            familiar = sum(map(is_known_cookie, names))
            if hinted or familiar >= 2 or (familiar and len(names) > 1):
                yield start, end, hinted or familiar > 0


def _find_headers(text: str) -> Iterator[tuple[int, int, bool]]:
    """What stands after ``Cookie:`` and ``Set-Cookie:``."""
    done = -1
    for at in sorted(at for word in ("cookie", "Cookie", "COOKIE") for at in find_all(text, word)):
        if at >= done and (match := _HEADER.match(text, at + len("cookie"))):
            done = match.end()
            yield *match.span("jar"), True


def _names_in(jar: str) -> list[str]:
    return [match["name"] for match in _PAIR_NAME.finditer(jar)]


def _outermost(spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Without spans that lie inside an earlier one."""
    kept: list[tuple[int, int, bool]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
