"""The secret key: the same for all who ask, for nobody else to read, and never a damaged one."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from scanner.config import ConfigError
from scanner.secret_key import load_secret_key, make_passing_key, make_state_folder, state_folder


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    folder = state_folder(tmp_path / "daicho.toml")
    assert folder == tmp_path / ".daicho"
    key = load_secret_key(folder)
    assert len(key) == 32
    assert load_secret_key(folder) == key
    assert load_secret_key(tmp_path / "other" / ".daicho") != key
    assert (mode_of(folder), mode_of(folder / "key")) == (0o700, 0o600)
    assert {path.name: path.read_text() for path in folder.iterdir() if path.name != "key"} == {".gitignore": "*\n"}


def test_processes_at_once_agree(tmp_path: Path) -> None:
    with ProcessPoolExecutor(8, mp_context=get_context("spawn")) as pool:
        keys = list(pool.map(load_secret_key, [tmp_path / ".daicho"] * 16))
    assert len(set(keys)) == 1
    assert sorted(path.name for path in (tmp_path / ".daicho").iterdir()) == [".gitignore", "key"]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    load_secret_key(tmp_path)
    (tmp_path / "key").chmod(mode)
    with pytest.raises(ConfigError, match=r"key: others may read this secret; remove it .*chmod 600"):
        load_secret_key(tmp_path)


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33, bytes(32)])
def test_a_damaged_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(ConfigError, match="is damaged; remove it") as caught:
        load_secret_key(tmp_path)
    assert "\n" not in str(caught.value)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"y" * 32)
    (tmp_path / "key").symlink_to(tmp_path / "real")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_secret_key(tmp_path)
    (tmp_path / "key").unlink()
    (tmp_path / "key").mkdir()
    with pytest.raises(ConfigError, match=r"no plain file|cannot be read"):
        load_secret_key(tmp_path)


def test_a_folder_that_others_may_write_to_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / ".daicho"
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(ConfigError, match="others may write to this folder; run: chmod go-w"):
        load_secret_key(folder)


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / ".daicho").write_text("a file", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be made or written to"):
        make_state_folder(tmp_path / ".daicho")
    if os.geteuid():
        tmp_path.chmod(0o500)
        with pytest.raises(ConfigError, match="cannot be made"):
            make_state_folder(tmp_path / "other")


def test_a_key_for_one_run_is_new_each_time() -> None:
    assert len(make_passing_key()) == 32
    assert make_passing_key() != make_passing_key()
