"""People who chat with the bot: `await ann.sends("/work")`, `await ann.presses("spam")`."""

from typing import TYPE_CHECKING, Any

from tests.simulators.discord import forms, slash
from tests.simulators.discord.screen import shown_message, shown_screen, visible
from tests.simulators.discord.state import (
    BUTTON,
    SELECTS,
    Channel,
    Interaction,
    Message,
    User,
    label_of,
)

if TYPE_CHECKING:
    from tests.simulators.discord.servers import Place
    from tests.simulators.discord.world import World

Json = dict[str, Any]
WITHIN_SECONDS = 5.0
SLASH, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5


class Person:
    """Somebody with the app on their phone. Whatever is looked for is waited for, `within` seconds.

    `where` is a server's channel or a thread; without it, the direct messages with the bot.
    `modal` is the form that is open on their screen.
    """

    def __init__(self, world: "World", user: User) -> None:
        self.world = world
        self.user = user
        self.name = user.name
        self.chat = world.direct_with(user)
        self.modal: Interaction | None = None
        self.last: Interaction | None = None
        world.opened.append(self._opens)

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @property
    def id(self) -> int:
        return self.user.id

    # What a person does.

    async def sends(
        self,
        text: str,
        *,
        where: "Place | None" = None,
        hidden: bool = False,
        within: float = WITHIN_SECONDS,
        **options: Any,
    ) -> Interaction:
        """Give a slash command: `/project progress AB12`, `/project progress project:AB12`, or its
        options by name. It is looked for in the tree that the bot has registered; `hidden` finds
        also what Discord hides from this person.
        """
        channel = self._channel(where)
        await self._offered(channel, text, hidden, within)
        found = slash.typed(self.world, self.user, channel, text, options, hidden=hidden)
        data = slash.data_of(self.world, channel, found)
        return self._does(SLASH, channel, data)

    async def says(
        self, text: str, *, where: "Place | None" = None, reply_to: Message | None = None
    ) -> Message:
        """Write a message of their own."""
        channel = self._channel(where)
        message = self.world.add_message(channel, self.user, content=text, reply_to=reply_to)
        self.world.announce(message, "MESSAGE_CREATE")
        self.world.bump()
        return message

    async def types_ahead(
        self,
        text: str,
        *,
        where: "Place | None" = None,
        hidden: bool = False,
        within: float = WITHIN_SECONDS,
        **option: str,
    ) -> list[str]:
        """Begin to type an option (`project="AB"`); give the names that are proposed. More options
        can be given; the last one is being typed.
        """
        channel = self._channel(where)
        await self._offered(channel, text, hidden, within)
        found = slash.typed(self.world, self.user, channel, text, option, hidden=hidden)
        focus = next(reversed(option))
        asked = next(one for one in found.options if one["name"] == focus)
        assert asked.get("autocomplete"), f"nothing is proposed for {focus}"
        data = slash.data_of(self.world, channel, found, focus=focus)
        done = self._does(AUTOCOMPLETE, channel, data)
        await self.world.until(lambda: done.choices is not None, within)
        assert done.choices is not None, f"nothing was proposed for {focus}"
        return [str(one["name"]) for one in done.choices]

    async def chooses(
        self,
        menu: str,
        on: "Message | Person",
        *,
        where: "Place | None" = None,
        hidden: bool = False,
        within: float = WITHIN_SECONDS,
    ) -> Interaction:
        """Choose from the menu of apps on a message, or on somebody (there: `where`)."""
        channel = on.channel if isinstance(on, Message) else self._channel(where)
        target = on if isinstance(on, Message) else on.user
        assert isinstance(on, Person) or on.only_for is None, "there is no such menu on it"

        def offered() -> bool:
            found = slash.available(self.world, self.user, channel, hidden=hidden)
            return any(one["name"] == menu for one in found)

        await self.world.until(offered, within)
        data = slash.menu_data(self.world, self.user, channel, menu, target, hidden=hidden)
        return self._does(SLASH, channel, data)

    async def presses(
        self,
        label: str,
        *,
        on: Message | None = None,
        where: "Place | None" = None,
        within: float = WITHIN_SECONDS,
    ) -> Interaction:
        """Press a button: on the newest message that has it, or on a given one, however old."""
        channel = on.channel if on is not None else self._channel(where)

        def find() -> tuple[Message, Json] | None:
            for message in [on] if on is not None else reversed(visible(channel, self.user)):
                if not message.deleted and (button := message.button(label)):
                    return message, button
            return None

        found = await self.world.until(find, within)
        assert found, f"{self.name} sees no button “{label}” in:\n{self._screen(channel)}"
        message, button = found
        assert not button.get("disabled"), f"“{label}” is off"
        assert "custom_id" in button, f"“{label}” is no button to press but {button}"
        return self.forges(button["custom_id"], message)

    async def picks(
        self,
        *labels: Any,
        on: Message | None = None,
        where: "Place | None" = None,
        within: float = WITHIN_SECONDS,
    ) -> Interaction:
        """Select from the menu that offers all these, on the newest message that has one; people,
        roles and places from one that lists such.
        """
        channel = on.channel if on is not None else self._channel(where)
        wanted = set(labels)

        def find() -> tuple[Message, Json] | None:
            for message in [on] if on is not None else reversed(visible(channel, self.user)):
                for menu in message.menus:
                    if "options" not in menu and not any(isinstance(one, str) for one in labels):
                        return message, menu
                    if wanted <= {one["label"] for one in menu.get("options") or ()}:
                        return message, menu
            return None

        found = await self.world.until(find, within)
        assert found, f"{self.name} sees no menu with {labels} in:\n{self._screen(channel)}"
        message, menu = found
        values = [one["value"] for one in menu.get("options") or () if one["label"] in wanted]
        return self.forges(menu["custom_id"], message, values or list(labels))

    def forges(self, custom_id: str, on: Message, values: list[Any] | None = None) -> Interaction:
        """Press what is there, by its id, as a program can: Discord refuses what is not there."""
        component = on.component(custom_id)
        assert component is not None, f"Discord knows no {custom_id} on this message"
        assert not component.get("disabled"), f"Discord knows {custom_id} as disabled"
        assert not on.deleted and on.only_for in (None, self.user), "no message of theirs"
        data: Json = {"component_type": component["type"], "custom_id": custom_id}
        data["id"] = component.get("id", 0)
        if component["type"] in SELECTS:
            slash.check_selected(component, values or [])
            data |= slash.picked(self.world, on.channel, component, tuple(values or ()))
        return self._does(COMPONENT, on.channel, data, message=on)

    async def fills(
        self, fields: dict[str, Any] | None = None, /, *, cheats: bool = False, **more: Any
    ) -> Interaction:
        """Fill in the open form, by labels or ids, and send it."""
        opened = await self._form(WITHIN_SECONDS)
        assert opened.modal is not None
        given = {**(fields or {}), **more}
        data = forms.submitted(self.world, opened.channel, opened.modal, given, cheats=cheats)
        self.modal = None
        message = opened.message if opened.type == COMPONENT else None
        return self._does(SUBMIT, opened.channel, data, message=message, source=opened)

    def closes_the_form(self) -> None:
        """Dismiss it: nobody is told."""
        self.modal = None

    async def deletes(self, message: Message) -> None:
        """Delete a message of their own, or dismiss what only they see."""
        assert message.author is self.user or message.only_for is self.user
        self.world.remove(message)

    async def edits(self, message: Message, text: str) -> None:
        assert message.author is self.user, f"{self.name} did not write this"
        message.content, message.edited = text, self.world.now()
        self.world.announce(message, "MESSAGE_UPDATE")

    def closes_direct_messages(self) -> None:
        self.user.takes_direct = False

    def opens_direct_messages(self) -> None:
        self.user.takes_direct = True

    def installs(self) -> None:
        self.user.installed = True

    def uninstalls(self) -> None:
        self.user.installed = False

    def keeps(self, custom_id: str, label: str = "?", where: "Place | None" = None) -> Message:
        """Have an old message of the bot's with such a button on it."""
        button = {"type": BUTTON, "style": 2, "label": label, "custom_id": custom_id, "id": 2}
        row = {"type": 1, "id": 1, "components": [button]}
        return self.world.add_message(
            self._channel(where), self.world.bot, content="?", components=[row]
        )

    # What a person sees.

    def message(self, where: "Place | None" = None) -> Message:
        """What the bot said or edited last."""
        latest = self._latest(self._channel(where))
        assert latest is not None, f"{self.name} has not seen anything yet"
        return latest

    def messages(self, where: "Place | None" = None) -> list[Message]:
        """The bot's messages that they see, oldest first."""
        found = visible(self._channel(where), self.user)
        return [one for one in found if one.author is self.world.bot]

    def screen(self, where: "Place | None" = None) -> str:
        """The whole channel as they see it, with the open form."""
        return self._screen(self._channel(where))

    @property
    def text(self) -> str:
        return self.message().text

    @property
    def buttons(self) -> list[str]:
        return self.message().buttons

    def menu(self, where: "Place | None" = None) -> list[str]:
        """The commands that the app offers."""
        found = slash.available(self.world, self.user, self._channel(where))
        return [one["name"] for one in found]

    async def sees(
        self, *parts: str, where: "Place | None" = None, within: float = WITHIN_SECONDS
    ) -> Message:
        """Wait until the bot's last message has all these words, in its text or on its buttons."""
        channel = self._channel(where)

        def there() -> Message | None:
            latest = self._latest(channel)
            if latest is None:
                return None
            words = shown_message(latest)
            return latest if all(part in words for part in parts) else None

        found: Message | None = await self.world.until(there, within)
        if found is None:
            raise AssertionError(f"{self.name} looks for {parts} in:\n{self._screen(channel)}")
        return found

    async def finds(
        self, *parts: str, where: "Place | None" = None, within: float = WITHIN_SECONDS
    ) -> Message:
        """Wait until any message of the bot's has all these words."""
        channel = self._channel(where)

        def there() -> Message | None:
            for message in reversed(self.messages(where)):
                words = shown_message(message)
                if all(part in words for part in parts):
                    return message
            return None

        found: Message | None = await self.world.until(there, within)
        if found is None:
            raise AssertionError(f"{self.name} looks for {parts} in:\n{self._screen(channel)}")
        return found

    async def sees_form(self, *parts: str, within: float = WITHIN_SECONDS) -> Json:
        """Wait for a form with these words on it."""
        opened = await self._form(within)
        assert opened.modal is not None
        words = forms.words_of_modal(opened.modal)
        for part in parts:
            assert part in words, f"{self.name} looks for “{part}” in the form:\n{words}"
        return opened.modal

    def sees_no(self, *parts: str, where: "Place | None" = None) -> None:
        """Check that none of these words is anywhere in the channel now."""
        screen = self._screen(self._channel(where))
        for part in parts:
            assert part not in screen, f"{self.name} should not see “{part}” in:\n{screen}"

    async def is_answered(self, done: Interaction, within: float = WITHIN_SECONDS) -> Interaction:
        """Wait until something they did is acknowledged: else they see “interaction failed”."""
        answered = await self.world.until(lambda: done.callback, within)
        what = done.custom_id or done.data.get("name")
        assert answered, f"{self.name} sees that the interaction failed: {what}"
        return done

    # Inside.

    def _channel(self, where: "Place | None") -> Channel:
        return self.chat if where is None else where.channel

    def _latest(self, channel: Channel) -> Message | None:
        found = [
            one
            for one in visible(channel, self.user)
            if one.author is self.world.bot and one.times_shown
        ]
        return max(found, key=lambda one: one.times_shown, default=None)

    def _screen(self, channel: Channel) -> str:
        screen = shown_screen(channel, self.user)
        if self.modal is not None and self.modal.modal is not None:
            screen += f"\n\nA form:\n{forms.words_of_modal(self.modal.modal)}"
        return screen

    def _does(self, kind: int, channel: Channel, data: Json, **more: Any) -> Interaction:
        self.last = self.world.interact(kind, self.user, channel, data, **more)
        return self.last

    def _opens(self, done: Interaction) -> None:
        if done.user is self.user:
            self.modal = done
            self.world.bump()

    async def _form(self, within: float) -> Interaction:
        opened: Interaction | None = await self.world.until(lambda: self.modal, within)
        assert opened is not None, f"{self.name} sees no form in:\n{self.screen()}"
        return opened

    async def _offered(self, channel: Channel, text: str, hidden: bool, within: float) -> None:
        """Wait until the bot has registered its commands."""
        name = text.lstrip("/").split()[0]
        names = {name, name.partition("_")[0]}

        def offered() -> bool:
            found = slash.available(self.world, self.user, channel, hidden=hidden)
            return any(one["name"] in names for one in found)

        await self.world.until(offered, within)


__all__ = ["Person", "label_of"]
