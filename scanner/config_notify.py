"""The ``[[notify]]`` blocks and ``[smtp]`` of a configuration: who is told of what, and by which mail server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from reports.base import SEVERITIES, Severity
from scanner.config_text import ConfigText
from scanner.secret_references import REFERENCE, find_references

NOTIFY_KEYS = ("name", "to", "kind", "on", "detail", "language", "link", "secret", "note")
SMTP_KEYS = ("host", "port", "starttls", "user", "password", "from")

Kind = Literal["slack", "teams", "smtp", "webhook"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Occasion = Literal[
    "new", "run-failed", "run-missed", "incomplete", "exception-expiring", "policy-changed", "no-complete-run", "digest"
]
OCCASIONS: tuple[Occasion, ...] = get_args(Occasion)
PERIODS = ("daily", "weekly", "monthly")

SLACK_HOSTS = ("hooks.slack.com", "hooks.slack-gov.com")
TEAMS_HOSTS = (".logic.azure.com", ".powerplatform.com", ".powerautomate.com")
"""Ends of the hosts of Power Automate, where workflows of Teams take requests."""
RETIRED_HOSTS = ("outlook.office.com", "outlook.office365.com", ".webhook.office.com")
"""Hosts of the Office 365 connectors of Teams, which Microsoft switched off in 2026."""
RETIRED = (
    "this is an Office 365 connector of Teams, which no longer delivers; in Teams make a workflow 'Post to a channel"
    " when a webhook request is received' and give its address"
)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ADDRESS = re.compile(r"[^\s@,<>\"]+@[^\s@,<>\"]+\.[A-Za-z0-9-]+|[^\s@,<>\"]+@localhost")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_WORD = re.compile(r"(?P<what>[a-z-]+)(?:>=(?P<level>[a-z]+)|:(?P<rest>[a-z0-9]+))?")
_SPAN = re.compile(r"(?P<n>[1-9]\d{0,3})(?P<unit>[hd])")


@dataclass(frozen=True, slots=True)
class Trigger:
    """One word of ``on``. ``level`` goes with ``new``; ``span`` with ``exception-expiring`` (how long before) and with
    ``no-complete-run`` (how long without one; None: two intervals of the schedule); ``period`` with ``digest``."""

    occasion: Occasion
    level: Severity = "low"
    span: timedelta | None = None
    period: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody who is told. ``to`` may hold references; it is secret and stands in no message. ``kind`` is None where
    only the resolved address shows it."""

    name: str
    to: str
    on: tuple[Trigger, ...]
    kind: Kind | None = None
    detail: Literal["counts", "locations"] = "counts"
    language: str = ""
    link: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that takes e-mail. On port 465 TLS begins at once, else with STARTTLS unless that is switched off."""

    host: str
    sender: str
    port: int = 587
    starttls: bool = True
    user: str = ""
    password: str = ""


def read_notify(text: ConfigText, blocks: Any, *, scheduled: bool) -> tuple[Target, ...]:
    """Every ``[[notify]]``; ``scheduled``: there are schedules. ConfigError where one is not right."""
    if not isinstance(blocks, list):
        raise text.fail("those who are told are written as [[notify]] blocks", "notify")
    places = text.blocks("notify")
    targets = [_read_target(places[at] if at < len(places) else text, one, at + 1) for at, one in enumerate(blocks)]
    if not scheduled and any(one.occasion == "no-complete-run" and not one.span for each in targets for one in each.on):
        raise text.fail('without a [[schedule]] write how long to wait: "no-complete-run:48h"', "no-complete-run")
    names = [target.name for target in targets]
    for double in sorted({one for one in names if names.count(one) > 1}):
        raise text.fail(f"two [[notify]] blocks are called {double!r}; give each a name", "notify")
    return tuple(targets)


def read_mail_server(text: ConfigText, data: Mapping[str, Any], targets: tuple[Target, ...]) -> MailServer | None:
    """``[smtp]``; needed as soon as somebody is told by e-mail."""
    block = text.table(data, "smtp", SMTP_KEYS)
    if not block:
        if any(target.kind == "smtp" for target in targets):
            raise text.fail('a mailto: needs a mail server: [smtp] host = "…" and from = "…"', "mailto:")
        return None
    place = text.within("[smtp]" if text.path.suffix == ".toml" else "smtp")
    host, sender = place.word(block, "host"), place.word(block, "from")
    if not host or not re.fullmatch(r"[A-Za-z0-9.:_-]+", host):
        raise place.fail("[smtp] needs the host of the mail server, without port and scheme", "host")
    if not _ADDRESS.fullmatch(sender):
        raise place.fail('[smtp] needs the address that e-mails come from: from = "daicho@example.jp"', "from")
    port = int(place.number(block, "port", 587, 1, 65_535))
    starttls = block.get("starttls", True)
    if not isinstance(starttls, bool):
        raise place.fail("starttls has to be true or false", "starttls")
    user, password = place.word(block, "user"), place.word(block, "password")
    if bool(user) != bool(password):
        raise place.fail("[smtp] needs both user and password, or neither", "user" if user else "password")
    if password and not REFERENCE.fullmatch(password):
        raise place.fail('a password stands in [smtp]; write password = "${SMTP_PASSWORD}"', "password")
    if user and not starttls and port != 465:
        raise place.fail("without STARTTLS the password would be sent in the open", "starttls")
    return MailServer(host, sender, port, starttls, user, password)


def _read_target(text: ConfigText, block: Any, number: int) -> Target:
    if not isinstance(block, Mapping):
        raise text.fail("a [[notify]] has to be a table", "notify")
    # YAML 1.1 reads the word on as true.
    block = {"on" if key is True else key: value for key, value in block.items()}
    text.known(block, NOTIFY_KEYS, "setting of [[notify]]")
    to = text.word(block, "to").strip()
    if not to:
        raise text.fail('a [[notify]] needs to = "${SLACK_WEBHOOK}", "mailto:…" or "https://…"', "notify")
    kind = _read_kind(text, block, to)
    secret = text.word(block, "secret")
    if secret and not REFERENCE.fullmatch(secret):
        raise text.fail('a secret stands in the file; write secret = "${DAICHO_WEBHOOK_SECRET}"', "secret")
    if secret and kind not in ("webhook", None):
        raise text.fail(f"a secret signs webhooks; {kind} has none", "secret")
    link = text.word(block, "link")
    if link and not re.match(r"https?://[^\s@]+$", link):
        raise text.fail('link has to be an address such as "https://daicho.example.jp/runs/{run}"', "link")
    name = text.word(block, "name") or _name_target(to, kind, number)
    if not _NAME.fullmatch(name):
        raise text.fail("the name of a [[notify]] is made of letters, digits, '.', '_' and '-'", "name")
    return Target(
        name,
        to,
        _read_triggers(text, block),
        kind,
        "locations" if text.choice(block, "detail", "counts", ("counts", "locations")) == "locations" else "counts",
        text.choice(block, "language", "", ("ja", "en")) if "language" in block else "",
        link,
        secret,
    )


def _read_kind(text: ConfigText, block: Mapping[str, Any], to: str) -> Kind | None:
    given = text.choice(block, "kind", "", KINDS) if "kind" in block else ""
    reference = bool(REFERENCE.search(to))
    if not reference:
        problem = find_address_problem(to)
        if problem:
            raise text.fail(problem, "to")
        if is_secret_address(to):
            raise text.fail(
                'whoever knows this address can post to it; write to = "${SLACK_WEBHOOK}" and put the address into'
                " that environment variable",
                "to",
            )
    told = None if reference and not to.lower().startswith("mailto:") else infer_kind(to)
    if given and told and given != told and "smtp" in (given, told):
        raise text.fail(f'kind is "{given}", but the address is one of {told}', "kind")
    return next((one for one in KINDS if one == given), told)


def infer_kind(address: str) -> Kind:
    """What stands behind an address."""
    if address.lower().startswith("mailto:"):
        return "smtp"
    host = (urlsplit(address).hostname or "").lower()
    if host in SLACK_HOSTS:
        return "slack"
    return "teams" if host.endswith(TEAMS_HOSTS) else "webhook"


def is_secret_address(address: str) -> bool:
    """Whether an address lets anybody post who knows it."""
    parts = urlsplit(address)
    return not address.lower().startswith("mailto:") and (
        infer_kind(address) != "webhook" or bool(parts.query) or "@" in parts.netloc
    )


def find_address_problem(address: str) -> str:
    """Why nothing can be sent to an address; empty where it can. Never holds the address."""
    if address.lower().startswith("mailto:"):
        right = mail_addresses(address) and all(_ADDRESS.fullmatch(one) for one in mail_addresses(address))
        return "" if right else 'an e-mail target is written "mailto:privacy@example.jp"'
    try:
        parts = urlsplit(address)
        host, _ = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return "the address is no URL"
    if parts.scheme not in ("https", "http") or not host or not address.isascii() or re.search(r"\s", address):
        return 'to has to be "mailto:…", "https://…" or a reference such as "${SLACK_WEBHOOK}"'
    if parts.scheme == "http" and host not in _LOOPBACK:
        return "http:// would send alerts in the open; use https:// (http:// only to this machine)"
    retired = host in RETIRED_HOSTS or host.endswith(tuple(one for one in RETIRED_HOSTS if one.startswith(".")))
    return RETIRED if retired else ""


def mail_addresses(address: str) -> list[str]:
    """The addresses of a ``mailto:``."""
    return [one.strip() for one in address[len("mailto:") :].split(",") if one.strip()]


def _name_target(to: str, kind: Kind | None, number: int) -> str:
    reference = next(find_references(to), None)
    if reference and reference.kind == "environment":
        name = re.sub(r"[^a-z0-9]+", "-", reference.name.lower()).strip("-")
        return name or f"target-{number}"
    return f"{kind or 'target'}-{number}"


def _read_triggers(text: ConfigText, block: Mapping[str, Any]) -> tuple[Trigger, ...]:
    words = text.words(block, "on")
    if not words:
        raise text.fail('a [[notify]] needs on = ["new>=high", "run-failed", …]', "on" if "on" in block else "to")
    return tuple(_read_trigger(text, word) for word in words)


def _read_trigger(text: ConfigText, word: str) -> Trigger:
    match = _WORD.fullmatch(word)
    occasion = next((one for one in OCCASIONS if match and one == match["what"]), None)
    if match is None or occasion is None:
        raise text.fail(f"on has {word!r}; known: {', '.join(OCCASIONS)}", word)
    level, rest = match["level"] or "", match["rest"] or ""
    if occasion == "new" and not rest and level in (*SEVERITIES, ""):
        return Trigger(occasion, next((one for one in SEVERITIES if one == level), "low"))
    if occasion == "digest" and rest in PERIODS:
        return Trigger(occasion, period=rest)
    if occasion in ("exception-expiring", "no-complete-run") and not level:
        span = _SPAN.fullmatch(rest)
        if not rest or span:
            return Trigger(occasion, span=_span(span) if span else _default_span(occasion))
    elif occasion not in ("new", "digest") and not level and not rest:
        return Trigger(occasion)
    raise text.fail(f"on has {word!r}; write {_RIGHT[occasion]}", word)


_RIGHT: Mapping[Occasion, str] = {
    "new": '"new" or "new>=high" (critical, high, medium, low)',
    "digest": '"digest:daily", "digest:weekly" or "digest:monthly"',
    "exception-expiring": '"exception-expiring:14d"',
    "no-complete-run": '"no-complete-run" or "no-complete-run:48h"',
    "run-failed": '"run-failed"',
    "run-missed": '"run-missed"',
    "incomplete": '"incomplete"',
    "policy-changed": '"policy-changed"',
}


def _span(match: re.Match[str]) -> timedelta:
    number = int(match["n"])
    return timedelta(hours=number) if match["unit"] == "h" else timedelta(days=number)


def _default_span(occasion: Occasion) -> timedelta | None:
    return timedelta(days=14) if occasion == "exception-expiring" else None
