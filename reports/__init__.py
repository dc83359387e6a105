"""Sets findings against declared purposes and renders the result.

``FORMATS`` is the whole registry: format name -> "module:function"; each function takes a
``reports.base.Report`` and options and returns the rendered text, or bytes. A module that needs something beside
Daicho says so with a function ``check_ready``, called before a scan. Imported on use. Third parties
add theirs through the entry-point group ``daicho.reports``.
"""

FORMATS: dict[str, str] = {
    "table": "reports.table:render",
    "json": "reports.json_report:render",
    "jsonl": "reports.jsonl:render",
    "html": "reports.html:render",
    "pdf": "reports.pdf:render",
    "csv": "reports.csv_report:render",
    "xlsx": "reports.xlsx_report:render",
    "sarif": "reports.sarif:render",
    "junit": "reports.junit:render",
    "github": "reports.github:render",
    "gitlab": "reports.gitlab:render",
    "markdown": "reports.markdown:render",
}
