"""Who is told, and that nothing of it changes what a scan does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from notify_receivers import WebReceiver, web_receiver

from scanner.config import Config, Source
from scanner.config_notify import Target, Trigger
from scanner.notify_delivery import Post
from scanner.notify_telling import Teller, Told, speak, telling_failures

DUE = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ON = (Trigger("run-failed"), Trigger("run-missed"), Trigger("no-complete-run", span=timedelta(minutes=30)))


def make_teller(folder: Path, url: str) -> Teller:
    settings = Config(
        folder / "daicho.toml", "Shop", sources=(Source("orders", "orders"),), notify=(Target("hook", url, ON),)
    )
    return Teller(settings, "en", Post(None, folder, 2.0, ()))


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def facts(web: WebReceiver) -> list[object]:
    return [one.document["parts"][0]["facts"] for one in web.requests]


def test_missed_runs_failures_and_silence_are_told_once(tmp_path: Path) -> None:
    with web_receiver() as web:
        teller = make_teller(tmp_path, web.url)
        for _ in range(2):
            teller.tell_missed("nightly", DUE, late=True)
            teller.tell_failure(-9)
            teller.check(DUE)
            teller.check(DUE + timedelta(hours=1))
        assert facts(web) == [
            {"schedule": "nightly", "due": "2026-11-22T03:00+00:00", "late": 1},
            {"code": -9},
            {"sources": "orders", "n": 1, "hours": 1},
        ]


def test_a_scan_that_raises_is_told_and_raises_on(tmp_path: Path) -> None:
    with web_receiver() as web:
        teller = make_teller(tmp_path, web.url)

        def scan() -> None:
            with telling_failures(teller, quiet=True):
                raise RuntimeError("a value: taro@example.jp")

        with pytest.raises(RuntimeError, match="a value"):
            scan()
        assert [one.document["parts"][0]["facts"] for one in web.requests] == [{"code": 4}]
        assert b"taro" not in web.requests[0].body


@pytest.mark.parametrize("error", [BrokenPipeError(), KeyboardInterrupt(), click.exceptions.Abort()])
def test_a_reader_that_goes_away_is_no_failure(error: BaseException, tmp_path: Path) -> None:
    def scan(teller: Teller) -> None:
        with telling_failures(teller, quiet=True):
            raise error

    with web_receiver() as web:
        with pytest.raises(type(error)):
            scan(make_teller(tmp_path, web.url))
        assert web.requests == []


def test_a_fault_of_alerts_ends_no_scan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> Told:
        raise KeyError("taro@example.jp")

    assert speak(broken, make_teller(tmp_path, "http://127.0.0.1"), quiet=False).trouble
    err = capsys.readouterr().err
    assert err.startswith("warning: alerts: internal error (KeyError at test_notify_telling.py:")
    assert "taro" not in err
