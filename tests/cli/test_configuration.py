"""Configuration: every key is explained, the environment wins, all mistakes are told at once."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Settings, load
from domain.errors import Unusable
from tests.cli.broken import BROKEN

ROOT = Path(__file__).parents[2]
SECRET = "hush-hush-1234567890"


def keys() -> dict[str, object]:
    """Every key with its default."""
    return {
        f"{section}.{key}": default.default
        for section, field in Settings.model_fields.items()
        for key, default in field.annotation.model_fields.items()  # type: ignore[union-attr]
    }


def complaints(text: str, environ: dict[str, str], folder: Path) -> list[str]:
    """What is said about a file and an environment, the file's name left out."""
    file = folder / "config.toml"
    file.write_text(text)
    with pytest.raises(Unusable) as caught:
        load(file, environ)
    error = caught.value
    lines = list(error.problems) or [str(error)]
    return [line.replace(f"{folder}/", "") for line in lines]


def test_the_example_has_every_key_and_says_the_defaults() -> None:
    file = ROOT / "config.example.toml"
    written = tomllib.loads(file.read_text())
    assert {f"{s}.{k}" for s, table in written.items() for k in table} == set(keys())
    assert load(file, {}).model_dump() == Settings.of({}, {}).model_dump()


def test_every_key_stands_in_the_documentation_with_its_default() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text()
    documented = dict(re.findall(r"^\| `(\w+\.\w+)` \| `(.*?)` \|", text, re.MULTILINE))
    example = tomllib.loads((ROOT / "config.example.toml").read_text())
    assert set(documented) == set(keys())
    for name, default in documented.items():
        section, key = name.split(".")
        assert tomllib.loads(f"x = {default}")["x"] == example[section][key], name


def test_nothing_configured_is_a_working_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load(None, {})
    assert settings.file is None
    assert settings.web.host == "127.0.0.1"
    assert settings.terms.money.currency == "credits"


def test_the_file_in_this_folder_is_found_and_the_named_ones_win(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, port in (("config.toml", 1001), ("other.toml", 1002), ("third.toml", 1003)):
        (tmp_path / name).write_text(f"[web]\nport = {port}\n")
    assert load(None, {}).web.port == 1001
    assert load(None, {"BITEWORK_CONFIG": "other.toml"}).web.port == 1002
    assert load(Path("third.toml"), {"BITEWORK_CONFIG": "other.toml"}).web.port == 1003


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[web]\nport = 1001\nhost = "::1"\n[admins]\ntelegram = [1]\n')
    environ = {
        "BITEWORK_WEB__PORT": "1002",
        "BITEWORK_WEB__CHAT": "no",
        "BITEWORK_ADMINS__TELEGRAM": "123, 456",
        "BITEWORK_ADMINS__DISCORD": "[7]",
        "BITEWORK_TELEGRAM__TOKEN": "123:abc",
        "HOME": "/nowhere",
    }
    settings = load(file, environ)
    assert (settings.web.port, settings.web.host, settings.web.chat) == (1002, "::1", False)
    assert settings.admins.telegram == (123, 456)
    assert settings.admins.discord == (7,)
    assert settings.telegram.token.get_secret_value() == "123:abc"


@pytest.mark.parametrize(("text", "environ", "sentence"), BROKEN)
def test_a_mistake_is_named_with_its_place_and_what_would_be_right(
    text: str, environ: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    assert complaints(text, environ, tmp_path) == [sentence]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    lines = ("[web]", "prot = 1", "port = 'x'", "[push]", "daily = 0", "[summry]", "hour = 5")
    environ = {"BITEWORK_MONEY__DECIMALS": "many", "BITEWORK_LOG__LEVL": "info"}
    said = complaints("\n".join(lines), environ, tmp_path)
    assert sorted(line.partition(":")[0] for line in said) == [
        "BITEWORK_LOG__LEVL",
        "BITEWORK_MONEY__DECIMALS",
        "config.toml line 2",
        "config.toml line 3",
        "config.toml line 5",
        "config.toml line 6",
    ]


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"There is no configuration file .*none\.toml\."):
        load(tmp_path / "none.toml", {})
    with pytest.raises(Unusable, match=r"There is no configuration file gone\.toml"):
        load(None, {"BITEWORK_CONFIG": "gone.toml"})
    (tmp_path / "latin.toml").write_bytes("name = 'é'".encode("latin-1"))
    with pytest.raises(Unusable, match=r"latin\.toml is not UTF-8 text"):
        load(tmp_path / "latin.toml", {})
    with pytest.raises(Unusable, match="cannot be read: Is a directory"):
        load(tmp_path, {})


def hiding_places() -> Iterator[tuple[str, dict[str, str]]]:
    """Configurations that hold a secret, right and wrong ones."""
    yield f"[telegram]\ntoken = '{SECRET}'", {}
    yield f"[telegram]\ntokn = '{SECRET}'", {}
    yield f"telegram = '{SECRET}'", {}
    yield f"[web]\naccess_token = ['{SECRET}']", {}
    yield f"[web]\naccess_token = {{ a = '{SECRET}' }}\nport = 'x'", {}
    yield f"[discord]\ntoken = 'a b {SECRET}'", {}
    yield f"[database]\nurl = 'mysql://me:{SECRET}@host/db'", {}
    yield f"[database]\nurl = 5\n[x]\ny = '{SECRET}'", {}
    yield "", {"BITEWORK_TELEGRAM__TOKEN": SECRET}
    yield "", {"BITEWORK_TELEGRAM__TOKN": SECRET}
    yield "", {"BITEWORK_TELEGRAM": SECRET}
    yield "", {"BITEWORK_TOKEN": SECRET}


@pytest.mark.parametrize(("text", "environ"), list(hiding_places()))
def test_no_secret_is_ever_said(text: str, environ: dict[str, str], tmp_path: Path) -> None:
    assert SECRET not in "\n".join(complaints(text, environ, tmp_path))


def test_no_secret_is_in_what_settings_show(tmp_path: Path) -> None:
    url = f"postgresql://me:{SECRET}@db.example:5432/bitework?password={SECRET}"
    file = tmp_path / "config.toml"
    file.write_text(
        f"[telegram]\ntoken = '123:{SECRET}'\n[discord]\ntoken = '{SECRET}'\n"
        f"[web]\naccess_token = '{SECRET}'\n[database]\nurl = '{url}'\n"
    )
    settings = load(file, {})
    shown = (repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json())
    assert not any(SECRET in text for text in shown)
    assert settings.database.shown == "postgresql://db.example:5432/bitework"
    assert settings.database.url.get_secret_value() == url
