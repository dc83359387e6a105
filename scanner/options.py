"""Flags that several commands share, so that they are called and explained the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])
Option = Callable[[_Command], _Command]

config_option = click.option(
    "-c", "--config", type=click.Path(path_type=Path), help="Configuration file instead of the nearest daicho.toml."
)
source_option = click.option(
    "-s", "--source", "source_ids", multiple=True, metavar="ID", help="Only this configured source (repeat)."
)


def policy_option(text: str = "Policy file instead of the configured one.") -> Option[Any]:
    """``--policy``."""
    return click.option("--policy", type=click.Path(path_type=Path), help=text)


def lang_option(text: str = "Language.") -> Option[Any]:
    """``--lang``."""
    return click.option("--lang", type=click.Choice(["ja", "en"]), help=text)


def output_option(formats: str, default: str = "") -> Option[Any]:
    """``-o FMT[:PATH]``, to be repeated."""
    ending = f"  [default: {default}]" if default else ""
    return click.option(
        "-o",
        "--output",
        "outputs",
        multiple=True,
        metavar="FMT[:PATH]",
        help=f"{formats}; repeat; one without PATH goes to standard output.{ending}",
    )
