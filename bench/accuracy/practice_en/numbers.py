"""Numbers with the check digits that their published formulas give, over random digits."""

from __future__ import annotations

import random

BOARDS = ("10", "20", "22", "30", "40", "43", "44", "45", "49", "54", "61", "62", "63", "73", "90", "97")


def draw_digits(rng: random.Random, count: int) -> str:
    """So many random digits."""
    return "".join(rng.choices("0123456789", k=count))


def check_luhn(body: str) -> str:
    """The digit that makes the sum of the Luhn formula a multiple of ten."""
    total = 0
    for at, sign in enumerate(reversed(body)):
        value = int(sign) * (2 if at % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def make_card(rng: random.Random) -> str:
    """A payment card number of an invented account."""
    body = rng.choice(("4", "4", "51", "54", "3530", "3566")) + draw_digits(rng, 15)
    return body[:15] + check_luhn(body[:15])


def make_imei(rng: random.Random) -> str:
    """A device number: eight digits of a type, six of a device, check digit."""
    body = "35" + draw_digits(rng, 12)
    return body + check_luhn(body)


def make_my_number(rng: random.Random) -> str:
    """Twelve digits, weights 6 5 4 3 2 7 6 5 4 3 2, modulo 11."""
    body = draw_digits(rng, 11)
    rest = sum(int(sign) * weight for sign, weight in zip(body, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return body + ("0" if rest <= 1 else str(11 - rest))


def make_corporate_number(rng: random.Random) -> str:
    """Thirteen digits, the first one checks the others modulo 9."""
    body = rng.choice(("0100010", "0200010", "1200010", "0104010")) + draw_digits(rng, 5)
    total = sum(int(sign) * (1 if at % 2 == 0 else 2) for at, sign in enumerate(reversed(body)))
    return str(9 - total % 9) + body


def make_licence(rng: random.Random) -> str:
    """A driving licence: board, year, serial, check digit, count of reissues."""
    body = rng.choice(BOARDS) + f"{rng.randint(70, 123) % 100:02d}" + draw_digits(rng, 6)
    rest = sum(int(sign) * weight for sign, weight in zip(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return body + str((11 - rest) % 10) + rng.choice("0001")


def make_insurer(rng: random.Random) -> str:
    """An eight-digit health insurer: law, prefecture, number, check digit."""
    body = rng.choice(("01", "06", "39")) + f"{rng.randint(1, 47):02d}" + draw_digits(rng, 3)
    return body + check_luhn(body)


def check_ean(body: str) -> str:
    """The check digit of the article number."""
    total = sum(int(sign) * (3 if at % 2 == 0 else 1) for at, sign in enumerate(reversed(body)))
    return str(-total % 10)


def make_ean(rng: random.Random, prefix: str) -> str:
    """An article number of thirteen digits."""
    body = prefix + draw_digits(rng, 12 - len(prefix))
    return body + check_ean(body)


def make_isbn(rng: random.Random) -> str:
    """A book number in groups."""
    code = make_ean(rng, rng.choice(("9784", "9780")))
    return f"978-{code[3]}-{code[4:8]}-{code[8:12]}-{code[12]}"


def make_iban(rng: random.Random) -> str:
    """A German bank account: check digits modulo 97."""
    body = draw_digits(rng, 18)
    return f"DE{98 - int(body + '131400') % 97:02d}{body}"


def make_iccid(rng: random.Random) -> str:
    """A SIM card of Japan: 8981, issuer, serial, check digit."""
    body = "8981" + rng.choice(("100", "200", "300")) + draw_digits(rng, 11)
    return body + check_luhn(body)


def make_npi(rng: random.Random) -> str:
    """A number of the American register of medical practices: Luhn behind the prefix 80840."""
    body = "1" + draw_digits(rng, 8)
    return body + check_luhn("80840" + body)
