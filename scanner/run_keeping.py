"""What a scan does with the history: opens it, has the run stored, and says so where that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from reports.base import Report
from reports.earlier import Earlier, compare_with
from scanner.baseline import LAST, read_baseline
from scanner.config import Config, ConfigError, has_password
from scanner.history import History, open_history
from scanner.history_engine import HistoryError, HistoryPlace
from scanner.history_pruning import Keeping, prune_after_scan
from scanner.history_recording import Setting, record_run
from scanner.run import RunOptions, settle
from scanner.secret_key import state_folder
from scanner.secret_references import resolve_references

FILE = "history.db"


def find_place(settings: Config, named: str | None = None) -> tuple[HistoryPlace, str] | None:
    """Where the runs of a configuration are kept, and under which series; None where they are not. ``named`` is the
    path or URL of ``--history``. ConfigError where it cannot be used."""
    if named is not None:
        return _find_named(named, settings.project)
    if settings.path is None or not settings.history.enabled:
        return None
    if settings.history.url:
        url = resolve_references(settings.history.url, settings.path.parent)
        return HistoryPlace(url=url), settings.project
    return HistoryPlace(state_folder(settings.path) / FILE), ""


def _find_named(named: str, project: str) -> tuple[HistoryPlace, str]:
    if not named.strip():
        raise ConfigError("--history is empty; give a path or a URL")
    resolved = resolve_references(named, Path.cwd())
    if "://" not in resolved:
        return HistoryPlace(Path(resolved)), ""
    if has_password(named):
        raise ConfigError(
            "--history: a password on the command line can be read by others; put the URL into an environment variable"
            " and write --history '${NAME}'"
        )
    return HistoryPlace(url=resolved), project


@dataclass(slots=True)
class Keeper:
    """Stores one run. ``trouble`` says why it was not stored (empty: it was, or nothing is kept)."""

    history: History | None
    keeping: Keeping
    trouble: str = ""

    def keep(self, report: Report, setting: Setting, settle: Callable[[Report], Report]) -> Report:
        """The report with what the history says of it, stored. Where it cannot be stored it stays as it is."""
        if self.history is None:
            return settle(report)
        try:
            report = record_run(self.history, report, setting, settle)
        except HistoryError as error:
            self.trouble = str(error)
            return settle(report)
        # The run is stored; where what is old cannot be forgotten now, the next one tries again.
        with suppress(HistoryError):
            prune_after_scan(self.history, self.keeping)
        return report


@contextmanager
def keep_runs(settings: Config, place: tuple[HistoryPlace, str] | None) -> Iterator[Keeper]:
    """A keeper for one scan. A history that cannot be used now is no reason not to scan: the keeper says why."""
    keeping = Keeping(settings.history.keep_runs, settings.history.keep_detail)
    with ExitStack() as stack:
        if place is None:
            yield Keeper(None, keeping)
            return
        try:
            keeper = Keeper(stack.enter_context(open_history(*place)), keeping)
        except HistoryError as error:
            keeper = Keeper(None, keeping, str(error))
        yield keeper


def choose_place(
    settings: Config, named: str | None, targets: Sequence[str], *, off: bool
) -> tuple[HistoryPlace, str] | None:
    """Where this scan is kept. TARGETs of the command line are no sources of the configuration: they are kept where
    ``--history`` names a place."""
    if off and named is not None:
        raise ConfigError("give --history or --no-history, not both")
    return None if off or (targets and named is None) else find_place(settings, named)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a scan is compared with: a run that was named, or (``last``) the one before in the history."""

    earlier: Earlier | None = None
    last: bool = False

    @property
    def fingerprints(self) -> frozenset[str]:
        """The findings of the run that was named."""
        return frozenset(self.earlier.traces) if self.earlier else frozenset()


def choose_baseline(reference: str, folder: Path, *, stored: bool) -> Compared | None:
    """What ``--baseline`` names; None where it names nothing. ConfigError for ``last`` where no history is kept."""
    if reference == LAST and not stored:
        raise ConfigError(
            "--baseline last needs stored runs: scan the sources of a daicho.toml, or name a file with --history PATH"
        )
    if not reference:
        return None
    return Compared(last=True) if reference == LAST else Compared(read_baseline(reference, folder))


def continue_history(
    report: Report, keeper: Keeper, compared: Compared | None, setting: Setting, options: RunOptions
) -> Report:
    """The report with the states of its findings, the comparison and the trend, and stored where runs are kept."""
    if compared and compared.earlier:
        report = compare_with(report, compared.earlier)
    report = keeper.keep(report, setting, lambda one: settle(one, options))
    return settle_unstored(report, options.allow_partial) if keeper.trouble else report


def tell_history(report: Report, keeper: Keeper, compared: Compared | None) -> Iterator[str]:
    """What people have to know of the history of a run, in lines."""
    if keeper.trouble:
        yield f"warning: this run was not stored: {keeper.trouble}"
    elif compared and compared.last and report.comparison is None:
        yield "note: no earlier run is stored, so every finding counts as new"


def settle_unstored(report: Report, allow_partial: bool) -> Report:
    """A run that should have been stored and was not is not whole: it ends with 3 where it would have with 0."""
    code = 3 if report.run.exit_code == 0 and not allow_partial else report.run.exit_code
    return replace(report, run=replace(report.run, exit_code=code))
