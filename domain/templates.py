"""What a worker sees of a row: a text with the row's columns in it, `{{column}}`."""

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\{\{[ \t]*([^{}\n]+?)[ \t]*\}\}")


def columns(template: str) -> tuple[str, ...]:
    """Give the columns that a template names, each once, in order."""
    return tuple(dict.fromkeys(_PLACE.findall(template)))


def problems(template: str) -> list[str]:
    """Say what is wrong with a template's braces; single braces are plain text."""
    rest = _PLACE.sub("", template)
    found = []
    for braces, other in (("{{", "}}"), ("}}", "{{")):
        if braces in rest:
            at = rest.index(braces)
            near = rest[max(0, at - 10) : at + 20].replace("\n", " ").strip()
            found.append(
                f"“{braces}” without a column and “{other}” near “{near}”; "
                "a column is written {{name}}"
            )
    return found[:1]


def render(template: str, data: Mapping[str, object]) -> str:
    """Put a row's values in; a column that the row has not, or that is null, shows as nothing."""

    def value(place: re.Match[str]) -> str:
        found = data.get(place[1])
        if isinstance(found, bool):
            return "true" if found else "false"
        return "" if found is None else str(found)

    return _PLACE.sub(value, template)
