"""`/server_settings`: in which channels of a server we speak about what."""

from domain import platforms
from domain.actions import UNKNOWN, Action
from domain.amounts import N_
from domain.errors import Invalid
from domain.events import Command, FormSubmitted, Press, Sender
from domain.ids import public
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Done, Fields, Say, Title, View
from handlers import elsewhere
from handlers.context import Context
from handlers.routes import Option, Route, Verb, arguments
from services import juries, servers
from services.servers import PLACES, Place, Server

NAMES: dict[Place, str] = {
    "moderators": N_("Verdicts, for moderators"),
    "jury": N_("Questions to the jury"),
    "digest": N_("Daily digest"),
    "welcome": N_("Welcome"),
}
HERE: dict[Place, str] = {
    "moderators": N_("Verdicts here"),
    "jury": N_("Ask the jury here"),
    "digest": N_("Digest here"),
    "welcome": N_("Welcome here"),
}
OFF: dict[Place, str] = {
    "moderators": N_("No verdicts"),
    "jury": N_("Ask where it is reported"),
    "digest": N_("No digest"),
    "welcome": N_("No welcome"),
}
EXPLAINED = N_(
    "A button with “here” is about the channel that you are in now. The digest sums up each day; "
    "people who let their name be shown are welcomed."
)

TROUBLE = {
    "permission": N_(
        "I can't give roles for levels here: in Server Settings, Roles, give Bitework “Manage "
        "Roles”."
    ),
    "above": N_(
        "I can't give these roles, for they stand above mine: {names}. In Server Settings, Roles, "
        "drag Bitework above them."
    ),
    "managed": N_(
        "I can't give these roles, for they belong to an app or to everybody: {names}. Choose "
        "others in [discord] roles."
    ),
}


def _settings(context: Context, event: Command) -> View:
    server = servers.set_up(context.tx, context.person, event.sender, context.now_ms)
    given = arguments(SETTINGS, event.words)
    what, value = given.get("what", ""), given.get("value", "here")
    if not what:
        return _view(context, event.sender, server)
    if what not in _places(event.sender.platform) or value not in ("here", "off"):
        raise Invalid(N_("Write it like this: {usage}"), usage=f"/{SETTINGS.name} digest here")
    return _set(context, event.sender, server, what, on=value == "here")


def _pressed(context: Context, event: Press | FormSubmitted) -> View:
    sender = event.sender
    server = servers.managed(context.tx, context.person, sender, event.action.id, context.now_ms)
    what, _, value = event.action.choice.partition("-")
    if what not in PLACES:
        raise Invalid(UNKNOWN)
    return _set(context, sender, server, what, on=value == "here")


def _set(context: Context, sender: Sender, server: Server, what: Place, *, on: bool) -> View:
    here = sender.chat if sender.group == server.chat else server.chat
    if on:
        elsewhere.may_write(sender)
    servers.set_place(
        context.tx,
        context.person,
        server,
        what,
        here if on else "",
        context.terms,
        context.now_ms,
    )
    said = context.say("✓ {what}: {value}", what=context.say(NAMES[what]), value=context.say(
        N_("here") if on else N_("no")
    ))  # fmt: skip
    changed = servers.get(context.tx, server.id)
    return _view(context, sender, changed, (Done(said),))


def _view(context: Context, sender: Sender, server: Server, above: tuple[Block, ...] = ()) -> View:
    """Show what a server is set to, with two buttons for each thing at most."""
    say = context.say
    here = sender.chat if sender.group == server.chat else server.chat
    places = _places(server.platform)
    pairs = [(say(NAMES[what]), _where(context, server.place(what), here)) for what in places]
    jury = juries.community(context.tx, server.platform, server.chat)
    none = say("none yet; /group_settings sets one up")
    pairs.append((say("Jury"), public(jury.project_id) if jury else none))
    blocks: list[Block] = [*above, Title(say("This server")), Fields(tuple(pairs))]
    if server.trouble:
        blocks.append(Say(_trouble(context, server.trouble), "warning"))
    blocks.append(Body(say(EXPLAINED)))
    return View(
        blocks=tuple(blocks),
        choices=tuple(_buttons(context, server, what, here) for what in places),
    )


def _trouble(context: Context, found: str) -> str:
    """Say what is in the way of roles, and where it is put right."""
    kind, _, names = found.partition(":")
    return context.say(TROUBLE.get(kind, TROUBLE["permission"]), names=names)


def _places(platform: str) -> tuple[Place, ...]:
    """Where a group is one chat, verdicts and the jury's questions have their place already."""
    return PLACES if platforms.has_channels(platform) else ("digest", "welcome")


def _buttons(context: Context, server: Server, what: Place, here: str) -> tuple[Choice, ...]:
    say, now = context.say, server.place(what)
    on = Choice(say(HERE[what]), Action("server_set", server.id, f"{what}-here"), now == here)
    off = Choice(say(OFF[what]), Action("server_set", server.id, f"{what}-off"), not now)
    return on, off


def _where(context: Context, chat: str, here: str) -> str:
    if not chat:
        return context.say("no")
    return context.say("here") if chat == here else context.say("in another channel")


SETTINGS = Route(
    path="server settings",
    summary=N_("where the bot speaks in this server, for those who manage it"),
    permission=Permission.WORK,
    run=_settings,
    options=(
        Option(name="what", summary=N_("what it speaks about"), required=False, choices=PLACES),
        Option(
            name="value",
            summary=N_("in this channel, or nowhere"),
            required=False,
            choices=("here", "off"),
        ),
    ),
    where=frozenset({"group"}),
    for_managers=True,
)
ROUTES = (SETTINGS,)
VERBS = (Verb(name="server_set", permission=Permission.WORK, run=_pressed, of_group=True),)
