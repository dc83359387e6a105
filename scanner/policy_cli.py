"""The commands below ``daicho policy``: their arguments and flags. What they do is in ``scanner.policy_command``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from scanner.options import lang_option


@click.group(
    epilog="""\b
Exit codes: 0 nothing to settle, 1 something to settle, 2 usage or a policy that
cannot be understood, 4 internal error.
"""
)
def policy() -> None:
    """Show, check, import and compare privacy policies."""


_FORMAT = click.option("--format", type=click.Choice(["text", "json"]), default="text", help="Form of the output.")


@policy.command("show")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@lang_option()
def policy_show(**options: Any) -> None:
    """Print a policy file, or the configured policy: articles, announced items, purposes, matrix, registers."""
    sys.exit(import_module("scanner.policy_command").show(**options))


@policy.command("check")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@_FORMAT
@click.option(
    "--fail-on",
    type=click.Choice(["high", "medium", "low", "none"]),
    default="medium",
    help="Lowest severity that exits 1.",
)
@lang_option()
def policy_check(**options: Any) -> None:
    """What a policy file leaves open, with the line, the article of law, and what would settle it."""
    sys.exit(import_module("scanner.policy_command").check(**options))


@policy.command("import")
@click.argument("place", metavar="FILE|URL|-")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write it instead of standard output.")
@click.option("--id", default="", help="Id of the policy.  [default: from the name]")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@lang_option()
def policy_import(**options: Any) -> None:
    """Turn the text of a published privacy policy (text, Markdown, HTML, PDF, Word) into a policy file to review.

    \b
    daicho policy import privacy.html -o policy.toml
    """
    sys.exit(import_module("scanner.policy_command").import_text(**options))


@policy.command("diff")
@click.argument("old", type=click.Path(path_type=Path), metavar="OLD")
@click.argument("new", type=click.Path(path_type=Path), metavar="NEW")
@click.option(
    "--run",
    type=click.Path(path_type=Path),
    help="A stored run (-o json or jsonl) set against OLD: which of its findings change, and what to tag anew.",
)
@_FORMAT
@lang_option()
def policy_diff(**options: Any) -> None:
    """What changed between two policy files, and whether notice or new consent is at stake.

    \b
    daicho policy diff policy-2025.toml policy-2026.toml --run run.json
    """
    sys.exit(import_module("scanner.policy_command").diff(**options))
