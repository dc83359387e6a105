"""``daicho init``: look at names only, ask for what is missing, write a configuration; never over one that is there."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import click

from connectors.base import ConnectorError
from reports.phrases import show
from scanner.command import guess_language, load_policy, name_targets
from scanner.config import NAMES, ConfigError, find_config, has_password
from scanner.config_schema import FILE_NAME, write_schema
from scanner.init_listing import Ask, Listing, PasswordNeededError, list_place, name_variable
from scanner.init_text import say, write_configuration

POLICY_NAMES = ("privacy-policy.toml", "policy.toml", "privacy-policy.yaml", "policy.yaml")
_SHOWN = 6


def init(*, targets: Sequence[str], force: bool, no_input: bool, policy: Path | None, lang: str | None) -> int:
    """Write ``daicho.toml`` into the current folder; returns the exit code (3: a place could not be looked at, and
    nothing was written)."""
    language = lang or guess_language()
    path = Path.cwd() / NAMES[0]
    _refuse_others(path, force, language)
    policy_file = str(policy) if policy else next((name for name in POLICY_NAMES if Path(name).is_file()), "")
    declared = load_policy(Path(policy_file) if policy_file else None)
    sources = name_targets(targets)
    ask = None if no_input or not sys.stdin.isatty() else _make_ask(language)
    listings: list[Listing] = []
    for source in sources:
        _check_password(source.url, name_variable(source.id), language)
        listing = _look(source.id, source.url, ask, language)
        if listing:
            listings.append(listing)
            _tell(listing, language)
    if len(listings) < len(sources):
        click.echo(say("nothing", language), err=True)
        return 3
    text = write_configuration(listings, declared, policy_file, language)
    kept = _write(path, text, language)
    _write_schema(path.with_name(FILE_NAME))
    _tell_end(path, listings, kept, language)
    return 0


def _refuse_others(path: Path, force: bool, lang: str) -> None:
    for name in NAMES[1:]:
        if path.with_name(name).exists():
            raise ConfigError(say("other", lang, path=name))
    if os.path.lexists(path) and not force:
        raise ConfigError(say("there", lang, path=path.name))


def _make_ask(lang: str) -> Ask:
    def ask(user: str, host: str, variable: str, again: bool) -> str:
        if again:
            click.echo(say("again", lang), err=True)
        prompt = say("ask", lang, user=show(user), host=show(host), variable=variable)
        return str(click.prompt(prompt, hide_input=True, err=True))

    return ask


def _check_password(url: str, variable: str, lang: str) -> None:
    if not has_password(url):
        return
    if ":" not in urlsplit(url).netloc.rpartition("@")[0]:
        raise ConfigError(say("query", lang))
    click.echo(say("exposed", lang, variable=variable), err=True)


def _look(source: str, target: str, ask: Ask | None, lang: str) -> Listing | None:
    try:
        return list_place(source, target, Path.cwd(), ask)
    except PasswordNeededError as needed:
        problem = say("password", lang, variable=needed.variable) if needed.variable else say("nobody", lang)
    except ConnectorError as error:
        problem = str(error)
    except ConfigError:
        raise  # about a reference: the user's to mend, exit code 2
    except Exception as error:  # noqa: BLE001 - whatever a driver raises, its text may hold a host or a user
        problem = type(error).__name__
    click.echo(say("failed", lang, source=source, problem=problem), err=True)
    return None


def _tell(listing: Listing, lang: str) -> None:
    names = [show(place.collection) for place in listing.likely]
    places = ", ".join(names[:_SHOWN])
    if len(names) > _SHOWN:
        places += f", {say('more', lang, count=len(names) - _SHOWN)}"
    key = "listed" if names else "listed-none"
    click.echo(say(key, lang, source=listing.source, count=listing.collections, places=places))
    if listing.skipped:
        click.echo(say("skipped", lang, source=listing.source, count=listing.skipped), err=True)


def _write(path: Path, text: str, lang: str) -> Path | None:
    """Write the file as a whole or not at all; what was there before is kept under another name, which is returned."""
    fresh = path.with_name(f"{path.name}.new-{os.getpid()}")
    kept = None
    try:
        with fresh.open("x", encoding="utf-8") as file:
            file.write(text)
        if os.path.lexists(path):
            kept = next(one for one in _backups(path) if not os.path.lexists(one))
            path.rename(kept)
        _place(fresh, path)
    except FileExistsError:
        raise ConfigError(say("there", lang, path=path.name)) from None
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise ConfigError(say("unwritable", lang, path=path.name, problem=problem)) from None
    return kept


def _place(fresh: Path, path: Path) -> None:
    """Give a file its name, unless somebody has made one of that name meanwhile."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        fresh.unlink()
        raise
    except OSError:
        fresh.rename(path)  # where there are no links
    else:
        fresh.unlink()


def _backups(path: Path) -> list[Path]:
    return [path.with_name(f"{path.name}.bak{number or ''}") for number in range(1000)]


def _write_schema(path: Path) -> None:
    """The schema for editors, over an older one of Daicho's own only; without it the configuration works as well."""
    try:
        if not path.exists() or '"title": "daicho.toml"' in path.read_text(encoding="utf-8"):
            path.write_text(write_schema(), encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return


def _tell_end(path: Path, listings: Sequence[Listing], kept: Path | None, lang: str) -> None:
    if listings:
        click.echo(say("wrote", lang, path=path.name, sources=len(listings)))
    else:
        click.echo(say("wrote-template", lang, path=path.name))
    if kept:
        click.echo(say("kept", lang, path=kept.name))
    with suppress(ConfigError):
        above = find_config(path.parent.parent)
        if above and not os.environ.get("DAICHO_CONFIG"):
            click.echo(say("above", lang, path=above), err=True)
    names = [one.variable for one in listings if one.variable and not os.environ.get(one.variable)]
    if names:
        click.echo(say("variables", lang, names=", ".join(names)))
    click.echo(say("next", lang))
