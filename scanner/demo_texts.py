"""Running text of the invented company: inquiries and mails put together from templates."""

from __future__ import annotations

from random import Random
from typing import Any

from scanner.demo_numbers import draw_digits
from scanner.demo_people import Company, Person, vocabulary


def fill_template(template: str, company: Company, writer: Person, rng: Random) -> str:
    """One text of ``demo.toml`` with its words filled in; ``writer`` is who writes it."""
    return template.format_map(_Words(company, writer, rng))


class _Words(dict[str, str]):
    """Draws a word when a template asks for it, so that unused ones cost no random numbers."""

    def __init__(self, company: Company, writer: Person, rng: Random) -> None:
        super().__init__(
            name=writer.name.replace(" ", ""),
            family=writer.family,
            kana=writer.kana,
            romaji=writer.romaji,
            phone=writer.phone,
            email=writer.email,
            postal=writer.address.postal,
            address=writer.address.line,
            birth=f"{writer.born.year}年{writer.born.month}月{writer.born.day}日",
        )
        self._company, self._rng = company, rng

    def __missing__(self, word: str) -> str:
        rng, company = self._rng, self._company
        draws: dict[str, Any] = {
            "order": lambda: f"2026{rng.randrange(7, 12):02}{rng.randrange(1, 29):02}-{draw_digits(rng, 6)}",
            "goods": lambda: f"「{rng.choice(vocabulary('goods')['names'])}」",
            "card": lambda: rng.choice(company.cards),
            "staff": lambda: rng.choice(company.staff).family,
            "bank": lambda: rng.choice(vocabulary("company")["banks"])[1],
            "branch": lambda: rng.choice(vocabulary("company")["branches"])[1],
            "account": lambda: rng.choice(company.accounts),
            "password": lambda: rng.choice(company.passwords),
            "my_number": lambda: rng.choice(company.my_numbers[len(company.staff) :]),
            "number": lambda: str(rng.randrange(1001, 1040)),
            "yen": lambda: str(rng.randrange(8, 300) * 110),
        }
        drawn: str = draws[word]()
        return drawn
