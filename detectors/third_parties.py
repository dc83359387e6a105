"""Cookies, tags and beacons of other companies' services, by the names and hosts of ``data/third_parties.toml``.

They say that a site sends what it knows of visitors to somebody else (APPI 31; Telecommunications Business Act 27-12).
What the list does not hold is passed over: nothing is guessed from the look of a name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from connectors.base import Condition, Field, Location
from detectors.hits import FieldView, Result, Signals
from detectors.literals import declare_literals
from detectors.tally import FieldTally
from detectors.text import Bools, Cells, Ints, is_one_of

SIGNAL = "third-party."
"""What the names of the signals begin with; the name of the service follows."""

_BEFORE_NAME = " ;\t\"':={,&?"
_PREFIXED = re.compile(r"[A-Za-z0-9_.$%~-]{1,80}=")
_BEFORE_HOST = re.compile(r"(?:(?:https?:)?//|^)(?:[A-Za-z0-9-]{1,63}\.){0,8}$")
_AFTER_HOST = re.compile(r"[/?#:;,\s\"'<>)&\\]|$")
_NAME_FIELDS = ("cookie_name", "cookies.name")
_FURTHEST = 200


@dataclass(frozen=True, slots=True)
class Service:
    """A service of another company: names of its cookies (a trailing ``*`` means prefix) and hosts of its tags."""

    name: str
    company: str
    cookies: tuple[str, ...]
    hosts: tuple[str, ...]

    @property
    def title(self) -> str:
        """The service and who runs it."""
        return f"{self.name} ({self.company})"


@cache
def load_services() -> tuple[Service, ...]:
    """The services of the list; read once."""
    data = tomllib.loads((files("detectors") / "data" / "third_parties.toml").read_text(encoding="utf-8"))
    return tuple(
        Service(row["name"], row["company"], tuple(row["cookies"]), tuple(row["hosts"])) for row in data["service"]
    )


_BY_HOST = {host: service.name for service in load_services() for host in service.hosts}
_BY_COOKIE = {cookie.lower(): service.name for service in load_services() for cookie in service.cookies}
_HOSTS = frozenset(declare_literals(_BY_HOST))
_COOKIES = frozenset(declare_literals(cookie.rstrip("*") for cookie in _BY_COOKIE))


@cache
def service_of(cookie: str) -> str:
    """The service that a cookie of this name belongs to; empty where the list does not say."""
    name = cookie.lower()
    if name in _BY_COOKIE:
        return _BY_COOKIE[name]
    prefixed = (one for one in _BY_COOKIE if one.endswith("*") and name.startswith(one[:-1]))
    return _BY_COOKIE[longest] if (longest := max(prefixed, key=len, default="")) else ""


def find_services(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells that hold a cookie of a service, in a jar or as the name of one; cells that hold the address of one of its
    scripts or beacons; all cells of a field that is named like a cookie of it."""
    if named := service_of(view.field.label) or service_of(view.field.label.rpartition(".")[2]):
        yield Signals(SIGNAL + named, np.arange(len(cells)))
    if view.kind == "mailbox":
        return
    found: dict[str, Bools] = {}
    for host in cells.present(_HOSTS):
        _mark(found, _BY_HOST[host], cells, _cells_with_host(cells, host))
    for cookie in cells.present(_COOKIES):
        for name in (cookie, f"{cookie}*"):
            if name in _BY_COOKIE:
                _mark(found, _BY_COOKIE[name], cells, _cells_with_cookie(cells, view, name))
    for service, marked in sorted(found.items()):
        if service != named and marked.any():
            yield Signals(SIGNAL + service, np.flatnonzero(marked))


def _mark(found: dict[str, Bools], service: str, cells: Cells, numbers: Ints) -> None:
    found.setdefault(service, np.zeros(len(cells), dtype=np.bool_))[numbers] = True


def _cells_with_host(cells: Cells, host: str) -> Ints:
    """Cells in which a host stands in an address or begins the cell; not in the address of a mail."""
    places = cells.places_of(host)
    owners = cells.cell_of(places)
    kept = []
    for place, cell in zip(places.tolist(), owners.tolist(), strict=True):
        begin, end = int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1
        before = cells.text[max(begin, place - _FURTHEST) : place].lstrip(".")
        after = cells.text[place + len(host) : min(end, place + len(host) + 1)]
        if _BEFORE_HOST.search(before) and _AFTER_HOST.match(after):
            kept.append(cell)
    return np.array(kept, dtype=np.int64)


def _cells_with_cookie(cells: Cells, view: FieldView, cookie: str) -> Ints:
    """Cells in which the name of a cookie stands in front of a value, or that are the name in a field of names."""
    name = cookie.removesuffix("*")
    places = cells.places_of(name)
    owners = cells.cell_of(places)
    begins = places == cells.starts[owners]
    if view.field.label.endswith(_NAME_FIELDS):
        fills = places + len(name) == cells.starts[owners + 1] - 1
        return np.asarray(owners[begins if cookie.endswith("*") else begins & fills])
    # A position before the first character of the buffer is masked by ``begins``.
    parted = begins | is_one_of(cells.codes[places - 1], _BEFORE_NAME)
    if cookie.endswith("*"):
        candidates = places[parted].tolist()
        matched = [place for place in candidates if _PREFIXED.match(cells.text, place + len(name))]
        return cells.cell_of(np.array(matched, dtype=np.int64))
    after = np.minimum(places + len(name), len(cells.codes) - 1)
    return np.asarray(owners[parted & (cells.codes[after] == ord("="))])


def list_services(source: str, collection: str, fields: Iterable[tuple[Field, FieldTally]]) -> Sequence[Condition]:
    """The services of other companies that show in a collection, each once."""
    named = {
        signal.removeprefix(SIGNAL)
        for _, tally in fields
        for signal, count in tally.signals.items()
        if count and signal.startswith(SIGNAL)
    }
    place = Location(source, collection)
    return [
        Condition(place, "third-party-service", service.title) for service in load_services() if service.name in named
    ]
