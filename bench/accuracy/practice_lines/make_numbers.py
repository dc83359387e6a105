"""Invented numbers and keys for the practice lines, by the same signature as the makers of make_people.

Check digits follow the published rules of the numbers; they belong to nobody. Keys of services are of the test kind
or fail the service's own checksum, so that no secret scanner takes them for live.
"""

import base64
import random
import re
import string
from datetime import date, timedelta

from make_people import ALNUM, UPPER, Person, draw_digits, draw_text, format_era, widen


def add_luhn(digits: str) -> str:
    """Append the Luhn digit."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        product = int(digit) * (2 if index % 2 == 0 else 1)
        total += product - 9 if product > 9 else product
    return digits + str(-total % 10)


def make_card(_person: Person, rng: random.Random, form: str) -> str:
    """A card number that passes Luhn."""
    brand = rng.choice(["4", "4", "5" + str(rng.randrange(1, 6)), "35" + str(rng.randrange(30, 90)), "37"])
    size = 15 if brand == "37" else 16
    number = add_luhn(brand + draw_text(rng, size - 1 - len(brand), string.digits))
    form = form or rng.choice(["bare", "space", "hyphen", "fw"])
    if form in {"bare", "fw"}:
        return widen(number) if form == "fw" else number
    cuts = [number[:4], number[4:10], number[10:]] if size == 15 else [number[i : i + 4] for i in range(0, 16, 4)]
    return (" " if form == "space" else "-").join(cuts)


def make_my_number(_person: Person, rng: random.Random, form: str) -> str:
    """An Individual Number with its check digit."""
    body = draw_digits(rng, 11)
    rest = sum(int(d) * w for d, w in zip(body, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    number = body + ("0" if rest <= 1 else str(11 - rest))
    joint = {"space": " ", "hyphen": "-"}.get(form or rng.choice(["bare", "space", "hyphen"]), "")
    return widen(number) if form == "fw" else joint.join([number[:4], number[4:8], number[8:]])


def make_licence(_person: Person, rng: random.Random, _form: str) -> str:
    """A driver's licence number with its check digit."""
    office = rng.choice(["10", "22", "30", "30", "43", "44", "45", "54", "62", "63", "73", "90", "97"])
    body = office + f"{rng.choice([*range(70, 100), *range(24)]):02}" + draw_text(rng, 6, string.digits)
    total = sum(int(d) * w for d, w in zip(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True))
    return body + str((11 - total % 11) % 10) + rng.choice("00012")


def make_corporate_number(_person: Person, rng: random.Random, _form: str) -> str:
    """A corporate number, its check digit first."""
    body = "0" + draw_text(rng, 11, string.digits)
    total = sum(int(d) * (1 if i % 2 == 0 else 2) for i, d in enumerate(reversed(body)))
    return str(9 - total % 9) + body


def check_mrz(field: str) -> str:
    """The check digit of a machine-readable field."""
    value = {**{str(i): i for i in range(10)}, **{c: i + 10 for i, c in enumerate(UPPER)}, "<": 0}
    return str(sum(value[char] * (7, 3, 1)[i % 3] for i, char in enumerate(field)) % 10)


def make_mrz(person: Person, rng: random.Random, form: str) -> str:
    """A machine-readable line of a passport: the first, or for the form ``2`` the second."""
    if form != "2":
        return f"P<JPN{person.surname[2].upper()}<<{person.given[2].upper()}".ljust(44, "<")
    number, born, until = "T" + rng.choice(UPPER) + draw_digits(rng, 7), person.born.strftime("%y%m%d"), "310512"
    parts = [number + check_mrz(number), born + check_mrz(born), until + check_mrz(until), "<" * 14 + "0"]
    return f"{parts[0]}JPN{parts[1]}{'M' if person.man else 'F'}{parts[2]}{parts[3]}{check_mrz(''.join(parts))}"


def make_insurer(_person: Person, rng: random.Random, _form: str) -> str:
    """A health insurer number with its check digit."""
    return add_luhn(
        rng.choice(["01", "06", "31", "34"]) + f"{rng.randrange(1, 48):02}" + draw_text(rng, 3, string.digits)
    )


def make_iban(_person: Person, rng: random.Random, _form: str) -> str:
    """A German or British IBAN with its check digits."""
    country, body = rng.choice([("DE", draw_digits(rng, 18)), ("GB", "NWBK" + draw_digits(rng, 14))])
    digits = "".join(str(int(char, 36)) for char in body + country + "00")
    number = f"{country}{98 - int(digits) % 97:02}{body}"
    return rng.choice([number, " ".join(number[i : i + 4] for i in range(0, len(number), 4))])


def make_ip(_person: Person, rng: random.Random, form: str) -> str:
    """A global address."""
    if form == "6":
        head = rng.choice(["2400:4050", "240b:10", "2001:268", "2a02:8108", "2607:fb90"])
        tail = ":".join(f"{rng.randrange(1, 65536):x}" for _ in range(3))
        return (
            f"{head}:{tail}::{rng.randrange(1, 4096):x}"
            if rng.random() < 0.5
            else f"{head}:{tail}:0:{rng.randrange(1, 65536):x}:1"
        )
    return f"{rng.choice([126, 133, 153, 202, 210, 219, 60, 49, 81, 73])}." + ".".join(
        str(rng.randrange(1, 255)) for _ in range(3)
    )


def make_agent(_person: Person, rng: random.Random, _form: str) -> str:
    """A user agent."""
    chrome = f"{rng.randrange(110, 143)}.0.{rng.randrange(5000, 7500)}.{rng.randrange(10, 200)}"
    tail = f"AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}"
    safari = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1"
    fox = f"{rng.randrange(100, 130)}.0"
    return rng.choice(
        [
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {tail} Safari/537.36",
            f"Mozilla/5.0 (Linux; Android 14; SO-51C) {tail} Mobile Safari/537.36",
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_{rng.randrange(1, 7)} like Mac OS X) {safari}",
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7; rv:{fox}) Gecko/20100101 Firefox/{fox}",
            f"Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7a Build/TQ3A.{draw_digits(rng, 6)}.001)",
        ]
    )


def make_key(_person: Person, rng: random.Random, form: str) -> str:
    """A token or key of a service."""
    if form == "jwt" or (not form and rng.random() < 0.2):
        claims = f'{{"sub":"{draw_digits(rng, 8)}","iat":17{draw_digits(rng, 8)}}}'.encode()
        head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=")
        return f"{head}.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.{draw_text(rng, 43)}"
    kinds = {
        "aws": "AKIA" + draw_text(rng, 16, UPPER + "234567"),
        "git": "ghp_" + draw_text(rng, 36),
        "hex": draw_text(rng, 40, "0123456789abcdef"),
        "test": "sk_test_" + draw_text(rng, 24),
        "opaque": draw_text(rng, 32),
    }
    return kinds[form] if form in kinds else rng.choice(list(kinds.values()))


def make_push_token(_person: Person, rng: random.Random, _form: str) -> str:
    """A push token in the shape of Firebase."""
    return f"{draw_text(rng, 11)}:APA91b{draw_text(rng, 134)}"


def make_mac(_person: Person, rng: random.Random, form: str) -> str:
    """A hardware address with a maker's first bytes."""
    raw = rng.choice(["3c22fb", "a4c361", "001b63", "f0189e", "00163e"]) + draw_text(rng, 6, "0123456789abcdef")
    pairs = [raw[i : i + 2] for i in range(0, 12, 2)]
    form = form or rng.choice(["colon", "hyphen", "cisco"])
    if form == "cisco":
        return ".".join(raw[i : i + 4] for i in range(0, 12, 4))
    return ":".join(pairs) if form == "colon" else "-".join(pairs).upper()


def make_uuid(_person: Person, rng: random.Random, form: str) -> str:
    """A version-4 UUID; upper case for the form ``up``."""
    raw = draw_text(rng, 32, "0123456789abcdef")
    text = f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:]}"
    return text.upper() if form == "up" else text


def make_bank(_person: Person, rng: random.Random, form: str) -> str:
    """An account number, or ``bank-branch-kind-number`` for the form ``full``; ``yk``/``yb`` are of the post bank."""
    number = draw_digits(rng, 7)
    forms = {
        "full": f"{rng.choice(['0001', '0009', '0138', '0177'])}-{draw_digits(rng, 3)}-1-{number}",
        "yk": f"1{draw_text(rng, 3, string.digits)}0",
        "yb": draw_digits(rng, 7) + "1",
        "fw": widen(number),
    }
    return forms.get(form, number)


def make_pattern(_person: Person, rng: random.Random, form: str) -> str:
    """Fill a pattern: 9 digit, A upper letter, a lower letter, h hex digit, W letter or digit; ``\\`` quotes one."""
    if not form.strip("9"):
        return draw_digits(rng, len(form))
    letters = {"9": string.digits, "A": UPPER, "a": string.ascii_lowercase, "h": "0123456789abcdef", "W": ALNUM}
    pieces = re.findall(r"\\?.", form)
    return "".join(rng.choice(letters[piece]) if piece in letters else piece[-1] for piece in pieces)


def make_time(_person: Person, rng: random.Random, form: str) -> str:
    """A moment of 2024 to 2026 in a written form."""
    day = date(2024, 1, 1) + timedelta(days=rng.randrange(1000))
    clock = f"{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"
    epoch = str(1_704_000_000 + rng.randrange(80_000_000))
    forms = {
        "iso": f"{day.isoformat()}T{clock}.{draw_digits(rng, 3)}+09:00",
        "sp": f"{day.isoformat()} {clock}",
        "sl": f"{day:%Y/%m/%d} {clock}",
        "14": f"{day:%Y%m%d}{clock.replace(':', '')}",
        "12": f"{day:%Y%m%d}{clock[:5].replace(':', '')}",
        "8": f"{day:%Y%m%d}",
        "ep": epoch,
        "ms": epoch + draw_digits(rng, 3),
        "clf": f"{day:%d/%b/%Y}:{clock} +0900",
        "era": format_era(day, ""),
        "ja": f"{day.year}年{day.month}月{day.day}日",
        "d": f"{day:%Y/%m/%d}",
        "md": f"{day.month}月{day.day}日",
        "sys": f"{day:%b} {day.day:2} {clock}",
        "hm": clock[:5],
        "z": f"{day.isoformat()}T{clock}Z",
        "di": day.isoformat(),
    }
    return forms[form or "sp"]


def make_amount(_person: Person, rng: random.Random, form: str) -> str:
    """An amount with thousands commas, or the bare number for the form ``n``."""
    value = rng.choice([rng.randrange(100, 9999), rng.randrange(10_000, 2_000_000)])
    return str(value) if form == "n" else f"{value:,}"


def make_jan(_person: Person, rng: random.Random, form: str) -> str:
    """A JAN code, or an ISBN for the form ``isbn``, with its check digit."""
    body = ("9784" if form == "isbn" else rng.choice(["45", "49"])) + draw_text(rng, 12, string.digits)
    body = body[:12]
    return body + str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(body)) % 10)
