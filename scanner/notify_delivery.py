"""Delivers what waits in the outbox: each target by itself, each alert up to four times, then later again."""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from scanner import __version__
from scanner.config_notify import RETIRED, MailServer, Target, find_address_problem, infer_kind, mail_addresses
from scanner.config_text import ConfigError
from scanner.notify_alert import Alert
from scanner.notify_box import Box
from scanner.notify_mail import MailRefusedError, hand_over, make_mail
from scanner.notify_payload import SecretError, encode_body, make_slack, make_teams, make_webhook, sign
from scanner.notify_words import write_letter
from scanner.secret_references import resolve_references

TIMEOUT_SECONDS = 10.0
"""For the connection and for each answer."""
RETRY_SECONDS = (1.0, 2.0, 4.0)
"""Pauses before the second, third and fourth try."""
_LONGEST_ANSWER = 64


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one alert fared: ``problem`` is empty where it was taken, else a code of the words of problems."""

    target: str
    alert: Alert
    problem: str
    tries: int


@dataclass(frozen=True, slots=True)
class Post:
    """What is needed to deliver: the mail server, the folder where references begin, and patience."""

    server: MailServer | None
    base: Path
    timeout: float = TIMEOUT_SECONDS
    pauses: Sequence[float] = RETRY_SECONDS
    sleep: Callable[[float], None] = time.sleep


class _NoRedirect(HTTPRedirectHandler):
    """What an alert says goes to the configured host and to no other."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> None:
        return None


def deliver_waiting(box: Box, targets: Sequence[Target], post: Post, *, force: bool = False) -> list[Delivery]:
    """Deliver what waits, oldest first, all targets at once. A target that does not take one alert is left alone for
    now, so that a receiver that is down holds nobody up for long. ``force``: also what would be tried again later."""
    if not targets:
        return []
    with ThreadPoolExecutor(len(targets)) as pool:
        return [one for some in pool.map(lambda target: _serve(box, target, post, force), targets) for one in some]


def _serve(box: Box, target: Target, post: Post, force: bool) -> list[Delivery]:
    done: list[Delivery] = []
    while message := box.claim(target.name, int(time.time()), force=force, seen=[one.alert.id for one in done]):
        done.append(try_delivery(message.alert, target, post))
        box.settle(message, done[-1].problem, done[-1].tries, int(time.time()))
        if done[-1].problem:
            break
    return done


def try_delivery(alert: Alert, target: Target, post: Post) -> Delivery:
    """Send one alert, and again after pauses where that fails."""
    problem = ""
    for number in range(len(post.pauses) + 1):
        if number:
            post.sleep(post.pauses[number - 1])
        problem = _send(alert, target, post)
        if not problem or problem.partition(":")[0] in _HOPELESS:
            return Delivery(target.name, alert, problem, number + 1)
    return Delivery(target.name, alert, problem, len(post.pauses) + 1)


_HOPELESS = ("reference", "address", "retired", "secret", "no-server")
"""Problems of the configuration, which no second try mends."""


def _send(alert: Alert, target: Target, post: Post) -> str:
    """One try; returns the code of what went wrong. No text of an error is kept: it may hold the address."""
    try:
        address = resolve_references(target.to, post.base).strip()
        wrong = find_address_problem(address)
        if wrong:
            return "retired" if wrong == RETIRED else "address"
        kind = target.kind or infer_kind(address)
        if kind == "smtp" or address.lower().startswith("mailto:"):
            return _mail(alert, target, address, post)
        secret = resolve_references(target.secret, post.base) if target.secret else ""
        return _post(alert, target, kind, address, secret, post.timeout)
    except ConfigError as error:
        return f"reference:{error}"
    except SecretError:
        return "secret"
    except MailRefusedError as error:
        return error.code
    except (URLError, OSError, HTTPException) as error:
        return _name_problem(error)
    except Exception as error:  # noqa: BLE001 - one alert that cannot be written must not end the scan behind it
        return f"internal:{type(error).__name__}"


def _mail(alert: Alert, target: Target, address: str, post: Post) -> str:
    if post.server is None:
        return "no-server"
    receivers = mail_addresses(address)
    password = resolve_references(post.server.password, post.base) if post.server.password else ""
    mail = make_mail(alert, write_letter(alert, target.name), post.server.sender, receivers)
    hand_over(mail, post.server, password, receivers, post.timeout)
    return ""


def _post(alert: Alert, target: Target, kind: str, address: str, secret: str, timeout: float) -> str:
    letter = write_letter(alert, target.name)
    if kind == "slack":
        body = encode_body(make_slack(letter))
    elif kind == "teams":
        body = encode_body(make_teams(letter))
    else:
        body = encode_body(make_webhook(alert, letter))
    headers = {"Content-Type": "application/json", "User-Agent": f"daicho/{__version__}"}
    if kind == "webhook":
        headers |= sign(alert.id, int(time.time()), body, secret) if secret else {"webhook-id": alert.id}
    request = Request(address, body, headers, method="POST")
    try:
        with build_opener(_NoRedirect).open(request, timeout=timeout):
            return ""
    except HTTPError as error:
        with error:
            return _name_answer(error)


def _name_answer(error: HTTPError) -> str:
    """``http:500``, with the one word that Slack says (``invalid_payload``) where it is one."""
    if 300 <= error.code < 400:
        return f"redirect:{error.code}"
    try:
        said = error.read(_LONGEST_ANSWER).decode("ascii", "replace").strip()
    except (OSError, HTTPException):
        said = ""
    return f"http:{error.code} {said}" if re.fullmatch(r"[a-z_]{2,40}", said) else f"http:{error.code}"


def _name_problem(error: BaseException) -> str:
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, BaseException) else error
    if isinstance(cause, TimeoutError):
        return "timeout"
    if isinstance(cause, ssl.SSLError):
        return "tls"
    if isinstance(cause, socket.gaierror):
        return "name"
    if isinstance(cause, ConnectionRefusedError):
        return "refused"
    return "broken" if isinstance(cause, ConnectionError | HTTPException) else f"internal:{type(cause).__name__}"
