"""``daicho explain FINGERPRINT``: each finding of a run told from its JSON report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from reports.messages import LANGUAGES
from scanner.explanation import explain
from scanner.explanation_text import explain_text
from scanner.finding_explanation import UnknownFindingError, explain_finding, is_fingerprint
from scanner.paragraphs import WIDTH
from tests.conftest import Daicho

Capture = pytest.CaptureFixture[str]

TABLE = """会員番号,氏名,個人番号,信条,備考
1,山田 花子,123456789018,,電話は090-8765-4321へ
2,佐藤 一郎,983205673214,,なし
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("explained") / "run.json"


@pytest.fixture
def findings(run: Path, daicho: Daicho, tmp_path: Path) -> list[dict[str, object]]:
    if not run.exists():
        (tmp_path / "会員.csv").write_text(TABLE, encoding="utf-8")
        assert daicho("scan", "会員.csv", "-o", f"json:{run}", "-q").code == 1
    found: list[dict[str, object]] = json.loads(run.read_text(encoding="utf-8"))["findings"]
    return found


def test_every_finding_is_explained_with_all_its_factors(findings: list[dict[str, object]], run: Path) -> None:
    assert {"personal.id.my_number", "personal.name", "special.creed"} <= {str(one["category"]) for one in findings}
    for finding in findings:
        for lang in LANGUAGES:
            lines = list(explain_finding(str(finding["fingerprint"]), run, lang))
            assert all(cell_len(line) <= WIDTH + 4 for line in lines)
            at = lines.index(explain_text("log-odds", lang))
            shown = [line.split()[0] for line in lines[at + 1 : lines.index("", at)]]
            weights = [factor["weight"] for factor in finding["evidence"]["factors"]]  # type: ignore[index]
            assert [float(number) for number in shown] == [*weights, round(sum(weights), 2)]
            assert f"{finding['confidence']:.2f}" in lines[at + len(shown)]


def test_the_page_of_a_my_number(findings: list[dict[str, object]], run: Path, capsys: Capture) -> None:
    (finding,) = (one for one in findings if one["category"] == "personal.id.my_number")
    name = str(finding["fingerprint"]).removeprefix("v1:")[:10]
    assert explain(category=name, list_all=False, lang="en", run=run) == 0
    page = capsys.readouterr().out
    for words in ("会員.csv", "個人番号", "Critical", "2 of 2 values", "2 of 2 pass", "Check digits", "My Number Act"):
        assert words in page
    assert "123456789018" not in page


def test_a_field_without_values_is_called_so(findings: list[dict[str, object]], run: Path) -> None:
    (finding,) = (one for one in findings if one["category"] == "special.creed")
    page = "\n".join(explain_finding(str(finding["fingerprint"]), run, "ja"))
    assert explain_text("unread", "ja") in page


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("v1:0123456789abcdef", True), ("0123ab", True), ("abc", False), ("usage", False), ("personal.name", False)],
)
def test_what_a_fingerprint_looks_like(text: str, is_one: bool) -> None:
    assert is_fingerprint(text) == is_one


@pytest.mark.parametrize("content", ["", "{", "[]", "[" * 100_000, "{}", '{"findings": 3}', '{"findings": [{}]}', None])
def test_what_is_no_report(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "run.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(UnknownFindingError, match=r"run\.json"):
        list(explain_finding("0123456789abcdef", path, "en"))


def test_wrong_calls_say_what_to_do(findings: list[dict[str, object]], run: Path, capsys: Capture) -> None:
    for call, words in (
        ({"category": "v1:00000000ffffffff", "run": run}, "has no finding"),
        ({"category": "v1:00000000ffffffff", "run": None}, "daicho scan -o json:run.json"),
        ({"category": "personal.name", "run": run}, "--run goes with"),
    ):
        assert explain(list_all=False, lang="en", **call) == 2
        assert words in capsys.readouterr().err
