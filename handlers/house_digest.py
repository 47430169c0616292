"""The daily digest of those who look after projects, or the whole house."""

from collections.abc import Mapping
from typing import Any

from domain.views import View
from handlers.context import Context


def house_digest(context: Context, params: Mapping[str, Any]) -> View | None:
    """Sum yesterday up for whom it concerns."""
    return None
