"""The parameters of one call, whether they came as JSON or as the strings of a form."""

from dataclasses import dataclass
from typing import Any

import orjson

from tests.simulators.telegram.refusals import bad


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    data: bytes


class Params:
    """Typed access by name. Strings stand for numbers, flags and objects too, as in a form."""

    __slots__ = ("uploads", "values")

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.uploads = uploads or {}

    def has(self, name: str) -> bool:
        return name in self.values or name in self.uploads

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        return value if isinstance(value, str) else orjson.dumps(value).decode()

    def number(self, name: str, default: int = 0) -> int:
        value = self.values.get(name, default)
        if type(value) is int:
            return value
        try:
            return int(value)
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        return self.values.get(name) in (True, "true", "True", "1", 1)

    def thing(self, name: str) -> Any:
        """Give an object or a list; None where it is absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError as error:
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from error
