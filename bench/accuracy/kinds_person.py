"""Columns of personal details: names, contact, attributes, public numbers, money."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta

from bench.accuracy.kinds import Kind, Make, Row, declare
from bench.accuracy.number_makers import (
    make_any_card,
    make_employment_insurance,
    make_iban,
    make_insurer,
    make_license,
    make_passport,
    make_pension,
    make_plate,
    make_residence_card,
)
from bench.accuracy.people import TODAY, words
from scanner.demo_numbers import draw_digits, make_my_number, make_password, make_password_hash

PERSON_KINDS: dict[str, Kind] = {}

_WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
_ERAS = ((date(2019, 5, 1), "令和", "R"), (date(1989, 1, 8), "平成", "H"), (date(1926, 12, 25), "昭和", "S"))
_HALF_KANA = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}


def _pick(name: str) -> Make:
    return lambda row: str(row.rng.choice(words()[name]))


def halve_kana(text: str) -> str:
    """Katakana in half-width form, marks apart."""
    parts = unicodedata.normalize("NFD", text).replace("\u3099", "ﾞ").replace("\u309a", "ﾟ").replace(" ", " ")
    return "".join(_HALF_KANA.get(mark, mark) for mark in parts)


def _hiragana(text: str) -> str:
    return "".join(chr(ord(mark) - 0x60) if "ァ" <= mark <= "ヶ" else mark for mark in text)


def _full_name(row: Row) -> str:
    one = row.person
    return one.family + row.rng.choice((" ", " ", "　", "")) + one.given


def _phone(row: Row) -> str:
    one, form = row.person, row.rng.random()
    mobile = one.mobile
    if form < 0.25:
        return one.landline
    dashed = f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}"
    if form < 0.7:
        return dashed
    if form < 0.88:
        return mobile
    if form < 0.92:
        return dashed.translate(_WIDE)
    if form < 0.96:
        return f"+81-{dashed[1:]}"
    return f"{mobile[:3]}({mobile[3:7]}){mobile[7:]}"


def _era(born: date) -> tuple[str, str, int]:
    start, name, letter = next(era for era in _ERAS if born >= era[0])
    return name, letter, born.year - start.year + 1


def _wareki(row: Row) -> str:
    born = row.person.born
    name, _, year = _era(born)
    return f"{name}{'元' if year == 1 else year}年{born.month}月{born.day}日"


def _short_era(row: Row) -> str:
    born = row.person.born
    _, letter, year = _era(born)
    return f"{letter}{year}.{born.month}.{born.day}"


def _age(row: Row) -> int:
    return (TODAY - row.person.born).days // 365


def _account(row: Row) -> str:
    return draw_digits(row.rng, 7)


def _holder(row: Row) -> str:
    return halve_kana(f"{row.person.family_kana} {row.person.given_kana}")


def _login(row: Row) -> str:
    return row.person.email.partition("@")[0]


def _token(row: Row) -> str:
    return "".join(row.rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789_-", k=40))


def _family_size(row: Row) -> str:
    return f"{row.rng.randrange(1, 7)}人家族" if row.rng.random() < 0.5 else f"{row.rng.randrange(1, 7)}人"


def _latin(row: Row) -> str:
    given, family = row.person.romaji
    return f"{given} {family}" if row.rng.random() < 0.5 else f"{family.upper()} {given}"


def _mailbox(row: Row) -> str:
    return row.person.email if row.rng.random() > 0.03 else row.person.email.replace("@", "＠")


def _hobbies(row: Row) -> str:
    return row.rng.choice("、,・").join(row.rng.sample(words()["hobbies"], row.rng.randrange(1, 4)))


declare(
    PERSON_KINDS,
    "Y",
    {
        "name": ("personal.name", _full_name),
        "name_plain": ("personal.name", lambda row: row.person.family + row.person.given),
        "family": ("personal.name", lambda row: row.person.family),
        "given": ("personal.name", lambda row: row.person.given),
        "kana": ("personal.name.kana", lambda row: f"{row.person.family_kana} {row.person.given_kana}"),
        "kana_half": ("personal.name.kana", _holder),
        "hiragana": ("personal.name.kana", lambda row: _hiragana(row.person.family_kana + row.person.given_kana)),
        "family_kana": ("personal.name.kana", lambda row: row.person.family_kana),
        "given_kana": ("personal.name.kana", lambda row: row.person.given_kana),
        "romaji": ("personal.name.romaji|personal.name", _latin),
        "birth": ("personal.birth_date", lambda row: row.person.born.isoformat()),
        "birth_slash": ("personal.birth_date", lambda row: f"{row.person.born:%Y/%m/%d}"),
        "birth_ja": (
            "personal.birth_date",
            lambda row: f"{row.person.born.year}年{row.person.born.month}月{row.person.born.day}日",
        ),
        "birth_era": ("personal.birth_date", _wareki),
        "birth_short": ("personal.birth_date", _short_era),
        "birth_digits": ("personal.birth_date", lambda row: f"{row.person.born:%Y%m%d}"),
        "age": ("personal.age", lambda row: str(_age(row))),
        "age_band": ("personal.age", lambda row: f"{_age(row) // 10 * 10}代"),
        "gender": ("personal.gender", lambda row: "男性" if row.person.gender == "m" else "女性"),
        "gender_short": ("personal.gender", lambda row: "男" if row.person.gender == "m" else "女"),
        "gender_code": ("personal.gender", lambda row: "1" if row.person.gender == "m" else "2"),
        "postal": ("personal.contact.postal_code", lambda row: row.person.place.postal),
        "postal_digits": ("personal.contact.postal_code", lambda row: row.person.place.postal.replace("-", "")),
        "prefecture": ("personal.contact.region", lambda row: row.person.place.prefecture),
        "city": ("personal.contact.region|personal.contact.address", lambda row: row.person.place.city),
        "address": ("personal.contact.address", lambda row: row.person.place.line),
        "street": ("personal.contact.address", lambda row: row.person.place.town + row.person.place.block),
        "building": ("personal.contact.address", lambda row: row.person.place.building or None),
        "phone": ("personal.contact.phone", _phone),
        "mobile_digits": ("personal.contact.phone", lambda row: row.person.mobile),
        "fax": ("personal.contact.fax|personal.contact.phone", lambda row: row.person.landline),
        "email": ("personal.contact.email", _mailbox),
        "sns": ("personal.contact.sns", lambda row: row.rng.choice(words()["sns"]).format(_login(row).split(".")[0])),
        "occupation": ("personal.occupation", _pick("occupations")),
        "employer": ("personal.employer", lambda row: row.organisation.name),
        "department": ("personal.employer", _pick("departments")),
        "position": ("personal.employer|personal.occupation", _pick("positions")),
        "login": ("personal.account.login_id", _login),
        "password_hash": ("personal.account.password", lambda row: make_password_hash(row.rng)),
        "password": ("personal.account.password", lambda row: make_password(row.rng)),
        "token": ("personal.account.credential", _token),
        "answer": ("personal.account.credential", _pick("answers")),
        "nickname": ("personal.nickname", _pick("nicknames")),
        "hobby": ("personal.hobby", _hobbies),
        "relation": ("personal.family", _pick("relations")),
        "family_size": ("personal.family", _family_size),
        "marital": ("personal.marital_status", _pick("marital")),
        "education": ("personal.education", _pick("education")),
        "university": ("personal.education", _pick("universities")),
        "nationality": ("personal.nationality", _pick("nationalities")),
        "income": ("personal.income|hr.payroll", lambda row: str(row.rng.randrange(220, 1200) * 10_000)),
        "blood": ("personal.blood_type", lambda row: row.rng.choice(("A", "A", "B", "O", "O", "AB"))),
        "birthplace": ("personal.birthplace", lambda row: row.person.place.prefecture),
        "domicile": ("personal.birthplace", lambda row: row.person.place.line.partition(" ")[0]),
        "height": ("personal.physical|special.health_check", lambda row: f"{row.rng.gauss(164, 9):.1f}"),
        "weight": ("personal.physical|special.health_check", lambda row: f"{row.rng.gauss(60, 11):.1f}"),
        "my_number": ("personal.id.my_number", lambda row: make_my_number(row.rng)),
        "resident_code": ("personal.id.resident_record_code", lambda row: draw_digits(row.rng, 11)),
        "license": ("personal.id.drivers_license", lambda row: make_license(row.rng)),
        "passport": ("personal.id.passport", lambda row: make_passport(row.rng)),
        "residence_card": ("personal.id.residence_card", lambda row: make_residence_card(row.rng)),
        "insurance_mark": ("personal.id.health_insurance", lambda row: draw_digits(row.rng, 8)),
        "insurance_number": ("personal.id.health_insurance", lambda row: str(row.rng.randrange(1, 99_999))),
        "late_elderly": ("personal.id.late_elderly", lambda row: draw_digits(row.rng, 8)),
        "care_insurance": ("personal.id.care_insurance", lambda row: "0" + draw_digits(row.rng, 9)),
        "pension": ("personal.id.pension", lambda row: make_pension(row.rng)),
        "employment_insurance": ("personal.id.employment_insurance", lambda row: make_employment_insurance(row.rng)),
        "plate": ("personal.id.vehicle_plate", lambda row: make_plate(row.rng)),
        "account": ("personal.financial.bank_account", _account),
        "holder": ("personal.name.kana|personal.financial.bank_account", _holder),
        "card": ("personal.financial.card", lambda row: make_any_card(row.rng)),
        "iban": ("personal.financial.bank_account", lambda row: make_iban(row.rng)),
    },
)
declare(
    PERSON_KINDS,
    "L",
    {
        "customer_no": ("personal.account.customer_no", lambda row: f"C{100_000 + row.number * 7}"),
        "person_id": ("personal.account.customer_no", lambda row: str(row.rng.randrange(1, 5_000))),
        "employee_no": ("personal.id.employee_no", lambda row: f"{20_000 + row.number * 3}"),
        "student_no": ("personal.id.student_no", lambda row: f"S{26_000_000 + row.number}"),
        "insurer": ("personal.id.health_insurer_no", lambda row: make_insurer(row.rng)),
        "bank": ("personal.financial.bank_account", _pick("banks")),
        "branch": ("personal.financial.bank_account", _pick("branches")),
        "bank_code": ("personal.financial.bank_account", lambda row: draw_digits(row.rng, 4)),
        "branch_code": ("personal.financial.bank_account", lambda row: draw_digits(row.rng, 3)),
        "card_expiry": (
            "personal.financial.card",
            lambda row: f"{row.rng.randrange(1, 13):02}/{row.rng.randrange(27, 32)}",
        ),
        "hired": (
            "personal.employer|hr.resume",
            lambda row: (TODAY - timedelta(days=row.rng.randrange(9000))).isoformat(),
        ),
    },
)
