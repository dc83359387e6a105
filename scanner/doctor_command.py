"""``daicho doctor``: what keeps a scan from working, and what would make it safer, before it is run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len

from scanner import __version__
from scanner.command import choose_sources, guess_language, load_policy
from scanner.config import Config, ConfigError, Source, find_config, find_project, parse_config, read_config
from scanner.doctor_bundle import build_bundle, write_bundle
from scanner.doctor_diagnosis import GLYPHS, Diagnosis, say, tell
from scanner.doctor_machine import examine_machine
from scanner.doctor_settings import Setting, list_settings
from scanner.doctor_sources import examine_source
from scanner.paragraphs import pad
from scanner.run import check_purposes, rules_in_force
from scanner.secret_references import find_references, look_up

_REFERRING = ("history", "notify", "smtp")
"""Tables and blocks that hold references; those of sources are looked at with their source."""


def examine(
    *,
    source_ids: Sequence[str],
    config: Path | None,
    show_config: bool,
    as_json: bool,
    bundle: Path | None,
    lang: str | None,
    flags: dict[str, str],
    group: click.Group,
) -> int:
    """Look, print, and return the exit code: 0, or 3 where something keeps a scan from working."""
    path = config or find_config(Path.cwd())
    settings = read_config(path) if path else Config()
    language = lang or settings.language or guess_language()
    if show_config:
        listed = list(list_settings(path, flags))
        click.echo(settings_as_json(listed) if as_json else "\n".join(write_settings(listed, language)))
        return 0
    sources = choose_sources((), source_ids, settings) if source_ids or settings.sources else ()
    found = list(_examine_all(path, settings, sources, group))
    code = 3 if any(one.level == "problem" for one in found) else 0
    if as_json:
        click.echo(as_document(found, code))
    else:
        click.echo("\n".join(write_diagnoses(found, path, sources, language, code)))
    if bundle:
        write_bundle(bundle, build_bundle(found, path, [source.id for source in sources]))
        click.echo(say("bundle", language, {"path": str(bundle)}), err=True)
    return code


def _examine_all(
    path: Path | None, settings: Config, sources: Sequence[Source], group: click.Group
) -> Iterator[Diagnosis]:
    data = parse_config(path)[1] if path else {}
    secrets = frozenset(one.name for text in _texts(data) for one in find_references(text))
    yield from examine_machine(path, group, secrets)
    if path is None:
        yield Diagnosis("", "config-none")
        return
    yield from _examine_config(path, settings, sources)
    yield from _examine_references(path, {key: value for key, value in data.items() if key in _REFERRING})
    for source in sources:
        yield from examine_source(source, path.parent)


def _examine_config(path: Path, settings: Config, sources: Sequence[Source]) -> Iterator[Diagnosis]:
    """The file has been read; what it refers to has not."""
    yield Diagnosis("", "config", details={"sources": len(settings.sources)})
    passed_over = find_project(path.parent)
    if passed_over and passed_over != path:
        yield Diagnosis("", "config-project", "warning", {"name": path.name})
    if not settings.sources:
        yield Diagnosis("", "sources-none", "problem")
    policy = load_policy(settings.policy)
    check_purposes(tuple(sources), policy)
    code = "policy" if settings.policy else "policy-shipped"
    yield Diagnosis("", code, details={"version": policy.version, "purposes": len(policy.purposes)})
    if settings.rules.recognizers:
        try:
            with ExitStack() as stack:
                stack.enter_context(rules_in_force(settings))
            yield Diagnosis("", "recognizers", details={"count": len(settings.rules.recognizers)})
        except ConfigError as error:
            yield Diagnosis("", "recognizer-failed", "problem", {"problem": str(error)})


def _texts(data: Any) -> Iterator[str]:
    """Every text in a parsed configuration."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def _examine_references(path: Path, data: Mapping[str, Any]) -> Iterator[Diagnosis]:
    """Secrets beside those of sources: a mail server's password, the address of a chat. Each is told once."""
    for reference in dict.fromkeys(one for text in _texts(data) for one in find_references(text)):
        try:
            look_up(reference, path.parent)
        except ConfigError as error:
            yield Diagnosis("", "secret", "problem", {"problem": str(error)})


def write_diagnoses(
    found: Sequence[Diagnosis], path: Path | None, sources: Sequence[Source], lang: str, code: int
) -> Iterator[str]:
    """For people: the machine, then each source, then the count."""
    yield say("machine", lang)
    yield from _lines((one for one in found if not one.place), lang)
    for source in sources:
        yield ""
        yield source.id
        yield from _lines((one for one in found if one.place == source.id), lang)
    problems, warnings = (sum(one.level == level for one in found) for level in ("problem", "warning"))
    yield ""
    yield say(
        "sum" if problems or warnings else "sum-none", lang, {"problems": problems, "warnings": warnings, "code": code}
    )
    if not problems and path:
        yield say("next", lang)
    elif path is None:
        yield say("next-init", lang)


def _lines(found: Iterable[Diagnosis], lang: str) -> Iterator[str]:
    for one in found:
        yield f"  {GLYPHS[one.level]} {tell(one, lang)}"


def as_document(found: Sequence[Diagnosis], code: int) -> str:
    """For machines."""
    diagnoses = [
        {
            "place": one.place or None,
            "code": one.code,
            "level": one.level,
            "details": dict(one.details),
            "text": {lang: tell(one, lang) for lang in ("ja", "en")},
        }
        for one in found
    ]
    document = {"schema_version": 1, "tool": {"name": "daicho", "version": __version__}, "exit_code": code}
    return json.dumps({**document, "diagnoses": diagnoses}, ensure_ascii=False, indent=2)


def write_settings(settings: Sequence[Setting], lang: str) -> Iterator[str]:
    """``key = value`` and where it comes from, in columns."""
    left = [f"{one.key} = {one.value}" if one.value else f"{one.key} =" for one in settings]
    width = min(60, max(cell_len(line) for line in left))
    for line, one in zip(left, settings, strict=True):
        origin = say(f"origin.{one.origin}", lang, {"detail": one.detail}).strip()
        yield f"{pad(line, width)}  # {origin}"


def settings_as_json(settings: Sequence[Setting]) -> str:
    """For machines."""
    rows = [{"key": one.key, "value": one.value, "origin": one.origin, "detail": one.detail} for one in settings]
    return json.dumps({"schema_version": 1, "settings": rows}, ensure_ascii=False, indent=2)
