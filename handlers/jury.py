"""The jury of a group: `/check` in reply to a message, `/group_settings`, and the verdicts."""

from collections.abc import Mapping
from typing import Any

from domain import platforms, questions, reputation
from domain.actions import Action
from domain.amounts import N_
from domain.errors import Invalid, NotAllowed, NotFound
from domain.events import Command, FormSubmitted, MessageChosen, Press
from domain.ids import internal, public
from domain.links import Target, link, message_link
from domain.permissions import Permission, allows
from domain.views import Block, Body, Choice, Fields, Link, Placement, Quote, Say, Title, View
from handlers import moderation
from handlers.context import Context
from handlers.moderation import verdict_blocks
from handlers.projects import allowed
from handlers.routes import Option, Route, Verb, arguments
from services import juries, jury_settings, projects, servers
from services.juries import Community, Outcome

QUOTE_LENGTH_MAX = 300
AT_REMOVE = {
    "nothing": N_("do nothing"),
    "tell": N_("tell the moderators"),
    "delete": N_("delete it"),
}


def _check(context: Context, event: Command) -> View:
    if platforms.has_channels(event.sender.platform):
        raise Invalid(
            N_(
                "Open the menu of the message that the jury shall look at, then Apps and "
                "“{name}”. Or send /check with a link to it."
            ),
            name=context.say(CHECK.on_message),
        )
    raise Invalid(N_("Reply to the message that the jury shall look at, with /check."))


def _check_message(context: Context, event: MessageChosen) -> View:
    sender, tx = event.sender, context.tx
    group = juries.community(tx, sender.platform, sender.group)
    if group is None:
        raise NotFound(juries.NO_JURY)
    server = servers.find(tx, sender.platform, sender.group)
    is_apart = server is not None and bool(server.jury_chat or server.moderators_chat)
    seen = juries.known_case(tx, group, event.message)
    is_said = seen is not None and platforms.shows_to_one(sender.platform)
    placement = Placement.ONLY_YOU if is_apart or is_said else Placement.CHANNEL
    if seen is not None and seen.case.state != "open":
        return View(blocks=verdict_blocks(context, seen), placement=placement)
    if seen is None:
        juries.report(
            tx,
            context.person,
            group,
            message=event.message,
            chat=event.chat or (sender.chat if sender.server else ""),
            text=event.text,
            author=event.author,
            terms=context.terms,
            now_ms=context.now_ms,
        )
    say = context.say
    asked = Body(say("The jury is asked about that message. Its verdict will follow."))
    if is_apart and server is not None and server.jury_chat:
        return View(blocks=(asked, Body(say("I tell you what it says."))), placement=placement)
    where = Placement.ONLY_YOU if is_said else Placement.CHANNEL
    return View(blocks=(asked,), choices=(_ways_in(context, group),), placement=where)


def _ways_in(context: Context, group: Community) -> tuple[Choice, Choice]:
    """The buttons for members: to look at what the jury is asked, to be asked next time."""
    say, target = context.say, Target("project", group.project_id)
    look = Choice(
        say("Look at it"),
        Action("work", group.project_id),
        style="main",
        url=link(context.terms.addresses, group.platform, target),
    )
    return look, Choice(say("Ask me next time"), Action("juror", group.id, "on"))


def asked_view(context: Context, params: Mapping[str, Any]) -> View | None:
    """Ask the jury in its channel, as long as it has still to decide."""
    seen = juries.outcome(context.tx, int(params["case_id"]))
    if not juries.is_wanted(context.tx, seen.case.task_id):
        return None
    return View(
        blocks=(Body(context.say("The jury is asked about a message. Who is on it may look.")),),
        choices=(_ways_in(context, seen.community),),
        placement=Placement.CHANNEL,
    )


def verdict_view(context: Context, seen: Outcome) -> View:
    """Make what is posted under a message that the jury has judged."""
    return View(blocks=verdict_blocks(context, seen), placement=Placement.CHANNEL)


def notice_of_verdict(context: Context, params: Mapping[str, Any]) -> View | None:
    """Tell a moderator or the reporter what the jury said."""
    try:
        seen = juries.outcome(context.tx, int(params["case_id"]))
    except NotFound:
        return None
    quote = Quote(seen.text[:QUOTE_LENGTH_MAX])
    blocks: tuple[Block, ...] = (*verdict_blocks(context, seen), quote)
    if seen.verdict == "remove" and seen.community.at_remove == "delete":
        blocks = (*blocks, Body(context.say("I delete it where I may.")))
    next_task = Choice(context.say("Next task"), Action("work"), style="main")
    if params.get("moderates") and seen.community.at_remove == "tell":
        return View(blocks=blocks, choices=(*moderation.buttons(context, seen), (next_task,)))
    return View(blocks=blocks, choices=((next_task,),))


def notice_of_left(context: Context, params: Mapping[str, Any]) -> View | None:
    """Tell a moderator that a message that shall go still stands, and what to do about it."""
    try:
        seen = juries.outcome(context.tx, int(params["case_id"]))
    except NotFound:
        return None
    say = context.say
    hint = say("Please delete it yourself, and let me delete messages there: then I do it.")
    group, case = seen.community, seen.case
    url = message_link(group.platform, group.chat, case.chat or group.chat, case.message)
    return View(
        blocks=(
            Say(say("I could not delete what the jury wants removed."), "warning"),
            Quote(seen.text[:QUOTE_LENGTH_MAX]),
            *((Link(say("Go to the message"), url),) if url else ()),
            Body(hint),
        ),
        choices=((Choice(say("Next task"), Action("work"), style="main"),),),
    )


def notice_of_case(context: Context, params: Mapping[str, Any]) -> View | None:
    """Ask a juror, as long as the jury still has something to decide."""
    if not juries.is_wanted(context.tx, int(params["task_id"])):
        return None
    say, project_id = context.say, int(params["project_id"])
    return View(
        blocks=(Say(say("The jury of a group you are in is asked about a message.")),),
        choices=((Choice(say("Look at it"), Action("work", project_id), style="main"),),),
    )


def _group_settings(context: Context, event: Command) -> View:
    sender, person, tx = event.sender, context.person, context.tx
    if not sender.manages:
        raise NotAllowed(N_("That is for those who manage the group. Ask one of them."))
    named = arguments(SETTINGS, event.words).get("project", "")
    if named:
        if not allows(person.role, Permission.OWN_PROJECTS):
            raise NotAllowed(
                N_("A jury is paid by a project, so it takes somebody who may have projects.")
            )
        campaign = allowed(context, internal(named))
        jury_settings.set_up(
            tx,
            person,
            campaign.id,
            platform=sender.platform,
            chat=sender.group,
            now_ms=context.now_ms,
        )
    group = juries.community(tx, sender.platform, sender.group)
    if group is None:
        raise NotFound(
            N_(
                "This group has no jury yet. Make a moderation project with an answer such as "
                "“remove”, then send {command} here."
            ),
            command="/group_settings 7KQ2M",
        )
    juries.manages(tx, group, person.account_id, context.now_ms)
    return _settings(context, group)


def _settings(context: Context, group: Community) -> View:
    """Show what a group's jury is set to, with a button for each thing that can be chosen."""
    say, tx, number = context.say, context.tx, group.id
    project = projects.definition(tx, group.project_id)
    options = questions.buttons(project.questions[0])[:8]
    level = reputation.level(group.points_least)
    me = juries.member(tx, number, context.person.account_id)
    is_told = me is not None and me.is_told
    pairs = (
        (say("Project"), f"{project.title} · {public(group.project_id)}"),
        (say("Remove when they answer"), group.removing),
        (say("When the jury says remove"), say(AT_REMOVE[group.at_remove])),
        (say("Level that jurors need"), say.show(level)),
        (say("You are told the verdicts"), say("yes") if is_told else say("no")),
    )
    told = say("Don't tell me") if is_told else say("Tell me the verdicts")
    return View(
        blocks=(Title(say("The jury of this group")), Fields(pairs)),
        choices=(
            tuple(
                Choice(say(text), Action("jury_then", number, key), group.at_remove == key)
                for key, text in AT_REMOVE.items()
            ),
            tuple(
                Choice(option, Action("jury_answer", number, "", index), group.removing == option)
                for index, option in enumerate(options)
            ),
            tuple(
                Choice(
                    say("level {level}", level=n), Action("jury_level", number, "", n), level == n
                )
                for n in range(juries.LEVEL_MAX + 1)
            ),
            (Choice(told, Action("jury_told", number, "off" if is_told else "on")),),
        ),
    )


def _then(context: Context, event: Press | FormSubmitted) -> View:
    group = _managed(context, event)
    jury_settings.set_at_remove(context.tx, group.id, event.action.choice)
    return _settings(context, _managed(context, event))


def _answer(context: Context, event: Press | FormSubmitted) -> View:
    jury_settings.set_removing(context.tx, _managed(context, event), event.action.version)
    return _settings(context, _managed(context, event))


def _level(context: Context, event: Press | FormSubmitted) -> View:
    group = _managed(context, event)
    jury_settings.set_level(context.tx, group.id, event.action.version)
    return _settings(context, _managed(context, event))


def _told(context: Context, event: Press | FormSubmitted) -> View:
    group = _managed(context, event)
    on = event.action.choice == "on"
    jury_settings.set_told(context.tx, group.id, context.person.account_id, on=on)
    return _settings(context, group)


def _managed(context: Context, event: Press | FormSubmitted) -> Community:
    return juries.managed(
        context.tx, context.person, event.sender, event.action.id, context.now_ms
    )


def _juror(context: Context, event: Press | FormSubmitted) -> View:
    """Somebody in the group wants to be asked, or no more."""
    on = event.action.choice != "off"
    jury_settings.set_juror(context.tx, event.action.id, context.person, on=on)
    say = context.say
    if not on:
        return View(blocks=(Body(say("I won't ask you any more.")),))
    text = say("You are on the jury: I ask you when there is something to decide.")
    stop = Choice(say("Don't ask me"), Action("juror", event.action.id, "off"))
    return View(blocks=(Body(text),), choices=((stop,),), toast=text)


SETTINGS = Route(
    path="group settings",
    summary=N_("the jury of this group, for those who manage it"),
    permission=Permission.WORK,
    run=_group_settings,
    options=(
        Option(
            name="project",
            summary=N_("the project that asks and pays the jury"),
            kind="project",
            required=False,
        ),
    ),
    where=frozenset({"group"}),
    for_managers=True,
)
CHECK = Route(
    path="check",
    summary=N_("ask the group's jury about a message: in reply to it, or with its link"),
    permission=Permission.WORK,
    run=_check,
    run_on=_check_message,
    on_message=N_("Check this message"),
    options=(
        Option(name="link", summary=N_("a link to the message"), required=False),
    ),
    where=frozenset({"group"}),
)
ROUTES = (CHECK, SETTINGS)
VERBS = (
    Verb(name="juror", permission=Permission.WORK, run=_juror),
    Verb(name="jury_then", permission=Permission.WORK, run=_then, of_group=True),
    Verb(name="jury_answer", permission=Permission.WORK, run=_answer, of_group=True),
    Verb(name="jury_level", permission=Permission.WORK, run=_level, of_group=True),
    Verb(name="jury_told", permission=Permission.WORK, run=_told, of_group=True),
)
