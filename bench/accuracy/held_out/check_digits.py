"""Invented numbers with right check digits, by the published rules of each number.

Every function takes a random generator and returns the number as text; nothing here belongs to anybody.
"""

from __future__ import annotations

from random import Random

LICENCE_OFFICES = (10, 20, 22, 30, 30, 30, 43, 44, 45, 45, 49, 54, 61, 62, 62, 63, 72, 81, 90, 97)
INSURER_KINDS = ("01", "06", "31", "32", "34", "39", "63")


def digits(rng: Random, count: int) -> str:
    """`count` random digits, zeros in front included."""
    return "".join(rng.choice("0123456789") for _ in range(count))


def luhn(body: str) -> str:
    """`body` with its Luhn digit behind it."""
    total = 0
    for place, char in enumerate(reversed(body)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def my_number(rng: Random) -> str:
    """個人番号: weights 6 5 4 3 2 7 6 5 4 3 2 over eleven digits, modulus 11."""
    body = digits(rng, 11)
    rest = sum(int(d) * w for d, w in zip(body, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return body + str(0 if rest <= 1 else 11 - rest)


def corporate_number(rng: Random) -> str:
    """法人番号: the check digit stands in front, weights 1 and 2 in turn from the right, modulus 9."""
    body = rng.choice("01") + digits(rng, 11)
    total = sum(int(d) * (1 if place % 2 == 0 else 2) for place, d in enumerate(reversed(body)))
    return str(9 - total % 9) + body


def resident_code(rng: Random) -> str:
    """住民票コード: ten digits and one check digit (weights 2 to 7 from the right, modulus 11)."""
    body = rng.choice("123456789") + digits(rng, 9)
    rest = sum(int(d) * w for d, w in zip(reversed(body), (2, 3, 4, 5, 6, 7, 2, 3, 4, 5), strict=True)) % 11
    return body + str(0 if rest <= 1 else 11 - rest)


def licence(rng: Random) -> str:
    """運転免許証番号: office, year, serial number, check digit modulus 11, times of reissue."""
    body = f"{rng.choice(LICENCE_OFFICES)}{rng.randrange(70, 124) % 100:02d}{digits(rng, 6)}"
    rest = sum(int(d) * w for d, w in zip(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return body + str((11 - rest) % 11 % 10) + rng.choice("000012")


def insurer(rng: Random) -> str:
    """保険者番号 of eight digits: kind, prefecture, insurer, check digit as Luhn's."""
    return luhn(f"{rng.choice(INSURER_KINDS)}{rng.randrange(1, 48):02d}{digits(rng, 3)}")


def municipality(rng: Random) -> str:
    """全国地方公共団体コード with its check digit; also the insurer of care insurance."""
    body = f"{rng.randrange(1, 48):02d}{rng.randrange(201, 245)}"
    rest = sum(int(d) * w for d, w in zip(body, (6, 5, 4, 3, 2), strict=True)) % 11
    return body + str((11 - rest) % 10)


def card(rng: Random) -> str:
    """A card number of a known brand: Visa, Mastercard, JCB, Amex, Diners."""
    front, length = rng.choice((("4", 16), ("4", 16), ("52", 16), ("54", 16), ("3540", 16), ("3569", 16), ("37", 15)))
    return luhn(front + digits(rng, length - len(front) - 1))


def imei(rng: Random) -> str:
    """Fifteen digits with Luhn's digit behind a type allocation code."""
    return luhn(rng.choice(("35209900", "35686800", "86012304", "01326200")) + digits(rng, 6))


def iccid(rng: Random) -> str:
    """A SIM number of a Japanese issuer, nineteen digits."""
    return luhn("8981" + rng.choice(("100", "200", "300")) + digits(rng, 11))


def jan(rng: Random, front: str = "49") -> str:
    """A JAN (EAN-13) code."""
    body = front + digits(rng, 12 - len(front))
    total = sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(body))
    return body + str(-total % 10)


def isbn13(rng: Random) -> str:
    """A book number of Japan (978-4), written with hyphens."""
    code = jan(rng, "9784")
    return f"{code[:3]}-{code[3]}-{code[4:8]}-{code[8:12]}-{code[12]}"


def iban(rng: Random) -> str:
    """A British account number with the two check digits of ISO 7064 (modulus 97)."""
    body = "".join(rng.choice("BCDFGHJK") for _ in range(4)) + digits(rng, 14)
    value = int("".join(str(int(char, 36)) for char in body + "GB00"))
    return f"GB{98 - value % 97:02d}{body}"


def mrz_digit(text: str) -> str:
    """Check digit of a machine readable zone: weights 7 3 1, letters count from ten."""
    values = (0 if c == "<" else int(c) if c.isdigit() else ord(c) - 55 for c in text)
    return str(sum(v * (7, 3, 1)[place % 3] for place, v in enumerate(values)) % 10)


def mrz_line(number: str, birth: str, sex: str, expiry: str) -> str:
    """Second line of a passport's zone; `birth` and `expiry` as YYMMDD."""
    whole = number + mrz_digit(number) + "JPN" + birth + mrz_digit(birth) + sex + expiry + mrz_digit(expiry)
    rest = "<" * 14 + "0"
    composite = whole[:10] + whole[13:20] + whole[21:28] + rest
    return whole + rest + mrz_digit(composite)
