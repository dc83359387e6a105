"""The demo company from its files to the last sheet: every verdict, every check of the policy's promises, every ground
of a leak and every direction of the gap report is planted there, is found where it is planted, and nothing else is."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Daicho
from conftest import Ran as Ended

from reports.base import LEAK_RULES, POLICY_VERDICTS, Report
from reports.checks import load_checks
from reports.gaps import DIRECTIONS, find_policy_gaps
from reports.run_file import read_run
from scanner.command import load_policy

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]

# What the source as a whole is about stands under the source alone, what is about a register under the policy.
POLICY = ""
OBSERVED: dict[str, list[str]] = {
    "LEDGER-OWNER": ["office"],
    "LEDGER-STALE": ["campaign-2025"],
    "ENT-UNREGISTERED": ["hr"],
    "ENT-SCOPE": ["mailbox"],
    "ENT-PURPOSE": ["delivery", "mailbox"],
    "ENT-RETURN": ["campaign-2025"],
    "ENT-NODATES": [POLICY],
    "ENT-COUNTRY": [POLICY],
    "ENT-FOREIGN": [POLICY],
    "ENT-PLACE": ["mailbox"],
    "ENT-ABROAD": ["delivery"],
    "TP-NO-GROUND": ["hr"],
    "TP-OTHER-GROUND": ["shop-db"],
    "TP-UNREGISTERED": ["hr"],
    "TP-CONSENT": ["campaign-2025", "website"],
    "TP-SPECIAL": ["hr"],
    "TP-COUNTRY": ["campaign-2025"],
    "TP-FOREIGN": ["website"],
    "TP-EXPORT": ["exports/campaign_2026.csv"],
    "TP-RELATED": ["website"],
    "TP-TAG": ["logs", "website/analytics.jsonl"],
    "SEC-PLAIN-PASSWORD": ["shop-db/store_logins"],
    "SEC-FAST-HASH": ["shop-db/affiliates"],
    "SEC-CREDENTIAL-LOG": ["logs/app.log"],
    "SEC-PERM": ["exports/campaign_2026.csv", "website/public_html/contact_2026.csv"],
    "SEC-UNENC": ["logs", "mailbox", "shop-db"],
    "SEC-WEAKZIP": ["office/applicants_2023.zip"],
    "SEC-NOLOG": ["office"],
    "SEC-RETENTION": ["hr/health_checks_2019.csv", "shop-db/inquiries"],
    "SEC-TESTDATA": ["staging-db/members"],
    "LOC-PORTABLE": ["office/Desktop/party_list.csv"],
    "LOC-TEMP": ["office/temp/labels.csv"],
    "LOC-BACKUP": ["office/backup/customers_2024.csv"],
    "LOC-EXPORT": ["exports"],
    "LOC-SERVED": ["website/public_html/contact_2026.csv"],
}
# What joins them as the calendar goes on: the declarations were last gone over in October 2026.
LATER: dict[date, dict[str, list[str]]] = {
    date(2027, 10, 2): {
        "LEDGER-STALE": ["shop-db", "staging-db", "logs", "website", "mailbox", "delivery", "hr", "exports"]
    },
    date(2034, 4, 1): {"ENT-RETURN": ["delivery"]},
}
# They need a server on a network: see the tests at the end.
NETWORK = {"SEC-PLAIN-CONNECTION", "SEC-CAN-WRITE"}

# Checks of single findings: source/collection -> how many findings meet it there.
MET: dict[str, dict[str, int]] = {
    "POL-BARRED": {"logs/app.log": 1},
    "POL-UNDECLARED": {
        "hr/health_checks_2019.csv": 2,
        "mailbox/inbox.mbox": 2,
        "shop-db/employees": 4,
        "shop-db/inquiries": 1,
    },
    "POL-NOPURPOSE": {
        "exports/campaign_2026.csv": 8,
        "office/Desktop/party_list.csv": 3,
        "office/backup/customers_2024.csv": 5,
        "office/temp/labels.csv": 3,
    },
    "POL-MISMATCH": {
        "delivery/subscribers.csv": 1,
        "mailbox/inbox.mbox": 1,
        "shop-db/newsletter": 1,
        "staging-db/members": 3,
        "website/public_html/contact_2026.csv": 4,
    },
    "POL-CONSENT": {"hr/health_checks_2019.csv": 2},
    "POL-DELEGATE": {"campaign-2025/entries_2025.csv": 4, "website/analytics.jsonl": 6},
    "POL-SUBJECT": {"shop-db/employees": 19},
}
# One answer for a whole source: how long is it kept?
WITHOUT_PERIOD = {
    "shop-db",
    "staging-db",
    "logs",
    "website",
    "mailbox",
    "delivery",
    "campaign-2025",
    "exports",
    "office",
}

LEAKS: dict[str, tuple[list[str], int]] = {
    "shop-db": (["property", "malicious"], 380),
    "staging-db": (["malicious"], 200),
    "logs": (["malicious"], 177),
    "website": (["malicious"], 40),
    "mailbox": (["property", "malicious"], 40),
    "delivery": (["malicious", "volume"], 1150),
    "campaign-2025": (["malicious"], 80),
    "hr": (["special-care", "malicious"], 40),
    "exports": (["malicious"], 150),
    "office": (["malicious"], 115),
}

# Directions of gaps that stand for no finding: (source, purpose, item of the policy, reason).
UNFOUND: dict[str, set[tuple[str, str, str, str]]] = {
    "not-scanned": {("logs", "", "", "corrupt"), ("office", "", "", "unsupported-format")},
    "not-found": {("", "", "2", "")},
    "unserved": {("shop-db", "P2", "2-2", "")},
    "unclaimed": {("", f"P{number}", f"2-{number}", "") for number in (4, 7, 8, 9, 11, 12)},
}


@dataclass(frozen=True, slots=True)
class Company:
    """The demo as the command has made it, with its JSON report."""

    place: Path
    document: dict[str, Any]

    @property
    def run(self) -> Path:
        return self.place / "run.json"

    @property
    def policy(self) -> Path:
        return self.place / "privacy-policy.toml"

    def read(self) -> Report:
        return read_run(self.run, load_policy(self.policy))


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    """Made where all users of the machine may look in, as far as this machine has such a place."""
    base = Path(tempfile.mkdtemp())
    base.chmod(0o755)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "scanner.cli", "demo", "--directory", base / "company", "--lang", "en"],
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        place = base / "company"
        yield Company(place, json.loads((place / "run.json").read_text("utf-8")))
    finally:
        shutil.rmtree(base)


@pytest.fixture
def ask(company: Company, daicho_here: Daicho, tmp_path: Path) -> Daicho:
    """Runs the command in a copy of the demo."""
    shutil.copytree(company.place, tmp_path, dirs_exist_ok=True)
    return daicho_here


def where(location: dict[str, Any]) -> str:
    return "/".join(filter(None, (location["source"], location["collection"])))


def is_open_to_all(place: Path) -> bool:
    """Whether everybody may pass all folders down to this one."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (place, *place.parents))


# --- what is planted is found, and nothing else ---------------------------------------------------------------


def test_every_case_is_planted() -> None:
    """A check, ground, verdict or direction that is new has to be planted as well."""
    assert {*OBSERVED, *MET, "POL-NORETENTION", *NETWORK} == set(load_checks())
    assert {rule for rules, _ in LEAKS.values() for rule in rules} == set(LEAK_RULES)


def test_observations(company: Company) -> None:
    """Compared whole. The folders above the demo are left out: it may lie in one for temporary files."""
    today = date.fromisoformat(company.document["run"]["started"][:10])
    expected = defaultdict(list, {check: list(places) for check, places in OBSERVED.items()})
    for day, more in LATER.items():
        for check, places in more.items():
            expected[check] += places if today >= day else []
    if not is_open_to_all(company.place):
        del expected["SEC-PERM"]
    found: dict[str, list[str]] = defaultdict(list)
    for one in company.document["observations"]:
        place = where(one["location"])
        if one["check"].startswith("LOC-") and "/" not in place and place not in OBSERVED[one["check"]]:
            continue
        found[one["check"]].append(place)
    assert {check: sorted(places) for check, places in found.items()} == {
        check: sorted(places) for check, places in expected.items()
    }


def test_checks_of_findings(company: Company) -> None:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for finding in company.document["findings"]:
        for check in finding["checks"]:
            found[check][where(finding["location"])] += 1
    without_period = found.pop("POL-NORETENTION")
    assert {check: dict(places) for check, places in found.items()} == MET
    assert {place.partition("/")[0] for place in without_period} == WITHOUT_PERIOD
    assert "shop-db/inquiries" not in without_period


def test_verdicts(company: Company) -> None:
    """Every verdict, and each follows from the first check of the finding."""
    verdicts = {"POL-BARRED": "barred", "POL-UNDECLARED": "undeclared", "POL-NOPURPOSE": "no-purpose"}
    seen = set()
    for finding in company.document["findings"]:
        checks = [verdicts.get(check, "mismatch" if check == "POL-MISMATCH" else "") for check in finding["checks"]]
        assert finding["policy"] == next(filter(None, checks), "declared"), finding["location"]
        seen.add(finding["policy"])
    assert seen == set(POLICY_VERDICTS)


def test_leak_profiles(company: Company) -> None:
    profiles = {one["source"]: (one["rules"], one["persons"]) for one in company.document["profiles"]}
    assert profiles == LEAKS


def test_gaps_in_every_direction(company: Company) -> None:
    gaps = find_policy_gaps(company.read())
    assert list(dict.fromkeys(gap.direction for gap in gaps)) == list(DIRECTIONS)
    unfound: dict[str, set[tuple[str, str, str, str]]] = defaultdict(set)
    for gap in gaps:
        assert gap.settlements
        assert gap.actor
        if not gap.fingerprints:
            unfound[gap.direction].add((gap.source, gap.purpose, gap.item, gap.reason))
    assert unfound == UNFOUND
    declared = {source["id"]: source.get("owner", "") for source in company.document["sources"]}
    assert {gap.source: gap.owner for gap in gaps if gap.source} == declared


def test_clauses_are_those_of_the_policy(company: Company) -> None:
    """Every observation names the item that promises what it looks at."""
    clauses = {one["check"]: one["clause"] for one in company.document["observations"]}
    articles = {"ENT": "4", "TP": "5", "SEC": "3", "LOC": "3", "LEDGER": "3"}
    abroad = {"ENT-FOREIGN", "ENT-PLACE", "ENT-ABROAD"}
    for check, clause in clauses.items():
        article = "3" if check in abroad else articles[check.partition("-")[0]]
        assert clause.partition("-")[0] == article, check
    picked = ("SEC-UNENC", "SEC-RETENTION", "LEDGER-OWNER", "LOC-PORTABLE", "ENT-ABROAD", "TP-OTHER-GROUND")
    assert [clauses[check] for check in picked] == ["3-5", "3-2", "3-1", "3-4", "3-6", "5-4"]


# --- the whole chain ------------------------------------------------------------------------------------------


def test_the_page_shows_every_check(company: Company) -> None:
    page = (company.place / "report.html").read_text("utf-8")
    assert [check for check in OBSERVED if check not in page and check != "SEC-PERM"] == []


def test_the_policy_is_looked_at(ask: Daicho) -> None:
    checked = ask("policy", "check", "--lang", "en")
    assert checked.code == 1
    assert "POL-PURPOSE-DELEGATING" in checked.out
    assert "POL-ENTRUSTED-COUNTRY" in checked.out
    shown = ask("policy", "show", "--lang", "en")
    assert shown.code == 0
    assert "Sample Mail Delivery Inc." in shown.out


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("check", [*OBSERVED, *MET, *sorted(NETWORK)])
def test_every_check_is_explained(company: Company, daicho_here: Daicho, tmp_path: Path, check: str, lang: str) -> None:
    for name in ("daicho.toml", "privacy-policy.toml"):
        shutil.copy(company.place / name, tmp_path)
    told = daicho_here("explain", check, "--lang", lang)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith(check)
    assert load_checks()[check].title[lang] in told.out
    assert "2022-06-07" in told.out


def next_version(policy: str) -> str:
    """The policy a year on: health checks are announced, and the newsletter has become advertising for others."""
    newsletter = r'text = "To contact customers [^"]*"'
    advertising = 'text = "To send advertisements of other companies and to pass on who reads them."'
    for old, new in (
        ('version = "2022-06-07"', 'version = "2026-12-01"'),
        ('  "hr.resume",', '  "special.health_check",\n  "hr.resume",'),
        (newsletter, advertising),
    ):
        policy, changed = re.subn(old, new, policy, count=1)
        assert changed == 1
    return policy


def test_a_new_version_of_the_policy(ask: Daicho, tmp_path: Path) -> None:
    old, new = tmp_path / "privacy-policy.toml", tmp_path / "next.toml"
    new.write_text(next_version(old.read_text("utf-8")), "utf-8")
    same = ask("policy", "diff", old, old, "--run", "run.json")
    assert same.code == 0, same.err
    changed = ask("policy", "diff", old, new, "--run", "run.json", "--lang", "en")
    assert changed.code == 1, changed.err
    for sentence in (
        "special-care data special.health_check (Health check results) is newly announced",
        "hr: Health check results (special.health_check), 2 findings: Undeclared -> Declared",
        "delivery: Name (personal.name), 1 finding: Declared -> No purpose",
        "shop-db: P10 is gone (3 findings)",
    ):
        assert sentence in changed.out
    refused = ask("report", "run.json", "--policy", new)
    assert refused.code == 2
    assert "--remap" in refused.err
    assert ask("report", "run.json", "--policy", new, "--remap", "-o", "json:next.json").code == 0
    findings = json.loads((tmp_path / "next.json").read_text("utf-8"))["findings"]
    health = [one for one in findings if one["category"] == "special.health_check"]
    assert [(one["policy"], one["checks"]) for one in health] == [("declared", ["POL-CONSENT"])] * 2


def test_the_report_is_rendered_again(company: Company, ask: Daicho, tmp_path: Path) -> None:
    again = ask("report", "run.json", "-o", "json:again.json")
    assert again.code == 0, again.err
    document = json.loads((tmp_path / "again.json").read_text("utf-8"))
    for part in ("findings", "observations", "profiles", "coverage"):
        assert document[part] == company.document[part], part
    told = ask("report", "run.json", "--lang", "en")
    assert told.code == 0
    assert "Provision to a third party without a ground" in told.out
    assert "Purpose no source declares" in told.out


def test_the_ledger(ask: Daicho, tmp_path: Path) -> None:
    assert ask("ledger", "run.json", "-o", "csv:ledger.csv", "-o", "fides:fides.yml", "--lang", "en").code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "ledger.csv").read_text("utf-8-sig"))))
    by_name = {row["Location"].partition(" (")[0]: row for row in rows}
    subscribers = by_name["delivery / subscribers.csv"]
    assert "Sample Mail Delivery Inc." in subscribers["Entrusted to"]
    assert subscribers["Persons"].endswith("1,150")
    customers = by_name["shop-db / customers"]
    assert "5-4" in customers["Provided to third parties"]
    assert (customers["Department"], customers["Reviewed on"]) == ("Sales division", "2026-10-01")
    assert "special" in by_name["hr / health_checks_2019.csv"]["Class in law"].lower()


def test_the_sheets(ask: Daicho) -> None:
    leak = ask("leak", "hr", "--run", "run.json", "--lang", "en")
    assert leak.code == 0, leak.err
    assert "Rule 7(i)" in leak.out
    assert "40 persons" in leak.out
    delivery = ask("leak", "delivery", "--run", "run.json", "--lang", "en")
    assert "Rule 7(iv)" in delivery.out
    nobody = ask("leak", "nobody", "--run", "run.json")
    assert nobody.code == 2
    record = ask("provision-record", "--run", "run.json", "--lang", "en")
    assert record.code == 0, record.err
    rows = list(csv.DictReader(io.StringIO(record.out.removeprefix("\ufeff"))))
    assert [row["Source"] for row in rows] == ["shop-db", "website", "campaign-2025", "hr"]


def test_one_person_is_found_everywhere(ask: Daicho, company: Company, tmp_path: Path) -> None:
    with closing(sqlite3.connect(company.place / "shop.db")) as connection:
        (mail,) = connection.execute("SELECT メールアドレス FROM customers LIMIT 1 OFFSET 70").fetchone()
    (tmp_path / "keys.txt").write_text(f"email: {mail.upper()}\n", "utf-8")
    found = ask("subject", "find", "--from", "keys.txt", "-o", "json:sheet.json", "--erase-plan", "-q")
    assert found.code == 1, found.err
    text = (tmp_path / "sheet.json").read_text("utf-8")
    places = {f"{one['source']}/{one['collection']}" for one in json.loads(text)["places"]}
    assert places >= {"shop-db/customers", "staging-db/members", "delivery/subscribers.csv"}
    assert mail not in text
    quick = ask("subject", "find", "--from", "keys.txt", "--indexed-only", "-q", "--lang", "en")
    assert quick.code == 1
    assert "shop-db/customers" in quick.out
    (tmp_path / "keys.txt").write_text("email: nobody.at.all@unknown-shop.example.jp\n", "utf-8")
    assert ask("subject", "find", "--from", "keys.txt", "-q").code == 3
    assert ask("subject", "log", "--check").code == 0


def test_a_scan_says_the_same(company: Company, ask: Daicho, tmp_path: Path) -> None:
    """Made once more by daicho scan in the folder, which keeps the index of persons."""
    ran = ask("scan", "-q", "-o", "json:second.json")
    assert ran.code == 1, ran.err
    second = json.loads((tmp_path / "second.json").read_text("utf-8"))
    said = [
        [(one["fingerprint"], one["severity"], one["policy"], one["checks"]) for one in document["findings"]]
        for document in (second, company.document)
    ]
    assert said[0] == said[1]
    assert second["profiles"] == company.document["profiles"]
    assert oct(os.stat(tmp_path / ".daicho" / "key").st_mode)[-3:] == "600"


# --- what needs a server on a network -------------------------------------------------------------------------


@pytest.fixture
def shop_on_a_server(listening: int) -> Iterator[None]:
    import psycopg

    with psycopg.connect(f"postgresql://postgres@127.0.0.1:{listening}/postgres", autocommit=True) as connection:
        connection.execute("CREATE TABLE customers_e2e (氏名 text, 電話番号 text)")
        rows = [("佐々木 陽菜", "090-4417-2203"), ("渡辺 健太", "080-5528-9914"), ("中島 美咲", "070-3390-6651")]
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO customers_e2e VALUES (%s, %s)", rows * 10)
    yield
    with psycopg.connect(f"postgresql://postgres@127.0.0.1:{listening}/postgres", autocommit=True) as connection:
        connection.execute("DROP TABLE customers_e2e")


def observe(ran: Ended) -> dict[str, str]:
    return {one["check"]: where(one["location"]) for one in ran.json()["observations"]}


def test_a_session_in_the_clear_that_may_write(shop_on_a_server: None, from_elsewhere: int, daicho: Daicho) -> None:
    url = f"postgresql://postgres@127.0.0.1:{from_elsewhere}/postgres"
    ran = daicho("scan", url, "-o", "json", "-q")
    assert ran.code == 1, ran.err
    observed = observe(ran)
    assert observed.keys() >= NETWORK
    assert {observed[check] for check in NETWORK} == {"postgres"}
