"""What a worker sees of a row: a text with the row's columns in it, `{{column}}`."""

import re
from collections.abc import Mapping
from functools import lru_cache

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
    pieces = _pieces(template)
    return "".join(
        [_written(data.get(piece)) if n % 2 else piece for n, piece in enumerate(pieces)]
    )


@lru_cache(maxsize=1024)
def _pieces(template: str) -> list[str]:
    """Give what stands between columns and the columns' names in turn, each between two texts."""
    return _PLACE.split(template)


def _written(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
