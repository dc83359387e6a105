"""Delivery to real receivers on this machine: such as take it, refuse it, are slow, break off or are not there."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from notify_receivers import free_port, mail_receiver, make_certificate, web_receiver
from report_samples import JST

from scanner.config_notify import MailServer, Target, Trigger
from scanner.notify_alert import Alert, Part
from scanner.notify_box import NAME, Box, open_box
from scanner.notify_delivery import Post, deliver_waiting, try_delivery

ALERT = Alert("0123", datetime(2026, 11, 22, 3, 2, tzinfo=JST), "en", "shop", (Part("test"),))
FAST = (0.01, 0.01, 0.01)


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("tls"))


def target(to: str, name: str = "t", **more: str) -> Target:
    return replace(Target(name, to, (Trigger("new"),)), **more)  # type: ignore[arg-type]


def post(base: Path = Path(), timeout: float = 2.0, server: MailServer | None = None) -> Post:
    return Post(server, base, timeout, FAST)


def test_a_webhook_is_taken_at_once() -> None:
    with web_receiver() as web:
        done = try_delivery(ALERT, target(f"{web.url}/x"), post())
    assert (done.problem, done.tries) == ("", 1)
    (request,) = web.requests
    assert (request.path, request.headers["content-type"], request.headers["webhook-id"]) == (
        "/x", "application/json", "0123",
    )  # fmt: skip
    assert request.document["event"] == "test"


def test_each_try_is_signed_anew_with_the_same_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", "a-secret-of-enough-bytes")
    with web_receiver([500]) as web:
        done = try_delivery(ALERT, target(web.url, secret="${HOOK_SECRET}"), post())
    assert (done.problem, done.tries) == ("", 2)
    assert [one.headers["webhook-id"] for one in web.requests] == ["0123", "0123"]
    assert all(one.headers["webhook-signature"].startswith("v1,") for one in web.requests)


@pytest.mark.parametrize(
    ("answers", "problem", "tries"),
    [
        ([500], "", 2),
        ([503, 429, 500], "", 4),
        (["drop"], "", 2),
        (["slow"], "", 2),
        ([500, 500, 500, 500], "http:500", 4),
        ([404, 404, 404, 404], "http:404", 4),
        (["drop", "drop", "drop", "drop"], "broken", 4),
        (["slow", "slow", "slow", "slow"], "timeout", 4),
        ([302, 302, 302, 302], "redirect:302", 4),
        ([307, 308, 301, 303], "redirect:303", 4),
    ],
)
def test_a_failed_try_is_made_again(answers: list[int | str], problem: str, tries: int) -> None:
    with web_receiver(answers, slow_seconds=0.4) as web, web_receiver() as elsewhere:
        web.headers["Location"] = elsewhere.url
        done = try_delivery(ALERT, target(web.url), post(timeout=0.2))
    assert (done.problem, done.tries) == (problem, tries)
    assert len(web.requests) == tries
    assert elsewhere.requests == []


def test_the_word_of_slack_is_kept_and_no_other_answer() -> None:
    with web_receiver([400] * 4) as web:
        web.said = b"invalid_payload"
        assert try_delivery(ALERT, target(web.url), post()).problem == "http:400 invalid_payload"
    with web_receiver([400] * 4) as web:
        web.said = "山田 太郎 yamada@example.jp".encode()
        assert try_delivery(ALERT, target(web.url), post()).problem == "http:400"


def test_pauses_grow() -> None:
    slept: list[float] = []
    nobody = target(f"http://127.0.0.1:{free_port()}")
    done = try_delivery(ALERT, nobody, Post(None, Path(), 1.0, (1.0, 4.0, 15.0), slept.append))
    assert (done.problem, slept) == ("refused", [1.0, 4.0, 15.0])


@pytest.mark.parametrize(
    ("to", "problem"),
    [
        ("${NOWHERE_SET}", "reference:the environment variable NOWHERE_SET"),
        ("${file:missing}", "reference:the file missing"),
        ("${OLD_TEAMS}", "retired"),
        ("${OPEN}", "address"),
        ("mailto:a@example.jp", "no-server"),
    ],
)
def test_what_no_second_try_mends_is_tried_once(
    to: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLD_TEAMS", "https://x.webhook.office.com/webhookb2/topsecret")
    monkeypatch.setenv("OPEN", "http://hooks.example.jp/topsecret")
    done = try_delivery(ALERT, target(to), post(tmp_path))
    assert done.problem.startswith(problem)
    assert done.tries == 1
    assert "topsecret" not in done.problem


def test_a_weak_secret_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", "short")
    with web_receiver() as web:
        assert try_delivery(ALERT, target(web.url, secret="${HOOK_SECRET}"), post()).problem == "secret"
    assert web.requests == []


def test_a_proxy_of_the_environment_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    with web_receiver() as web:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
        monkeypatch.setenv("no_proxy", "")
        assert try_delivery(ALERT, target(web.url), post()).problem == "refused"


# --- mail -------------------------------------------------------------------------------------------------


def test_mail_goes_over_tls_with_a_login(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    monkeypatch.setenv("SMTP_PASSWORD", "sesame")
    with mail_receiver(certificate, "sesame") as mail:
        server = MailServer("127.0.0.1", "daicho@example.jp", mail.port, True, "daicho", "${SMTP_PASSWORD}")
        done = try_delivery(ALERT, target("mailto:a@example.jp,b@example.jp"), post(server=server))
        assert done.problem == ""
        assert mail.sessions == [(True, "daicho")]
        assert mail.receivers == [["a@example.jp", "b@example.jp"]]
        assert mail.mails[0]["Subject"] == "[TEST] shop: this is a sample of daicho notify test"
        monkeypatch.setenv("SMTP_PASSWORD", "wrong")
        assert try_delivery(ALERT, target("mailto:a@example.jp"), post(server=server)).problem == "smtp-login:535"


def test_a_certificate_that_nobody_vouches_for_ends_it(certificate: tuple[Path, Path]) -> None:
    with mail_receiver(certificate) as mail:
        server = MailServer("127.0.0.1", "daicho@example.jp", mail.port)
        assert try_delivery(ALERT, target("mailto:a@example.jp"), post(server=server)).problem == "tls"
        assert mail.mails == []


def test_a_certificate_for_another_host_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = make_certificate(tmp_path, "mail.example.jp")
    monkeypatch.setenv("SSL_CERT_FILE", str(other[0]))
    with mail_receiver(other) as mail:
        server = MailServer("127.0.0.1", "daicho@example.jp", mail.port)
        assert try_delivery(ALERT, target("mailto:a@example.jp"), post(server=server)).problem == "tls"


def test_mail_is_not_sent_in_the_open_unless_that_is_wanted() -> None:
    with mail_receiver() as mail:
        server = MailServer("127.0.0.1", "daicho@example.jp", mail.port)
        assert try_delivery(ALERT, target("mailto:a@example.jp"), post(server=server)).problem == "no-starttls"
        assert mail.mails == []
        done = try_delivery(ALERT, target("mailto:a@example.jp"), post(server=replace(server, starttls=False)))
        assert (done.problem, mail.sessions) == ("", [(False, "")])


def test_a_mail_that_is_refused_is_tried_again() -> None:
    with mail_receiver() as mail:
        server = MailServer("127.0.0.1", "daicho@example.jp", mail.port, starttls=False)
        mail.refusals += ["451 later", "554 no"]
        assert (done := try_delivery(ALERT, target("mailto:a@example.jp"), post(server=server))).problem == ""
        assert done.tries == 3
        mail.refusals += ["554 no: yamada@example.jp"] * 4
        assert try_delivery(ALERT, target("mailto:a@example.jp"), post(server=server)).problem == "smtp:554"


def test_a_mail_server_that_is_not_there() -> None:
    server = MailServer("127.0.0.1", "daicho@example.jp", free_port())
    assert try_delivery(ALERT, target("mailto:a@example.jp"), post(server=server)).problem == "refused"


# --- the outbox -------------------------------------------------------------------------------------------


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    opened, trouble = open_box(tmp_path / ".daicho")
    assert trouble == ""
    yield opened
    opened.close()


def alert(number: int, at: datetime | None = None) -> Alert:
    return replace(ALERT, id=f"id-{number}", at=at or datetime.now().astimezone() + timedelta(seconds=number))


def test_what_waits_survives_the_process_that_queued_it(box: Box, tmp_path: Path) -> None:
    for number in range(3):
        box.queue("t", alert(number))
    box.close()
    again, trouble = open_box(tmp_path / ".daicho")
    assert trouble == ""
    with web_receiver() as web:
        done = deliver_waiting(again, [target(web.url)], post())
        assert [one.alert.id for one in done] == ["id-0", "id-1", "id-2"]
        assert deliver_waiting(again, [target(web.url)], post()) == []
    assert [one.document["id"] for one in web.requests] == ["id-0", "id-1", "id-2"]
    assert {one.state for one in again.messages()} == {"sent"}
    again.close()


def test_a_transaction_that_is_cut_off_leaves_nothing(box: Box) -> None:
    def work() -> None:
        with box.transaction():
            box.note("failed", "now")
            box.queue("t", alert(1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert (box.mark("failed"), box.messages()) == (None, [])


def test_a_receiver_that_is_down_holds_no_other_up_and_gets_it_later(box: Box) -> None:
    port = free_port()
    down, up = target(f"http://127.0.0.1:{port}", "down"), "up"
    for number in range(3):
        box.queue("down", alert(number))
    box.queue("up", alert(9))
    with web_receiver() as web:
        done = deliver_waiting(box, [down, target(web.url, up)], post())
        assert [(one.target, one.problem) for one in done] == [("down", "refused"), ("up", "")]
        # It is not due yet, but can be asked for.
        assert deliver_waiting(box, [target(web.url, "down")], post()) != [], "later alerts were not tried"
        first = next(one for one in box.messages() if one.alert.id == "id-0")
        assert (first.state, first.tries, first.problem) == ("waiting", 4, "refused")
        assert deliver_waiting(box, [target(web.url, "down")], post()) == []
        assert [one.problem for one in deliver_waiting(box, [target(web.url, "down")], post(), force=True)] == [""]
    assert {one.state for one in box.messages()} == {"sent"}


def test_two_processes_do_not_send_the_same(box: Box, tmp_path: Path) -> None:
    other, _ = open_box(tmp_path / ".daicho")
    box.queue("t", alert(1))
    now = int(time.time())
    assert box.claim("t", now) is not None
    assert other.claim("t", now) is None
    # A process that died with it holds it for three minutes; a clock that went back does not hold it for years.
    assert other.claim("t", now + 181) is not None
    assert box.claim("t", now - 10_000) is not None
    other.close()


def test_what_fails_for_a_week_is_given_up_and_stays_visible(box: Box) -> None:
    box.queue("t", alert(1))
    now = int(time.time())
    waits = []
    for _ in range(5):
        message = box.claim("t", now, force=True)
        assert message is not None
        box.settle(message, "http:500", 4, now)
        due = next(at for at in range(now, now + 100_000, 100) if box.claim("t", at))
        waits.append(due - now)
        now = due + 1_000
    assert waits == [300, 1_800, 7_200, 21_600, 21_600]
    message = box.claim("t", now + 8 * 86_400)
    assert message is not None
    box.settle(message, "http:500", 4, now + 8 * 86_400)
    (shown,) = box.messages(undelivered=True)
    assert (shown.state, shown.problem, shown.tries) == ("given-up", "http:500", 24)


def test_old_alerts_are_dropped_but_none_that_wait(box: Box) -> None:
    old = datetime.now().astimezone() - timedelta(days=200)
    box.record("t", alert(1, old), "", 1)
    box.queue("t", alert(2, old))
    box.queue("t", alert(3))
    assert {one.alert.id for one in box.messages()} == {"id-2", "id-3"}


@pytest.mark.skipif(os.name != "posix", reason="rights of files")
def test_the_outbox_is_for_its_owner_alone(box: Box, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / ".daicho").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / ".daicho" / NAME).stat().st_mode) == 0o600


def test_a_damaged_outbox_is_put_aside(box: Box, tmp_path: Path) -> None:
    box.close()
    path = tmp_path / ".daicho" / NAME
    path.write_bytes(b"not a database" * 1000)
    fresh, trouble = open_box(tmp_path / ".daicho")
    assert "is damaged; it was put aside as alerts.db.damaged-" in trouble
    fresh.queue("t", alert(1))
    assert [one.read_bytes()[:14] for one in path.parent.glob("alerts.db.damaged-*")] == [b"not a database"]
    fresh.close()


def test_a_later_version_is_left_alone(box: Box, tmp_path: Path) -> None:
    box.close()
    path = tmp_path / ".daicho" / NAME
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    memory, trouble = open_box(tmp_path / ".daicho")
    assert "later version of Daicho" in trouble
    memory.queue("t", alert(1))
    assert len(memory.messages()) == 1
    memory.close()


def test_a_folder_that_cannot_be_written_leaves_an_outbox_in_memory(tmp_path: Path) -> None:
    (tmp_path / ".daicho").write_text("in the way", encoding="utf-8")
    memory, trouble = open_box(tmp_path / ".daicho")
    assert trouble
    memory.queue("t", alert(1))
    memory.close()
