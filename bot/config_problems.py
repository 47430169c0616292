"""What is wrong with a configuration, in sentences: one line each, with where it came from."""

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.config_environment import variables
from domain.toml_lines import Lines

VALUE_CHARACTERS_MOST = 40


def problems_of(
    error: ValidationError,
    settings: type[BaseModel],
    lines: Lines,
    file: Path | None,
    environ: Mapping[str, str],
) -> list[str]:
    """Give a sentence for each problem; a value is only repeated where it can be no secret."""
    names = {path: name for name, path in variables(environ)}
    sentences = []
    for details in error.errors(include_url=False, include_context=True):
        path = tuple(str(part) for part in details["loc"][:2])
        sentence = _sentence(path, details, settings)
        sentences.append(f"{_place(path, lines, file, names)}{sentence}")
    return list(dict.fromkeys(sentences))


def _place(
    path: tuple[str, ...], lines: Lines, file: Path | None, names: Mapping[tuple[str, ...], str]
) -> str:
    if path in names:
        return f"{names[path]}: "
    if path in lines:
        return f"{file} line {lines[path]}: "
    # The key is set nowhere: what is set beside it asks for it.
    beside = [name for key, name in names.items() if key[0] == path[0]]
    if beside:
        return f"{', '.join(beside)}: "
    line = lines.get(path[:1])
    return f"{file} line {line}: " if line else ""


def _sentence(path: tuple[str, ...], details: ErrorDetails, settings: type[BaseModel]) -> str:
    field = _field(path, settings)
    if details["type"] == "extra_forbidden":
        return _unknown(path, settings, is_table=isinstance(details["input"], dict))
    if details["type"] == "model_type" or field is None:
        name = path[0]
        return f"{name} is a section: write [{name}] with its keys below it, or {name}.KEY = …"
    shown = f" = {_shown(details, field)}" if _may_show(path, details, field) else ""
    if details["type"] == "value_error":
        what = str(details["ctx"]["error"])
    else:
        what = f"must be {wanted(field)}"
    return f"{'.'.join(path)}{shown} {what}{_nearest_value(details, field)}"


def _field(path: tuple[str, ...], settings: type[BaseModel]) -> FieldInfo | None:
    field = settings.model_fields.get(path[0])
    if field is None or len(path) == 1:
        return field
    keys: dict[str, FieldInfo] = getattr(field.annotation, "model_fields", {})
    return keys.get(path[1])


def _unknown(path: tuple[str, ...], settings: type[BaseModel], *, is_table: bool) -> str:
    sections = list(settings.model_fields)
    keys = {
        f"{name}.{key}": key
        for name, field in settings.model_fields.items()
        for key in getattr(field.annotation, "model_fields", {})
    }
    if len(path) == 1:
        near = difflib.get_close_matches(path[0], sections, 1)
        hint = [f"[{name}]" for name in near] or [k for k in keys if keys[k] == path[0]]
        name = f"section [{path[0]}]" if is_table else f"key {path[0]}"
        return f"there is no {name}{_hint(hint, f'sections are {_list(sections)}')}"
    own = [full for full in keys if full.startswith(f"{path[0]}.")]
    near = difflib.get_close_matches(".".join(path), own, 1, cutoff=0.7)
    near = near or [full for full in keys if keys[full] == path[1]]
    names = _list(keys[full] for full in own)
    return f"there is no key {'.'.join(path)}{_hint(near, f'[{path[0]}] has {names}')}"


def _hint(near: list[str], otherwise: str) -> str:
    return f"; did you mean {near[0]}?" if near else f"; {otherwise}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


def _may_show(path: tuple[str, ...], details: ErrorDetails, field: FieldInfo) -> bool:
    """Say whether a value may be repeated: a plain one, of a key that is no secret."""
    return (
        len(path) == 2
        and field.annotation is not SecretStr
        and isinstance(details["input"], str | int | float)
    )


def _shown(details: ErrorDetails, field: FieldInfo) -> str:
    value: Any = details["input"]
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    printable = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in value
    )
    cut = printable[:VALUE_CHARACTERS_MOST]
    return f'"{cut}"' if cut == printable else f'"{cut}…"'


def wanted(field: FieldInfo) -> str:
    """Say what a key takes."""
    if field.description:
        return field.description
    kind = field.annotation
    if get_origin(kind) is Literal:
        return f"one of {_list(get_args(kind))}"
    if get_origin(kind) is tuple:
        return "a list of ids, whole numbers such as [123456789]"
    if kind is bool:
        return "true or false"
    if kind is int:
        bounds = {
            name: getattr(rule, name)
            for rule in field.metadata
            for name in ("ge", "le")
            if hasattr(rule, name)
        }
        return f"a whole number from {bounds['ge']} to {bounds['le']}"
    return 'text, written in quotes: "…"'


def _nearest_value(details: ErrorDetails, field: FieldInfo) -> str:
    if details["type"] != "literal_error":
        return ""
    near = difflib.get_close_matches(str(details["input"]), get_args(field.annotation), 1)
    return f"; did you mean {near[0]}?" if near else ""
