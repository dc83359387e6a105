"""The secret under which digests of persons' keys are made, and the folder in which it lies.

Without the secret nobody can work out which value a digest belongs to; whoever has both can try candidates, as anybody
can with plain hashes. So it stays on the machine that scans, readable by its owner alone, and in no report.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from scanner.config_text import ConfigError

FOLDER = ".daicho"
"""Beside the configuration: what Daicho keeps between runs."""
_NAME, _SIZE = "key", 32
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def state_folder(config: Path) -> Path:
    """The folder that goes with a configuration file."""
    return config.parent / FOLDER


def make_state_folder(folder: Path) -> None:
    """Make the folder, for its owner alone, with a ``.gitignore`` that keeps all of it out of repositories. ConfigError
    where it cannot be made or others may write to it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = folder.stat().st_mode
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as error:
        problem = f"cannot be made or written to ({error.strerror})"
        raise ConfigError(f"{folder}: {problem}; free the path, or give this user rights to its folder") from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o022:
        raise ConfigError(f"{folder}: others may write to this folder; run: chmod go-w {folder}")


def load_secret_key(folder: Path) -> bytes:
    """The 32 secret bytes of a folder, made on first use. Two processes at once get the same ones. ConfigError where
    others may read the file or it is damaged: a key that somebody else knows or that has changed is none."""
    make_state_folder(folder)
    path = folder / _NAME
    for _ in range(2):
        try:
            return _read(path)
        except FileNotFoundError:
            _create(path)
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read ({error.strerror}); check who owns it") from None
    raise ConfigError(f"{path}: vanishes as soon as it is made; is something cleaning up {folder}?")


def make_passing_key() -> bytes:
    """A secret for one run that keeps nothing."""
    return secrets.token_bytes(_SIZE)


def _read(path: Path) -> bytes:
    handle = os.open(path, _READ)
    with open(handle, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ConfigError(f"{path}: is no plain file; remove it, and a new key is made")
        if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
            raise ConfigError(
                f"{path}: others may read this secret; remove it and persons.index beside it, and scan again (or, where"
                f" nobody can have read it: chmod 600 {path})"
            )
        key = file.read(_SIZE + 1)
    if len(key) != _SIZE or key == bytes(_SIZE):
        raise ConfigError(f"{path}: is damaged; remove it and persons.index beside it, and scan again")
    return key


def _create(path: Path) -> None:
    """Write a key to a file of its own and give it the name, if nobody has meanwhile: it never stands there in part."""
    fresh = path.with_name(f"{_NAME}.{secrets.token_hex(8)}")
    try:
        with open(os.open(fresh, _CREATE, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_SIZE))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            return
        finally:
            fresh.unlink()
    except OSError as error:
        problem = f"a secret key cannot be written here ({error.strerror})"
        raise ConfigError(f"{path}: {problem}; give this user rights to {path.parent}") from None
