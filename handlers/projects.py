"""Projects in chat, for requesters (their own) and admins (all): list, progress, open, pause,
close.
"""

from domain.actions import Action
from domain.amounts import N_, Money, Share, Span
from domain.errors import NotAllowed, Prohibited
from domain.events import Command, FormSubmitted, Press
from domain.ids import internal, public
from domain.permissions import Permission, allows
from domain.views import Block, Body, Choice, Done, Progress, Say, Title, View
from handlers import forms, letting_through, progress_chart
from handlers.context import Context
from handlers.routes import Option, Route, Verb, arguments
from services import media, projects
from services.projects import Campaign, Listed, Opened, ProgressCard

PAGE = 8
LET = "open_let"
TITLE_LENGTH_MAX = 40

STATES = {
    "draft": N_("draft"),
    "open": N_("open"),
    "paused": N_("paused"),
    "finished": N_("finished"),
    "spent": N_("budget spent"),
    "closed": N_("closed"),
}


def _list(context: Context, event: Command | Press | FormSubmitted) -> View:
    """List projects, the newest first, a page at a time."""
    say, person = context.say, context.person
    owner_id = None if allows(person.role, Permission.ALL_PROJECTS) else person.account_id
    before_id = event.action.id if isinstance(event, Press | FormSubmitted) else 0
    found = projects.listing(
        context.tx, owner_id, before_id=before_id or projects.ID_MOST, most=PAGE + 1
    )
    shown = found[:PAGE]
    if not shown:
        how = say("/project_new makes one, in a few questions.")
        return View(
            blocks=(Title(say("No projects yet")), Body(how)),
            choices=((Choice(say("Next task"), Action("work")),),),
        )
    rows = tuple(
        (Choice(listed.title[:TITLE_LENGTH_MAX], Action("project", listed.id)),) for listed in shown
    )
    older = Choice(say("Older ones"), Action("projects", shown[-1].id))
    return View(
        blocks=(Title(say("Projects")), *(_line(context, listed) for listed in shown)),
        choices=(*rows, (older,)) if len(found) > PAGE else rows,
    )


def _line(context: Context, listed: Listed) -> Title:
    say = context.say
    decided = say("{decided} of {rows} decided", decided=listed.decided, rows=listed.rows)
    return Title(listed.title, (say(STATES[listed.state]), decided, public(listed.id)))


def _progress(context: Context, event: Command) -> View:
    """Show the project that a command names; without one, show the list."""
    if not event.words.strip():
        return _list(context, event)
    return card(context, named(context, event, PROGRESS).id)


def _card_pressed(context: Context, event: Press | FormSubmitted) -> View:
    return card(context, allowed(context, event.action.id).id)


def _open(context: Context, event: Command) -> View:
    return _opened(context, named(context, event, OPEN))


def _open_pressed(context: Context, event: Press | FormSubmitted) -> View:
    return _opened(context, allowed(context, event.action.id))


def _resume(context: Context, event: Command) -> View:
    campaign = named(context, event, RESUME)
    opened = projects.resume(
        context.tx,
        campaign.id,
        context.terms,
        context.now_ms,
        actor_id=context.person.account_id,
    )
    return card(context, campaign.id, (Done(_how_far(context, campaign, opened)),))


def _pause(context: Context, event: Command) -> View:
    return _paused(context, named(context, event, PAUSE))


def _pause_pressed(context: Context, event: Press | FormSubmitted) -> View:
    return _paused(context, allowed(context, event.action.id))


def _close(context: Context, event: Command) -> View:
    return _asked_to_close(context, named(context, event, CLOSE))


def _close_pressed(context: Context, event: Press | FormSubmitted) -> View:
    campaign = allowed(context, event.action.id)
    if event.action.choice == "yes":
        return _closed(context, campaign)
    return _asked_to_close(context, campaign)


def named(context: Context, event: Command, route: Route) -> Campaign:
    """Give the project that a command names, where this person may have to do with it."""
    return allowed(context, internal(arguments(route, event.words)["project"]))


def allowed(context: Context, project_id: int) -> Campaign:
    """Give a project, where this person may have to do with it: it is theirs, or all are."""
    campaign, person = projects.find(context.tx, project_id), context.person
    if campaign.owner_id != person.account_id and not allows(person.role, Permission.ALL_PROJECTS):
        raise NotAllowed(N_("That project belongs to somebody else. /project_list shows yours."))
    return campaign


def card(context: Context, project_id: int, above: tuple[Block, ...] = ()) -> View:
    """Show how far a project is; while it is open the message is kept up to date."""
    found = projects.progress(context.tx, project_id, context.now_ms)
    say = context.say
    chart = progress_chart.chart(context, project_id, by_answers=found.by_answers)
    return View(
        blocks=(
            *above,
            Title(found.title, (say(STATES[found.state]), public(found.project_id))),
            Progress(found.decided, found.total, _done_so_far(context, found)),
            Body(_cost(context, found)),
            *_not_shown(context, project_id),
            *_out_of_checks(context, found),
            *((chart,) if chart else ()),
        ),
        choices=_choices(context, found),
        live=Action("project", project_id) if found.state == "open" else None,
    )


def _not_shown(context: Context, project_id: int) -> tuple[Block, ...]:
    """Tell how many addresses in the rows can't be fetched: people see a link there."""
    count = media.failures(context.tx, project_id)
    if not count:
        return ()
    said = context.say.many(
        "{n} address in the rows can't be fetched: people see a link in its place.",
        "{n} addresses in the rows can't be fetched: people see links in their place.",
        count,
    )
    return (Say(said, "warning"),)


def _out_of_checks(context: Context, card: ProgressCard) -> tuple[Block, ...]:
    """Tell that nobody can be asked what is known any more, and what to do about it."""
    if not card.is_out_of_checks:
        return ()
    said = context.say(
        "The known answers are used up, so nobody new is checked by them. Add budget, which pays "
        "for asking them more often, or bring more rows with known answers."
    )
    return (Say(said, "warning"),)


def _done_so_far(context: Context, card: ProgressCard) -> str:
    say = context.say
    if card.by_answers:
        return say("{done} of {total} answers", done=card.decided, total=card.total)
    parts = [say("{done} of {total} decided", done=card.decided, total=card.total)]
    if card.answers:
        count = say.many("{n} answer", "{n} answers", card.answers)
        if card.decided:
            each = card.answers / card.decided
            count = say("{answers} ({each} a row)", answers=count, each=each)
        parts.append(count)
    if card.agreement is not None:
        parts.append(say("agreement {share}", share=Share(card.agreement)))
    return " · ".join(parts)


def _cost(context: Context, card: ProgressCard) -> str:
    say = context.say
    parts = [
        say(
            "Spent {spent} of {budget}",
            spent=Money(card.spent_minor, card.currency),
            budget=Money(card.budget_minor, card.currency),
        )
    ]
    if card.state == "open" and card.offered < card.total:
        parts.append(say("offered so far: {n}", n=card.offered))
    if card.state == "open" and card.left_ms is not None:
        parts.append(say("at this pace done in {span}", span=Span(card.left_ms)))
    return " · ".join(parts)


def _choices(context: Context, card: ProgressCard) -> tuple[tuple[Choice, ...], ...]:
    say, number = context.say, card.project_id
    start = say("Open") if card.state == "draft" else say("Open again")
    row: tuple[Choice, ...] = {
        "open": (Choice(say("Pause"), Action("pause", number), style="main"),),
        "spent": (Choice(say("Add budget"), Action("top_up", number), style="main"),),
        "closed": (),
    }.get(card.state, (Choice(start, Action("open", number), style="main"),))
    if card.state == "draft" and not card.total:
        edit = Choice(say("Edit"), Action("new_project", number, "edit"))
        bring = Choice(say("Import rows"), Action("rows", number), style="main")
        row = (*row, edit) if card.is_survey else (bring, edit)
    if card.answers:
        row = (*row, Choice(say("Results so far"), Action("results", number)))
    more: tuple[Choice, ...] = (Choice(say("Look again"), Action("project", number)),)
    if card.state != "closed":
        more = (*more, Choice(say("Close"), Action("close", number), style="danger"))
    rows = (row, (*more, Choice(say("Projects"), Action("projects"))))
    return tuple(row for row in rows if row)


def _let_pressed(context: Context, event: Press | FormSubmitted) -> View:
    """Open what the rules on prohibited work refuse, once an admin has said why."""
    campaign = allowed(context, event.action.id)
    if isinstance(event, FormSubmitted):
        letting_through.check(context)
        return _opened(context, campaign, why=str(event.fields.get(letting_through.WHY, "")))
    return forms.ask(context, letting_through.form(context, event.action))


def _opened(context: Context, campaign: Campaign, why: str = "") -> View:
    try:
        opened = projects.open_project(
            context.tx,
            campaign.id,
            context.terms,
            context.now_ms,
            actor_id=context.person.account_id,
            override=why,
        )
    except Prohibited as error:
        look = Choice(context.say("Back to the project"), Action("project", campaign.id))
        return letting_through.refused(context, error, Action(LET, campaign.id), look)
    return card(context, campaign.id, (Done(_how_far(context, campaign, opened)),))


def _how_far(context: Context, campaign: Campaign, opened: Opened) -> str:
    say, held = context.say, Money(opened.held_minor, campaign.currency)
    if opened.offered < opened.units:
        return say(
            "✓ Open. {held} held: that covers {offered} of {total} at their dearest. The others "
            "follow as money is left over.",
            held=held,
            offered=opened.offered,
            total=opened.units,
        )
    return say("✓ Open. {held} held now.", held=held) if opened.held_minor else say("✓ Open.")


def _paused(context: Context, campaign: Campaign) -> View:
    projects.pause(context.tx, campaign.id, context.now_ms, actor_id=context.person.account_id)
    done = Done(context.say("✓ Paused. What people have in hand they may finish."))
    return card(context, campaign.id, (done,))


def _asked_to_close(context: Context, campaign: Campaign) -> View:
    """Say what closing means, in numbers, and ask."""
    say, found = context.say, projects.progress(context.tx, campaign.id, context.now_ms)
    text = say("It was never open, so nobody loses anything. A closed project stays closed.")
    if found.state != "draft":
        text = _what_ends(context, found)
    keep = Choice(say("Keep it"), Action("project", campaign.id), style="main")
    close = Choice(say("Close it"), Action("close", campaign.id, "yes"), style="danger")
    return View(
        blocks=(Title(say("Close “{title}”?", title=campaign.title)), Body(text)),
        choices=((keep, close),),
    )


def _what_ends(context: Context, found: ProgressCard) -> str:
    held = Money(found.held_minor, found.currency)
    if not found.in_hand:
        return context.say(
            "Nothing is handed out any more, and what is left of the {held} that it holds returns "
            "to its owner. A closed project stays closed.",
            held=held,
        )
    return context.say.many(
        "Nothing is handed out any more, {n} task is taken back, and what is left of the {held} "
        "that it holds returns to its owner. A closed project stays closed.",
        "Nothing is handed out any more, {n} tasks are taken back, and what is left of the {held} "
        "that it holds returns to its owner. A closed project stays closed.",
        found.in_hand,
        held=held,
    )


def _closed(context: Context, campaign: Campaign) -> View:
    closed = projects.close(
        context.tx, campaign.id, context.now_ms, actor_id=context.person.account_id
    )
    say = context.say
    text = say(
        "✓ Closed. {amount} returned.", amount=Money(closed.returned_minor, campaign.currency)
    )
    if closed.pending:
        text += " " + say.many(
            "{n} answer still waits to be accepted.",
            "{n} answers still wait to be accepted.",
            closed.pending,
        )
    return card(context, campaign.id, (Done(text),))


_MAY = Permission.OWN_PROJECTS
WHICH = (Option(name="project", summary=N_("the project's id, such as 7KQ2M"), kind="project"),)

LIST = Route(
    path="project list",
    summary=N_("your projects"),
    permission=_MAY,
    run=_list,
    aliases=("projects",),
    mode="read",
)
PROGRESS = Route(
    path="project progress",
    summary=N_("how far a project is"),
    permission=_MAY,
    run=_progress,
    aliases=("progress",),
    options=WHICH,
    mode="read",
)
OPEN = Route(
    path="project open",
    summary=N_("offer a project's rows to people"),
    permission=_MAY,
    run=_open,
    options=WHICH,
)
PAUSE = Route(
    path="project pause",
    summary=N_("hand nothing out for a while"),
    permission=_MAY,
    run=_pause,
    options=WHICH,
)
RESUME = Route(
    path="project resume",
    summary=N_("hand out again after a pause"),
    permission=_MAY,
    run=_resume,
    options=WHICH,
)
CLOSE = Route(
    path="project close",
    summary=N_("end a project and get the rest back"),
    permission=_MAY,
    run=_close,
    options=WHICH,
)
ROUTES = (LIST, PROGRESS, OPEN, PAUSE, RESUME, CLOSE)
VERBS = (
    Verb(name="projects", permission=_MAY, run=_list, mode="read"),
    Verb(name="project", permission=_MAY, run=_card_pressed, mode="read"),
    Verb(name="open", permission=_MAY, run=_open_pressed),
    Verb(name=LET, permission=Permission.ALL_PROJECTS, run=_let_pressed, opens_form=True),
    Verb(name="pause", permission=_MAY, run=_pause_pressed),
    Verb(name="close", permission=_MAY, run=_close_pressed),
)
