"""``daicho notify``, and the alerts of ``daicho scan``, with the real command and real receivers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Daicho
from notify_receivers import WebReceiver, free_port, mail_receiver, make_certificate, web_receiver

from scanner.notify_box import open_box

CONFIG = """
version = 1
project = "Shop"
language = "en"
[[source]]
id = "exports"
url = "exports"
owner = "Sales"
[[notify]]
name = "chat"
to = "${CHAT_URL}"
kind = "slack"
on = ["new>=high", "run-failed", "incomplete", "policy-changed", "no-complete-run:48h", "digest:weekly"]
detail = "locations"
[[notify]]
name = "office"
to = "mailto:privacy@example.jp"
on = ["new"]
[smtp]
host = "127.0.0.1"
port = %PORT%
starttls = false
from = "daicho@example.jp"
"""
ROWS = "氏名,メール,電話番号\n" + "".join(f"山田 太郎{n},taro{n}@example.com,090-1234-56{n:02}\n" for n in range(30))
CARD = "会員番号,カード番号\n" + "".join(f"{n},4111111111111111\n4{n},5555555555554444\n" for n in range(9))


@pytest.fixture
def chat() -> Iterator[WebReceiver]:
    with web_receiver() as web:
        yield web


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "members.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def configure(folder: Path, port: int, more: str = "") -> None:
    (folder / "daicho.toml").write_text(CONFIG.replace("%PORT%", str(port)) + more, encoding="utf-8")


def titles(web: WebReceiver) -> list[str]:
    return [one.document["text"] for one in web.requests]


def env(web: WebReceiver) -> dict[str, str]:
    return {"CHAT_URL": f"{web.url}/topsecret", "no_proxy": "127.0.0.1"}


@pytest.mark.slow
def test_a_year_in_short(daicho: Daicho, shop: Path, chat: WebReceiver) -> None:
    with mail_receiver() as mail:
        configure(shop, mail.port)
        ran = daicho("scan", "-o", "json:run.json", env=env(chat))
        assert ran.code == 1, ran.err
        assert "chat: delivered" in ran.err
        assert "office: delivered" in ran.err
        assert len(chat.requests) == len(mail.mails) == 1
        assert titles(chat)[0].startswith("Shop: ")
        text = json.dumps(chat.requests[0].document, ensure_ascii=False)
        assert "exports / members.csv / " in text
        assert "owner: Sales" in text
        assert "members.csv" not in mail.raw[0].decode()
        # Nothing changed: silence.
        ran = daicho("scan", "-o", "json:run.json", env=env(chat))
        assert "delivered" not in ran.err
        # Something new, and only that.
        (shop / "exports" / "cards.csv").write_text(CARD, encoding="utf-8")
        daicho("scan", "-o", "json:run.json", "-q", env=env(chat))
        assert titles(chat)[1:] == ["Shop: 1 new finding (High 1)"]
        # A scan that fails is told once, and its end.
        (shop / "policy.toml").write_text("not a policy", encoding="utf-8")
        for _ in range(2):
            assert daicho("scan", "--policy", "policy.toml", env=env(chat)).code == 2
        daicho("scan", "-q", env=env(chat))
        assert titles(chat)[2:] == ["Shop: the scan failed", "Shop: the scan works again"]
        listed = daicho("notify", "list", "--json", env=env(chat))
        document = listed.json()
        assert [one["event"] for one in document["alerts"] if one["target"] == "chat"] == [
            "run-works-again", "run-failed", "new", "new",
        ]  # fmt: skip
        assert {one["state"] for one in document["alerts"]} == {"sent"}
        stored = b"".join(path.read_bytes() for path in (shop / ".daicho").glob("alerts.db*"))
        assert b"topsecret" not in stored + listed.out.encode() + ran.err.encode()


@pytest.mark.slow
def test_what_is_not_delivered_is_kept_told_and_sent_later(daicho: Daicho, shop: Path, chat: WebReceiver) -> None:
    configure(shop, free_port())
    chat.answers += [500] * 4
    ran = daicho("scan", "-o", "json:run.json", env=env(chat))
    assert ran.code == 1
    assert "warning: chat: not delivered: the receiver answered 500; kept, and tried again" in ran.err
    assert "warning: office: not delivered: no connection; kept" in ran.err
    assert len(chat.requests) == 4
    listed = daicho("notify", "list", "--undelivered", env=env(chat))
    assert listed.code == 0
    assert listed.out.count("not delivered") == 2
    assert "4 tries; the receiver answered 500" in listed.out
    assert daicho("runs", env=env(chat)).err == "2 alerts were not delivered (see daicho notify list)\n"
    checked = daicho("notify", "check", env=env(chat))
    assert (checked.code, checked.err) == (3, "2 alerts were not delivered (see daicho notify list)\n")
    with mail_receiver() as mail:
        configure(shop, mail.port)
        sent = daicho("notify", "send", env=env(chat))
        assert (sent.code, sent.err) == (0, "chat: delivered\noffice: delivered\n")
        assert len(mail.mails) == 1
    assert daicho("notify", "send", env=env(chat)).err == "Nothing to deliver.\n"
    assert chat.requests[0].body == chat.requests[4].body


@pytest.mark.slow
def test_a_sample_for_each_target(daicho: Daicho, shop: Path, chat: WebReceiver) -> None:
    certificate = make_certificate(shop)
    with mail_receiver(certificate) as mail:
        configure(shop, mail.port)
        text = (shop / "daicho.toml").read_text(encoding="utf-8").replace("starttls = false", "")
        (shop / "daicho.toml").write_text(text, encoding="utf-8")
        ran = daicho("notify", "test", env={**env(chat), "SSL_CERT_FILE": str(certificate[0])})
        assert (ran.code, ran.out) == (0, "chat: delivered\noffice: delivered\n")
        assert mail.sessions == [(True, "")]
    ran = daicho("notify", "test", "chat", "--lang", "ja", env=env(chat))
    assert (ran.code, ran.out) == (0, "chat: 送信しました\n")
    assert titles(chat) == [
        "[TEST] Shop: this is a sample of daicho notify test",
        "【テスト】Shop: これは daicho notify test の見本です",
    ]
    ran = daicho("notify", "test", "office", env={"CHAT_URL": ""})
    assert (ran.code, ran.out) == (3, "office: not delivered: no connection\n")
    assert daicho("notify", "list", env=env(chat)).out.count(" test") == 4


@pytest.mark.slow
def test_silence_and_digests(daicho: Daicho, shop: Path, chat: WebReceiver) -> None:
    configure(shop, free_port())
    assert daicho("notify", "check", env=env(chat)).code == 0
    assert chat.requests == []


@pytest.mark.slow
def test_scans_that_tell_nobody(daicho: Daicho, shop: Path, chat: WebReceiver) -> None:
    configure(shop, free_port())
    assert daicho("scan", "exports", "-q", env=env(chat)).code == 1
    assert daicho("scan", "--no-notify", "-q", env=env(chat)).code == 1
    assert chat.requests == []
    assert not (shop / ".daicho" / "alerts.db").exists()


@pytest.mark.slow
def test_a_reference_that_leads_nowhere_ends_no_scan(daicho: Daicho, shop: Path, chat: WebReceiver) -> None:
    with mail_receiver() as mail:
        configure(shop, mail.port)
        ran = daicho("scan", "-o", "json:run.json")
        assert ran.code == 1
        assert "chat: not delivered: a reference leads nowhere: the environment variable CHAT_URL" in ran.err
        assert len(mail.mails) == 1


@pytest.mark.slow
def test_an_outbox_that_cannot_be_written_ends_no_scan(daicho: Daicho, shop: Path, chat: WebReceiver) -> None:
    with mail_receiver() as mail:
        configure(shop, mail.port, "[history]\nenabled = false\n")
        (shop / ".daicho").mkdir(mode=0o700)
        (shop / ".daicho" / "alerts.db").mkdir()
        ran = daicho("scan", "-o", "json:run.json", env=env(chat))
        assert ran.code == 1
        assert "alerts cannot be kept" in ran.err
        assert len(mail.mails) == len(chat.requests) == 1


def test_mistakes_are_told_in_one_line(daicho_here: Daicho, shop: Path) -> None:
    for words, problem in (
        (("notify", "test"), "there is no daicho.toml here or above"),
        (("notify", "list", "-c", "missing.toml"), "cannot be read"),
    ):
        ran = daicho_here(*words)
        assert ran.code == 2
        assert problem in ran.err
    (shop / "daicho.toml").write_text("version = 1\n", encoding="utf-8")
    ran = daicho_here("notify", "check")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "has no [[notify]]" in ran.err
    configure(shop, 25)
    ran = daicho_here("notify", "test", "nobody")
    assert (ran.code, ran.err) == (2, "daicho: no [[notify]] is called 'nobody'; there are: chat, office\n")
    assert "No alerts yet." in daicho_here("notify", "list").out


@pytest.mark.slow
def test_a_process_that_is_killed_while_it_delivers_loses_nothing(shop: Path) -> None:
    with web_receiver(["slow"], slow_seconds=3) as web:
        configure(shop, free_port())
        words = [sys.executable, "-m", "scanner.cli", "scan", "-q", "-o", "json:run.json"]
        root = str(Path(__file__).parents[1])
        process = subprocess.Popen(words, cwd=shop, env={**os.environ, **env(web), "PYTHONPATH": root})
        end = time.monotonic() + 50
        while not web.requests and time.monotonic() < end:
            time.sleep(0.02)
        process.kill()
        process.wait()
    assert len(web.requests) == 1
    box, trouble = open_box(shop / ".daicho")
    assert trouble == ""
    message = box.claim("chat", int(time.time()) + 200)
    assert message is not None
    assert message.alert.id in {one.alert.id for one in box.messages()}
    assert (message.state, message.alert.parts[0].event) == ("waiting", "new")
    # What was told is noted with it: the next scan does not tell it as new once more.
    assert box.findings()
    box.close()
