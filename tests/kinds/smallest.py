"""The smallest file of each kind that works, as docs/kinds.md has it."""

import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "kinds.md").read_text("utf-8")
_SECTION = re.compile(r"### [^\n]*`(\w+)`\n(.*?)(?=\n##|\Z)", re.DOTALL)
SECTIONS = {found[1]: found[2] for found in _SECTION.finditer(PAGE)}
SMALLEST = {
    name: toml
    for name, text in SECTIONS.items()
    for toml in re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
}
