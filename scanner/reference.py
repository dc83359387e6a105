"""Reference pages made from the data that ships with Daicho, so that the documents cannot fall behind it.

``python -m scanner.reference > docs/categories.md`` writes the page of categories.
"""

from __future__ import annotations

import sys

from detectors.catalogue import Catalogue, Category, load_catalogue

STANDINGS = {
    "personal-information": "個人情報 / personal information",
    "identification-code": "個人識別符号 / individual identification code",
    "special-care": "要配慮個人情報 / special-care personal information",
    "linkable": "照合により個人情報 / personal when collated",
    "related": "個人関連情報 / personally referable, personal when collated",
    "none": "個人に関しない / not about a person",
}

INTRODUCTION = """# Categories

Every kind of data that Daicho can find, version {version}. A key with a dot belongs to the key before the
dot: a policy that declares `personal.contact` also declares `personal.contact.email`. The legal references
are to the Act on the Protection of Personal Information (APPI), its Enforcement Order (Order) and its
Enforcement Rules (Rule) in force on {law_version}; `2(1)(i)` is article, paragraph, item. Sensitivity is a
default that a policy may override. The Fides keys are those of Ethyca's fideslang taxonomy (CC BY 4.0).

This page is made by `python -m scanner.reference` from `detectors/data/categories.toml`.
"""


def categories_page() -> str:
    """The text of ``docs/categories.md``: one table for each top key of the catalogue."""
    catalogue = load_catalogue()
    tops = tuple(dict.fromkeys(category.id.partition(".")[0] for category in catalogue))
    introduction = INTRODUCTION.format(version=catalogue.version, law_version=catalogue.law_version)
    return "\n".join([introduction, *(_section(catalogue, top) for top in tops)])


def _section(catalogue: Catalogue, top: str) -> str:
    group = catalogue.groups[top]
    rows = [_row(category) for category in catalogue if catalogue.covers(top, category.id)]
    return "\n".join(
        [
            f"## {group.en} / {group.ja}",
            "",
            "| id | 日本語 | English | standing | sensitivity | why | law | Fides |",
            "|---|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _row(category: Category) -> str:
    cells = (
        f"`{category.id}`",
        category.ja,
        category.en,
        STANDINGS[category.appi_class],
        category.sensitivity,
        f"{category.why_en} {category.why_ja}",
        category.law,
        f"`{category.fides_key}`",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(categories_page())
