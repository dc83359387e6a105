"""Markdown: tables that stay tables, and names that stay names."""

from __future__ import annotations

import re

import pytest
import report_samples as samples
from format_readers import PRINT, tell_markdown
from test_report_formats import EVIL, SAMPLES

from reports import markdown


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain text", "plain text"),
        ("a|b", "a&#124;b"),
        ("a\\|b", "a&#92;&#124;b"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("`c`", "\\`c\\`"),
        ("user_id *x*", "user\\_id \\*x\\*"),
        ("[a](http://example.jp)", "\\[a\\](http&#58;//example.jp)"),
        ("www.example.jp", "www&#46;example.jp"),
        ("@someone #1", "&#64;someone \\#1"),
        ("two\nlines", "two\\nlines".replace("\\", "&#92;")),
        ("abc\u202etxt", "abc&#92;u202etxt"),
        ("氏名", "氏名"),
        ("", ""),
    ],
)
def test_escapes(text: str, escaped: str) -> None:
    assert markdown.escape(text) == escaped


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_row_has_the_cells_of_its_table(name: str, lang: str) -> None:
    width = 0
    for line in markdown.render(SAMPLES[name], lang).split("\n"):
        if not line.startswith("|"):
            width = 0
            continue
        cells = line.count("|") - 1
        width = width or cells
        assert cells == width


@pytest.mark.parametrize("name", EVIL)
def test_no_name_becomes_markup(name: str) -> None:
    text = markdown.escape(name)
    assert not re.search(r"[<>|@\n\r]|(?<![\\&])[`*_\[\]~#!$]|\w://|www\.", text)


def test_the_head_says_what_counts() -> None:
    text = markdown.render(samples.build_small(), "en")
    assert text.startswith("# ❌ Personal data scan: Do not release\n")
    assert "| 1 | 1 | 1 | 1 | 2 | 2 |" in text
    assert "1. **Critical** Individual Number (My Number) (body / mynum) — app-logs; Owner: not set" in text
    assert markdown.render(samples.build_clean(), "ja").startswith("# ✅ 個人情報スキャン報告：リリース可\n")
    assert markdown.render(samples.build_nothing(), "en").startswith("# ❔ ")


@pytest.mark.parametrize("limit", [8_000, 100_000, 1_000_000])
def test_a_limit_is_kept_and_what_was_left_out_is_told(limit: int) -> None:
    report = samples.build_large(5_000)
    text = markdown.render_within(report, "ja", limit)
    assert len(text.encode("utf-8")) <= limit + 2_000
    shown = len(re.findall(rf"\| {PRINT} \|$", text, re.MULTILINE))
    left_out = re.findall(r"ほか ([\d,]+) 行。", text)
    assert shown + int(left_out[0].replace(",", "")) == 5_000 if shown < 5_000 else not left_out
    assert len(tell_markdown(report, "ja").findings) == 5_000
