"""Boards: `/board ID` puts a project's card into a group or channel, with a button to start."""

from domain import platforms
from domain.actions import Action
from domain.amounts import N_
from domain.errors import Invalid, NotAllowed, Refused
from domain.events import Command
from domain.ids import internal
from domain.links import Target, link
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Placement, Progress, Say, View
from handlers import elsewhere
from handlers.context import Context
from handlers.elsewhere import SILENCE
from handlers.leaderboard import shown as shown_name
from handlers.projects import allowed
from handlers.routes import Option, Route, arguments
from handlers.task_view import title
from services import boards
from services.boards import Card

THREAD = "thread"


def view(context: Context, card: Card, platform: str) -> View:
    """Make a board: what the project pays, how much is left, and the way in while it is open."""
    say, shown = context.say, card.progress
    blocks: tuple[Block, ...] = (title(say, card.project, card.pace_ms),)
    if card.is_over:
        over = say("This one has ended. Thank you, everybody.")
        return View(blocks=(*blocks, Body(over)), placement=Placement.CHANNEL)
    left = say.many("{n} task left", "{n} tasks left", card.left)
    blocks = (*blocks, Progress(shown.decided, shown.total, left))
    if any(line.name for line in card.leaders):
        blocks = (*blocks, Body(_leaders(context, card)))
    if shown.state != "open":
        blocks = (*blocks, Body(say("Paused for the moment.")))
        return View(blocks=blocks, placement=Placement.CHANNEL)
    start = Choice(
        say("Start"),
        Action("work", shown.project_id),
        style="main",
        url=link(context.terms.addresses, platform, Target("project", shown.project_id)),
    )
    return View(blocks=blocks, choices=((start,),), placement=Placement.CHANNEL)


def _leaders(context: Context, card: Card) -> str:
    """Say who gave most answers in the last day; names of those who let them be shown."""
    say = context.say
    names = [
        say("{name} ({n})", name=shown_name(context, line), n=line.count) for line in card.leaders
    ]
    return say("Ahead today: {names}", names=", ".join(names))


def moved(context: Context) -> View:
    """Make what is left of a board whose message can't be taken away."""
    text = context.say("The newest card of this project is further down.")
    return View(blocks=(Body(text),), placement=Placement.CHANNEL)


def _board(context: Context, event: Command) -> View:
    given = _given(event.words)
    campaign = allowed(context, internal(given["project"]))
    chat, sender = given.get("chat", ""), event.sender
    if sender.chat_kind == "private":
        if not chat:
            raise Invalid(_which(sender.platform), project=given["project"])
        chat = boards.chat_of(chat, sender.platform)
    elif not sender.manages:
        raise NotAllowed(N_("Only those who manage this group put boards into it."))
    elif chat and platforms.has_channels(sender.platform):
        chat = boards.chat_of(chat, sender.platform)
    else:
        elsewhere.may_write(sender)
        chat = sender.chat
    if sender.platform == "web":
        raise Refused(N_("There are no groups here: boards hang in Telegram and Discord."))
    boards.put_up(
        context.tx,
        context.person,
        campaign.id,
        chat=chat,
        has_thread=given.get("thread", "") == THREAD,
        now_ms=context.now_ms,
    )
    if elsewhere.is_public(sender):
        return SILENCE  # the board itself is the answer
    say = context.say
    if sender.chat_kind != "private":  # where nothing may stay unanswered, but only they see it
        return View(
            blocks=(Say(say("The board comes in a moment. I keep it up to date."), "good"),),
            placement=Placement.ONLY_YOU,
        )
    return View(
        blocks=(
            Say(_on_its_way(context, chat), "good"),
            Body(say("I keep it up to date, and close it when the project ends.")),
        ),
        choices=((Choice(say("Back to the project"), Action("project", campaign.id)),),),
    )


def _which(platform: str) -> str:
    """Say how the place of a board is named."""
    if platforms.has_channels(platform):
        return N_("Send that in the channel where you want the board, or name it: chat:#channel.")
    return N_(
        "Send that in the group where you want the board, or name the channel: "
        "/board {project} @channelname."
    )


def _on_its_way(context: Context, chat: str) -> str:
    """Say where the board goes, if the chat has a name: nobody knows a platform's number of it."""
    if chat.startswith("@"):
        return context.say("The board is on its way to {chat}.", chat=chat)
    return context.say("The board is on its way to that channel.")


def _given(words: str) -> dict[str, str]:
    """Read what was written; the thread may be asked for without naming a channel."""
    first, _, rest = words.strip().partition(" ")
    if rest.strip() == THREAD:
        return {**arguments(BOARD, first), "thread": THREAD}
    return arguments(BOARD, words)


BOARD = Route(
    path="board",
    summary=N_("put a project's card into a group or channel"),
    permission=Permission.OWN_PROJECTS,
    run=_board,
    options=(
        Option(
            name="project", summary=N_("the project's id, such as 7KQ2M"), kind="project"
        ),
        Option(
            name="chat",
            summary=N_("a channel, such as #channel or @channelname"),
            required=False,
        ),
        Option(
            name="thread",
            summary=N_("with a thread to talk about it, where there are threads"),
            required=False,
            choices=(THREAD,),
        ),
    ),
    where=frozenset({"private", "group", "channel"}),
)
ROUTES = (BOARD,)
