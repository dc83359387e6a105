"""Numbers with check digits, by the published formulas; every number is invented."""

from __future__ import annotations

from random import Random


def make_digits(rng: Random, count: int) -> str:
    """``count`` random digits."""
    return "".join(rng.choice("0123456789") for _ in range(count))


def close_luhn(body: str) -> str:
    """``body`` with its Luhn check digit."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def make_my_number(rng: Random) -> str:
    """An Individual Number (12 digits)."""
    body = make_digits(rng, 11)
    rest = sum(int(d) * w for d, w in zip(body, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return body + str(0 if rest <= 1 else 11 - rest)


def make_licence(rng: Random) -> str:
    """A Japanese driving licence number (12 digits)."""
    body = rng.choice(("30", "45", "62", "54", "90", "43")) + f"{rng.randint(70, 123) % 100:02d}" + make_digits(rng, 6)
    total = sum(int(d) * w for d, w in zip(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True))
    return body + str((11 - total % 11) % 10) + rng.choice("0001")


def make_corporate_number(rng: Random) -> str:
    """A corporate number (13 digits, check digit first)."""
    body = rng.choice(("0100", "0104", "1200", "0110")) + make_digits(rng, 8)
    total = sum(int(d) * (1 if place % 2 == 0 else 2) for place, d in enumerate(reversed(body)))
    return str(9 - total % 9) + body


def make_gtin(rng: Random, prefix: str) -> str:
    """A GTIN-13 or ISBN-13 that begins with ``prefix``."""
    body = prefix + make_digits(rng, 12 - len(prefix))
    total = sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(body))
    return body + str(-total % 10)


def make_insurer_number(rng: Random) -> str:
    """A Japanese health insurer number (8 digits)."""
    return close_luhn(rng.choice(("01", "06", "32")) + f"{rng.randint(1, 47):02d}" + make_digits(rng, 3))


def make_card(rng: Random) -> str:
    """A payment card number (16 digits)."""
    return close_luhn(rng.choice(("4", "53", "3540", "3555")).ljust(6, "2") + make_digits(rng, 9))


def make_iban(rng: Random) -> str:
    """A British IBAN."""
    body = rng.choice(("NWBK", "BARC", "LOYD")) + make_digits(rng, 14)
    spelled = "".join(str(int(c, 36)) for c in body + "GB00")
    return f"GB{98 - int(spelled) % 97:02d}{body}"
