"""The text of a new ``daicho.toml``: what is known stands in it, what people have to decide stands as TODO."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from detectors.catalogue import load_catalogue
from reports.phrases import show
from reports.policy import Policy
from reports.wrapping import wrap_text
from scanner.config_schema import FILE_NAME
from scanner.init_listing import LikelyPlace, Listing, choose_purposes, load_words

MOST_PLACES = 30
"""So many likely places of a source are named; the others are counted."""
_WIDTH = 110


def say(key: str, lang: str, **params: object) -> str:
    """A text of ``data/init.toml``."""
    shown = {name: f"{value:,}" if isinstance(value, int) else str(value) for name, value in params.items()}
    text: str = load_words()["text"][key][lang]
    return text.format_map(shown)


def write_configuration(listings: Sequence[Listing], policy: Policy, policy_file: str, lang: str) -> str:
    """The whole file; without listings a template. ``policy_file`` is a policy that lies beside it, "" for none."""
    lines = [f"#:schema ./{FILE_NAME}", *_comment(say("head", lang)), "version = 1"]
    lines += [f'# project = ""    # {say("project", lang)}', f'language = "{lang}"']
    if policy_file:
        lines.append(f"policy = {quote(policy_file)}    # {say('policy-found', lang)}")
    else:
        lines += [f"# {say('policy', lang)}", '# policy = "privacy-policy.toml"']
    lines += ["", "[gate]", f'fail_on = "high"    # {say("gate", lang)}']
    for listing in listings:
        lines += ["", *_source(listing, policy, lang)]
    if not listings:
        lines += ["", *_template(policy, lang)]
    return "\n".join(lines) + "\n"


def quote(text: str) -> str:
    """A text as a basic string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str, indent: str = "") -> Iterator[str]:
    for line in wrap_text(text, _WIDTH - len(indent)):
        yield f"# {indent}{line}"


def _source(listing: Listing, policy: Policy, lang: str) -> Iterator[str]:
    if listing.likely:
        yield from _comment(say("likely", lang))
        for place in listing.likely[:MOST_PLACES]:
            yield from _comment(_write_place(place, lang), "  ")
        if len(listing.likely) > MOST_PLACES:
            yield from _comment(say("more", lang, count=len(listing.likely) - MOST_PLACES), "  ")
    else:
        yield from _comment(say("unlikely" if listing.has_fields else "unlikely-files", lang))
    yield "[[source]]"
    yield f"id = {quote(listing.source)}"
    if listing.variable:
        yield from _comment(say("secret", lang, variable=listing.variable))
    yield f"url = {quote(listing.url)}"
    yield from _open_questions(lang)
    yield from _purposes(listing.likely, policy, lang)


def _open_questions(lang: str) -> Iterator[str]:
    for key in ("owner", "department", "env"):
        yield f'# {key} = ""    # {say(key, lang)}'


def _write_place(place: LikelyPlace, lang: str) -> str:
    catalogue = load_catalogue()
    titles = [catalogue[one].ja if lang == "ja" else catalogue[one].en for one in place.categories]
    if not titles:
        return show(place.collection)
    return f"{show(place.collection)}: {('、' if lang == 'ja' else ', ').join(titles)}"


def _purposes(likely: Sequence[LikelyPlace], policy: Policy, lang: str) -> Iterator[str]:
    chosen = choose_purposes(likely, policy)
    if not chosen:
        yield from _comment(say("purposes-none", lang))
        yield "# purposes = []"
        return
    yield from _comment(say("purposes", lang))
    for purpose in chosen:
        yield from _comment(
            f"{purpose.id} {show(purpose.title.get(lang) or next(iter(purpose.title.values()), ''))}", "  "
        )
    yield f"# purposes = [{', '.join(quote(purpose.id) for purpose in chosen)}]"


def _template(policy: Policy, lang: str) -> Iterator[str]:
    first = next(iter(policy.purposes), None)
    purposes = f"[{quote(first.id)}]" if first else "[]"
    yield from _comment(say("example", lang))
    yield from (
        "# [[source]]",
        '# id = "shop-db"',
        '# url = "postgresql://readonly:${SHOP_DB_PASSWORD}@replica.example/shop"',
    )
    yield from _open_questions(lang)
    yield f"# purposes = {purposes}    # {say('purposes-none', lang)}"
    yield from ("#", *_comment(say("example-logs", lang)))
    yield from (
        "# [[source]]",
        '# id = "logs"',
        '# url = "/var/log/nginx"',
        '# include = ["access.log*"]',
        '# purposes = "none"',
    )
