"""The privacy policy of the demo: the one that ships with Daicho, with registers of who handles and who gets data."""

from __future__ import annotations

import re

from reports.policy_file import DEFAULT
from scanner.demo_people import vocabulary


def write_policy() -> str:
    """The text of the demo's ``privacy-policy.toml``. The purpose of personnel says whose data it is for, and the
    registers stand at the end."""
    words = vocabulary("policy")
    text = DEFAULT.read_text(encoding="utf-8")
    for purpose, subjects in words["subjects"].items():
        listed = ", ".join(f'"{one}"' for one in subjects)
        text = re.sub(rf'^id = "{purpose}"$', rf"\g<0>\nsubjects = [{listed}]", text, flags=re.MULTILINE)
    registers: str = words["registers"]
    return f"{text.rstrip()}\n\n{registers.lstrip()}"
