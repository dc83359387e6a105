"""Numbers with their check digits, computed from the published formulas."""

from __future__ import annotations

import random

from bench.accuracy.practice_ja.invented import words

COMMISSIONS = (10, 11, 20, 23, 30, 40, 43, 44, 45, 46, 49, 54, 60, 61, 62, 63, 70, 73, 80, 90, 93, 96, 97)
PLATE_KANA = "あいうえかきくけこさすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるろ"


def draw_digits(rng: random.Random, count: int) -> str:
    """So many digits."""
    return "".join(rng.choices("0123456789", k=count))


def add_luhn(body: str) -> str:
    """The body with a Luhn digit (cards, IMEI, ICCID, insurers)."""
    total = 0
    for place, char in enumerate(reversed(body)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def weigh(body: str, weights: str) -> int:
    """The weighted sum of digits."""
    return sum(int(one) * int(weight) for one, weight in zip(body, weights, strict=True))


def draw_my_number(rng: random.Random) -> str:
    """個人番号."""
    body = draw_digits(rng, 11)
    rest = weigh(body, "65432765432") % 11
    return body + str(0 if rest <= 1 else 11 - rest)


def draw_corporate_number(rng: random.Random) -> str:
    """法人番号: the check digit comes first."""
    body = str(rng.randint(0, 9)) + "00001" * (rng.random() < 0.5) + draw_digits(rng, 11)
    body = body[:12]
    return str(9 - weigh(body[::-1], "121212121212") % 9) + body


def draw_licence(rng: random.Random) -> str:
    """運転免許証番号."""
    body = str(rng.choice(COMMISSIONS)) + rng.choice(("85", "92", "98", "03", "07", "12", "18")) + draw_digits(rng, 6)
    return body + str((11 - weigh(body, "5432765432") % 11) % 10) + rng.choice("000012")


def draw_insurer(rng: random.Random) -> str:
    """保険者番号 of eight digits."""
    kind = rng.choice(("01", "06", "06", "31", "34", "39"))
    return add_luhn(f"{kind}{rng.randint(1, 47):02}{draw_digits(rng, 3)}")


def draw_card(rng: random.Random) -> str:
    """A card number of sixteen digits."""
    return add_luhn(rng.choice(("4", "51", "54", "3540", "3566")).ljust(6, "7") + draw_digits(rng, 9))


def draw_jan(rng: random.Random) -> str:
    """JAN-13."""
    return add_jan(rng.choice(("49", "45")) + draw_digits(rng, 10))


def draw_isbn(rng: random.Random) -> str:
    """ISBN-13."""
    return add_jan("9784" + draw_digits(rng, 8))


def add_jan(body: str) -> str:
    """Twelve digits with the digit of an EAN."""
    return body + str(-weigh(body, "131313131313") % 10)


def draw_plate(rng: random.Random) -> str:
    """自動車のナンバー."""
    number = rng.randint(1000, 9999)
    return (
        f"{rng.choice(words('plate_area'))} {rng.choice(('300', '500', '580', '330', '301'))} "
        f"{rng.choice(PLATE_KANA)} {number // 100}-{number % 100:02}"
    )


def draw_uuid(rng: random.Random) -> str:
    """A UUID of version 4."""
    text = f"{rng.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def draw_letters(rng: random.Random, count: int) -> str:
    """So many capitals."""
    return "".join(rng.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=count))


def draw_address(rng: random.Random) -> str:
    """A global IPv4 address of a Japanese-looking range."""
    first, second = rng.choice(((126, 40), (133, 200), (153, 150), (202, 32), (210, 130), (219, 100), (106, 72)))
    return f"{first}.{second + rng.randint(0, 30)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"
