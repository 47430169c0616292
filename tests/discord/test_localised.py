"""Commands in other languages: names, options, words, descriptions, by Discord's rules."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.discord.commands import commands, synchronise
from bot.platforms.discord.localised import KNOWN_TAGS, told_apart
from bot.platforms.discord.names import GROUPS, NAMES, OPTIONS, WORDS
from handlers.table import ROUTES
from tests.catalogues import Words, spoken
from tests.discord.conftest import Running
from tests.simulators.discord import Simulator
from tests.simulators.discord.commands import check_command
from tests.simulators.discord.refusals import Problems

Json = dict[str, Any]
GERMAN: Words = {
    "/work": "/arbeiten",
    "/project": "/projekt",
    "/project list": "/projekt liste",
    "/project open": "/projekt liste",  # the same as another's
    "/balance": "/Mein Guthaben",  # that can't be a name
    "/history": "/" + "x" * 33,
    "the next task": "die nächste Aufgabe",
    "who gained most points": "ü" * 150,
    "projects: new ones, their rows, how far they are, their results": "Projekte",
    "period:": "zeitraum:",
    "week, month or all": "Woche, Monat oder alles",
    "period:week": "zeitraum:Woche",
    "period:month": "zeitraum: ",  # says nothing
    "project:": "Projekt",  # names have small letters
    "amount:": "grund:",
    "reason:": "grund:",
    "Check this message": "Nachricht prüfen lassen",
}
HINDI: Words = {"/work": "/काम", "the next task": "अगला काम", "period:": "अवधि:"}


@pytest.fixture
def two_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with spoken(monkeypatch, tmp_path, {"de": GERMAN, "hi": HINDI, "eo": {"/work": "/laboru"}}):
        yield


def by_path() -> dict[str, Json]:
    found = {}
    for command in commands():
        found[command["name"]] = command
        for option in command.get("options", ()):
            found[f"{command['name']} {option['name']}"] = option
            for inner in option.get("options", ()):
                found[f"{command['name']} {option['name']} {inner['name']}"] = inner
    return found


def test_all_names_stand_in_the_catalogue() -> None:
    paths = {f"/{route.path}" for route in ROUTES}
    groups = {route.path.partition(" ")[0] for route in ROUTES if " " in route.path}
    assert set(NAMES) == paths | {f"/{group}" for group in groups}
    assert set(GROUPS) == groups
    options = [option for route in ROUTES for option in route.options]
    assert set(OPTIONS) == {f"{option.name}:" for option in options}
    assert set(WORDS) == {f"{option.name}:{word}" for option in options for word in option.choices}


@pytest.mark.usefixtures("two_languages")
def test_names_and_descriptions_in_other_languages() -> None:
    found = by_path()
    assert found["work"]["name_localizations"] == {"de": "arbeiten", "hi": "काम"}
    assert found["work"]["description_localizations"] == {
        "de": "die nächste Aufgabe", "hi": "अगला काम"
    }  # fmt: skip
    assert found["project"]["name_localizations"] == {"de": "projekt"}
    assert found["project"]["description_localizations"] == {"de": "Projekte"}
    period = found["leaderboard period"]
    assert period["name_localizations"] == {"de": "zeitraum", "hi": "अवधि"}
    assert period["description_localizations"] == {"de": "Woche, Monat oder alles"}
    assert period["choices"] == [
        {"name": "week", "name_localizations": {"de": "Woche"}, "value": "week"},
        {"name": "month", "value": "month"},
        {"name": "all", "value": "all"},
    ]
    assert found["Check this message"]["name_localizations"] == {"de": "Nachricht prüfen lassen"}


@pytest.mark.usefixtures("two_languages")
def test_what_can_be_no_name_stays_english() -> None:
    found = by_path()
    for path in ("balance", "history", "project progress project", "suspend account"):
        assert "name_localizations" not in found[path], path
    assert len(found["leaderboard"]["description_localizations"]["de"]) == 100
    # Two that stand side by side are never called the same.
    for path in ("project list", "project open", "reward grant amount", "reward grant reason"):
        assert "name_localizations" not in found[path], path
    assert found["suspend reason"]["name_localizations"] == {"de": "grund"}  # alone it may be


def test_no_translation_is_what_another_is_called_in_english() -> None:
    made = [
        {"name": "list", "name_localizations": {"de": "neu", "fr": "liste"}},
        {"name": "new", "name_localizations": {"de": "list"}},
        {"name": "neu"},
    ]
    assert told_apart(made) == [
        {"name": "list", "name_localizations": {"fr": "liste"}}, {"name": "new"}, {"name": "neu"},
    ]  # fmt: skip


@pytest.mark.usefixtures("two_languages")
def test_discord_takes_them() -> None:
    problems = Problems()
    for number, command in enumerate(commands()):
        check_command(problems, (number,), command)
        for key in ("name_localizations", "description_localizations"):
            assert set(command.get(key, ())) <= KNOWN_TAGS
    problems.check()


@pytest.mark.usefixtures("two_languages")
async def test_they_are_set_once_and_again_when_a_catalogue_changes(
    sim: Simulator, bot: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bot.discord is not None
    [board] = [one for one in sim.world.commands[0] if one["name"] == "leaderboard"]
    assert board["options"][0]["choices"][0]["name_localizations"] == {"de": "Woche"}
    assert await synchronise(bot.discord.api) is False
    words: Words = {**GERMAN, "period:week": "zeitraum:diese Woche"}
    with spoken(monkeypatch, tmp_path / "newer", {"de": words}):
        assert await synchronise(bot.discord.api) is True
        assert await synchronise(bot.discord.api) is False
