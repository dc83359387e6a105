"""The HTML report: self-contained, safe against what names hold, honest, and readable by everyone."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
import report_samples as samples
from hypothesis import HealthCheck, given, settings
from report_strategies import REPORTS
from volume_samples import build_rich, build_volume

from connectors.base import Location
from reports import html, html_data, html_lists, html_parts, json_report, jsonl, svg, table
from reports.base import Branding, Report
from reports.data_map import LIMIT, NONE, Flow, draw_map

VOID = {"meta", "input", "br", "rect", "path", "line", "link", "img"}
Attributes = dict[str, str | None]


class Page(HTMLParser):
    """The elements of a page in order, and the text that each visible language shows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.stack: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            attributes = dict(attrs)
            self.stack.append(f"{tag}:{attributes.get('lang')}" if "lang" in attributes else tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop().split(":")[0] != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.stack), data))

    def all(self, tag: str) -> list[Attributes]:
        return [attributes for name, attributes in self.elements if name == tag]

    def read(self, lang: str) -> str:
        """What a reader of that language sees."""
        hidden = {f"span:{other}" for other in ("ja", "en") if other != lang}
        return " ".join(
            text for stack, text in self.texts if not hidden & set(stack) and not {"style", "script"} & set(stack)
        )


def read_page(report: Report, lang: str = "en") -> Page:
    return Page(html.render(report, lang))


def read_tiles(text: str) -> dict[str, str]:
    return dict(re.findall(r'data-tile="([\w-]+)">\s*([^<]*?)\s*<', text))


BUILDERS: list[Callable[[], Report]] = [
    samples.build_small,
    samples.build_clean,
    samples.build_incomplete,
    samples.build_nothing,
    samples.build_hostile,
]


@pytest.mark.parametrize("build", BUILDERS)
def test_the_content_policy_names_exactly_the_style_and_script_in_the_file(
    build: Callable[[], Report],
) -> None:
    text = html.render(build())
    content = next(
        attributes["content"] or ""
        for attributes in Page(text).all("meta")
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    directives = dict(part.strip().split(" ", 1) for part in content.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["img-src"] == "data:"
    assert directives["base-uri"] == directives["form-action"] == "'none'"
    for tag in ("style", "script"):
        bodies = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert len(bodies) == 1
        digest = base64.b64encode(hashlib.sha256(bodies[0].encode()).digest()).decode()
        assert directives[f"{tag}-src"] == f"'sha256-{digest}'"


@pytest.mark.parametrize("build", BUILDERS)
def test_nothing_is_fetched_and_nothing_runs_but_the_script(build: Callable[[], Report]) -> None:
    page = read_page(build())
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"img", "link", "iframe", "object", "embed", "base", "video", "audio", "image", "use"}
    for _, attributes in page.elements:
        assert not {"src", "srcset", "style", "action", "formaction", "ping"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#")


@pytest.mark.parametrize("name", [*html_parts.STYLES, *html_parts.SCRIPTS])
def test_style_and_script_reach_for_nothing(name: str) -> None:
    text = html_parts.read_part(name)
    for reach in (
        "http",
        "url(",
        "@import",
        "fetch",
        "XMLHttp",
        "innerHTML",
        "insertAdjacent",
        "eval",
        "import(",
        "</",
    ):
        assert reach not in text


def test_hostile_names_are_shown_and_do_nothing() -> None:
    text = html.render(samples.build_hostile())
    text.encode("utf-8")
    page, harmless = Page(text), read_page(samples.build_small())
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in harmless.elements}
    types = [attributes.get("type", "") for attributes in page.all("script")]
    assert types == ["application/octet-stream;base64", *["application/gzip;base64"] * 3, ""]
    assert page.unbalanced == []
    unseen = {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs"}} - {"\n"}
    assert not unseen
    seen = page.read("en")
    for name in (
        "</script><script>alert(1)</script>",
        '"><img src=x onerror=1>',
        "{{ 7 * 7 }}{% raw %}",
        "\\u202e",
    ):
        assert name in seen


@pytest.mark.parametrize("build", BUILDERS)
def test_the_page_is_well_formed_and_its_links_lead_somewhere(build: Callable[[], Report]) -> None:
    page = read_page(build())
    assert page.unbalanced == []
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert [id for id, number in Counter(ids).items() if number > 1] == []
    targets = {(attributes.get("href") or "#")[1:] for attributes in page.all("a")}
    labels = {attributes.get("aria-labelledby") for _, attributes in page.elements} - {None}
    assert targets | labels <= set(ids)


@pytest.mark.parametrize("build", BUILDERS)
def test_tables_headings_and_fields_say_what_they_are(build: Callable[[], Report]) -> None:
    page = read_page(build())
    assert all(attributes.get("scope") in {"row", "col"} for attributes in page.all("th"))
    assert len(page.all("h1")) == 1
    assert {tag for tag, _ in page.elements if re.fullmatch(r"h\d", tag)} <= {"h1", "h2", "h3"}
    regions = [attributes for attributes in page.all("div") if attributes.get("class") == "scroll"]
    assert all(attributes.get("role") == "group" and attributes.get("tabindex") == "0" for attributes in regions)
    assert all(attributes.get("aria-labelledby") for attributes in regions)
    controls = page.all("select") + page.all("input")
    assert len(controls) in {0, 8}
    assert len(page.all("label")) == len(controls)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_both_languages_are_inside_and_one_is_shown_first(lang: str) -> None:
    page = read_page(samples.build_small(), lang)
    assert page.all("html")[0]["lang"] == lang
    spans = Counter(attributes.get("lang") for attributes in page.all("span") if "data-always" not in attributes)
    assert spans["ja"] == spans["en"] > 100
    assert "リリース不可" in page.read("ja")
    assert "リリース不可" not in page.read("en")
    assert "Do not release" in page.read("en")
    assert not re.search(r"Undeclared|Declared|Critical|Coverage", page.read("ja"))


def read_block(text: str, name: str) -> dict[str, Any]:
    """A block of data as the script reads it."""
    found = re.search(rf'id="data-{name}">(.*?)</script>', text)
    assert found
    document: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(found[1])))
    return document


def read_prints(text: str) -> list[str]:
    found = re.search(r'id="data-fingerprints">(.*?)</script>', text)
    assert found
    digits = base64.b64decode(found[1]).hex()
    return [f"v1:{digits[at : at + 16]}" for at in range(0, len(digits), 16)]


def read_numbers(texts: list[str]) -> list[int]:
    return [
        sum((ord(char) - 48) << 6 * place for place, char in enumerate(chars)) for chars in zip(*texts, strict=True)
    ]


@pytest.mark.parametrize("numbers", [[], [0], [0, 63, 64], [5, 2**40, 0], [44] * 3])
def test_numbers_can_be_read_again(numbers: list[int]) -> None:
    assert read_numbers(html_data.write_numbers(numbers)) == numbers


@pytest.mark.parametrize("build", [*BUILDERS, lambda: samples.build_large(120)])
def test_tiles_agree_with_the_data_and_with_json(build: Callable[[], Report]) -> None:
    report = build()
    text = html.render(report)
    table, tiles = read_block(text, "table"), read_tiles(text)
    summary = json.loads(json_report.render(report))["summary"]
    assert table["count"] == len(table["severity"]) == summary["findings"]
    for number, severity in enumerate(("critical", "high")):
        found = table["severity"].count(chr(48 + number))
        assert summary["severity"][severity] == found
        assert tiles[severity] == (str(found) if summary["verdict"] != "nothing" else "–")
    inside = table["ids"]["policy"].index("declared")
    assert summary["without_purpose"] == sum(ord(one) - 48 != inside for one in table["policy"])
    assert (
        int(tiles["not-scanned"]) == len(html_lists.make_lists(report)["not-scanned"].lines) == summary["not_scanned"]
    )


@pytest.mark.parametrize("build", [samples.build_small, samples.build_hostile, lambda: samples.build_large(300)])
def test_every_finding_is_in_every_format(build: Callable[[], Report]) -> None:
    report = build()
    fingerprints = [entry.fingerprint for entry in report.entries]
    assert read_prints(html.render(report)) == fingerprints
    for text in (json_report.render(report), jsonl.render(report)):
        assert {print_ for print_ in fingerprints if print_ not in text} == set()
    assert f"{len(report.entries)} findings" in table.render(report)


def test_places_are_named_by_their_numbers() -> None:
    report = build_volume(200)
    block = read_block(html.render(report), "table")
    collections, fields = read_numbers(block["collection"]), read_numbers(block["field"])
    for number, entry in enumerate(report.entries):
        location, collection = entry.finding.location, collections[number]
        assert block["collections"][collection] == location.collection
        assert block["sources"][block["collectionSource"][collection]] == location.source
        assert block["fields"][fields[number]] == location.field


def test_the_same_report_makes_the_same_file() -> None:
    assert html.render(build_rich(), "ja") == html.render(build_rich(), "ja")


def test_the_organisation_its_words_and_its_logo_stand_at_the_top() -> None:
    branding = Branding("株式会社見本", "関係者外秘", "data:image/png;base64,AAAA")
    page = read_page(replace(samples.build_small(), branding=branding))
    assert "株式会社見本" in page.read("en")
    assert "関係者外秘" in page.read("en")
    assert "Confidential" not in page.read("en")
    assert page.all("img") == [{"class": "logo", "src": branding.logo, "alt": "株式会社見本"}]


def test_a_very_long_name_is_cut() -> None:
    long = replace(samples.NAME.finding, location=Location("orders", "customers", "名" * 1_000_000))
    text = html.render(replace(samples.build_small(), entries=(replace(samples.NAME, finding=long),)))
    assert len(text) < 200_000


def test_clauses_are_quoted_in_the_words_of_the_policy() -> None:
    report = build_rich()
    seen = read_page(report).read("en")
    quoted = next(one.text for one in report.policy.measures if one.item == "3-5")
    assert quoted in seen
    clauses = read_block(html.render(report), "details")["clauses"]
    assert any(clause["text"].startswith("Our company will acquire") for clause in clauses)


@pytest.mark.parametrize("build", [samples.build_nothing, samples.build_incomplete])
@pytest.mark.parametrize("status", ["incomplete", "clean"])
def test_what_was_not_scanned_is_never_fine(build: Callable[[], Report], status: str) -> None:
    report = build()
    page = read_page(replace(report, run=replace(report.run, status=status)))  # type: ignore[arg-type]
    heading = {lang: page.read(lang) for lang in ("ja", "en")}
    assert "Cannot tell" in heading["en"]
    assert "判定不能" in heading["ja"]
    assert "verdict ok" not in {attributes.get("class") for attributes in page.all("section")}


def test_nothing_scanned_shows_no_zero_as_good_news() -> None:
    text = html.render(samples.build_nothing())
    assert read_tiles(text)["critical"] == "–"
    assert "this does not mean that there is none" in Page(text).read("en")


def test_a_purpose_without_data_is_told_apart_from_one_that_nobody_declares() -> None:
    seen = read_page(samples.build_clean()).read("en")
    assert "No data found" in seen
    assert "No source declares it" in seen
    assert "No data found so far (partly scanned)" in read_page(samples.build_incomplete()).read("en")


def test_what_is_not_plain_html_is_counted() -> None:
    page = read_page(samples.build_large(75))
    rows = [attributes for attributes in page.all("tr") if "data-severity" in attributes]
    assert len(rows) == html.WORST
    assert "The 50 worst; 25 more are shown where scripts may run" in page.read("en")


@given(REPORTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_report_can_be_shown(report: Report) -> None:
    text = html.render(report)
    text.encode("utf-8")
    assert Page(text).unbalanced == []
    assert read_block(text, "table")["count"] == len(report.entries)
    read_block(text, "details")
    read_block(text, "lists")


def read_colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


THEMES = dict(
    zip(
        ("light", "dark", "print"),
        map(
            read_colours,
            re.findall(r":root \{(.*?)\}", "".join(map(html_parts.read_part, html_parts.STYLES)), re.DOTALL),
        ),
        strict=True,
    )
)
TEXT_ON = [
    ("ink", "page"), ("ink", "card"), ("muted", "page"), ("muted", "card"), ("link", "card"), ("link", "page"),
    ("on-critical", "critical"), ("on-high", "high"), ("on-medium", "medium"), ("on-low", "low"),
    ("ink", "stop"), ("ink", "ok"), ("ink", "doubt"), ("card", "stop-edge"), ("card", "ok-edge"),
    ("card", "doubt-edge"),
    ("on-inside", "inside"), ("on-outside", "outside"), ("on-inside", "card"), ("on-outside", "card"),
    ("critical", "card"), ("high", "card"), ("doubt-edge", "card"), ("ink", "hatch"), ("on-inside", "page"),
    ("on-outside", "page"), ("muted", "page"),
]  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: str) -> None:
    """WCAG 2.2 AA, 1.4.3: 4.5:1 for text."""
    colours = THEMES[theme]
    weak = [(text, ground) for text, ground in TEXT_ON if contrast(colours[text], colours[ground]) < 4.5]
    assert weak == []


@pytest.mark.parametrize("theme", THEMES)
def test_edges_of_controls_can_be_seen(theme: str) -> None:
    """WCAG 2.2 AA, 1.4.11: 3:1 for what tells a control from its ground."""
    colours = THEMES[theme]
    assert min(contrast(colours["edge"], colours[ground]) for ground in ("card", "page")) >= 3


def test_each_word_that_the_script_says_is_in_the_file() -> None:
    words = read_block(html.render(samples.build_small()), "table")["words"]
    assert set(html_data.script_words()) == set(words)
    assert {"label.search", "phrase.matched"} & set(words) == {"phrase.matched"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [("short", "short"), ("a" * 22, "a" * 22), ("a" * 23, "a" * 21 + "…"), ("名" * 12, "名" * 10 + "…"), ("", "")],
)
def test_titles_fit_into_their_boxes(text: str, shown: str) -> None:
    assert svg.fit_width(text, 22) == shown


def test_the_map_leads_from_sources_to_purposes() -> None:
    drawn = draw_map(samples.build_small())
    assert [(node.id, node.count) for node in drawn.sources] == [("orders", 3), ("app-logs", 1)]
    assert (NONE, 2) in [(node.id, node.count) for node in drawn.purposes]
    assert Flow("name", "P1", 1) in drawn.serving
    assert Flow("identity", NONE, 1, outside=True) in drawn.serving
    assert sum(line.count for line in drawn.lines) == 4


def test_a_large_map_is_folded_and_still_counts_everything() -> None:
    drawn = draw_map(build_volume(500))
    for nodes in (drawn.sources, drawn.kinds, drawn.purposes):
        assert len(nodes) <= LIMIT
    assert sum(node.count for node in drawn.sources) == sum(node.count for node in drawn.kinds) == 500
    assert sum(flow.count for flow in drawn.holding) == 500
    assert drawn.sources[-1].folded == 3
