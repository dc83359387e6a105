"""From names to connectors and renderers."""

from __future__ import annotations

import sqlite3
from importlib import import_module
from pathlib import Path

import pytest

from connectors import SCHEMES
from connectors.base import Connector, ConnectorError
from connectors.files import FileConnector
from connectors.sql import SqlConnector
from reports import FORMATS
from scanner.config import ConfigError
from scanner.plugins import load_renderer, open_connector


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_leads_to_a_connector(scheme: str) -> None:
    module, _, name = SCHEMES[scheme][0].partition(":")
    assert issubclass(getattr(import_module(module), name), Connector)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_leads_to_a_function(name: str) -> None:
    assert callable(load_renderer(name))


def test_unknown_names_are_answered_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="table, json, jsonl, html, pdf"):
        load_renderer("pdfx")
    with pytest.raises(ConnectorError) as raised:
        open_connector("gopher://x/y", source="s")
    assert "sqlite" in raised.value.hint


def test_paths_are_looked_at(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "odd name.bin").executescript("CREATE TABLE t (a)")
    (tmp_path / "x.txt").write_text("x", encoding="utf-8")
    assert isinstance(open_connector(str(tmp_path / "odd name.bin"), source="s"), SqlConnector)
    assert isinstance(open_connector(str(tmp_path / "x.txt"), source="s"), FileConnector)
    assert isinstance(open_connector(f"file://{tmp_path}/x.txt", source="s"), FileConnector)


def test_a_missing_driver_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name.split(".")[0] in ("pymysql",):
            raise ModuleNotFoundError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConnectorError) as raised:
        open_connector("mysql://u@127.0.0.1/x", source="s")
    assert raised.value.hint == "pip install 'daicho[mysql]'"
