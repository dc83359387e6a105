"""``daicho report``: a stored run rendered again, as it was or against another policy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from detectors.catalogue import load_catalogue
from detectors.custom import apply_rules
from reports import remapping
from reports.base import Report
from reports.earlier import compare_with
from reports.policy import Policy
from reports.policy_diff import diff_policies
from reports.policy_file import DEFAULT, read_policy
from reports.run_file import RunFileError, StoredRun
from scanner.baseline import read_baseline
from scanner.command import appearance, guess_language, load_config
from scanner.output import keep_inputs, parse_outputs, write_outputs
from scanner.stored_runs import open_run


def report_again(
    *,
    run: Path,
    outputs: Sequence[str],
    policy: Path | None,
    remap: bool,
    baseline: Path | None,
    config: Path | None,
    min_severity: str,
    lang: str | None,
    color: str,
    quiet: bool,
) -> int:
    """Render a stored run; returns the exit code, which says nothing of what the run found."""
    settings = load_config(config, trial=False)
    wanted = parse_outputs(outputs)
    keep_inputs(wanted, (run, settings.path, policy, settings.policy, baseline))
    earlier = read_baseline(str(baseline), Path.cwd()) if baseline else None
    look = appearance(lang or settings.language or guess_language(), color, min_severity, wanted)
    # Recognizers look at data; of the configuration only the categories are needed.
    with apply_rules(replace(settings.rules, recognizers=())):
        stored = open_run(run, settings)
        if remap:
            target = policy or settings.policy or DEFAULT
            report = _set_against(stored, _read(target), (settings.policy, DEFAULT), quiet)
        else:
            report = _as_it_was(stored, policy, settings.policy)
        report = replace(report, branding=settings.branding)
        if earlier:
            report = remapping.compare(compare_with(report, earlier), frozenset(earlier.traces))
        write_outputs(report, wanted, look)
    if not quiet:
        for output in wanted:
            if output.path is not None:
                click.echo(f"wrote {output.path}", err=True)
    return 0


def _read(path: Path) -> Policy:
    return read_policy(path, categories=load_catalogue().ids)


def _find_policy(stored: StoredRun, places: Iterable[Path | None]) -> Policy | None:
    """The policy that the run was set against, where it lies in one of the places."""
    policies = (_read(place) for place in places if place is not None)
    return next((one for one in policies if stored.policy.fits(one)), None)


def _as_it_was(stored: StoredRun, given: Path | None, configured: Path | None) -> Report:
    found = _find_policy(stored, [given] if given else [configured, DEFAULT])
    if found is None:
        where = f"{given} is another one" if given else "neither the configured policy nor the shipped one is that"
        raise RunFileError(
            stored.path,
            f"was set against policy {stored.policy}; {where}; give that version with --policy FILE, or set the"
            " findings against another with --remap",
        )
    return stored.read_report(found)


def _set_against(stored: StoredRun, target: Policy, places: Iterable[Path | None], quiet: bool) -> Report:
    """The run under another policy. Purposes are followed through new ids where the run's own policy is at hand."""
    report = stored.read_report(target)
    own = target if stored.policy.fits(target) else _find_policy(stored, places)
    if own is not None:
        return remapping.remap(report, target, remapping.find_successors(diff_policies(own, target), own))
    if not quiet:
        unknown = sorted(
            {one for source in report.sources for one in source.purposes} - {p.id for p in target.purposes}
        )
        lacks = f"; it has no {', '.join(unknown)}" if unknown else ""
        click.echo(
            f"note: policy {stored.policy} of the run is not at hand, so declared purposes go by their ids in the other"
            f" policy{lacks}",
            err=True,
        )
    return remapping.remap(report, target)
