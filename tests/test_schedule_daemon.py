"""Schedulers as real processes: killed in the middle of a run, two on one PostgreSQL, ended by a signal."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import Daicho

from scanner.history import open_history
from scanner.history_engine import HistoryPlace
from scanner.schedule_child import run_command
from scanner.schedule_store import Fire, FireStore

ROOT = Path(__file__).parents[1]
SCRIPT = Path(__file__).with_name("schedule_daemon_process.py")
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "LANG": "C.UTF-8"}


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


@contextmanager
def ending(*processes: subprocess.Popen[str]) -> Iterator[None]:
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


# --- the process that watches over a scan -----------------------------------------------------------------


def watch(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "scanner.schedule_child", *words]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "code"), [("exit 0", 0), ("exit 3", 3), ("kill -9 $$", 137), ("kill -TERM $$", 143)]
)
def test_the_exit_code_comes_through(script: str, code: int) -> None:
    with watch("sh", "-c", script) as process:
        assert process.wait(20) == code


@pytest.mark.slow
@pytest.mark.parametrize("end", ["close", "terminate"])
def test_the_command_ends_when_the_scheduler_is_gone_or_asks(end: str) -> None:
    with watch("sh", "-c", "echo $$; exec sleep 60") as process, ending(process):
        assert process.stdout
        assert process.stdin
        below = int(process.stdout.readline())
        if end == "close":
            process.stdin.close()
        else:
            process.terminate()
        assert process.wait(20) == 143
        with pytest.raises(ProcessLookupError):
            os.kill(below, 0)


def test_a_command_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        run_command([str(SCRIPT.with_suffix(".missing"))])


# --- killed in the middle ---------------------------------------------------------------------------------


def start(place: str, log: Path, anchor: float, speed: float, lease: float, count: int, seconds: float) -> subprocess.Popen[str]:  # fmt: skip
    words = [str(one) for one in (place, log, anchor, speed, lease, count, seconds)]
    command = [sys.executable, str(SCRIPT), *words]
    return subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.DEVNULL, text=True)


@pytest.mark.slow
def test_kill_9_in_the_middle_of_a_run(tmp_path: Path) -> None:
    path, log, anchor = tmp_path / "history.db", tmp_path / "log", time.time()
    log.touch()
    with open_history(HistoryPlace(path)) as history:
        store = FireStore(history)
        first = start(str(path), log, anchor, 20, 1, 1, 1.5)
        with ending(first):
            wait_until(lambda: any(fire.state == "running" for fire in store.open_fires()) and log.read_text() != "")
            (cut,) = [fire for fire in store.open_fires() if fire.state == "running"]
            first.kill()
        time.sleep(2)
        assert f"end {cut.trigger}" not in log.read_text(), "the scan went on alone"
        second = start(str(path), log, anchor, 20, 1, 1, 0.1)
        with ending(second):
            wait_until(lambda: f"end {cut.trigger}" in log.read_text())
            wait_until(lambda: any(fire.id == cut.id and fire.state == "done" for fire in store.latest()))
            second.terminate()
            assert second.wait(20) == 0
        assert Counter(log.read_text().splitlines())[f"begin {cut.trigger}"] == 2
        assert next(fire.resumed for fire in store.latest(100) if fire.id == cut.id) == 1


# --- two on one PostgreSQL --------------------------------------------------------------------------------

FIRES, JOBS, SPEED = 200, 10, 20.0
"""So many fires at least, of so many schedules, each once a minute of a clock so much faster."""


@pytest.mark.slow
def test_two_daemons_on_one_postgresql_with_random_kills(tmp_path: Path, postgres: str) -> None:
    """No job twice, none lost."""
    log, chance = tmp_path / "log", random.Random(20261122)
    log.touch()
    with open_history(HistoryPlace(url=postgres), "proof") as history:
        store = FireStore(history)
        arguments = (postgres, log, time.time(), SPEED, 1.0, JOBS, 0.2)
        daemons = [start(*arguments) for _ in range(2)]
        kills = 0
        try:
            while len(store.latest(FIRES + JOBS)) < FIRES + JOBS:
                time.sleep(chance.uniform(1.5, 4.5))
                victim = chance.randrange(2)
                daemons[victim].kill()
                daemons[victim].wait()
                daemons[victim] = start(*arguments)
                kills += 1
                assert kills < 200
            settle(daemons)
        finally:
            for daemon in daemons:
                daemon.kill()
                daemon.wait()
        fires = store.latest(10_000)
    assert kills >= 8
    check_fires(fires, log.read_text(encoding="utf-8").splitlines())


def settle(daemons: list[subprocess.Popen[str]]) -> None:
    """Let the last runs end, and the daemons cleanly."""
    daemons[0].terminate()
    daemons[0].wait(30)
    time.sleep(6)
    daemons[1].terminate()
    daemons[1].wait(30)


def check_fires(fires: list[Fire], lines: list[str]) -> None:
    begun = Counter(line.partition(" ")[2] for line in lines if line.startswith("begin "))
    ended = Counter(line.partition(" ")[2] for line in lines if line.startswith("end "))
    assert [trigger for trigger, times in ended.items() if times > 1] == [], "a job ran twice"
    open_at_the_end = [fire for fire in fires if fire.state == "queued"]
    assert len(open_at_the_end) <= JOBS
    for fire in fires:
        if fire.state == "done":
            assert ended[fire.trigger] == 1
            assert begun[fire.trigger] <= 1 + fire.resumed + 1
        elif fire.state in ("failed", "missed", "skipped"):
            assert ended[fire.trigger] == 0
    for name in {fire.schedule for fire in fires}:
        mine = sorted((fire for fire in fires if fire.schedule == name), key=lambda fire: fire.slot)
        assert len(mine) >= FIRES // JOBS
        for fire in mine:
            assert fire.slot - fire.first == timedelta(minutes=fire.times - 1)
        for before, after in pairwise(mine):
            assert after.first - before.slot == timedelta(minutes=1), "a time of the schedule is lost"
    done = sum(fire.state == "done" for fire in fires)
    assert done >= 0.8 * len(fires), Counter((fire.state, fire.reason) for fire in fires)


# --- daicho serve itself ----------------------------------------------------------------------------------

CONFIG = """
[[source]]
id = "staff"
url = "staff.csv"

[[schedule]]
name = "often"
cron = "* * * * *"
timezone = "Asia/Tokyo"
sources = ["staff"]
"""


@pytest.mark.slow
def test_serve_scans_and_ends_cleanly(tmp_path: Path, daicho: Daicho) -> None:
    (tmp_path / "daicho.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "staff.csv").write_text("name,email\n山田太郎,taro@example.jp\n", encoding="utf-8")
    command = [sys.executable, "-m", "scanner.cli", "serve", "--lang", "en"]
    log = tmp_path / "log"
    with log.open("w", encoding="utf-8") as file:
        serving = subprocess.Popen(command, cwd=tmp_path, env=ENVIRONMENT, stderr=file, text=True)
    with ending(serving):
        wait_until(lambda: "scan ended" in log.read_text(encoding="utf-8"), 150)
        busy = daicho("schedule", "list", "--json").json()
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(30) == 0
    assert busy[0]["last"]["state"] in ("done", "running")
    text = log.read_text(encoding="utf-8")
    assert "often: scan started (due 20" in text
    assert "exit code 0" in text
    assert text.splitlines()[-1] == "ended"
    assert "example.jp" not in text
    stored = json.loads(daicho("runs", "--json").out)
    assert stored[0]["trigger"].startswith("schedule:often:")
