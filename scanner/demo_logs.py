"""The invented company's logs: a web server's, an application's, and one that was cut off."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from random import Random

from scanner.demo_files import write_file
from scanner.demo_numbers import draw_digits, make_address
from scanner.demo_people import TODAY, Company, Person, start_random, vocabulary
from scanner.demo_shop import member_number
from scanner.demo_texts import fill_template

CUT_OFF = "app-old.log.gz"
"""The log that nobody can read to its end."""

_JAPAN = timezone(timedelta(hours=9))


@dataclass(frozen=True, slots=True)
class _Visitor:
    """Somebody's browser; ``user`` is a member number, or a dash for a guest."""

    address: str
    user: str
    person: Person
    agent: str
    cookie: str


def write_logs(folder: Path, company: Company) -> int:
    """Write the logs, the same bytes each time; how many there are."""
    old = _pack(_old_lines(company))
    contents = {
        "access.log": _join(_access_lines(company, 0, 1500)),
        "access.log.1.gz": _pack(_access_lines(company, 1, 800)),
        "app.log": _join(_app_lines(company)),
        CUT_OFF: old[: len(old) * 3 // 5],
    }
    for name, content in contents.items():
        write_file(folder / name, content)
    return len(contents)


def _join(lines: Iterator[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _pack(lines: Iterator[str]) -> bytes:
    return gzip.compress(_join(lines), mtime=0)


def _moments(rng: Random, days_ago: int, count: int) -> list[datetime]:
    midnight = datetime.combine(TODAY - timedelta(days=days_ago), time(), _JAPAN)
    return [midnight + timedelta(seconds=second) for second in sorted(rng.randrange(86400) for _ in range(count))]


def _visitors(rng: Random, company: Company, count: int) -> list[_Visitor]:
    visitors = []
    for place, person in enumerate(company.customers[:count]):
        analytics = f"GA1.2.{rng.randrange(10**8, 10**9)}.{rng.randrange(1_690_000_000, 1_795_000_000)}"
        session = f"{rng.getrandbits(128):032x}"
        user = member_number(place) if rng.random() < 0.5 else "-"
        agent = rng.choice(vocabulary("web")["agents"])
        visitors.append(_Visitor(make_address(rng), user, person, agent, f"_ga={analytics}; PHPSESSID={session}"))
    return visitors


def _access_lines(company: Company, days_ago: int, count: int) -> Iterator[str]:
    """Combined log form with the cookies as a further quoted part."""
    rng, words = start_random(f"access {days_ago}"), vocabulary("web")
    visitors = _visitors(rng, company, 180)
    for moment in _moments(rng, days_ago, count):
        who = rng.choice(visitors)
        _, day, month, year, clock, zone = format_datetime(moment).split()
        path = rng.choice(words["paths"]).format(number=rng.randrange(1001, 1040))
        if rng.random() < 0.01:
            path = f"/newsletter/stop?email={who.person.email}"
        status = rng.choices((200, 302, 304, 404), (88, 5, 5, 2))[0]
        size = "-" if status == 304 else str(rng.randrange(180, 48_000))
        cookie = who.cookie if rng.random() < 0.9 else "-"
        yield (
            f"{who.address} - {who.user} [{day}/{month}/{year}:{clock} {zone}] "
            f'"GET {path} HTTP/1.1" {status} {size} "{rng.choice(words["referrers"])}" "{who.agent}" "{cookie}"'
        )


def _app_lines(company: Company) -> Iterator[str]:
    """JSON lines. Each of the telling messages stands there a few times."""
    rng, words = start_random("app"), vocabulary("web")
    visitors = _visitors(start_random("access 0"), company, 180)
    for place, moment in enumerate(_moments(rng, 0, 900)):
        number = rng.randrange(180)
        tells = place % 37 == 20
        template = words["telling"][place // 37 % len(words["telling"])] if tells else rng.choice(words["messages"])
        record = {
            "time": moment.isoformat(),
            "level": "WARN" if "failed" in template else "INFO",
            "request_id": f"{rng.getrandbits(64):016x}",
            "user_id": member_number(number),
            "client_ip": visitors[number].address,
            "message": fill_template(template, company, company.customers[number], rng),
        }
        yield json.dumps(record, ensure_ascii=False)


def _old_lines(company: Company) -> Iterator[str]:
    """Words with values, as an older version of the application wrote them."""
    rng, words = start_random("old app"), vocabulary("web")
    for moment in _moments(rng, 400, 600):
        number = rng.randrange(180)
        text = fill_template(rng.choice(words["messages"]), company, company.customers[number], rng)
        trace = draw_digits(rng, 8)
        yield f'{moment.isoformat()} INFO trace={trace} user={member_number(number)} msg="{text}"'
