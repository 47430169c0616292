"""Catalogues for languages that nobody has translated us into yet."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from handlers import voice

Words = Mapping[str | tuple[str, ...], str | tuple[str, ...]]


@contextmanager
def spoken(
    monkeypatch: pytest.MonkeyPatch, folder: Path, languages: Mapping[str, Words]
) -> Iterator[None]:
    """Let Bitework speak languages: the catalogue of each, by its tag."""
    for tag, words in languages.items():
        catalog = Catalog(locale=tag)
        for template, said in words.items():
            catalog.add(template, said)  # type: ignore[arg-type]
        place = folder / tag / "LC_MESSAGES"
        place.mkdir(parents=True)
        with (place / "bitework.mo").open("wb") as file:
            write_mo(file, catalog)
    monkeypatch.setattr(voice, "LOCALES", folder)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    voice._translated.cache_clear()
    voice._translations.cache_clear()
    voice.languages.cache_clear()
    voice.language_of.cache_clear()
