"""How a new sheet of a ledger looks: widths, colours, what a person may choose from, how it is printed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.ledger import Column, Sheet, load_ledger, load_tables, say
from reports.messages import LANGUAGES

BODY = Alignment(vertical="top", wrap_text=True)

_HEAD = Font(bold=True, color="FFFFFF")
_HEAD_FILL = {"scan": "1F3A5F", "id": "1F3A5F", "note": "1F3A5F", "both": "2F6B4F", "person": "8A5A00"}
"""Colours of the headings by who fills the column (white text on each has a contrast of 6 to 1 or more)."""
_TO_FILL = PatternFill("solid", bgColor="FFF2CC")
_LAST_LINE = 1_048_576
_LONGEST_LIST = 255
_COUNTS = ("exact", "about", "least")


def format_count(text: str) -> tuple[int, str] | None:
    """A count with its words ("about 1,200") as a number and the number format that shows these words."""
    for key in _COUNTS:
        for lang in LANGUAGES:
            before, _, behind = load_ledger()["word"][key][lang].partition("{n}")
            found = re.fullmatch(re.escape(before) + r"([\d,]+)" + re.escape(behind), text.strip())
            if found:
                words = [f'"{one}"' if one else "" for one in (before, behind)]
                return int(found[1].replace(",", "")), f"{words[0]}#,##0{words[1]}"
    return None


def dress_sheet(page: Worksheet, sheet: Sheet, head: int, lang: str, *, since: int) -> None:
    """Give the columns from ``since`` on (0: all, the sheet is new) their looks and choices."""
    columns = {column.id: column for column in load_tables()[sheet.table].columns}
    for place, heading in enumerate(sheet.headings[since:], start=since + 1):
        column, letter = columns.get(heading.column), get_column_letter(place)
        cell = page.cell(head, place)
        cell.font, cell.alignment = _HEAD, BODY
        cell.fill = PatternFill("solid", fgColor=_HEAD_FILL[column.by if column else "person"])
        page.column_dimensions[letter].width = column.width if column else 24
        if column and column.choices:
            page.add_data_validation(_offer(column, lang, f"{letter}{head + 1}:{letter}{_LAST_LINE}"))
    if since:
        return
    last = get_column_letter(len(sheet.headings))
    for language in LANGUAGES:
        formula = [f'"{say("to-fill", language)}"']
        rule = Rule("cellIs", operator="equal", formula=formula, dxf=DifferentialStyle(fill=_TO_FILL))
        page.conditional_formatting.add(f"A{head + 1}:{last}{_LAST_LINE}", rule)
    page.freeze_panes = f"C{head + 1}"
    page.print_title_rows = f"{head}:{head}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = "9"  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _offer(column: Column, lang: str, cells: str) -> DataValidation:
    """A list to choose from. Other text may be written as well, so nothing is refused."""
    listed = ",".join((say("to-fill", lang), *column.choices[lang]))
    if len(listed) > _LONGEST_LIST or '"' in listed:
        raise ValueError(f"the choices of {column.id} do not fit into a list of a workbook")
    offer = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=False)
    offer.add(cells)
    return offer


def dress_how_to(page: Worksheet, tables: Sequence[str], lang: str) -> None:
    """The sheet that says how to read and fill the others, and what each column is."""
    for text in load_ledger()["howto"].values():
        page.append([text[lang]])
    for table in (load_tables()[id] for id in tables):
        page.append([])
        page.append([table.title[lang]])
        page.cell(page.max_row, 1).font = Font(bold=True)
        page.append([say("column", lang), say("filled-by", lang), say("asked-by", lang)])
        for column in table.columns:
            page.append([column.title[lang], say(f"filler.{column.by}", lang), column.law])
    for letter, width in (("A", 40), ("B", 44), ("C", 24)):
        page.column_dimensions[letter].width = width
