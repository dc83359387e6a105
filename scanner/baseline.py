"""``--baseline``: the earlier run that a scan is compared with, from a file or from git."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

from reports.earlier import Earlier
from reports.run_file import RunFileError, open_run, parse_run
from scanner.config_text import ConfigError

LAST = "last"
GIT_PREFIX = "git:"
GIT_FILE = "daicho-baseline.json"
"""The committed run that ``git:REF`` without a path means, beside the configuration."""

_REF = re.compile(r"[A-Za-z0-9@_][\w./@{}^~-]*")
_SECONDS = 60


def read_baseline(reference: str, folder: Path) -> Earlier:
    """The run that ``PATH`` or ``git:REF[:PATH]`` names; the path of a committed run is taken from ``folder``.

    Raises ConfigError, or :class:`reports.run_file.RunFileError` for a file that is no run.
    """
    if not reference.startswith(GIT_PREFIX):
        return open_run(Path(reference)).read_earlier()
    ref, _, path = reference.removeprefix(GIT_PREFIX).partition(":")
    if not _REF.fullmatch(ref):
        raise ConfigError("--baseline git: has to be followed by a branch, tag or commit, such as git:main:run.json")
    name = path or GIT_FILE
    text = _show(ref, name, folder)
    return parse_run(Path(f"{GIT_PREFIX}{ref}:{name}"), io.StringIO(text, newline="\n")).read_earlier()


def _show(ref: str, name: str, folder: Path) -> str:
    """The text of a committed file. What git says of a failure is not repeated: it could hold anything."""
    place = name if name.startswith("/") else f"./{name}"
    try:
        done = subprocess.run(
            ["git", "--no-pager", "show", "--no-textconv", "--end-of-options", f"{ref}:{place.lstrip('/')}"],
            cwd=folder,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ConfigError(f"--baseline git: git cannot be run ({type(error).__name__}); is it installed?") from None
    if done.returncode:
        raise ConfigError(
            f"--baseline git:{ref}: there is no {name} in that commit, or no such commit in {folder}; look with:"
            f" git show {ref}:{place.lstrip('/')}"
        )
    try:
        return done.stdout.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RunFileError(Path(name), "is no run of daicho, since it is no text") from None
