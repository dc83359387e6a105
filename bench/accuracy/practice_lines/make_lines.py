"""Write the practice lines: ``python bench/accuracy/practice_lines/make_lines.py``.

The templates stand in ``<language>/personal.txt`` and ``<language>/lookalikes.txt``, one a line. ``«kind:form»``
stands for a value; the table below says who makes it and which category its span gets (``None``: a look-alike).
A template may begin with ``%fw`` (ASCII to full width), ``%half`` (katakana to half width) or ``%ocr`` (letters
misread as on a fax). The output is the same for the same seed.
"""

import json
import random
import re
from pathlib import Path

import make_numbers as numbers
import make_people as people

HERE = Path(__file__).parent
SEED = 20_261_122
COUNTS = {"ja": (333, 167), "en": (200, 100)}
HOLE = re.compile(r"«(\w+)(?::((?:[^«»]|«p»)+))?»")
OCR = str.maketrans({"0": "O", "1": "l", "-": "ー", "5": "S", "日": "曰"})
Span = tuple[int, int, str]

PLAIN: dict[str, tuple[people.Maker, str | None]] = {
    "birth": (people.make_birth, "personal.birth_date"),
    "age": (people.make_age, "personal.age"),
    "phone": (people.make_phone, "personal.contact.phone"),
    "fax": (people.make_phone, "personal.contact.fax"),
    "email": (people.make_email, "personal.contact.email"),
    "addr": (people.make_address, "personal.contact.address"),
    "zip": (people.make_zip, "personal.contact.postal_code"),
    "card": (numbers.make_card, "personal.financial.card"),
    "mynum": (numbers.make_my_number, "personal.id.my_number"),
    "lic": (numbers.make_licence, "personal.id.drivers_license"),
    "mrz": (numbers.make_mrz, "personal.id.passport"),
    "insurer": (numbers.make_insurer, "personal.id.health_insurer_no"),
    "iban": (numbers.make_iban, "personal.financial.bank_account"),
    "acct": (numbers.make_bank, "personal.financial.bank_account"),
    "ip": (numbers.make_ip, "usage.device.ip"),
    "ua": (numbers.make_agent, "usage.browser"),
    "key": (numbers.make_key, "personal.account.credential"),
    "secret": (people.make_name, "personal.account.credential"),
    "pw": (people.make_password, "personal.account.password"),
    "mac": (numbers.make_mac, "usage.device.hw_id"),
    "adid": (numbers.make_uuid, "usage.device.ad_id"),
    "plate": (people.make_plate, "personal.id.vehicle_plate"),
    "point": (people.make_point, "usage.location.precise"),
    "login": (people.make_login, "personal.account.login_id"),
    "sex": (people.make_gender, "personal.gender"),
    "corp": (numbers.make_corporate_number, "org.corporate_number"),
    "t": (numbers.make_time, None),
    "amt": (numbers.make_amount, None),
    "jan": (numbers.make_jan, None),
    "isbn": (lambda person, rng, _form: numbers.make_jan(person, rng, "isbn"), None),
    "imei": (lambda _p, rng, _f: numbers.add_luhn("35" + people.draw_digits(rng, 12)), "usage.device.hw_id"),
    "iccid": (lambda _p, rng, _f: numbers.add_luhn("8981100" + people.draw_digits(rng, 11)), "usage.carrier.sim"),
    "imsi": (lambda _p, rng, _f: "44010" + people.draw_digits(rng, 10), "usage.carrier.sim"),
    "plateen": (
        lambda _p, rng, _f: numbers.make_pattern(_p, rng, rng.choice(["9AAA999", "AAA-9999"])),
        "personal.id.vehicle_plate",
    ),
    "employer": (lambda _p, rng, _f: people.pick(rng, "companies"), "personal.employer"),
    "employer_en": (lambda _p, rng, _f: people.pick(rng, "companies_en"), "personal.employer"),
    "dept": (lambda _p, rng, _f: people.pick(rng, "departments"), "personal.employer"),
    "push": (numbers.make_push_token, "usage.device.push_token"),
    "pay": (numbers.make_amount, "hr.payroll"),
    "att": (numbers.make_time, "hr.attendance"),
    "bank": (lambda _p, rng, _f: people.pick(rng, "banks"), None),
}

# Kinds whose form is a pattern of make_pattern.
PATTERNS: dict[str, str | None] = {
    "p": None,
    "custno": "personal.account.customer_no",
    "empno": "personal.id.employee_no",
    "stuno": "personal.id.student_no",
    "pass": "personal.id.passport",
    "rescard": "personal.id.residence_card",
    "kenpo": "personal.id.health_insurance",
    "late": "personal.id.late_elderly",
    "care": "personal.id.care_insurance",
    "pension": "personal.id.pension",
    "empins": "personal.id.employment_insurance",
    "juki": "personal.id.resident_record_code",
    "jpki": "personal.id.my_number_card",
    "sess": "usage.cookie.session",
    "ga": "usage.cookie",
    "hwid": "usage.device.hw_id",
    "otp": "personal.account.credential",
}
# Kinds whose form is the value itself.
WORDED: dict[str, str | None] = {
    "fam": "personal.family",
    "cexp": "personal.financial.card",
    "nat": "personal.nationality",
    "med": "special.medical_history",
    "treat": "special.treatment",
    "blood": "personal.blood_type",
    "edu": "personal.education",
    "income": "personal.income",
    "agegrp": "personal.age",
    "kidage": "personal.age",
    "dept_en": "personal.employer",
    "model": "usage.device.model",
    "os": "usage.os",
    "sns": "personal.contact.sns",
    "birthpl": "personal.birthplace",
    "host": None,
}
NAME_CATEGORIES = {
    **dict.fromkeys(("kana", "kanajoin", "surkana", "half"), "personal.name.kana"),
    **dict.fromkeys(("latin", "upper", "comma", "surlatin"), "personal.name.romaji"),
}


def make_one(kind: str, form: str, person: people.Person, rng: random.Random) -> tuple[str, str | None]:
    """A value and the category of its span; ``KeyError`` for an unknown kind."""
    if kind in {"fname", "ffirst"}:
        return people.make_name(person, rng, "foreign" if kind == "fname" else "first"), "personal.name"
    if kind == "name":
        parts = {"given": person.given[0], "surlatin": person.surname[2]}
        return parts.get(form) or people.make_name(person, rng, form), NAME_CATEGORIES.get(form, "personal.name")
    if kind in WORDED:
        return form.replace("«p»", people.draw_digits(rng, 3)), WORDED[kind]
    if kind in PATTERNS:
        return numbers.make_pattern(person, rng, form), PATTERNS[kind]
    maker, category = PLAIN[kind]
    return maker(person, rng, form), category


def misread(text: str, rng: random.Random) -> str:
    """About one character in eight as a poor scan reads it; the length stays."""
    return "".join(char.translate(OCR) if rng.random() < 0.12 else char for char in text)


def alter(text: str, flag: str, rng: random.Random) -> str:
    """Apply the flag of a template to a piece of its line."""
    if flag == "fw":
        return people.widen(text)
    if flag == "ocr":
        return misread(text, rng)
    return people.halve_kana(text) if flag == "half" else text


def fill(template: str, rng: random.Random) -> tuple[str, list[Span]]:
    """A line and its spans; a digit behind a kind (``name2``) takes another person."""
    flag, _, rest = template[1:].partition(" ") if template.startswith("%") else ("", "", template)
    drawn: dict[str, people.Person] = {}
    text, spans, last = "", [], 0
    for hole in HOLE.finditer(rest):
        text += alter(rest[last : hole.start()].replace("\\t", "\t"), flag, rng)
        kind, last = hole[1], hole.end()
        who = kind[-1] if kind[-1].isdigit() else ""
        drawn.setdefault(who, people.make_person(rng))
        value, category = make_one(kind.rstrip("0123456789"), hole[2] or "", drawn[who], rng)
        value = alter(value, flag, rng)
        if category:
            spans.append((len(text), len(text) + len(value), category))
        text += value
    return text + alter(rest[last:].replace("\\t", "\t"), flag, rng), spans


def read_templates(path: Path) -> list[str]:
    """The templates of a file, one a line."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line]


def make_language(language: str) -> list[tuple[str, list[Span]]]:
    """All lines of a language in a mixed order, no text twice."""
    rng = random.Random(f"{SEED}-{language}")
    lines: dict[str, list[Span]] = {}
    wanted = 0
    for name, count in zip(("personal", "lookalikes"), COUNTS[language], strict=True):
        templates = read_templates(HERE / language / f"{name}.txt")
        wanted += count
        turn = 0
        while len(lines) < wanted:
            text, spans = fill(templates[turn % len(templates)], rng)
            lines.setdefault(text, spans)
            turn += 1
    mixed = list(lines.items())
    rng.shuffle(mixed)
    return mixed


def main() -> None:
    """Write both files."""
    for language in COUNTS:
        rows = [
            json.dumps({"text": text, "spans": spans}, ensure_ascii=False) for text, spans in make_language(language)
        ]
        (HERE / language / "lines.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
