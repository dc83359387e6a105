"""Reference pages made from the code and the data that ship with Daicho, so that they cannot fall behind them.

``python -m scanner.reference [FOLDER]`` writes them (``make docs``); a test holds ``docs/`` to them. Words that are
in no other place stand in ``data/reference.toml``.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import click

from connectors import SCHEMES, magic
from connectors.base import SkipReason
from detectors.catalogue import Catalogue, Category, load_catalogue
from reports import FORMATS
from reports.base import POLICY_VERDICTS
from reports.messages import load_messages, message
from scanner import cli
from scanner.command import read_schema
from scanner.config_schema import SECTIONS
from scanner.environment import write_variable

DOCS = Path(__file__).parents[1] / "docs"
MADE = "This page is made by `make docs` from {source}; change it there.\n"

STANDINGS = {
    "personal-information": "個人情報 / personal information",
    "identification-code": "個人識別符号 / individual identification code",
    "special-care": "要配慮個人情報 / special-care personal information",
    "linkable": "照合により個人情報 / personal when collated",
    "related": "個人関連情報 / personally referable, personal when collated",
    "none": "個人に関しない / not about a person",
}

INTRODUCTION = """# Categories

Every kind of data that Daicho can find, version {version}. A key with a dot belongs to the key before the
dot: a policy that declares `personal.contact` also declares `personal.contact.email`. The legal references
are to the Act on the Protection of Personal Information (APPI), its Enforcement Order (Order) and its
Enforcement Rules (Rule) in force on {law_version}; `2(1)(i)` is article, paragraph, item. Sensitivity is a
default that a policy may override. The Fides keys are those of Ethyca's fideslang taxonomy (CC BY 4.0).

This page is made by `python -m scanner.reference` from `detectors/data/categories.toml`.
"""


@cache
def load_words() -> Mapping[str, Any]:
    """The texts of ``data/reference.toml``; read once."""
    return tomllib.loads((files("scanner") / "data" / "reference.toml").read_text(encoding="utf-8"))


def write_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; a vertical bar inside a cell is escaped."""
    first, *rest = ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in (head, *rows)]
    return "\n".join([first, "|" + "---|" * len(head), *rest, ""])


def categories_page() -> str:
    """The text of ``docs/categories.md``: one table for each top key of the catalogue."""
    catalogue = load_catalogue()
    tops = tuple(dict.fromkeys(category.id.partition(".")[0] for category in catalogue))
    introduction = INTRODUCTION.format(version=catalogue.version, law_version=catalogue.law_version)
    return "\n".join([introduction, *(_section(catalogue, top) for top in tops)])


def _section(catalogue: Catalogue, top: str) -> str:
    group = catalogue.groups[top]
    head = ("id", "日本語", "English", "standing", "sensitivity", "why", "law", "Fides")
    rows = [_category_row(category) for category in catalogue if catalogue.covers(top, category.id)]
    return "\n".join([f"## {group.en} / {group.ja}", "", write_table(head, rows)])


def _category_row(category: Category) -> Sequence[str]:
    return (
        f"`{category.id}`",
        category.ja,
        category.en,
        STANDINGS[category.appi_class],
        category.sensitivity,
        f"{category.why_en} {category.why_ja}",
        category.law,
        f"`{category.fides_key}`",
    )


def cli_page() -> str:
    """The text of ``docs/cli.md``: every command with its arguments and options."""
    group = click.Context(cli.main, info_name="daicho", auto_envvar_prefix="DAICHO", help_option_names=["-h", "--help"])
    parts = ["# Command line\n", MADE.format(source="`scanner/cli.py`"), _help_text(cli.main.help)]
    parts += [_code(cli.PRECEDENCE), _code(cli.EXIT_CODES)]
    parts.append("`daicho --version` prints the version; `-h` or `--help` after any command prints its help.\n")
    for name, command in cli.main.commands.items():
        parts += _command(name, command, click.Context(command, info_name=name, parent=group))
    return "\n".join(parts)


def _command(name: str, command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join(["daicho", name, *command.collect_usage_pieces(context)])
    yield f"## daicho {name}\n"
    yield _code(usage)
    yield _help_text(command.help)
    options = [param for param in command.params if isinstance(param, click.Option)]
    if options:
        rows = [_option_row(name, option, context) for option in options]
        yield write_table(("option", "what it does", "default", "environment variable"), rows)
    if isinstance(command, click.Group):
        for below, one in command.commands.items():
            yield from _command(f"{name} {below}", one, click.Context(one, info_name=below, parent=context))


def _option_row(command: str, option: click.Option, context: click.Context) -> Sequence[str]:
    metavar = "" if option.is_flag else f" {option.make_metavar(context)}"
    text, _, told = (option.help or "").partition("  [default: ")
    default = told.rstrip("]") or (str(option.default) if isinstance(option.default, (str, Path)) else "")
    named = option.envvar or write_variable(command, str(option.name))
    named = [named] if isinstance(named, str) else named
    variables = ", ".join(f"`{name}`" for name in named) if option.allow_from_autoenv else ""
    return (f"`{', '.join(option.opts)}{metavar}`", text.strip(), default, variables)


def _help_text(text: str | None) -> str:
    """Help as Markdown: what click must not wrap becomes code."""
    paragraphs = re.split(r"\n\s*\n", (text or "").strip())
    return "\n".join(
        _code(part) if part.strip(" ").startswith("\b") else " ".join(part.split()) + "\n" for part in paragraphs
    )


def _code(text: str) -> str:
    lines = [line.strip() if line.startswith("    ") else line for line in text.strip(" ").strip("\b\n ").split("\n")]
    return "\n".join(["```text", *lines, "```", ""])


def config_page() -> str:
    """The text of ``docs/config.md``: every key of ``daicho.toml``."""
    words = load_words()["config"]
    parts = ["# Configuration\n", MADE.format(source="`scanner/config*.py` and `scanner/data/reference.toml`")]
    parts.append(words["introduction"].strip() + "\n")
    for section in SECTIONS:
        rows = [(f"`{key}`", *words[section.name][key]) for key in section.keys]
        parts += [f"## {section.title}\n", write_table(("key", "value", "default", "meaning"), rows)]
    return "\n".join([*parts, words["secrets"].strip() + "\n"])


def formats_page() -> str:
    """The text of ``docs/formats.md``: outputs, exit codes, the JSON document field by field, all codes."""
    words, document = load_words(), json.loads(read_schema("run"))
    parts = ["# Outputs and exit codes\n", MADE.format(source="`reports/` and `scanner/data/reference.toml`")]
    parts += ["## Formats\n", _pairs("format", {name: words["formats"][name] for name in FORMATS})]
    parts.append("`-o FMT:PATH` writes a file, `-o FMT` to standard output; repeat it for several from one scan.\n")
    parts += ["## Exit codes\n", _pairs("code", words["exit_codes"])]
    parts.append("`--exit-zero` turns 1 into 0, `--allow-partial` turns 3 into 0; neither touches the others.\n")
    parts += ["## JSON\n", f"`schema_version` {document['properties']['schema_version']['const']}. " + _PROMISE]
    parts.append(write_table(("field", "value", "meaning"), _walk(document, document, "")))
    parts += ["## JSON lines\n", "One object a line; `type` tells them apart.\n", _pairs("type", words["lines"])]
    parts += ["## Codes\n", words["codes"]["introduction"], "### `run.status`\n", _pairs("code", words["status"])]
    titles = (("policy", POLICY_VERDICTS, "why"), ("skipped.reason", get_args(SkipReason), "skip"))
    for title, codes, section in titles:
        parts += [f"### `{title}`\n", _pairs("code", {code: message(f"{section}.{code}", "en") for code in codes})]
    sections = (
        ("dismissed.reason", "dismissed"),
        ("reasons", "reason"),
        ("reportable", "leak"),
        ("sampling.method", "sampling"),
        ("evidence.factors", "factor"),
        ("evidence.marks", "mark"),
    )
    for title, section in sections:
        parts += [f"### `{title}`\n", _pairs("code", _messages(section))]
    return "\n".join(parts)


_PROMISE = (
    "Names and meaning are a promise: within one version a field may be added, none is renamed or taken away.\n"
    "`daicho schema run` prints the JSON Schema.\n"
)


def _pairs(name: str, texts: Mapping[str, str]) -> str:
    return write_table((name, "meaning"), [(f"`{code}`", text) for code, text in texts.items()])


def _messages(section: str) -> dict[str, str]:
    prefix = f"{section}."
    return {key.removeprefix(prefix): texts["en"] for key, texts in load_messages().items() if key.startswith(prefix)}


def _walk(node: Mapping[str, Any], document: Mapping[str, Any], path: str) -> Iterator[Sequence[str]]:
    """Every field of the schema as a dotted path, ``[]`` for the items of a list."""
    for name, field in node.get("properties", {}).items():
        resolved = _resolve(field, document)
        here = f"{path}{name}"
        yield f"`{here}`", _kind(resolved), resolved.get("description", "")
        items = _resolve(resolved.get("items", {}), document)
        yield from _walk(items, document, f"{here}[].")
        yield from _walk(resolved, document, f"{here}.")


def _resolve(field: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = field.get("$ref", "").rpartition("/")[2]
    return {**document["$defs"][reference], **field} if reference else field


def _kind(field: Mapping[str, Any]) -> str:
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{'null' if one is None else one}`" for one in field["enum"])
    kind = field.get("type", "")
    return kind if isinstance(kind, str) else " or ".join(kind)


def connectors_page() -> str:
    """The text of ``docs/connectors.md``: every scheme and every form of file."""
    words = load_words()
    parts = ["# Connectors\n", MADE.format(source="`connectors/` and `scanner/data/reference.toml`")]
    rows = [(f"`{name}://`", words["schemes"][name], _extra(extra)) for name, (_, extra) in SCHEMES.items()]
    parts += [
        words["connectors"]["introduction"].strip() + "\n",
        write_table(("scheme", "what it reads", "needs"), rows),
    ]
    parts += [words["connectors"]["files"].strip() + "\n", _pairs("form", words["forms"])]
    unread = sorted({name for _, _, name, _ in magic._SIGNATURES} | {name for _, name, _ in magic._ZIP_KINDS})
    parts += [words["connectors"]["unread"].strip() + "\n", ", ".join(unread) + ".\n"]
    return "\n".join(parts)


def _extra(extra: str) -> str:
    return f"`pip install '.[{extra}]'`" if extra else ""


PAGES: Mapping[str, Callable[[], str]] = {
    "categories.md": categories_page,
    "cli.md": cli_page,
    "config.md": config_page,
    "connectors.md": connectors_page,
    "formats.md": formats_page,
}


def write_pages(folder: Path) -> None:
    """Write every generated page into a folder that exists."""
    for name, make in PAGES.items():
        (folder / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS)
