"""Addresses in the configuration: what is accepted as one."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator


def _address(schemes: tuple[str, ...], example: str) -> AfterValidator:
    """Accept an address with one of the schemes, or nothing; a slash at its end goes."""

    def check(url: str) -> str:
        try:
            parts = urlsplit(url)
            sound = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:
            sound = False
        if url and not sound:
            raise ValueError(f"must be an address such as {example}")
        return url.rstrip("/")

    return AfterValidator(check)


WebAddress = Annotated[str, _address(("http", "https"), "https://bitework.example")]
SocketAddress = Annotated[str, _address(("ws", "wss"), "wss://gateway.example")]
