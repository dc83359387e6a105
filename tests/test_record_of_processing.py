"""The records of processing activities of GDPR Art. 30."""

from __future__ import annotations

from dataclasses import replace

import ledger_samples as ledgers
import pytest
from ledger_samples import make_sheets

from reports.ledger import load_tables
from reports.record_of_processing import say_special


def row(lang: str = "en", purpose: str = "P1", **declared: object) -> dict[str, str]:
    report = ledgers.build_report()
    if declared:
        source = replace(report.sources[0], declaration=replace(ledgers.DECLARED, **declared))  # type: ignore[arg-type]
        report = replace(report, sources=(source, *report.sources[1:]))
    sheet = make_sheets(report, lang=lang)[1]
    found = next(
        one for one in sheet.rows if one.origin and one.origin.source == "orders" and one.origin.purpose == purpose
    )
    return dict(zip((one.column for one in sheet.headings), found.cells, strict=True))


def test_every_item_of_the_article_has_a_column() -> None:
    tables = load_tables()
    told = " ".join(one.law for table in ("gdpr30-1", "gdpr30-2") for one in tables[table].columns)
    assert [item for item in "abcdefg" if f"30(1)({item})" not in told] == []
    assert [item for item in "abcd" if f"30(2)({item})" not in told] == []


def test_one_row_for_each_system_and_purpose() -> None:
    rows = make_sheets(ledgers.build_report())[1].rows
    assert [(one.origin.source, one.origin.collection, one.origin.purpose) for one in rows if one.origin] == [
        ("orders", "", "P1"),
        ("orders", "", "P14"),
        ("orders", "", ""),
        ("app-logs", "", "P13"),
    ]
    assert not make_sheets(ledgers.build_report())[2].rows


def test_what_is_known_is_filled_in() -> None:
    one = row()
    assert one["controller"] == "株式会社見本; 東京都見本区1-2-3"
    assert one["dpo"] == "個人情報保護管理者"
    assert one["purpose"] == "P1 Provide the services (policy 2-1)"
    assert one["data_use"] == "essential.service, essential.service.notifications"
    assert one["data_subjects"] == "customer"
    assert one["data_categories"] == "user.contact.email, user.financial.credit_card, user.name"
    assert one["special"] == "no special category was found"
    assert one["recipients"].startswith("見本クラウド株式会社; Sample Mailer Inc.; ")
    assert one["transfers"] == "JP (adequacy decision); US; no country is stated"
    assert one["retention"] == "1 year 6 months; 5 years"
    assert one["security"].endswith("security measures of the policy: 3-1, 3-2")
    assert [one[name] for name in ("representative", "legal_basis", "safeguards")] == ["to fill in"] * 3
    assert row(purpose="")["data_use"] == ""


def test_countries_of_the_union_are_no_transfer() -> None:
    one = row(country="DE", entrusted_to=(), provided_to=())
    assert one["transfers"] == "to fill in"


@pytest.mark.parametrize(
    ("categories", "text"),
    [
        (("personal.name",), "no special category was found"),
        (("special.creed", "special.medical_history"), "Art. 9: Medical history; Creed, religion or political belief"),
        (("special.criminal_record",), "Art. 10: Criminal record"),
        (("special.race", "special.juvenile"), "Art. 9: Race or ethnic origin; Art. 10: Juvenile procedure"),
    ],
)
def test_special_categories_and_offences_are_named(categories: tuple[str, ...], text: str) -> None:
    assert say_special(categories, "en") == text
