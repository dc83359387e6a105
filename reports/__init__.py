"""Sets findings against declared purposes and renders the result.

``FORMATS`` is the whole registry: format name -> "module:function"; each function takes a
``reports.base.Report`` and options and returns the rendered text. Imported on use. Third parties
add theirs through the entry-point group ``daicho.reports``.
"""

FORMATS: dict[str, str] = {
    "table": "reports.table:render",
    "json": "reports.json_report:render",
    "jsonl": "reports.jsonl:render",
    "html": "reports.html:render",
}
