"""``daicho policy``: show a policy, check it, import a published one, compare two versions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from detectors.catalogue import load_catalogue
from detectors.custom import apply_rules
from reports.policy import Policy, PolicyError
from reports.policy_diff import PolicyDiff, diff_policies
from reports.policy_document import open_document
from reports.policy_file import DEFAULT, read_policy
from reports.policy_impact import Impact, weigh_change
from reports.policy_import import import_policy
from reports.policy_lint import SEVERITIES, check_policy
from reports.run_file import RunFileError
from scanner.command import guess_language, load_config
from scanner.policy_fetch import fetch_policy
from scanner.policy_output import say, show_diff, show_impact, show_policy, show_remarks
from scanner.stored_runs import open_run


@contextmanager
def _settings() -> Iterator[tuple[Path, str]]:
    """The configured policy (or the shipped one) and language, with the categories that the configuration adds."""
    settings = load_config(None, trial=False)
    with apply_rules(replace(settings.rules, recognizers=())):
        yield settings.policy or DEFAULT, settings.language or guess_language()


def _read(path: Path) -> Policy:
    return read_policy(path, categories=load_catalogue().ids)


def _special() -> tuple[str, ...]:
    return tuple(category.id for category in load_catalogue() if category.appi_class == "special-care")


def _print(lines: Iterable[str]) -> None:
    click.echo("\n".join(lines))


def show(*, file: Path | None, lang: str | None) -> int:
    """Print a policy; returns the exit code."""
    with _settings() as (configured, language):
        path = file or configured
        _print(show_policy(_read(path), path.name, lang or language))
    return 0


def check(*, file: Path | None, format: str, fail_on: str, lang: str | None) -> int:
    """Print what a policy leaves open; 1 where something at or above ``fail_on`` does."""
    with _settings() as (configured, language):
        path = file or configured
        policy = _read(path)
        remarks = check_policy(policy, open_document(path).text, special=_special())
        if format == "json":
            click.echo(json.dumps([asdict(remark) for remark in remarks], ensure_ascii=False, indent=2))
        else:
            _print(show_remarks(remarks, str(file or path.name), lang or language))
    failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on != "none" else ()
    return int(any(remark.severity in failing for remark in remarks))


def import_text(*, place: str, output: Path | None, id: str, force: bool, lang: str | None) -> int:
    """Read a published policy and write it as a policy file; 1 where no purpose was found in it."""
    if output is not None and output.suffix.lower() != ".toml":
        raise PolicyError(f"{output}: the import is written as TOML; end the name in .toml")
    if output is not None and output.exists() and not force:
        raise PolicyError(f"{output}: is there already, and a person may have worked on it; name another, or --force")
    data, name = fetch_policy(place)
    with _settings() as (_, language):
        made = import_policy(data, name, default=_read(DEFAULT), categories=load_catalogue().ids, id=id)
    if output is None:
        click.echo(made.toml, nl=False)
    else:
        try:
            output.write_text(made.toml, encoding="utf-8")
        except OSError as error:
            raise PolicyError(f"{output}: cannot be written ({error.strerror})") from None
    chosen, reading = lang or language, made.reading
    counts = {
        "articles": len(reading.articles),
        "announced": len(reading.announcements),
        "purposes": len(reading.purposes),
        "measures": len(reading.measures),
        "provisions": len(reading.provisions),
        "unrecognised": len(reading.unrecognised),
    }
    click.echo(say("imported", chosen, name=name, **counts), err=True)
    click.echo(
        say("review", chosen, path=output or "FILE") if reading.purposes else say("no-purposes", chosen), err=True
    )
    return int(not reading.purposes)


def diff(*, old: Path, new: Path, run: Path | None, format: str, lang: str | None) -> int:
    """Print what changed between two versions, and what that means for a stored run; 1 where notice or consent is at
    stake or something of the run has to be settled."""
    with _settings() as (_, language):
        before, after = _read(old), _read(new)
        critical = [category.id for category in load_catalogue() if category.sensitivity == "critical"]
        found = diff_policies(before, after, special=_special(), sensitive=critical)
        impact = _weigh(run, before, after, found) if run else None
        if format == "json":
            told = asdict(found) | {"stake": found.stake} | ({"run": _write_impact(impact)} if impact else {})
            click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            _print(show_diff(found, lang or language, impact.touches if impact else ()))
            if impact:
                _print(show_impact(impact, lang or language))
    return int(found.stake in ("consent", "notice") or (impact is not None and impact.to_settle))


def _weigh(run: Path, old: Policy, new: Policy, diff: PolicyDiff) -> Impact:
    stored = open_run(run, load_config(None, trial=False))
    if not stored.policy.fits(old):
        raise RunFileError(run, f"was set against policy {stored.policy}; give that version as OLD, or scan again")
    return weigh_change(stored.read_report(old), old, new, diff)


def _write_impact(impact: Impact) -> dict[str, Any]:
    """The impact for machines; a touch names its change by what it is about instead of repeating it."""
    return {
        "id": impact.run,
        "findings": impact.total,
        "to_settle": impact.to_settle,
        "at_stake": [
            {"stake": stake, "law": laws, "sources": sources, "findings": number}
            for stake, laws, sources, number in impact.at_stake()
        ],
        "shifts": [
            {
                "source": one.source,
                "category": one.category,
                "policy": {"from": one.policy[0], "to": one.policy[1]},
                "severity": {"from": one.severity[0], "to": one.severity[1]},
                "findings": one.findings,
            }
            for one in impact.shifts
        ],
        "retag": [asdict(one) for one in impact.retags],
        "changes": [
            {"kind": one.change.kind, "what": one.change.what, "sources": one.sources, "findings": one.findings}
            for one in impact.touches
        ],
    }
