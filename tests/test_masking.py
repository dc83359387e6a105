"""Masks: a shape and nothing of the value but what is documented."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detectors.catalogue import load_catalogue
from detectors.masking import mask
from detectors.registries import top_level_domains

SIGNS = frozenset("Xx9漢カあ")
"""What stands for hidden characters in a shape."""

CATEGORIES = sorted(load_catalogue().ids)
LETTERS = string.ascii_letters + string.digits + "山田太郎ハナコさくら０９éøЖ"
VALUES = st.one_of(st.text(max_size=60), st.text(LETTERS + " -@.:_", max_size=60), st.emails())


@pytest.mark.parametrize(
    ("category", "value", "shape"),
    [
        ("personal.contact.email", "hanako@example.co.jp", "h***@e***.jp"),
        ("personal.contact.email", "a@b.notatopleveldomain", "a***@b***.***"),
        ("personal.contact.email", "taro%40example.jp", "xxxx%99xxxxxxx.xx"),
        ("personal.contact.phone", "090-1234-5678", "***-****-**78"),
        ("personal.contact.phone", "12345", "*****"),
        ("personal.financial.card", "4111 1111 1111 1111", "**** **** **** 1111"),
        ("personal.id.my_number", "123456789018", "************"),
        ("personal.account.password", "hunter2", "*** (7)"),
        ("usage.cookie.session", "sid=abc", "*** (7)"),
        ("personal.name", "佐藤 花子", "漢漢 漢漢"),
        ("personal.name.kana", "サトウ ハナコ", "カカカ カカカ"),
        ("personal.name", "Sato Hanako さくら", "Xxxx Xxxxxx あああ"),
        ("personal.contact.address", "東京都港区芝5-1", "漢漢漢漢漢漢9-9"),
        ("personal.birth_date", "１９８０年", "9999漢"),
        ("usage.device.ip", "203.0.113.7", "999.9.999.9"),
        ("usage.content.comment", "x" * 60, "x" * 40 + "…"),
        ("personal.name", "", ""),
    ],
)
def test_masks(category: str, value: str, shape: str) -> None:
    assert mask(category, value) == shape


def shown_runs(value: str) -> set[str]:
    """Every four letters or digits in a row of a value, as they stand there."""
    return {
        value[at : at + 4]
        for at in range(len(value) - 3)
        if value[at : at + 4].isalnum() and not set(value[at : at + 4]) <= SIGNS
    }


@given(st.sampled_from(CATEGORIES), VALUES)
@example("personal.contact.email", "hanako@secret.example.jp")
@example("personal.financial.card", "4111111111111111")
def test_nothing_of_a_value_can_be_read(category: str, value: str) -> None:
    shape = mask(category, value)
    allowed = "".join(letter for letter in value if letter.isdigit())[-4:]
    top = value.rpartition(".")[2]
    for run in shown_runs(value):
        known_end = run == allowed or (category == "personal.contact.email" and run in top)
        length = category.startswith(("personal.account", "usage.cookie")) and run == str(len(value))
        assert run not in shape or known_end or length
    if category == "personal.contact.email" and len(top) >= 4 and shape.endswith(top) and "@" in shape:
        assert top.lower() in top_level_domains()


@given(st.sampled_from(CATEGORIES), VALUES)
def test_a_mask_is_one_short_printable_line(category: str, value: str) -> None:
    shape = mask(category, value)
    assert len(shape) <= 90
    assert not set(shape) & set("\r\n\t\x00\x1b\x1a")
