"""The first minute: what this is, consent, language, pushes; the menu and the help."""

from domain.actions import Action
from domain.amounts import N_
from domain.events import Command, FormSubmitted, Press
from domain.links import target
from domain.permissions import Permission, allows
from domain.views import Body, Choice, Say, Title, View
from handlers import work
from handlers.context import Context
from handlers.routes import Option, Route, Verb
from handlers.voice import languages
from services import invitations, people, summaries, suspensions

LANDING = "landing"  # the session's key for the project that a newcomer's link was about


def welcome(context: Context) -> View:
    """Say what this is and ask for consent."""
    say = context.say
    language = languages().get(context.person.locale, "English")
    return View(
        blocks=(
            Title(say("Bitework: small paid tasks, right here in chat")),
            Body(
                say(
                    "You get a question, you answer with a tap, and earn credits. "
                    "Most take 5–20 seconds. Stop whenever you like."
                )
            ),
            Body(
                say(
                    "We keep your answers, your chat id and where you want to be paid, nothing "
                    "else. "
                    "/privacy has the details, /delete_me removes you."
                )
            ),
            Body(say("What you are paid in, how and when: /terms")),
        ),
        choices=(
            (
                Choice(say("Start earning"), Action("agree"), style="main"),
                Choice(say("How it works"), Action("how")),
            ),
            (Choice(say("Language: {language}", language=language), Action("language")),),
        ),
    )


def menu(context: Context) -> View:
    """Offer what there is to do when nothing is open."""
    say = context.say
    choices = [
        Choice(say("Next task"), Action("work"), style="main"),
        Choice(say("All tasks"), Action("tasks")),
        Choice(say("Balance"), Action("balance")),
        Choice(say("Settings"), Action("settings")),
    ]
    if _has_projects(context):
        choices.append(Choice(say("Projects"), Action("projects")))
    return View(
        blocks=(
            Title(say("What would you like to do?")),
            Body(say("A tap gives you the next task. /help lists everything I understand.")),
        ),
        choices=(tuple(choices),),
    )


def ways_on(context: Context, about: Permission | None = None) -> tuple[Choice, ...]:
    """Give the buttons that lead on from where nothing else does: first what somebody is here for.

    `about` is what it was that went no further, by whom that is for; who may not do that at all
    is led to what everybody does.
    """
    say, person = context.say, context.person
    if person.state == "suspended":
        return (Choice(say("Balance"), Action("balance"), style="main"),)
    ways = [(say("Next task"), Action("work"))]
    if _has_projects(context):
        ways.append((say("Projects"), Action("projects")))
    if allows(person.role, Permission.REVIEW):
        ways.append((say("Review"), Action("review")))
    is_at_work = about in (Permission.WORK, Permission.OWN_ACCOUNT, Permission.ANYONE)
    if about is Permission.REVIEW and allows(person.role, Permission.REVIEW):
        ways.reverse()
    elif not is_at_work and len(ways) > 1:
        ways = [*ways[1:], ways[0]]
    return tuple(
        Choice(label, action, style="plain" if n else "main")
        for n, (label, action) in enumerate(ways)
    )


def _has_projects(context: Context) -> bool:
    role = context.person.role
    return allows(role, Permission.OWN_PROJECTS) or allows(role, Permission.ALL_PROJECTS)


def _start(context: Context, event: Command) -> View:
    """Say hello. A link may have led here: to a project's next task, or by an invitation."""
    to = target(event.words)
    if context.person.state == "new":
        if to is not None and to.kind == "person":
            invitations.note(context.tx, context.person, to.id, context.now_ms)
        elif to is not None:
            context.session[LANDING] = to.id
        return welcome(context)
    if to is not None and to.kind == "project" and context.person.state == "active":
        return work.work_for(context, to.id)
    return work.current(context) or menu(context)


def _how(context: Context, event: Press | FormSubmitted) -> View:
    say = context.say
    return View(
        blocks=(
            Title(say("How it works")),
            Body(
                say(
                    "1. I show you a question with its reward and the time it usually takes.\n"
                    "2. You tap an answer, or type it. The reward is yours at once, as pending.\n"
                    "3. Pending credits become available at the next payout run; "
                    "/balance shows both."
                )
            ),
            Body(
                say(
                    "You can skip any task, and take an answer back for ten seconds. "
                    "Some tasks are checks whose answer is known: they cost points, never money."
                )
            ),
        ),
        choices=((Choice(say("Start earning"), Action("agree"), style="main"),),),
    )


def _language(context: Context, event: Press | FormSubmitted) -> View:
    if event.action.choice in languages():
        people.set_locale(context.tx, context.person.account_id, event.action.choice)
        context.say = type(context.say)(
            event.action.choice, context.person.time_zone, context.say.decimals
        )
        return welcome(context)
    choices = tuple(
        Choice(name, Action("language", choice=tag), selected=tag == context.person.locale)
        for tag, name in languages().items()
    )
    title = Title(context.say("Which language do you read best?"))
    return View(blocks=(title,), choices=(choices,))


def _agree(context: Context, event: Press | FormSubmitted) -> View:
    """The person agrees; a second tap on the same button changes nothing."""
    if context.person.state == "new":
        people.consent(context.tx, context.person, context.now_ms)
        reason = suspensions.goes_on(context.tx, context.person, event.sender.user)
        if reason is not None:
            return _still_suspended(context, reason)
        summaries.schedule_first(context.tx, context.person, context.terms, context.now_ms)
    say = context.say
    yes, no = Action("pushes", choice="yes"), Action("pushes", choice="no")
    return View(
        blocks=(
            Title(say("May I send you a task now and then?")),
            Body(
                say(
                    "At most {n} a day, never between {from_time} and {to_time}. "
                    "/settings changes that, /stop ends it.",
                    n=context.terms.push.daily,
                    from_time=context.terms.push.quiet_from,
                    to_time=context.terms.push.quiet_to,
                )
            ),
        ),
        choices=(
            (
                Choice(say("Yes, and show me a task"), yes, style="main"),
                Choice(say("No, just show me a task"), no),
            ),
        ),
    )


def _still_suspended(context: Context, reason: str) -> View:
    """Say to somebody who left while suspended that they still are."""
    context.person = context.person._replace(state="suspended", state_reason=reason)
    said = context.say(
        "You were suspended when you left, and still are: {reason}.", reason=reason.rstrip(".")
    )
    return View(blocks=(Say(said, "warning"),), choices=(ways_on(context),))


def _pushes(context: Context, event: Press | FormSubmitted) -> View:
    if event.action.choice == "yes":
        people.set_push(
            context.tx,
            context.person.account_id,
            on=True,
            daily=context.terms.push.daily,
            terms=context.terms.push,
            now_ms=context.now_ms,
        )
    landing = context.session.pop(LANDING, None)
    return work.hand_out(context, project_id=landing)


def _menu(context: Context, event: Press | FormSubmitted) -> View:
    return menu(context)


ROUTES = (
    Route(
        path="start",
        summary=N_("what this is, and the first task"),
        permission=Permission.ANYONE,
        run=_start,
        options=(
            Option(
                name="word", summary=N_("what somebody who invites you gave you"), required=False
            ),
        ),
    ),
)
VERBS = (
    Verb(name="agree", permission=Permission.ANYONE, run=_agree),
    Verb(name="how", permission=Permission.ANYONE, run=_how),
    Verb(name="language", permission=Permission.ANYONE, run=_language),
    Verb(name="pushes", permission=Permission.WORK, run=_pushes),
    Verb(name="menu", permission=Permission.OWN_ACCOUNT, run=_menu),
)
