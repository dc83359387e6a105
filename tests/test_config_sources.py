"""What a ``[[source]]`` declares about itself, and every wrong form of it with its line."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.declaration import Declaration, Narrowing, Provided
from reports.subjects import SUBJECTS
from scanner.config import Config, ConfigError, read_config
from scanner.config_sources import ENVIRONMENTS, NARROWING_KEYS, SOURCE_KEYS

WHOLE = """\
version = 1
[[source]]
id = "members"
url = "sqlite:///members.db"
owner = "Member team"
department = "Sales"
env = "production"
purposes = ["P1", "P6"]
subjects = ["customer", "inquirer"]
retention = "5y"
entrusted_to = ["example-cloud"]
provided_to = ["agency", { recipient = "carrier", item = "5-6" }]
encrypted = true
access_log = false
country = "JP"
reviewed = 2026-04-01
note = "country, env and retention are words of this note"
[source.where]
"staff" = { purposes = ["P13"], subjects = ["employee"], retention = "P7Y" }
"staff.photo" = { retention = "" }
"tmp_*" = "none"
"news" = ["P10"]
[[source]]
id = "logs"
url = "logs"
"""

TWIN = """\
version: 1
source:
  - id: members
    url: sqlite:///members.db
    owner: Member team
    department: Sales
    env: production
    purposes: [P1, P6]
    subjects: [customer, inquirer]
    retention: 5y
    entrusted_to: [example-cloud]
    provided_to: [agency, {recipient: carrier, item: 5-6}]
    encrypted: true
    access_log: false
    country: JP
    reviewed: 2026-04-01
    note: "country, env and retention are words of this note"
    where:
      staff: {purposes: [P13], subjects: [employee], retention: P7Y}
      staff.photo: {retention: ""}
      "tmp_*": none
      news: [P10]
  - id: logs
    url: logs
"""


def read(folder: Path, text: str, name: str = "daicho.toml") -> Config:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_config(path)


def declare(folder: Path, line: str) -> Declaration:
    """The declaration of a source with one more line."""
    return read(folder, f'[[source]]\nid = "a"\nurl = "a.db"\n{line}\n').sources[0].declaration


def test_everything_that_a_source_can_declare(tmp_path: Path) -> None:
    members, logs = read(tmp_path, WHOLE).sources
    assert members.declaration == Declaration(
        "members",
        ("P1", "P6"),
        (
            Narrowing("staff", ("P13",), ("employee",), "P7Y"),
            Narrowing("staff.photo", None, None, ""),
            Narrowing("tmp_*", ()),
            Narrowing("news", ("P10",)),
        ),
        department="Sales",
        environment="production",
        subjects=("customer", "inquirer"),
        retention="P5Y",
        entrusted_to=("example-cloud",),
        provided_to=(Provided("agency"), Provided("carrier", "5-6")),
        encrypted=True,
        access_log=False,
        country="JP",
        reviewed="2026-04-01",
    )
    assert (members.owner, members.line, logs.line) == ("Member team", 2, 23)
    assert logs.declaration == Declaration("logs")


def test_yaml_says_the_same(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE).sources == read(tmp_path, TWIN, "daicho.yaml").sources


def test_the_first_narrowing_that_says_something_holds(tmp_path: Path) -> None:
    members = read(tmp_path, WHOLE).sources[0].declaration
    assert members.subjects_at("staff", "name") == ("employee",)
    assert members.subjects_at("tmp_x", "name") == ("customer", "inquirer")
    assert (members.retention_at("staff", "photo"), members.retention_at("news", "mail")) == ("P7Y", "P5Y")
    assert members.purposes_at("staff", "photo") == ("P13",)
    assert members.all_purposes() == ("P1", "P6", "P13", "P10")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("P5Y", "P5Y"),
        ("P6M", "P6M"),
        ("P1Y6M", "P1Y6M"),
        ("P90D", "P90D"),
        ("P2W", "P2W"),
        ("5y", "P5Y"),
        ("5 Y", "P5Y"),
        (" 90d ", "P90D"),
        ("18m", "P18M"),
        ("", ""),
    ],
)
def test_durations(tmp_path: Path, written: str, read_as: str) -> None:
    assert declare(tmp_path, f'retention = "{written}"').retention == read_as


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 999))
def test_every_duration_of_days_can_be_written(years: int, months: int, days: int) -> None:

    with tempfile.TemporaryDirectory() as folder:
        text = f"P{years}Y{months}M{days}D"
        assert declare(Path(folder), f'retention = "{text}"').retention == text


@pytest.mark.parametrize("written", ["2026-04-01", '"2026-04-01"', '"20260401"'])
def test_days(tmp_path: Path, written: str) -> None:
    assert declare(tmp_path, f"reviewed = {written}").reviewed == "2026-04-01"


def test_what_nobody_has_said_is_not_no(tmp_path: Path) -> None:
    silent = declare(tmp_path, "")
    assert (silent.encrypted, silent.access_log, silent.environment, silent.reviewed) == (None, None, "", "")
    assert declare(tmp_path, "encrypted = false").encrypted is False


WRONG = [
    ("department = 3", "department has to be text"),
    ('env = "prod"', "env has to be one of production, staging, test, development"),
    ('env = ""', "env has to be one of production"),
    ('env = ["test"]', "env has to be one of production"),
    ('purposes = "P1"', 'purposes of a have to be a list such as ["P1", "P6"], or "none"'),
    ("purposes = [1]", "purposes of a have to be a list"),
    ('subjects = "customer"', "subjects has to be a list of texts"),
    ('subjects = ["customers"]', "unknown subject 'customers'; known: customer, business-partner, employee"),
    ("retention = 5", 'retention has to be a duration in quotes, such as "P5Y" or "90d"'),
    ('retention = "five years"', "retention 'five years' is no duration; write \"P5Y\""),
    ('retention = "P"', "is no duration"),
    ('retention = "PT5H"', "is no duration"),
    ('retention = "P5D1Y"', "is no duration"),
    ('entrusted_to = "cloud"', "entrusted_to has to be a list of texts"),
    ("entrusted_to = [1]", "entrusted_to has to be a list of texts"),
    ('provided_to = "agency"', "provided_to has to be a list such as"),
    ("provided_to = [1]", "provided_to has to be a list such as"),
    ('provided_to = [""]', "provided_to has to be a list such as"),
    ('provided_to = [{ item = "5-6" }]', "provided_to has to be a list such as"),
    ('provided_to = [{ recipient = "" }]', "provided_to has to be a list such as"),
    ('provided_to = [{ recipient = "b", ground = "5-6" }]', "unknown key of provided_to 'ground'; known: recipient"),
    ('provided_to = [{ recipient = "b", item = 6 }]', "item has to be text"),
    ('encrypted = "yes"', "encrypted has to be true or false"),
    ("encrypted = 1", "encrypted has to be true or false"),
    ('access_log = "no"', "access_log has to be true or false"),
    ('country = "Japan"', "country 'Japan' has to be two letters of ISO 3166, such as \"JP\""),
    ('country = "jp"', "has to be two letters"),
    ('reviewed = "yesterday"', "reviewed has to be a day such as 2026-04-01"),
    ("reviewed = 2026", "reviewed has to be a day"),
    ("reviewed = 0", "reviewed has to be a day"),
    ("reviewed = 2026-04-01T10:00:00", "reviewed has to be a day"),
    ('reviewed = "2026-02-30"', "reviewed has to be a day"),
    ('retentoin = "P5Y"', "unknown setting of source a 'retentoin'; did you mean retention?"),
    ('where = ["P1"]', "where of source a has to be a table"),
    ('where = { "t" = 3 }', "purposes of a where t have to be a list"),
    ('where = { "t" = { subjects = ["staff"] } }', "unknown subject 'staff'"),
    ('where = { "t" = { retention = "soon" } }', "retention 'soon' is no duration"),
    ('where = { "t" = { owner = "x" } }', "unknown setting of a where t 'owner'; known: purposes, subjects, retention"),
    ('where = { "" = ["P1"] }', "where of source a has an empty glob"),
]


@pytest.mark.parametrize(("line", "says"), WRONG)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, line: str, says: str) -> None:
    """The line is that of the key, also where the same words stand in a comment, a note, a name or another source."""
    before = [
        "# department env purposes subjects retention entrusted_to provided_to encrypted access_log country reviewed",
        "[[source]]",
        'id = "other"',
        'url = "other.db"',
        'purposes = ["P1"]',
        'retention = "P5Y"',
        "[[source]]",
        'id = "a"',
        'url = "retention-env-purposes.db"',
        'note = "country, reviewed, encrypted: where"',
    ]
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, "\n".join([*before, line, 'owner = "x"', ""]))
    assert str(caught.value).startswith(f"{tmp_path / 'daicho.toml'}:{len(before) + 1}: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ('"t_b" = { retention = "soon" }', 8),
        ('"t_b" = { purposes = "P1" }', 8),
        ('"t_b" = { subjects = ["nobody"] }', 8),
        ('"t_b" = "P1"', 8),
    ],
)
def test_a_narrowing_has_a_line_of_its_own(tmp_path: Path, wrong: str, line: int) -> None:
    text = '[[source]]\nid = "a"\nurl = "a.db"\npurposes = ["P1"]\nretention = "P5Y"\n[source.where]\n'
    text += f'"t_a" = {{ retention = "P1Y", purposes = ["P1"] }}\n{wrong}\n'
    with pytest.raises(ConfigError, match=rf"daicho\.toml:{line}: "):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("env: prod", "env has to be one of"),
        ("retention: 5", "retention has to be a duration"),
        ("country: no", "country has to be text"),
        ("encrypted: 1", "encrypted has to be true or false"),
        ("reviewed: later", "reviewed has to be a day"),
        ("where: {t: {retention: soon}}", "is no duration"),
        ("provided_to: agency", "provided_to has to be a list"),
    ],
)
def test_yaml_has_lines_too(tmp_path: Path, line: str, says: str) -> None:
    text = f"# {line}\nsource:\n  - id: b\n    url: b.db\n    retention: P5Y\n  - id: a\n    url: a.db\n    {line}\n"
    with pytest.raises(ConfigError, match=rf"daicho\.yaml:8: .*{re.escape(says)}"):
        read(tmp_path, text, "daicho.yaml")


def test_the_wrong_forms_cover_every_key() -> None:
    tried = " ".join(line for line, _ in WRONG)
    older = {"id", "url", "owner", "include", "exclude", "note"}
    assert [key for key in SOURCE_KEYS if key not in older and key not in tried] == []
    assert [key for key in NARROWING_KEYS if f"{key} =" not in tried] == []
    assert len(SUBJECTS) == len(set(SUBJECTS))
    assert "" not in ENVIRONMENTS
