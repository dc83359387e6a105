"""The benchmark of accuracy: rates against cases counted by hand, labels that name what exists, tables that come out
the same each time."""

from __future__ import annotations

import hashlib
import json
import math
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bench.accuracy import __main__ as command
from bench.accuracy.calibration import draw_points, fit_points, measure_calibration, outcomes
from bench.accuracy.columns import Judged, Reported, attach, count_categories, list_wrong, score, tidy
from bench.accuracy.make_tables import KINDS, read_tables, write_set, write_table
from bench.accuracy.measure import Results, as_record, group_sets, pool, thin
from bench.accuracy.metrics import (
    Counts,
    bootstrap,
    brier,
    draw_reliability,
    expected_calibration_error,
    wilson,
)
from bench.accuracy.number_makers import make_iban, make_insurer, make_jan, make_license
from bench.accuracy.page import BEGIN, END, draw_page, replace_generated
from bench.accuracy.peer_scores import PeerRun, Setting, report_columns, report_spans, settings, words
from bench.accuracy.sets import PUBLIC, list_fields, public_logs, public_sets
from bench.accuracy.truth import Label, LabelledSet, read_truth, write_truth
from bench.accuracy.value_sets import (
    LabelledText,
    Span,
    TextSet,
    development_lines,
    fill_line,
    line_categories,
    research_sets,
    structured_categories,
    with_structured,
)
from bench.accuracy.values import compare, find_spans, keep_longest, list_wrong_spans, score_spans
from detectors.catalogue import load_catalogue
from detectors.evidence import confidence

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
PHONE, MAIL, NAME = "personal.contact.phone", "personal.contact.email", "personal.name"


def label(field: str, personal: str, *categories: str, path: str = "", notes: str = "", collection: str = "t") -> Label:
    return Label(collection, field, path, personal, categories, notes)  # type: ignore[arg-type]


def reported(
    field: str, category: str, confidence: float = 0.9, verdict: str = "is", path: str = "", person: bool = True
) -> Reported:
    odds = math.log(confidence / (1 - confidence))
    return Reported("t", field, path, category, verdict, confidence, odds, about_person=person)


# --- rates ------------------------------------------------------------------------------------------------


def test_rates_of_counts() -> None:
    counts = Counts(right=8, wrong=2, missed=4)
    assert counts.precision == 0.8
    assert counts.recall == pytest.approx(8 / 12)
    assert counts.f1 == pytest.approx(16 / 22)
    assert Counts().f1 == Counts().precision == 1.0
    assert Counts(1, 2, 3) + Counts(4, 5, 6) == Counts(5, 7, 9)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962)],
)
def test_wilson(part: int, whole: int, low: float, high: float) -> None:
    rate = wilson(part, whole)
    assert (rate.low, rate.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert wilson(0, 0).of == 0


def test_bootstrap_is_the_same_each_time_and_holds_the_value() -> None:
    groups = {f"t{number}": Counts(number, 1, number % 3) for number in range(20)}
    first, second = (bootstrap(groups, lambda counts: counts.f1) for _ in range(2))
    assert first == second
    assert first.low <= first.value <= first.high
    assert bootstrap({"only": Counts(3, 1, 0)}, lambda counts: counts.precision).low == 0.75


def test_reliability_by_hand() -> None:
    pairs = [(0.95, True), (0.95, True), (0.9, False), (0.6, True), (0.6, False), (1.0, True)]
    bins = draw_reliability(pairs, (0.5, 0.9, 1.0))
    assert [(one.count, round(one.right, 3), round(one.confidence, 3)) for one in bins] == [
        (2, 0.5, 0.6),
        (4, 0.75, 0.95),
    ]
    assert expected_calibration_error(bins) == pytest.approx((2 * 0.1 + 4 * 0.2) / 6)
    assert brier(pairs) == pytest.approx((2 * 0.0025 + 0.81 + 0.16 + 0.36 + 0) / 6)


# --- columns ----------------------------------------------------------------------------------------------


def test_columns_by_hand() -> None:
    labels = [
        label("name", "Y", NAME),
        label("mail", "Y", MAIL),
        label("tel", "Y", PHONE),
        label("sku", "N", notes="HARD: looks like a number"),
        label("price", "N"),
        label("shop_tel", "N", notes="HARD: of a shop"),
        label("id", "L", "personal.account.customer_no"),
        label("author", "A", NAME),
    ]
    found = [
        reported("name", NAME),
        reported("mail", "personal.contact"),
        reported("sku", PHONE),
        reported("shop_tel", PHONE, person=False),
        reported("author", NAME),
        reported("id", "personal.account.customer_no"),
    ]
    result = score(attach(labels, found))
    assert result.columns == {"Y": 3, "L": 1, "A": 1, "N": 3}
    assert result.precision.value == pytest.approx(2 / 3)
    assert result.recall.value == pytest.approx(2 / 3)
    assert result.f1.value == pytest.approx(2 / 3)
    assert (result.hard.value, result.hard.of) == (0.5, 2)
    assert (result.exact.value, result.near.value) == (0.5, 1.0)
    assert result.exact_of_all.value == pytest.approx(1 / 3)
    assert result.by_category[PHONE] == Counts(0, 1, 1)
    assert result.by_category["personal.account.customer_no"] == Counts(1, 0, 0)


def test_a_finding_belongs_to_its_path_or_to_the_field() -> None:
    labels = [label("body", "Y", MAIL, path="user.email"), label("body", "N", path="v"), label("other", "Y", PHONE)]
    inside = attach(labels, [reported("body", MAIL, path="user.email"), reported("other", PHONE, path="x.y")])
    assert [one.is_reported for one in inside] == [True, False, True]
    whole = attach(labels, [reported("body", MAIL, verdict="contains")])
    assert [one.is_reported for one in whole] == [True, False, False]


def test_a_file_stands_for_the_array_in_it() -> None:
    one = Reported("list.json!people", "mail", "", MAIL, "is", 0.9, 2.2, about_person=True)
    labels = [label("mail", "Y", MAIL, collection="list.json"), label("mail", "N", collection="app.db!mails")]
    assert [each.is_reported for each in attach(labels, [one])] == [True, False]
    same = Reported("app.db!mails", "mail", "", MAIL, "is", 0.9, 2.2, about_person=True)
    assert [each.is_reported for each in attach(labels, [same])] == [False, True]


def test_what_a_column_is_comes_before_what_it_contains() -> None:
    one = attach([label("memo", "Y", "usage.content.inquiry", PHONE)], [
        reported("memo", PHONE, 0.99, "contains"),
        reported("memo", "usage.content.inquiry", 0.7),
    ])[0]  # fmt: skip
    assert one.best is not None
    assert one.best.category == "usage.content.inquiry"
    assert one.fit == "exact"


def test_links_need_not_be_named() -> None:
    said = attach([label("id", "L", "personal.account.customer_no")], [reported("id", NAME)])
    assert count_categories(said) == {}


def test_wrong_columns_are_listed_without_the_right_ones() -> None:
    labels = [label("a", "Y", NAME), label("b", "N", notes="HARD"), label("c", "Y", MAIL), label("d", "Y", PHONE)]
    lines = list_wrong(attach(labels, [reported("a", NAME), reported("b", MAIL), reported("d", MAIL)]))
    assert [line.split()[0] for line in lines] == ["FALSE", "MISSED", "OTHER"]


def test_sets_kept_aside_are_one_row() -> None:
    sets = [LabelledSet(name, (), (label("a", "Y", NAME),), "held-out") for name in ("x", "y")]
    sets.append(LabelledSet("own", (), (), "development"))
    assert [(name, len(members)) for name, _, members in group_sets(sets)] == [("own", 1), ("Held-out tables", 2)]
    judged = {one.name: attach(one.labels, []) for one in sets}
    assert {one.label.collection for one in pool(judged, sets)} == {"x/t", "y/t"}


# --- calibration ------------------------------------------------------------------------------------------


def _judged(confidence: float, right: int, wrong: int) -> list[Judged]:
    good = [Judged(label(f"g{n}", "Y", NAME), (reported(f"g{n}", NAME, confidence),)) for n in range(right)]
    return good + [Judged(label(f"w{n}", "N"), (reported(f"w{n}", NAME, confidence),)) for n in range(wrong)]


def test_calibration_by_hand() -> None:
    judged = [*_judged(0.9, 9, 1), *_judged(0.6, 3, 2)]
    result = measure_calibration(judged)
    assert result.findings == 15
    assert result.error == pytest.approx(0.0, abs=1e-9)
    silent = [Judged(label("a", "A", NAME), (reported("a", NAME),)), Judged(label("l", "L"), (reported("l", NAME),))]
    assert outcomes(silent) == []


def test_fitted_points_rise_and_can_be_read() -> None:
    judged = [*_judged(0.55, 10, 20), *_judged(0.7, 20, 20), *_judged(0.95, 40, 2)]
    points = fit_points(judged)
    assert [point[0] for point in points] == sorted({point[0] for point in points})
    assert [point[1] for point in points] == sorted(point[1] for point in points)
    assert all(0 <= share < 1 for _, share in points)
    # What is reported stays the same: even odds are even.
    assert confidence(0.0, tuple(points)) == 0.5
    assert confidence(-0.5, tuple(points)) < 0.5 < confidence(1.0, tuple(points))
    assert tomllib.loads(draw_points(points))["calibration"]["points"] == [list(point) for point in points]
    assert fit_points([]) == []


# --- labels and tables ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dev")
    write_set(folder)
    return folder


def test_labels_survive_their_file(tmp_path: Path) -> None:
    labels = (label("氏名", "Y", NAME, MAIL), label("", "N", notes="HARD, so to speak"), label("b", "L", path="u.v"))
    write_truth(tmp_path / "truth.csv", labels)
    assert read_truth(tmp_path / "truth.csv") == labels


def test_a_wrong_label_is_told_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text("collection,field,path,personal,category,notes\nt,a,,?,,\n")
    with pytest.raises(ValueError, match="line 2"):
        read_truth(tmp_path / "truth.csv")


def test_kinds_name_existing_categories() -> None:
    known = set(load_catalogue().ids)
    for name, kind in KINDS.items():
        assert kind.personal in set("YLAN"), name
        assert set(kind.category.split("|")) - {""} <= known, name
        assert bool(kind.category) == (kind.personal in "YL"), name


@pytest.mark.slow
def test_development_tables_are_enough(folder: Path) -> None:
    labels = read_truth(folder / "truth.csv")
    assert len(read_tables()) >= 60
    assert len(labels) >= 600
    assert sum(one.is_hard for one in labels) >= 100
    assert {table.rows for table in read_tables()} >= {5, 5000}
    known = set(load_catalogue().ids)
    for one in labels:
        assert set(one.categories) <= known, one
        assert not (one.is_hard and one.personal != "N"), one
        assert one.categories or one.personal in "NA", one
    assert len({(one.collection, one.field, one.path) for one in labels}) == len(labels)


@pytest.mark.slow
def test_labels_name_fields_that_a_scan_reads(folder: Path) -> None:
    wanted: dict[str, set[str]] = {}
    for one in read_truth(folder / "truth.csv"):
        wanted.setdefault(one.collection.partition("!")[0], set()).add(tidy(one.field))
    for name, fields in wanted.items():
        assert fields <= {tidy(field) for field in list_fields(folder / name)}, name


@pytest.mark.slow
def test_the_same_tables_each_time(folder: Path, tmp_path: Path) -> None:
    chosen = [table for table in read_tables() if table.rows <= 300]
    assert len({table.form for table in chosen}) >= 3
    for table in chosen:
        write_table(tmp_path, table)
        for one in (tmp_path, folder):
            assert (one / table.file).is_file()
        digests = {hashlib.sha256((one / table.file).read_bytes()).hexdigest() for one in (tmp_path, folder)}
        assert len(digests) == 1, table.file


def test_numbers_have_right_check_digits() -> None:
    from random import Random

    from stdnum import ean, iban, luhn

    rng = Random("numbers")
    for _ in range(50):
        assert iban.is_valid(make_iban(rng))
        assert ean.is_valid(make_jan(rng))
        assert luhn.is_valid(make_insurer(rng))
        digits = make_license(rng)
        total = sum(int(digit) * weight for digit, weight in zip(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=False))
        assert int(digits[10]) == (11 - total % 11) % 11 % 10


# --- public sets ------------------------------------------------------------------------------------------


def test_words_of_public_sets_are_categories() -> None:
    data = tomllib.loads(PUBLIC.read_text(encoding="utf-8"))
    known = set(load_catalogue().ids)
    listed = [*data["categories"].values(), *data["logs"]["categories"].values(), *words()["entities"].values()]
    extra = {"personal.id"}  # a group: any public number
    assert {category for one in listed for category in one} <= known | extra


def test_public_sets_are_read() -> None:
    if not (SHARED / "data").is_dir():
        pytest.skip("needs ../shared/data")
    sets = {one.name: one for one in public_sets(SHARED)}
    assert len(sets["Chinook"].labels) == 64
    assert {one.personal for one in sets["Local governments"].labels} == {"N"}
    assert all(one.is_hard for one in sets["Postal dictionary"].labels)
    assert {log.path.is_file() for log in public_logs(SHARED)} == {True}
    for one in research_sets(SHARED):
        assert all(0 <= span.start < span.end <= len(each.text) for each in one.texts for span in each.spans)


def test_public_sets_may_be_absent(tmp_path: Path) -> None:
    assert public_sets(tmp_path) == public_logs(tmp_path) == research_sets(tmp_path) == []


# --- places in texts --------------------------------------------------------------------------------------


def test_lines_are_labelled_where_the_values_stand() -> None:
    from random import Random

    line = fill_line(Random(1), "電話 {mobile}、注文 {:order12}、メール{email}。", 0)
    assert [span.category for span in line.spans] == [PHONE, MAIL]
    assert line.text.startswith("電話 0")
    mail = line.text[line.spans[1].start : line.spans[1].end]
    assert "@" in mail
    assert line.text.endswith(f"メール{mail}。")


def test_development_lines() -> None:
    lines = development_lines()
    assert lines == development_lines()
    assert line_categories() <= set(load_catalogue().ids)
    assert {span.category for one in lines.texts for span in one.spans} == set(line_categories())
    assert sum(not one.spans for one in lines.texts) >= 100


def test_places_are_compared_by_hand() -> None:
    expected = [Span(0, 5, PHONE), Span(10, 20, MAIL), Span(30, 40, "")]
    found = [Span(0, 5, PHONE), Span(11, 20, MAIL), Span(32, 38, NAME), Span(50, 52, NAME)]
    assert compare(expected, found, exact=True) == {
        PHONE: Counts(1, 0, 0),
        MAIL: Counts(0, 1, 1),
        NAME: Counts(0, 1, 0),
    }
    assert compare(expected, found, exact=False)[MAIL] == Counts(1, 0, 0)


def test_the_longest_place_is_kept() -> None:
    spans = [Span(0, 5, PHONE), Span(3, 20, MAIL), Span(20, 22, NAME), Span(3, 20, MAIL)]
    assert keep_longest(spans) == [Span(3, 20, MAIL), Span(20, 22, NAME)]


def test_spans_are_found_and_scored() -> None:
    text = "連絡先：taro.mihon@example.jp まで"
    start = text.index("taro")
    one = TextSet("x", (LabelledText(text, (Span(start, start + 21, MAIL),)),), frozenset({MAIL}), "development")
    found = find_spans([text, "\x1a\ud800", ""])
    result = score_spans(one, found[:1])
    assert result.exact.value == result.recall == result.precision == 1.0
    assert list_wrong_spans(one, found[:1]) == []
    assert "1 of 1" in list_wrong_spans(one, [[]])[0]
    assert len(thin([one], 1)[0].texts) == 1


# --- peers ------------------------------------------------------------------------------------------------


def test_a_peers_finds_become_findings() -> None:
    one = LabelledSet("s", (), (label("a", "Y", PHONE), label("b", "Y", "personal.birth_date")), "development")
    phone, date = [0, 9, "PHONE_NUMBER", 0.4], [0, 9, "DATE_TIME", 0.85]
    cells = {("s", "t", "a"): [[phone], [phone], [], []], ("s", "t", "b"): [[date]] * 4}
    run = PeerRun(cells, [], {}, 0.0)
    strict = report_columns(run, one, Setting(0.5, 0.35, with_dates=False))
    assert [(each.field, each.category) for each in strict] == [("a", PHONE)]
    dated = report_columns(run, one, Setting(0.7, 0.35, with_dates=True))
    assert [(each.field, each.category) for each in dated] == [("b", "personal.birth_date")]
    assert report_columns(run, one, Setting(0.5, 0.5, with_dates=False)) == []
    assert report_spans([phone, date], Setting(0.5, 0.35, with_dates=False)) == [Span(0, 9, PHONE)]
    both = report_spans([phone, date, [2, 5, "PHONE_NUMBER", 0.7]], Setting(0.5, 0.35, with_dates=True))
    assert both == [Span(0, 9, "personal.birth_date"), Span(0, 9, PHONE)]
    assert len(list(settings())) >= 20


# --- the command and its page -----------------------------------------------------------------------------


def test_the_page_keeps_what_people_wrote() -> None:
    part = draw_page(Results(versions={"daicho": "1"}, notes=["A peer: not installed."]), "2026-11-22")
    assert part.startswith(BEGIN)
    assert "A peer: not installed." in part
    page = replace_generated("# Accuracy\n\nBefore.\n", part)
    again = replace_generated(page + "\nAfter.\n", part.replace("2026-11-22", "2026-11-23"))
    assert again.count(BEGIN) == again.count(END) == 1
    assert "Before." in again
    assert again.endswith("After.\n")
    assert "2026-11-22" not in again


def test_a_page_without_an_end_is_left_alone() -> None:
    with pytest.raises(ValueError, match="end"):
        replace_generated(f"# A\n{BEGIN}\n", "x")


def test_records_are_json() -> None:
    assert json.loads(json.dumps(as_record(Results(notes=["n"]))))["notes"] == ["n"]


@pytest.mark.slow
def test_the_command_measures_the_development_sets(tmp_path: Path) -> None:
    files = ["--out", str(tmp_path), "--write", str(tmp_path / "page.md"), "--wrong", str(tmp_path / "wrong.txt")]
    done = subprocess.run(
        [sys.executable, "-m", "bench.accuracy", "--sets", "dev", "--no-peers", "--fit", *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    assert "| Development tables | development | Daicho |" in done.stdout
    assert "[calibration]" in done.stdout
    record = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["columns"][0]
    assert record["f1"]["low"] > 0.85
    assert str(ROOT) not in (tmp_path / "page.md").read_text(encoding="utf-8")
    assert not re.search(r"Traceback", done.stderr)


def test_missing_public_data_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--sets", "public", "--no-peers", "--shared", str(tmp_path), "--out", str(tmp_path)]) == 0
    assert "Public sets: the folder with them is not there." in capsys.readouterr().out


def test_structured_identifiers_are_scored_apart() -> None:
    assert structured_categories() <= set(load_catalogue().ids)
    one = TextSet(
        "x", (LabelledText("a@b.jp 見本", (Span(0, 6, MAIL), Span(7, 9, NAME))),), frozenset({MAIL, NAME}), "practice"
    )
    whole, apart = with_structured([one])
    assert whole == one
    assert apart.categories == {MAIL}
    assert score_spans(apart, [[Span(0, 6, MAIL)]]).recall == 1.0


def test_what_lies_in_a_place_that_is_not_compared_counts() -> None:
    one = TextSet("x", (LabelledText("x" * 20, (Span(5, 9, MAIL),)),), frozenset({MAIL}), "practice")
    assert score_spans(one, [[Span(0, 20, NAME), Span(5, 9, MAIL)]]).exact.value == 1.0
