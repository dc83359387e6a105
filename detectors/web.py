"""What browsers and apps send of themselves: user agents with the browser, system and device that they name, the serial
numbers that feature phones add, and client hints."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from ua_parser import parse as parse_user_agent

from detectors.hits import FieldView, Result, make_hits
from detectors.literals import declare_literals
from detectors.text import Bools, Cells, Ints

_DECLARED = tomllib.loads((files("detectors") / "data" / "agents.toml").read_text(encoding="utf-8"))
_MAKERS, _ROBOTS = declare_literals(_DECLARED["makers"]), declare_literals(_DECLARED["robots"])
_PRODUCTS = "|".join(map(re.escape, _DECLARED["products"]))
_KNOWN = re.compile(rf"(?:{_PRODUCTS})(?:/|-[A-Z]{{2}}\d|[ (-][^\x1a]{{0,40}}?\d[._]\d|\(compatible)")

BROWSER, SYSTEM, DEVICE = "usage.browser", "usage.os", "usage.device.model"
HARDWARE, SIM, LANGUAGE = "usage.device.hw_id", "usage.carrier.sim", "usage.browser.language"

_IN_TEXT = re.compile(
    r"Mozilla/\d\.\d \([^)\x1a\n]{2,300}\)(?: [A-Za-z][\w.:+-]*/[\w.:+-]+(?: \([^)\x1a\n]{0,200}\))?| Safari| Mobile)*"
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
    r"[A-Za-z0-9][^()\[\]={}\"<>|\x1a]{0,80}\((?=[^()\x1a]{0,260};)[^()\x1a]{0,60}?"
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
_FORMS = (_PRODUCT, _ROBOT)
_MAKER = re.compile(r"(?=[^\x1a]{0,80}?[0-9])[^\x1a\n]{4}")
_READER = re.compile(r"(?i)[a-z0-9][^\x1a\n]{0,60}?(?:bot|crawler|spider)(?![a-z]{2}|[\w.+-]{0,64}@)[^\x1a\n]{0,200}")
_MOZILLA, _AUTHORITY = declare_literals(["Mozilla/", "://"])
_LONGEST_SCHEME = 8
_LONGEST, _LONGEST_NAME = 1500, 120
_LABELS = declare_literals(
    [
        "user-agent",
        "user_agent",
        "useragent",
        "user agent",
        "ua=",
        "ua:",
        'ua"',
        "ユーザーエージェント",
        "ユーザエージェント",
    ]
)
_LABEL = re.compile(
    r"(?i)(?:user[-_ ]?agent|(?<![a-z0-9])ua|ユーザー?エージェント)(?:文字列|名)?\\?[\"']?"
    r"\s{0,2}[:=]\s{0,2}\\?[\"'\[「(]?"
)
_LABELLED = re.compile(rf"{_LABEL.pattern}(?P<value>[a-zA-Z][^\x1a\n\"'\]」\\]{{3,600}}+)")
# The last quoted part of a line of an access log (Apache's "combined" form), behind status, size and referrer.
(_PROTOCOL,) = declare_literals([" http/"])
_COMBINED = re.compile(
    r" HTTP/[\d.]{1,3}\\?\" \d{3} (?:\d+|-) \\?\"[^\"\x1a\n]{0,2000}+\" \\?\"(?P<value>[A-Za-z][^\"\x1a\n]{2,600}+)\""
)
_LETTER = np.zeros(256, dtype=np.bool_)
_LETTER[[*range(65, 91), *range(97, 123)]] = True


def find_user_agents(cells: Cells, view: FieldView) -> Iterator[Result]:
    """User-agent strings: whole cells, and the ``Mozilla/5.0 (...)`` form inside text."""
    hinted = view.hints.get(BROWSER, 0.0) >= 0.5 or view.field.label == "user_agent"
    if not len(cells.codes):
        return
    spans = list(_find_whole(cells, hinted)) if hinted or {"/", "("} & cells.characters else []
    if not hinted:
        spans.extend(_find_by_name(cells))
        spans.extend(_find_labelled(cells))
        spans.extend(_find_logged(cells))
    for at in cells.places_of(_MOZILLA).tolist():
        if match := _IN_TEXT.match(cells.text, at):
            spans.append((*match.span(), True))
    spans = _outermost(spans)
    if hits := make_hits(BROWSER, spans):
        yield hits
        yield from _find_named_in(cells, spans)
        yield from _find_serials(cells, spans)


def _find_whole(cells: Cells, hinted: bool) -> Iterator[tuple[int, int, bool]]:
    """Cells that are a user agent: one of a known product counts by itself, any other product with a version
    only together with the column."""
    values = cells.values()
    likely = (cells.lengths >= 4) & (cells.lengths <= _LONGEST) & ~cells.beyond_ascii & ~cells.holding("\n")
    if not hinted:
        first = cells.latin[np.minimum(cells.starts[:-1], len(cells.codes) - 1)]
        likely &= _LETTER[first] & (cells.holding("/") | cells.holding("("))
        likely &= ~_begin_with_scheme(cells)
    for cell in np.flatnonzero(likely).tolist():
        value = values[cell]
        known = _KNOWN.match(value) is not None or _SYSTEM_COMMENT.match(value) is not None
        if known or (hinted and _LOOSE.match(value)) or any(form.match(value) for form in _FORMS):
            start = int(cells.starts[cell])
            if not _LABEL.search(value):
                yield start, start + len(value), known or hinted


def _find_labelled(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    """What stands behind a label for it in text: ``User-Agent: okhttp/4.12.0``."""
    for at in sorted({int(at) for literal in _LABELS for at in cells.places_of(literal)}):
        if (match := _LABELLED.match(cells.text, at)) and _LOOSE.match(match["value"]):
            start, end = match.span("value")
            if bare := cells.text[start - 1] in "=: ":
                # Nothing closes it: it ends where the next name=value, or a field of a list, begins.
                end = start + len(_BEFORE_NEXT.split(match["value"], maxsplit=1)[0])
            yield start, start + len(cells.text[start:end].rstrip(" ,;}" if bare else " ")), True


# The beginning of what follows a value without quotes.
_BEFORE_NEXT = re.compile(r",? [A-Za-z_][\w.-]{0,40}=|[,;] ?(?!rv:)(?=[a-z_]{2,30}[:=])|\t| \| |、|。")


def _find_logged(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    """The user agent of a line of an access log that stands in other text."""
    for at in cells.places_of(_PROTOCOL).tolist():
        if (match := _COMBINED.match(cells.text, at)) and _LOOSE.match(match["value"]):
            yield (*match.span("value"), True)


def _begin_with_scheme(cells: Cells) -> Bools:
    """Which cells begin as a URL does."""
    begins: Bools = np.zeros(len(cells), dtype=np.bool_)
    places = cells.places_of(_AUTHORITY)
    numbers = cells.cell_of(places)
    begins[numbers[places - cells.starts[numbers] <= _LONGEST_SCHEME]] = True
    return begins


def _goes_on(cells: Cells, ends: Ints) -> Bools:
    """Whether two letters follow: a bottle is no bot."""
    last = len(cells.codes) - 1
    following = (_LETTER[cells.latin[np.minimum(ends + place, last)]] & (ends + place <= last) for place in (0, 1))
    return np.logical_and(*following)


def _find_by_name(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    """Cells that begin with the maker of a phone or name a robot; together with the column only."""
    for literals, form, first in ((frozenset(_MAKERS), _MAKER, True), (frozenset(_ROBOTS), _READER, False)):
        for literal in cells.present(literals):
            places = cells.places_of(literal)
            numbers = cells.cell_of(places)
            if first:
                wanted = cells.starts[numbers] == places
            else:
                wanted = (cells.lengths[numbers] <= _LONGEST_NAME) & ~_goes_on(cells, places + len(literal))
            for cell in np.unique(numbers[wanted & (cells.lengths[numbers] <= _LONGEST)]).tolist():
                start, end = int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1
                if form.match(cells.text, start, end) and not _LABEL.search(cells.text, start, end):
                    yield start, end, False


@dataclass(frozen=True, slots=True)
class Families:
    """What a user agent names, as ua-parser's families; "Other" where it names none it knows."""

    browser: str
    system: str


@lru_cache(maxsize=20000)
def name_families(agent: str) -> Families:
    """The families of browser and operating system that a user agent names."""
    result = parse_user_agent(agent)
    return Families(
        result.user_agent.family if result.user_agent else "Other", result.os.family if result.os else "Other"
    )


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


@lru_cache(maxsize=20000)
def _named_in_any(agent: str) -> tuple[bool, bool]:
    return named_in(_VERSION.sub(r"\g<1>1", agent))


def _find_named_in(cells: Cells, spans: list[tuple[int, int, bool]]) -> Iterator[Result]:
    systems, devices = [], []
    for start, end, strong in spans:
        system, device = _named_in_any(cells.text[start:end])
        if system:
            systems.append((start, end, strong))
        if device:
            devices.append((start, end, strong))
    for category, found in ((SYSTEM, systems), (DEVICE, devices)):
        if hits := make_hits(category, found):
            yield hits


# Feature phones of docomo (;ser...;icc...), SoftBank and Vodafone (/SN...) add the numbers of the phone and its card.
_SERIAL_MARKS = declare_literals([";ser", ";icc", "/SN"])
_SERIAL = re.compile(
    r";ser(?P<serial>[0-9A-Za-z]{11,15})(?![0-9A-Za-z])|/SN(?P<number>[0-9A-Za-z]{11,16})(?![0-9A-Za-z])"
)
_CARD = re.compile(r";icc(?P<card>[0-9A-Za-z]{19,20})(?![0-9A-Za-z])")


def _find_serials(cells: Cells, spans: list[tuple[int, int, bool]]) -> Iterator[Result]:
    if not any(len(cells.places_of(mark)) for mark in _SERIAL_MARKS):
        return
    for category, form in ((HARDWARE, _SERIAL), (SIM, _CARD)):
        found = [
            (*match.span(match.lastgroup or 0), True)
            for start, end, _ in spans
            for match in form.finditer(cells.text, start, end)
        ]
        if hits := make_hits(category, found):
            yield hits


(_HINT, _BRANDS) = declare_literals(["sec-ch-ua", '";v="'])
_BRAND_LIST = re.compile(r'(?:\\?"[^"\x1a\n\\]{1,60}\\?"; ?v=\\?"[\d.]{1,40}\\?"(?:, ?)?){2,10}')
_HINT_HEADER = re.compile(
    r"sec-ch-ua(?P<part>-[a-z-]{2,30})?[\"']?\s{0,3}[:=]\s{0,3}(?P<value>[\"'?][^\x1a\n]{1,300})", re.IGNORECASE
)
_HINT_PARTS = {"-platform": SYSTEM, "-platform-version": SYSTEM, "-model": DEVICE}


def find_client_hints(cells: Cells, view: FieldView) -> Iterator[Result]:
    """User-agent client hints (WICG): headers in text, and lists of brands with their versions."""
    found: dict[str, list[tuple[int, int, bool]]] = {}
    for at in cells.places_of(_HINT).tolist():
        if match := _HINT_HEADER.match(cells.text, at):
            part = (match["part"] or "").lower()
            if match["value"][0] == "?" or not part.endswith(("-platform", "-platform-version", "-model")):
                category = BROWSER
            else:
                category = _HINT_PARTS.get(part, BROWSER)
            found.setdefault(category, []).append((*_quoted(cells.text, *match.span("value")), True))
    done = -1
    for at in cells.places_of(_BRANDS).tolist():
        start = max(cells.text.rfind('"', max(0, at - 60), at), 0)
        if start >= done and (match := _BRAND_LIST.match(cells.text, start)):
            done = match.end()
            found.setdefault(BROWSER, []).append((start, done, True))
    for category, spans in found.items():
        if hits := make_hits(category, _outermost(spans)):
            yield hits


(_QUALITY,) = declare_literals([";q=0"])
_RANGE = r"(?:[a-z]{2,3}|\*)(?:-[a-z0-9]{2,8}){0,3}(?: ?; ?q=[01](?:\.\d{1,3})?)?"
_LANGUAGES = re.compile(rf"{_RANGE}(?:, ?{_RANGE}){{0,20}}", re.IGNORECASE)


def find_languages(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells that are an Accept-Language header (RFC 9110, 12.5.4) with weights; one language alone is told by the
    field (``labelled.toml``)."""
    spans = []
    for cell in np.unique(cells.cell_of(cells.places_of(_QUALITY))).tolist():
        start, end = int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1
        if _LANGUAGES.fullmatch(cells.text, start, end):
            spans.append((start, end, True))
    if hits := make_hits(LANGUAGE, spans):
        yield hits


def _quoted(text: str, start: int, end: int) -> tuple[int, int]:
    """The value of a hint without what follows it: ``?1``, or what its quotes hold (a list with all its quotes)."""
    mark = text[start]
    if mark == "?":
        return start, min(end, start + 2)
    if brands := _BRAND_LIST.match(text, start, end):
        return brands.span()
    closing = text.find(mark, start + 1, end)
    return (start + 1, closing) if closing > start + 1 else (start, end)


def _outermost(spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Without spans that lie inside an earlier one."""
    kept: list[tuple[int, int, bool]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
