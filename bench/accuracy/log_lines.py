"""How the cells of a table become the lines of a log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from urllib.parse import quote

from bench.accuracy.number_makers import make_global_ip
from bench.accuracy.people import draw_person, words
from scanner.demo_people import romanise

Cells = Mapping[str, Sequence[str | None]]

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_STATUSES = ("200", "200", "200", "200", "304", "404", "302", "500")


def _times(rng: Random, count: int) -> Iterator[datetime]:
    at = datetime(2026, 11, 1, 0, 0, 5)
    for _ in range(count):
        at += timedelta(seconds=rng.expovariate(1 / 40))
        yield at


def _records(cells: Cells) -> Iterator[dict[str, str | None]]:
    for values in zip(*cells.values(), strict=True):
        yield dict(zip(cells, values, strict=True))


def _write_clf(cells: Cells, rng: Random, *, combined: bool) -> Iterator[str]:
    records = list(_records(cells))
    for at, one in zip(_times(rng, len(records)), records, strict=True):
        when = f"{at.day:02}/{_MONTHS[at.month - 1]}/{at.year}:{at:%H:%M:%S} +0900"
        line = f'{one["client_ip"]} - {one["user"] or "-"} [{when}] "GET {one["request"]} HTTP/1.1" '
        line += f"{rng.choice(_STATUSES)} {one['bytes']}"
        tail = f' "{one["referrer"] if rng.random() < 0.6 else "-"}" "{one["user_agent"]}"' if combined else ""
        yield f"{line}{tail}\n"


def write_combined(cells: Cells, rng: Random) -> Iterator[str]:
    """The combined form of web servers."""
    return _write_clf(cells, rng, combined=True)


def write_common(cells: Cells, rng: Random) -> Iterator[str]:
    """The common form of web servers."""
    return _write_clf(cells, rng, combined=False)


def write_w3c(cells: Cells, rng: Random) -> Iterator[str]:
    """The extended form of the W3C as IIS writes it."""
    yield "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n"
    yield "#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(User-Agent) time-taken\n"
    records = list(_records(cells))
    for at, one in zip(_times(rng, len(records)), records, strict=True):
        agent = quote(one["user_agent"] or "-", safe="/.;:,()+").replace("%20", "+")
        path = (one["request"] or "/").partition("?")[0]
        end = f"{path} {rng.choice(_STATUSES)} {agent} {rng.randrange(900)}"
        yield f"{at:%Y-%m-%d %H:%M:%S} {one['client_ip']} GET {end}\n"


def write_tail(cells: Cells, rng: Random) -> Iterator[str]:
    """Lines of an application that end in JSON."""
    for at, cell in zip(_times(rng, len(cells[""])), cells[""], strict=True):
        yield f"{at.isoformat()} INFO [worker-{rng.randrange(8)}] {rng.choice(words()['loggers'])} {cell}\n"


def write_text(cells: Cells, rng: Random) -> Iterator[str]:
    """Plain lines of a service."""
    for at, cell in zip(_times(rng, len(cells[""])), cells[""], strict=True):
        yield f"{at:%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03} {rng.choice(('INFO', 'WARN', 'DEBUG'))} {cell}\n"


def write_pairs(cells: Cells, rng: Random) -> Iterator[str]:
    """Lines of key=value pairs with a user in them."""
    for at, cell in zip(_times(rng, len(cells[""])), cells[""], strict=True):
        one = draw_person(rng)
        user = romanise(one.given_kana)[:1] + romanise(one.family_kana)
        yield (
            f"time={at.isoformat()} level=info user={user} mail={one.email} ip={make_global_ip(rng)} "
            f'path="{cell}" took={rng.randrange(4000)}ms\n'
        )


LOG_FORMS: Mapping[str, Callable[[Cells, Random], Iterator[str]]] = {
    "combined": write_combined,
    "common": write_common,
    "w3c": write_w3c,
    "tail": write_tail,
    "pairs": write_pairs,
    "text": write_text,
}
