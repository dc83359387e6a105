"""A bundle for a report of a fault: what ``daicho doctor`` found, without anything that tells whose machine it is."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from scanner import __version__
from scanner.config import ConfigError, parse_config
from scanner.doctor_diagnosis import Diagnosis

_TELLABLE = frozenset(
    {"daicho", "python", "system", "version", "product", "name", "extra", "there", "missing", "list", "free", "mode"}
    | {"encoding", "kind", "reason", "seconds"}
)
"""Details that name programs, versions and codes. Texts of others may name a path or a place and are left out."""


def build_bundle(found: Sequence[Diagnosis], config: Path | None, sources: Sequence[str]) -> dict[str, Any]:
    """The bundle as a document: diagnoses with numbers in place of the names of sources, which settings are used (their
    keys, never what they hold), and what is installed."""
    numbers = {identity: f"source-{number}" for number, identity in enumerate(sources, 1)}
    return {
        "schema_version": 1,
        "tool": {"name": "daicho", "version": __version__},
        "machine": {"python": platform.python_version(), "system": platform.system(), "processor": platform.machine()},
        "diagnoses": [
            {
                "place": numbers.get(one.place),
                "code": one.code,
                "level": one.level,
                "details": {
                    key: value for key, value in one.details.items() if not isinstance(value, str) or key in _TELLABLE
                },
            }
            for one in found
        ],
        "settings": _shape(config),
        "installed": dict(sorted((str(one.metadata["Name"]), one.version) for one in distributions())),
    }


def _shape(config: Path | None) -> dict[str, Any]:
    """The keys of a configuration: those of tables with what is below them, of blocks the keys of each."""
    if config is None:
        return {}
    _, data = parse_config(config)
    shape: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, dict):
            shape[key] = sorted(str(one) for one in value)
        elif isinstance(value, list):
            shape[key] = [sorted(str(below) for below in one) for one in value if isinstance(one, dict)]
        else:
            shape[key] = "set"
    return {"form": config.suffix, "keys": shape}


def write_bundle(path: Path, bundle: dict[str, Any]) -> None:
    """Write it to a new file, readable by its owner alone; ConfigError where it is there or cannot be written."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(bundle, file, ensure_ascii=False, indent=2)
            file.write("\n")
    except FileExistsError:
        raise ConfigError(f"{path}: is there already; name another file") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror}); check the folder and its rights") from None
