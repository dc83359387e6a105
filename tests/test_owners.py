"""Fields that are called after the organisation beside them."""

from __future__ import annotations

import pytest

from detectors.owners import belongs_to_a_firm, stem_of


@pytest.mark.parametrize(
    ("label", "stem"),
    [
        ("repair_shop", "repair"), ("ship_from_name", "ship from"), ("carrier", "carrier"), ("company", ""), ("name", ""),
        ("ご依頼主", "ご依頼主"), ("納入業者", "納入"), ("お届け先氏名", "お届け先"), ("会社名", ""), ("", ""),
    ],
)  # fmt: skip
def test_stems(label: str, stem: str) -> None:
    assert stem_of(label) == stem


@pytest.mark.parametrize(
    ("label", "firms", "belongs"),
    [
        ("repair_tel", {"repair"}, True), ("ship_from_phone", {"ship from"}, True), ("ship_to_phone", {"ship from"}, False),
        ("repair", {"repair"}, False), ("repairer_tel", {"repair"}, False), ("ご依頼主TEL", {"ご依頼主"}, True), ("お届け先TEL", {"ご依頼主"}, False),
        ("ご依頼主", {"ご依頼主"}, False), ("tel", set(), False), ("電話", {"repair"}, False),
    ],
)  # fmt: skip
def test_fields_of_firms(label: str, firms: set[str], belongs: bool) -> None:
    assert belongs_to_a_firm(label, firms) == belongs
