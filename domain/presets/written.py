"""A preset as a project's file: all that it sets, in TOML, and what is left to be said."""

import json
from collections.abc import Mapping
from typing import Any

from domain.presets.model import Preset

_HEAD = """\
# {title}: {purpose}
# title = "…"      what people choose it by
# reward = "{reward}"   for one answer
# budget = "…"     what it may cost in all
kind = "{name}\""""


def toml(preset: Preset) -> str:
    """Write what a file of this kind has where it says nothing else."""
    plain = {key: value for key, value in preset.values.items() if not _is_tables(value)}
    head = _HEAD.format(
        title=preset.title, purpose=preset.purpose, reward=preset.reward, name=preset.name
    )
    lines = [head, *_lines(plain)]
    for key, tables in preset.values.items():
        if _is_tables(tables):
            for table in tables:
                lines += ["", f"[[{key}]]", *_lines(table)]
    return "\n".join(lines) + "\n"


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _lines(values: Mapping[str, Any]) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in values.items()]


def _value(value: object) -> str:
    """Write one value; texts of several lines stand between three quotes."""
    match value:
        case bool():
            return "true" if value else "false"
        case str() if "\n" in value:
            return f'"""\n{value}"""'
        case dict():
            return "{ " + ", ".join(_lines(value)) + " }"
        case list():
            return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
