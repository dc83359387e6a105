"""Columns of numbers are told by the column: what is an identifier by its check digits or its name, and the numbers of
the same length (orders, timestamps, articles, serial numbers) that are none."""

from __future__ import annotations

import random
from collections.abc import Callable

import pyarrow as pa
import pytest

from connectors.base import Batch, Collection, Field, Location
from detectors.inspection import inspect_batch
from detectors.judgement import judge_collection

ROWS = 80
CHANCE = random.Random(20260101)


def digits(count: int) -> str:
    return "".join(CHANCE.choice("0123456789") for _ in range(count))


def my_number() -> str:
    body = digits(11)
    rest = sum(int(one) * weight for one, weight in zip(body, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return body + str(0 if rest <= 1 else 11 - rest)


def licence() -> str:
    body = CHANCE.choice(["30", "62", "45", "54", "90"]) + digits(8)
    rest = sum(int(one) * weight for one, weight in zip(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True))
    return f"{body}{(11 - rest % 11) % 10}0"


def corporate() -> str:
    body = digits(12)
    return str(9 - sum(int(one) * weight for one, weight in zip(body, [2, 1] * 6, strict=True)) % 9) + body


def article() -> str:
    body = "49" + digits(10)
    return body + str(-sum(int(one) * weight for one, weight in zip(body, [1, 3] * 6, strict=True)) % 10)


def luhn(body: str) -> str:
    values = [int(one) * (2 if place % 2 == 0 else 1) for place, one in enumerate(reversed(body))]
    return body + str(-sum(value - 9 * (value > 9) for value in values) % 10)


def insurer(scheme: str) -> str:
    return luhn(f"{scheme}{CHANCE.randrange(1, 48):02}{digits(3)}")


def minute() -> str:
    return f"2024{CHANCE.randrange(1, 13):02}{CHANCE.randrange(1, 29):02}{CHANCE.randrange(24):02}{CHANCE.randrange(60):02}"


def plate() -> str:
    return f"品川 {CHANCE.randrange(300, 399)} {CHANCE.choice('あいうさ')} {CHANCE.randrange(10, 99)}-{CHANCE.randrange(10, 99)}"


def found(name: str, make: Callable[[], str], rows: int = ROWS) -> set[tuple[str, str]]:
    field = Field(name)
    values = pa.array([make() for _ in range(rows)], pa.string())
    batch = Batch(Location("s", "t"), (field,), (values,), 1, rows)
    findings, dismissed = judge_collection("s", Collection("t", "table"), list(inspect_batch(batch, "table")))
    return {(one.category, one.verdict) for one in findings} | {(one.category, "dismissed") for one in dismissed}


@pytest.mark.parametrize(
    ("make", "category"),
    [
        (my_number, "personal.id.my_number"),
        (licence, "personal.id.drivers_license"),
        (corporate, "org.corporate_number"),
        (lambda: insurer("06"), "personal.id.health_insurer_no"),
        (lambda: insurer(""), "personal.id.health_insurer_no"),
        (lambda: luhn("4" + digits(14)), "personal.financial.card"),
        (plate, "personal.id.vehicle_plate"),
        (lambda: f"AB{digits(8)}CD", "personal.id.residence_card"),
    ],
)
def test_told_by_the_values_alone(make: Callable[[], str], category: str) -> None:
    assert found("f1", make) == {(category, "is")}


@pytest.mark.parametrize(
    "make",
    [
        lambda: digits(12),
        lambda: digits(13),
        lambda: digits(11).replace("0", "1"),
        lambda: digits(8),
        lambda: digits(6),
        lambda: digits(16),
        minute,
        article,
        lambda: str(1_700_000_000_000 + CHANCE.randrange(10**10)),
        lambda: f"13-1-01-{digits(6)}-000",
        lambda: f"1370{digits(6)}",
        lambda: f"{CHANCE.randrange(1, 48):02}{digits(4)}",
    ],
)
def test_numbers_of_the_same_length(make: Callable[[], str]) -> None:
    assert found("f1", make) == set()


@pytest.mark.parametrize("first", [202_400_000_000, 7_123_456_789_012, 100_000, 30_000_000])
def test_numbers_that_count_up(first: int) -> None:
    numbers = iter(range(first, first + ROWS))
    assert found("f1", lambda: str(next(numbers))) == set()


@pytest.mark.parametrize(
    ("name", "make", "category"),
    [
        ("住民票コード", lambda: digits(11), "personal.id.resident_record_code"),
        ("旅券番号", lambda: f"TR{digits(7)}", "personal.id.passport"),
        ("基礎年金番号", lambda: f"{digits(4)}-{digits(6)}", "personal.id.pension"),
        ("雇用保険被保険者番号", lambda: f"{digits(4)}-{digits(6)}-{digits(1)}", "personal.id.employment_insurance"),
        ("介護保険被保険者番号", lambda: f"00{digits(8)}", "personal.id.care_insurance"),
        ("後期高齢者被保険者番号", lambda: digits(8), "personal.id.late_elderly"),
        ("社員番号", lambda: f"A-{digits(4)}", "personal.id.employee_no"),
        ("student_no", lambda: f"S{digits(6)}", "personal.id.student_no"),
        ("口座番号", lambda: digits(7), "personal.financial.bank_account"),
        ("車台番号", lambda: f"ZVW30-{digits(7)}", "personal.id.vehicle_plate"),
        (
            "生年月日",
            lambda: f"4-{CHANCE.randrange(1, 20):02}{CHANCE.randrange(1, 13):02}{CHANCE.randrange(1, 29):02}",
            "personal.birth_date",
        ),
    ],
)
def test_told_by_the_name_and_the_values(name: str, make: Callable[[], str], category: str) -> None:
    assert found(name, make) == {(category, "is")}


def test_my_numbers_that_lost_their_zero() -> None:
    def make() -> str:
        while not (number := my_number()).startswith("0"):
            pass
        return str(int(number))

    assert found("マイナンバー", make) == {("personal.id.my_number", "is")}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("健康保険証 記号 12345678 番号 1234567 (枝番) 01 を確認しました。", "personal.id.health_insurance"),
        ("振込先はみずほ銀行渋谷支店 普通 7654321 です。よろしくお願いします。", "personal.financial.bank_account"),
        ("お客様の会員番号は A-1234567 で登録されております。", "personal.account.customer_no"),
        ("パスポート番号 TR1234567 を控えてあります。", "personal.id.passport"),
        ("営業車は品川300あ12-34なので駐車場を確保してください。", "personal.id.vehicle_plate"),
        ("The card ****-****-****-1234 on file was declined, please call us.", "personal.financial.card"),
        ("config: api_key=9f8b7c6d5e4f3a2b1c0d was committed by mistake", "personal.account.credential"),
        ("患者は満34歳の男性で、頭痛を訴えて来院した。", "personal.age"),
    ],
)
def test_inside_running_text(text: str, category: str) -> None:
    texts = iter([text, *["この行には何も書かれていませんが文章です。"] * (ROWS - 1)])
    assert (category, "contains") in found("本文欄", lambda: next(texts))
