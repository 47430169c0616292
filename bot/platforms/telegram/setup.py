"""What people see of the bot before they write: its commands, its name, what it is for.

Set at start, in each of our languages, from the table of routes, and only what has changed:
Telegram allows few changes a day. Who may do more than others, or has chosen another language than
their telephone's, gets a menu of their own when they come (`Menus`).
"""

from collections.abc import Iterable
from typing import Any

import structlog
from telegram.error import TelegramError

from bot.platforms.telegram.api import Api
from domain.amounts import N_
from domain.events import Sender
from domain.permissions import allows
from handlers.routes import Route
from handlers.table import ROUTES
from handlers.voice import Voice, language_of, languages
from services import people
from storage.database import Database

COMMANDS_MAX = 100
REMEMBERED_MAX = 10_000
SUMMARY_CHARS_MAX = 256
DESCRIPTION = N_(
    "Small paid tasks, right here in chat. You get a question, you answer with a tap, and earn "
    "credits. Most take 5–20 seconds. Stop whenever you like."
)
SHORT_DESCRIPTION = N_("Small paid tasks, right here in chat: answer with a tap, earn credits.")
_FALLBACK = "en"  # what Telegram shows to people of all other languages

log = structlog.get_logger()


async def introduce(api: Api, *, name: str, admins: Iterable[int]) -> None:
    """Bring all of it up to date. What fails is said and left for the next start."""
    changed = 0
    for tag in languages():
        say, code = Voice(tag), "" if tag == _FALLBACK else tag[:2]
        try:
            changed += await _introduce_in(api, say, code, name, admins)
        except TelegramError as error:
            log.warning("telegram menus not set", error=type(error).__name__)
    log.info("telegram menus", count=changed)


async def _introduce_in(
    api: Api, say: Voice, code: str, name: str, admins: Iterable[int]
) -> int:
    language = {"language_code": code} if code else {}
    changed = 0
    for scope, role, place in (
        ("all_private_chats", "worker", "private"),
        ("all_group_chats", "worker", "group"),
        ("all_chat_administrators", "admin", "group"),
    ):
        wanted = commands(say, role, place)
        changed += await _set_commands(api, wanted, {"type": scope}, language)
    for admin in admins:
        try:
            wanted = commands(say, "admin", "private")
            changed += await _set_commands(
                api, wanted, {"type": "chat", "chat_id": admin}, language
            )
        except TelegramError:  # an admin who has not written to the bot yet
            log.debug("no chat with an admin yet")
    texts = {
        "Name": ("name", name),
        "Description": ("description", say(DESCRIPTION)),
        "ShortDescription": ("short_description", say(SHORT_DESCRIPTION)),
    }
    for what, (key, text) in texts.items():
        if text and not (what == "Name" and code):
            changed += await _set_text(api, what, key, text, language)
    return changed


class Menus:
    """The menus in people's own chats, where they are others than everybody's."""

    def __init__(self, database: Database, api: Api) -> None:
        self._database = database
        self._api = api
        self._set: dict[str, tuple[str, str]] = {}  # role and language by person

    async def bring(self, sender: Sender) -> None:
        """Bring a person's menu up to date. What fails is left for the next time they come."""
        found = await self._database.read(
            lambda tx: people.met(
                tx, platform=sender.platform, external_id=sender.user, chat=sender.chat
            )
        )
        if found is None:
            return
        wanted = (found[0].role, found[0].locale)
        usual = ("worker", language_of(sender.locale))
        if self._set.get(sender.user, usual) == wanted:
            return
        place = {"type": "chat", "chat_id": int(sender.chat)}
        menu = commands(Voice(wanted[1]), wanted[0], "private")
        try:
            await _set_commands(self._api, menu, place, {})
        except TelegramError as error:
            log.warning("a menu not set", error=type(error).__name__)
            return
        if len(self._set) >= REMEMBERED_MAX:
            self._set.clear()
        self._set[sender.user] = wanted


def commands(say: Voice, role: str, place: str) -> list[dict[str, str]]:
    """Give the menu of a role in a kind of chat."""
    return [
        {"command": route.name, "description": say(route.summary)[:SUMMARY_CHARS_MAX]}
        for route in ROUTES
        if route.menu and _is_for(route, role, place)
    ][:COMMANDS_MAX]


def _is_for(route: Route, role: str, place: str) -> bool:
    return place in route.where and allows(role, route.permission)


async def _set_commands(
    api: Api, wanted: list[dict[str, str]], place: dict[str, Any], language: dict[str, str]
) -> bool:
    there = await api.ask("getMyCommands", scope=place, **language)
    if [(c["command"], c["description"]) for c in there] == [
        (c["command"], c["description"]) for c in wanted
    ]:
        return False
    if wanted:
        await api.ask("setMyCommands", commands=wanted, scope=place, **language)
    else:
        await api.ask("deleteMyCommands", scope=place, **language)
    return True


async def _set_text(
    api: Api, what: str, key: str, text: str, language: dict[str, str]
) -> bool:
    there = await api.ask(f"getMy{what}", **language)
    if there.get(key) == text:
        return False
    await api.ask(f"setMy{what}", **{key: text}, **language)
    return True
