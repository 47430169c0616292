"""The environment as a source of settings: BITEWORK_SECTION__KEY.

What a variable holds is text; it is read as the type of its key where that is possible, and left as
it is where it isn't, so that validation can say what is wrong with it.
"""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

PREFIX = "BITEWORK_"
DELIMITER = "__"
FILE_VARIABLE = "BITEWORK_CONFIG"
_WORDS = {"true": True, "yes": True, "on": True, "1": True}
_WORDS |= {"false": False, "no": False, "off": False, "0": False}


def variables(environ: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the variables that are meant for us, each with the path of its key."""
    for name in sorted(environ):
        if name.startswith(PREFIX) and name != FILE_VARIABLE:
            yield name, tuple(name.removeprefix(PREFIX).lower().split(DELIMITER, 1))


def without(
    sections: Set[str], values: Mapping[str, Any], environ: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Give a file's values and the environment without some sections."""
    ours = {name for name, path in variables(environ) if path[0] in sections}
    return (
        {section: keys for section, keys in values.items() if section not in sections},
        {name: text for name, text in environ.items() if name not in ours},
    )


class Environment(PydanticBaseSettingsSource):
    """Reads BITEWORK_SECTION__KEY; names that fit nothing are kept, to be complained about."""

    def __init__(self, settings: type[BaseSettings], environ: Mapping[str, str]) -> None:
        super().__init__(settings)
        self._environ = environ

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Give one section, as the base class asks for it."""
        return self().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Give all sections that the environment has something for."""
        values: dict[str, Any] = {}
        for name, path in variables(self._environ):
            if len(path) == 1:
                values[path[0]] = self._environ[name]
                continue
            section, key = path
            keys = values.setdefault(section, {})
            if isinstance(keys, dict):
                keys[key] = _read(self._environ[name], self._type(section, key))
        return values

    def _type(self, section: str, key: str) -> Any:
        field = self.settings_cls.model_fields.get(section)
        keys = getattr(field and field.annotation, "model_fields", {})
        return keys[key].annotation if key in keys else str


def _read(text: str, kind: Any) -> Any:
    """Read a number, a yes or no, or a list of numbers (`1, 2`); anything else stays text."""
    if kind is bool:
        return _WORDS.get(text.strip().lower(), text)
    if kind is int:
        return _number(text)
    if getattr(kind, "__origin__", None) is tuple:
        return [_number(part) for part in re.split(r"[\s,]+", text.strip(" []")) if part]
    return text


def _number(text: str) -> int | str:
    return int(text) if re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", text) else text
