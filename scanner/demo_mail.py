"""The invented company's mailbox: what customers wrote, in the encodings that Japanese mail comes in."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone
from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime
from pathlib import Path
from random import Random

from scanner.demo_files import write_file
from scanner.demo_people import TODAY, Company, Person, start_random, vocabulary
from scanner.demo_texts import fill_template

_JAPAN = timezone(timedelta(hours=9))


def write_mailbox(folder: Path, company: Company) -> int:
    """Write the mailbox, the same bytes each time; how many messages it holds."""
    rng = start_random("mail")
    bodies = vocabulary("mail")["bodies"]
    writers = rng.sample(company.customers, 20)
    mails = [
        _write_mail(company, writer, bodies[place % len(bodies)], place, rng) for place, writer in enumerate(writers)
    ]
    write_file(folder / "inbox.mbox", b"".join(mails))
    return len(mails)


def _write_mail(company: Company, writer: Person, body: str, place: int, rng: Random) -> bytes:
    """One message of an mbox (RFC 4155), every other one in ISO-2022-JP (RFC 1468)."""
    words, charset = vocabulary("mail"), "iso-2022-jp" if place % 2 else "utf-8"
    moment = datetime.combine(TODAY - timedelta(days=20 - place), time(9), _JAPAN)
    moment += timedelta(seconds=rng.randrange(9 * 3600))
    text = f"{rng.choice(words['openings'])}\n\n{body}\n\n{words['signature']}"
    mail = MIMEText(fill_template(text, company, writer, rng), "plain", charset)
    mail["From"] = f"{Header(writer.name, charset).encode()} <{writer.email}>"
    mail["To"] = vocabulary("company")["support"]
    mail["Subject"] = Header(words["subjects"][place % len(words["subjects"])], charset).encode()
    mail["Date"] = format_datetime(moment)
    mail["Message-ID"] = f"<{rng.getrandbits(64):016x}@mail.example.jp>"
    weekday, day, month, year, clock, _ = format_datetime(moment.astimezone(UTC)).replace(",", "").split()
    envelope = f"From {writer.email} {weekday} {month} {int(day):2} {clock} {year}\n"
    lines = mail.as_bytes().replace(b"\nFrom ", b"\n>From ").rstrip(b"\n")
    return envelope.encode("ascii") + lines + b"\n\n"
