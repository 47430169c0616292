"""Money by command: more budget for a project, and rewards that an admin gives by hand."""

from domain.actions import Action
from domain.amounts import N_, Money
from domain.events import Command, FormSubmitted, Press, Text
from domain.ids import internal, public
from domain.permissions import Permission
from domain.views import Body, Choice, Done, Say, Title, View
from handlers import typed_amounts
from handlers.context import Context
from handlers.projects import WHICH, allowed, card, named
from handlers.routes import Option, Prompt, Route, Verb, arguments
from services import grants, projects
from services.projects import Campaign

PROMPT = "top_up"


def _top_up(context: Context, event: Command) -> View:
    given = arguments(TOP_UP, event.words)
    campaign = named(context, event, TOP_UP)
    amount = given.get("amount", "")
    return _topped_up(context, campaign, amount) if amount else _asked(context, campaign)


def _top_up_pressed(context: Context, event: Press | FormSubmitted) -> View:
    return _asked(context, allowed(context, event.action.id))


def _asked(context: Context, campaign: Campaign) -> View:
    """Ask how much to add."""
    say = context.say
    context.session["prompt"] = PROMPT
    context.session[PROMPT] = campaign.id
    budget = Money(campaign.budget_minor, campaign.currency)
    back = Choice(say("Back to the project"), Action("project", campaign.id), style="main")
    return View(
        blocks=(
            Title(say("How much more may “{title}” cost?", title=campaign.title)),
            Body(say("Its budget is {budget} now. It is held of its owner's credits.",
                     budget=budget)),
        ),
        choices=((back,),),
        typing=say("Type an amount"),
    )


def _amount_typed(context: Context, event: Text) -> View:
    campaign = allowed(context, int(context.session.get(PROMPT, 0)))
    view = _topped_up(context, campaign, event.text)
    context.session.pop("prompt", None)
    context.session.pop(PROMPT, None)
    return view


def _topped_up(context: Context, campaign: Campaign, text: str) -> View:
    done = projects.top_up(
        context.tx,
        campaign.id,
        typed_amounts.read(context, text).minor,
        context.terms,
        context.now_ms,
        actor_id=context.person.account_id,
    )
    say = context.say
    said = say("✓ Its budget is {budget} now.", budget=Money(done.budget_minor, campaign.currency))
    if done.held_minor:
        held = Money(done.held_minor, campaign.currency)
        said += " " + say("{amount} more are held.", amount=held)
    return card(context, campaign.id, (Done(said),))


def _grant(context: Context, event: Command) -> View:
    given = arguments(GRANT, event.words)
    amount = typed_amounts.read(context, given["amount"])
    granted = grants.grant(
        context.tx,
        context.person,
        internal(given["person"]),
        amount,
        given["reason"],
        context.now_ms,
        ref=f"{event.sender.platform}:{event.id}",
    )
    say = context.say
    who = " ".join((granted.to.name, public(granted.to.account_id))).strip()
    left = Money(granted.left_minor, amount.currency)
    return View(
        blocks=(
            Say(say("✓ {amount} for {who}, who is told why.", amount=amount, who=who), "good"),
            Body(say("They come out of your credits; you have {left} left.", left=left)),
        ),
        choices=((Choice(say("Balance"), Action("balance"), style="main"),),),
    )


TOP_UP = Route(
    path="project top-up",
    summary=N_("let a project cost more, and go on"),
    permission=Permission.OWN_PROJECTS,
    run=_top_up,
    options=(
        *WHICH,
        Option(name="amount", summary=N_("how much more, such as 25.00"), required=False),
    ),
)
GRANT = Route(
    path="reward grant",
    summary=N_("give somebody credits out of your own"),
    permission=Permission.PEOPLE,
    run=_grant,
    options=(
        Option(name="person", summary=N_("the account's id"), kind="account"),
        Option(name="amount", summary=N_("how much, such as 5.00")),
        Option(name="reason", summary=N_("why; the person reads it")),
    ),
)
ROUTES = (TOP_UP, GRANT)
VERBS = (Verb(name="top_up", permission=Permission.OWN_PROJECTS, run=_top_up_pressed),)
PROMPTS = (
    Prompt(
        name=PROMPT, permission=Permission.OWN_PROJECTS, run=_amount_typed, takes_numbers=True
    ),
)
