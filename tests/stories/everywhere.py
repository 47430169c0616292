"""One person on each platform, pressing what its own renderer offers, in what its adapter reads.

Whatever is shown is held against the platform's limits first.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from html import unescape
from itertools import count
from typing import Any

from bot.dispatch import Dispatcher
from bot.platforms.discord import adapter as discord
from bot.platforms.discord import layout as discord_layout
from bot.platforms.discord import modals
from bot.platforms.discord import render as discord_render
from bot.platforms.parting import units
from bot.platforms.telegram import adapter as telegram
from bot.platforms.telegram import render as telegram_render
from bot.platforms.web import render as web_render
from domain.actions import Action, decode, encode
from domain.events import Event, Press, Sender, Text
from domain.questions import (
    OTHER,
    TIE,
    UNSURE,
    UNSURE_VALUE,
    Question,
    Value,
    buttons,
    sides,
)
from domain.views import View
from tests.simulators.discord.components import check_components, check_modal
from tests.simulators.discord.refusals import Problems

Json = dict[str, Any]
PAGES_MAX = 12
WAYS = ("ans", "tick", "rank")
_number = count(1)


class Screen(ABC):
    """Somebody on one platform; `user` is the platform's id of them."""

    platform: str

    def __init__(self, dispatcher: Dispatcher, user: int) -> None:
        self.dispatcher = dispatcher
        self.user = user
        self.view = View(blocks=())

    async def does(self, event: Event) -> None:
        self.view = await self.dispatcher.dispatch(event)

    async def begins(self, project_id: int) -> None:
        """Agree to take part, and get a project's task."""
        for action in (Action("agree"), Action("work", project_id)):
            await self.does(self.pressed(action))
        assert self.view.about, self.view

    async def answers(self, question: Question, value: Value) -> None:
        """Answer the question that is shown, as this platform lets one do it.

        `question` is as this person sees it.
        """
        labels = buttons(question)
        if value is None:
            await self.picks("none")
        elif value == UNSURE_VALUE:
            await self.picks(str(labels.index(UNSURE)))
        elif question.type == "rank":
            await self.ranks([labels.index(option) for option in _words(value)])
        elif question.type == "choices":
            await self.several(question, value)
        elif isinstance(value, dict) and "other" in value:
            await self.picks(str(labels.index(OTHER)))
            await self.types(value["other"])
        elif question.type == "compare":
            places = [*(side for side, _ in sides(question)), TIE]
            await self.picks(str(places.index(str(value))))
        elif labels:
            await self.picks(str(labels.index(str(value))))
        elif value == [] and _can_pick(self, "+none"):
            await self.picks("+none")
        else:
            await self.types(typed(question, value))

    async def several(self, question: Question, value: Value) -> None:
        """Say what is to be said in own words, tick the rest, and be done."""
        labels, parts = buttons(question), value if isinstance(value, list) else []
        own = [part["other"] for part in parts if isinstance(part, dict)]
        if own:
            await self.picks(str(labels.index(OTHER)))
            await self.types(own[0])
        await self.ticks([labels.index(part) for part in parts if isinstance(part, str)])

    async def ranks(self, wanted: Sequence[int]) -> None:
        """Tap things in order; the last one finds its place by itself."""
        for index in wanted[:-1]:
            await self.picks(str(index))
        await self.picks("done")

    async def ticks(self, wanted: Sequence[int]) -> None:
        for index in wanted:
            await self.picks(str(index))
        await self.picks("done")

    async def picks(self, choice: str) -> None:
        """Press the answer with a choice, on whichever page it is."""
        seen: set[int] = set()
        page = 0
        while page not in seen and len(seen) < PAGES_MAX:
            seen.add(page)
            found = self.offered(page)
            for event in found:
                if _means(event, choice):
                    return await self.does(event)
            turns = [event for event in found if event.action.verb == "show"]
            following = next((turn for turn in turns if turn.action.version == page + 1), None)
            if following is None:
                break
            await self.does(following)
            page += 1
        raise AssertionError(f"{self.platform} offers no {choice} on {len(seen)} pages")

    @abstractmethod
    def pressed(self, action: Action) -> Press: ...

    @abstractmethod
    def offered(self, page: int) -> list[Press]:
        """Give what can be pressed on a page, within the platform's limits."""

    @abstractmethod
    async def types(self, text: str) -> None: ...


class Web(Screen):
    """A browser: everything on one page."""

    platform = "web"

    @property
    def sender(self) -> Sender:
        return Sender(platform="web", user=str(self.user), chat=str(self.user))

    def pressed(self, action: Action) -> Press:
        return Press(id=_id(), sender=self.sender, at_ms=0, action=action)

    def offered(self, page: int) -> list[Press]:
        rows = web_render.render(self.view)["rows"]
        return [self.pressed(decode(one["action"])) for row in rows for one in row["buttons"]]

    async def types(self, text: str) -> None:
        await self.does(Text(id=_id(), sender=self.sender, at_ms=0, text=text))


class Telegram(Screen):
    """A telephone with Telegram."""

    platform = "telegram"

    def pressed(self, action: Action) -> Press:
        return self._read({"id": _id(), "data": encode(action)})

    def offered(self, page: int) -> list[Press]:
        made = telegram_render.render(self.view, page)
        for part in made.parts:
            text = unescape(re.sub(r"<[^>]*>", "", part.html))
            least, most = (0, 1024) if part.media is not None else (1, 4096)
            assert least <= units(text) <= most
        flat = [button for row in made.keyboard for button in row]
        assert len(flat) <= 100
        assert all(1 <= len(row) <= 8 for row in made.keyboard)
        assert all(1 <= units(button["text"]) <= 64 for button in flat)
        assert all(1 <= len(button["callback_data"].encode()) <= 64 for button in flat)
        return [self._read({"id": _id(), "data": button["callback_data"]}) for button in flat]

    def _read(self, query: Json) -> Press:
        message = {"message_id": 5, "date": 1, "chat": self._chat, "text": "?"}
        found = self._incoming({"callback_query": {**query, "from": self._me, "message": message}})
        assert isinstance(found, Press)
        return found

    async def types(self, text: str) -> None:
        message = {"message_id": 6, "date": 1, "chat": self._chat, "from": self._me, "text": text}
        await self.does(self._incoming({"message": message}))

    def _incoming(self, update: Json) -> Event:
        read = telegram.incoming({"update_id": next(_number), **update}, "a_bot")
        assert read is not None
        assert read.event is not None
        return read.event

    @property
    def _me(self) -> Json:
        return {"id": self.user, "is_bot": False, "first_name": "Ann"}

    @property
    def _chat(self) -> Json:
        return {"id": self.user, "type": "private", "first_name": "Ann"}


class Discord(Screen):
    """A window with Discord: buttons, lists, and forms for what is typed."""

    platform = "discord"

    def pressed(self, action: Action) -> Press:
        found = self._read(discord.COMPONENT, {"custom_id": encode(action)})
        assert isinstance(found, Press)
        return found

    def offered(self, page: int) -> list[Press]:
        return [event for event, _ in self._offered(page)]

    def _offered(self, page: int) -> list[tuple[Press, Json]]:
        """Give what can be pressed, and the component: of a list each of its options."""
        made = discord_render.render(self.view, page)
        for components in made.parts:
            problems = Problems()
            check_components(problems, (), components, v2=True, files=set())
            problems.check()
        found = []
        for component in _walk(made.components):
            if component["type"] == discord_layout.BUTTON:
                found.append((self._pressed(component), component))
            elif component["type"] == discord_layout.LIST:
                values = [option["value"] for option in component["options"]]
                found += [(self._pressed(component, value), component) for value in values]
        return found

    def _pressed(self, component: Json, *values: str) -> Press:
        found = self._read(
            discord.COMPONENT, {"custom_id": component["custom_id"], "values": list(values)}
        )
        assert isinstance(found, Press)
        return found

    async def ticks(self, wanted: Sequence[int]) -> None:
        """Choose in one list after the other, a page each."""
        page, left = 0, set(wanted)
        for page in range(PAGES_MAX):
            lists = [one for event, one in self._offered(page) if event.action.verb == "ticks"]
            there = {option["value"] for option in lists[0]["options"]}
            chosen = sorted(str(index) for index in wanted if str(index) in there)
            left -= {int(value) for value in chosen}
            if chosen:
                await self.does(self._pressed(lists[0], *chosen))
            if not left:
                break
            [turn] = [event for event in self.offered(page)
                      if event.action.verb == "show" and event.action.version == page + 1]
            await self.does(turn)
        assert not left
        [done] = [event for event in self.offered(page) if _means(event, "done")]
        await self.does(done)

    async def types(self, text: str) -> None:
        """Open the form, and fill its first field in; where there is none, write a message."""
        opens = [event for event in self.offered(0) if event.action.verb == "fill"]
        if not opens:
            sender = self.pressed(Action("work")).sender
            await self.does(Text(id=_id(), sender=sender, at_ms=0, text=text))
            return
        await self.does(opens[0])
        assert self.view.form is not None
        modal = modals.modal(self.view.form)
        problems = Problems()
        check_modal(problems, (), modal)
        problems.check()
        field = modal["components"][0]["component"]
        filled = {"type": 18, "component": {**field, "value": text}}
        data = {"custom_id": modal["custom_id"], "components": [filled]}
        await self.does(self._read(discord.FORM, data))

    def _read(self, kind: int, data: Json) -> Event:
        user = {"id": str(self.user), "username": "ann", "global_name": "Ann"}
        read = discord.incoming(
            {
                "type": kind,
                "id": _id(),
                "token": "t",
                "user": user,
                "channel_id": str(self.user),
                "channel": {"id": str(self.user), "type": 1},
                "context": discord.DIRECT,
                "locale": "en-GB",
                "data": data,
            }
        )
        assert read is not None
        return read.event


def _walk(components: list[Json]) -> list[Json]:
    found = []
    for one in components:
        found.append(one)
        found += _walk(one.get("components") or [])
    return found


def _means(event: Press, choice: str) -> bool:
    return event.action.verb in WAYS and event.action.choice == choice


def _words(value: Value) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list) else []


def _can_pick(screen: Screen, choice: str) -> bool:
    return any(_means(event, choice) for event in screen.offered(0))


def typed(question: Question, value: Any) -> str:
    """Write an answer as somebody types it, by number where there are buttons."""
    labels = buttons(question)
    match question.type:
        case _ if value is None:
            return "-"
        case _ if value == UNSURE_VALUE:
            return "unsure"
        case "choice" | "choices" | "rank":
            parts = value if isinstance(value, list) else [value]
            own = [f"other: {part['other']}" for part in parts if isinstance(part, dict)]
            known = [str(labels.index(part) + 1) for part in parts if isinstance(part, str)]
            return "; ".join([*known, *own]) or "none"
        case "compare":
            places = [*(side for side, _ in sides(question)), TIE]
            return ("A", "B", TIE)[places.index(value)]
        case "money":
            return f"{value['amount']} {value['currency']}"
        case "place":
            return f"{value['latitude']:.6f}, {value['longitude']:.6f}"
        case "boxes" | "points" | "spans":
            return "\n".join(_mark(question, mark) for mark in value) or "none"
    return f"{value:.12f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _mark(question: Question, mark: Json) -> str:
    label = f"{mark['label']}: " if "label" in mark else ""
    if "start" not in mark:
        names = ("x", "y", "width", "height") if question.type == "boxes" else ("x", "y")
        return label + " ".join(str(mark[name]) for name in names)
    words = question.of[mark["start"] : mark["end"]]
    before = sum(question.of.startswith(words, at) for at in range(mark["start"]))
    return f"{label}{words} #{before + 1}"


def _id() -> str:
    return str(next(_number))
