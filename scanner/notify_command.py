"""What ``daicho notify`` does: shows the outbox, sends samples, checks for silence, delivers what waits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len

from detectors.custom import apply_rules
from scanner.command import guess_language, load_config
from scanner.config import Config, ConfigError
from scanner.config_notify import Target, Trigger
from scanner.notify_alert import Part
from scanner.notify_box import Message, count_undelivered, open_box
from scanner.notify_delivery import Delivery, Post, try_delivery
from scanner.notify_telling import Teller, Told, speak
from scanner.notify_words import load_words, say, say_problem, write_undelivered
from scanner.paragraphs import pad
from scanner.secret_key import state_folder


def show(*, number: int, undelivered: bool, as_json: bool, config: Path | None, lang: str | None) -> int:
    """Print the targets and the last alerts."""
    settings, language = _load(config, lang)
    box, trouble = open_box(_folder(settings))
    try:
        messages = box.messages(number, undelivered=undelivered)
    finally:
        box.close()
    if trouble:
        click.echo(f"warning: {trouble}", err=True)
    if as_json:
        targets = [_describe(one) for one in settings.notify]
        document = {"schema_version": 1, "targets": targets, "alerts": [_document(one) for one in messages]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for line in _write(settings.notify, messages, language):
            click.echo(line)
    return 0


def send_sample(*, names: Sequence[str], config: Path | None, lang: str | None) -> int:
    """Send a sample to the named targets, or to all."""
    settings, language = _load(config, lang)
    known = {target.name: target for target in settings.notify}
    for name in names:
        if name not in known:
            raise ConfigError(f"no [[notify]] is called {name!r}; there are: {', '.join(known)}")
    teller = Teller(settings, language)
    post = Post(settings.smtp, _folder(settings).parent, pauses=())
    chosen = [known[name] for name in dict.fromkeys(names)] or list(known.values())
    deliveries = [try_delivery(teller.make_alert(target, [Part("test")]), target, post) for target in chosen]
    box, trouble = open_box(_folder(settings))
    try:
        for one in deliveries:
            box.record(one.target, one.alert, one.problem, one.tries)
    finally:
        box.close()
    if trouble:
        click.echo(f"warning: {trouble}", err=True)
    for one in deliveries:
        click.echo(_outcome(one, language))
    return 3 if any(one.problem for one in deliveries) else 0


def check(*, config: Path | None, lang: str | None) -> int:
    """Tell of silence, send digests, deliver what waits."""
    return _tell(config, lang, lambda teller: teller.check())


def send(*, config: Path | None, lang: str | None) -> int:
    """Deliver what waits."""
    return _tell(config, lang, lambda teller: teller.deliver())


def _tell(config: Path | None, lang: str | None, tell: Callable[[Teller], Told]) -> int:
    settings, language = _load(config, lang)
    teller = Teller(settings, language)
    with apply_rules(replace(settings.rules, recognizers=())):
        told = speak(lambda: tell(teller), teller, quiet=False)
    waiting = count_undelivered(_folder(settings))
    if not told.deliveries and not told.trouble:
        text = write_undelivered(waiting, language) if waiting else say("text", "nothing-due", language)
        click.echo(text, err=True)
    return 3 if told.trouble or waiting else 0


def _load(config: Path | None, lang: str | None) -> tuple[Config, str]:
    settings = load_config(config, trial=False)
    language = lang or settings.language or guess_language()
    if settings.path is None:
        raise ConfigError("there is no daicho.toml here or above; alerts are configured there as [[notify]]")
    if not settings.notify:
        raise ConfigError(say("text", "no-targets", language, path=settings.path))
    return settings, language


def _folder(settings: Config) -> Path:
    if settings.path is None:
        raise ConfigError("alerts need a configuration file")
    return state_folder(settings.path)


def _outcome(one: Delivery, lang: str) -> str:
    key = "undelivered" if one.problem else "delivered"
    return say("text", key, lang, target=one.target, problem=say_problem(one.problem, lang) if one.problem else "")


def _write(targets: Sequence[Target], messages: Sequence[Message], lang: str) -> Iterator[str]:
    yield say("text", "targets", lang)
    width = max(len(target.name) for target in targets)
    for target in targets:
        kind = target.kind or say("text", "kind-unknown", lang)
        yield f"  {pad(target.name, width)}  {kind}  {target.detail}  {', '.join(map(_word, target.on))}"
    yield ""
    if not messages:
        yield say("text", "no-messages", lang)
        return
    yield say("text", "messages", lang)
    known = {target.name for target in targets}
    longest = max(width, *(len(one.target) for one in messages))
    for one in messages:
        yield _line(one, longest, lang, one.target in known)


def _line(one: Message, width: int, lang: str, known: bool) -> str:
    state = "failed" if one.state == "waiting" and one.problem else one.state
    states = [texts[lang] for texts in load_words()["state"].values()]
    notes = [say("text", "tries", lang, n=one.tries)] if one.tries else []
    notes += [say_problem(one.problem, lang)] if one.problem else []
    notes += [say("text", "unknown-target", lang)] if not known and one.state == "waiting" else []
    when = f"{datetime.fromtimestamp(one.created).astimezone():%Y-%m-%d %H:%M}"
    shown = pad(say("state", state, lang), max(map(cell_len, states)))
    return f"  {when}  {shown}  {pad(one.target, width)}  {one.event}  {'; '.join(notes)}".rstrip()


def _word(trigger: Trigger) -> str:
    """A trigger as the configuration has it."""
    if trigger.occasion == "new":
        return f"new>={trigger.level}"
    if trigger.period:
        return f"{trigger.occasion}:{trigger.period}"
    if trigger.span:
        hours = int(trigger.span.total_seconds() // 3600)
        return f"{trigger.occasion}:{f'{hours // 24}d' if hours % 24 == 0 else f'{hours}h'}"
    return trigger.occasion


def _describe(target: Target) -> dict[str, Any]:
    on = [_word(trigger) for trigger in target.on]
    return {"name": target.name, "kind": target.kind, "detail": target.detail, "on": on}


def _document(one: Message) -> dict[str, Any]:
    return {
        "id": one.alert.id,
        "target": one.target,
        "event": one.event,
        "run": one.alert.run,
        "created": _moment(one.created),
        "state": one.state,
        "tries": one.tries,
        "problem": one.problem,
        "ended": _moment(one.ended) if one.ended else None,
    }


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
