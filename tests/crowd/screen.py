"""A request that can be sent to another process, and what the person then has on the screen."""

from dataclasses import asdict, dataclass, field
from typing import Any

from bot.dispatch import Dispatcher
from domain import views
from domain.actions import decode, encode
from domain.events import Command, Event, Press, Sender, Text
from domain.views import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody did: a tap on a button's action, or something typed (`/work`, `spam`)."""

    event_id: str
    name: str
    at_ms: int
    tapped: str = ""
    typed: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def event(self) -> Event:
        sender = Sender(
            platform="web", user=self.name, chat=self.name, name=self.name, locale="en"
        )
        id, at_ms = self.event_id, self.at_ms
        if self.tapped:
            return Press(id=id, sender=sender, at_ms=at_ms, action=decode(self.tapped))
        if self.typed.startswith("/"):
            name, _, words = self.typed[1:].partition(" ")
            return Command(id=id, sender=sender, at_ms=at_ms, name=name, words=words)
        return Text(id=id, sender=sender, at_ms=at_ms, text=self.typed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A view, as far as a simulated person looks at it: the assignment it asks about (0: none), the
    row's text, the buttons, why something was refused ("": it was not), and whether it says that
    something has been done just now.
    """

    about: int = 0
    row: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    refused: str = ""
    done: bool = False


def screen_of(view: View) -> Screen:
    """Look at a view."""
    says = [block for block in view.blocks if isinstance(block, views.Say)]
    return Screen(
        about=view.about,
        row="".join(block.text for block in view.blocks if isinstance(block, views.Quote)),
        buttons={c.label: encode(c.action) for row in view.choices for c in row},
        refused="" if view.about else "".join(say.text for say in says),
        done=any(isinstance(block, views.Done) for block in view.blocks),
    )


class Moment:
    """The time of whoever said something last: the crowd brings its own clock along."""

    def __init__(self) -> None:
        self.now_ms = 0

    def __call__(self) -> int:
        return self.now_ms


async def serve(dispatcher: Dispatcher, moment: Moment, said: Said) -> Screen:
    """Serve what somebody said, at the time at which they said it."""
    moment.now_ms = max(moment.now_ms, said.at_ms)
    return screen_of(await dispatcher.dispatch(said.event()))
