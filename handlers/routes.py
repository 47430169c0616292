"""What a route is: a command, a button's verb, or a prompt that a typed text answers.

One table of them (`handlers.table`) makes the commands of every platform, the menus, `/help` and
the permission checks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from domain.errors import Invalid
from domain.events import APART, Command, FormSubmitted, MessageChosen, Press, Text
from domain.permissions import Permission
from domain.views import View
from handlers.context import Context

Mode = Literal["read", "write"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A word of a command. The last one may take the rest of the line.

    `choices`, where there are any, are all the words that it can be. A `file` is no word: it comes
    with the command where a platform's commands can have one.
    """

    name: str
    summary: str
    kind: Literal["text", "project", "account", "file"] = "text"
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A command: `path` "project top-up" is `/project_top_up` where commands have no groups.

    `where` are the kinds of chats in which it works: a command that is given elsewhere is answered
    with where that is. One `for_managers` looks itself whether they manage the group. `run_on`
    serves it where it is about somebody's message, from a menu that calls it `on_message` where a
    platform has such menus.
    """

    path: str
    summary: str
    permission: Permission
    run: Callable[[Context, Command], View]
    aliases: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    mode: Mode = "write"
    where: frozenset[str] = frozenset({"private"})
    run_on: Callable[[Context, MessageChosen], View] | None = None
    on_message: str = ""
    opens_form: bool = False
    menu: bool = True
    for_managers: bool = False

    @property
    def name(self) -> str:
        """The command's name without the slash."""
        return self.path.replace(" ", "_").replace("-", "_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """What a button does.

    `check` says what is wrong with the fields of its form, by field: a form whose fields are asked
    one after another is checked at each of them. `of_group`: it is about a group that somebody
    looks after, not about their own work.
    """

    name: str
    permission: Permission
    run: Callable[[Context, Press | FormSubmitted], View]
    mode: Mode = "write"
    opens_form: bool = False
    check: Callable[[Context, FormSubmitted], dict[str, str]] | None = None
    of_group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What a typed text answers while `session["prompt"]` has this name.

    `takes_numbers`: a typed number is the value that is asked for, not the place of a button.
    """

    name: str
    permission: Permission
    run: Callable[[Context, Text], View]
    takes_numbers: bool = False


def usage(route: Route) -> str:
    """Give the line that shows how a command is written."""
    written = (option for option in route.options if option.kind != "file")
    words = (f"<{o.name}>" if o.required else f"[{o.name}]" for o in written)
    return " ".join((f"/{route.name}", *words))


def arguments(route: Route, words: str) -> dict[str, str]:
    """Split a command's words by its options, the last one taking the rest of the line.

    Values that came apart are those of the options, whatever spaces are in them.

    Raises Invalid with the usage line where a required one is missing.
    """
    written = [option for option in route.options if option.kind != "file"]
    between = APART if APART in words else None
    parts = words.split(between, max(0, len(written) - 1)) if written else []
    values = {option.name: part.strip() for option, part in zip(written, parts, strict=False)}
    if any(option.required and not values.get(option.name) for option in written):
        raise Invalid("Write it like this: {usage}", usage=usage(route))
    return values
