"""An operator's key for tests: made in the test's own folder when it is first needed."""

from pathlib import Path

from bot.config import SecretSettings
from bot.sealing import OperatorKeys


def operator_keys(folder: Path) -> OperatorKeys:
    """Give the keys of somebody who keeps them in a folder."""
    return OperatorKeys(SecretSettings(), folder / "bitework.key")
