"""`/near`: what is to be visited around, what a visit will take, and taking it."""

from collections.abc import Mapping
from typing import Any

from domain import platforms, shown
from domain.actions import Action
from domain.amounts import N_, Moment, Money, Span
from domain.errors import Invalid
from domain.events import Command, FormSubmitted, Press, Text
from domain.permissions import Permission
from domain.places import Place, in_text, map_link
from domain.views import Block, Body, Choice, Link, Say, Title, View
from domain.visits import load_of
from handlers import brakes, here
from handlers.context import Context
from handlers.routes import Option, Prompt, Route, Verb
from handlers.shown_blocks import marked, row_blocks
from handlers.task_view import task_view
from handlers.voice import Voice
from services import later, near
from services.near import Near
from services.work import InHand

PROMPT = "near"
TAKE = "take"
SHOWN_MOST = 8
LINE_LENGTH_MAX = 60
NO_PLACE = N_("Write it as latitude and longitude, such as 52.52, 13.405.")


def _near(context: Context, event: Command) -> View:
    """List what is around the place that is written, or where somebody said they are."""
    words = event.words.strip()
    if not words:
        return asked(context)
    return _typed_place(context, words)


def _pressed(context: Context, event: Press | FormSubmitted) -> View:
    return asked(context)


def _typed(context: Context, event: Text) -> View:
    return _typed_place(context, event.text)


def _typed_place(context: Context, words: str) -> View:
    place = in_text(words)
    if place is None:
        raise Invalid(NO_PLACE)
    return at(context, place)


def asked(context: Context) -> View:
    """List what is around where somebody is; ask for it where nobody knows."""
    place = here.kept(context)
    if place is not None:
        return at(context, place)
    say = context.say
    context.session["prompt"] = PROMPT
    if context.person.platform in platforms.LOCATES:
        how = say("Share your location, or write it as latitude and longitude: 52.52, 13.405")
    else:
        how = say("Write it as latitude and longitude: 52.52, 13.405")
    return View(
        blocks=(Title(say("Where are you?")), Body(how), Body(say("It is kept for half an hour."))),
        choices=((Choice(say("Next task"), Action("work")),),),
        typing=how,
        asks="place",
        share=say("Share my location"),
    )


def at(context: Context, place: Place) -> View:
    """List what is around a place."""
    here.keep(context, place)
    context.session.pop("prompt", None)
    say = context.say
    found = near.around(context.tx, context.person, place, SHOWN_MOST, context.now_ms)
    work_on = Choice(say("Next task"), Action("work"))
    if not found:
        none = Body(say("Nothing is to be visited around there at the moment."))
        return View(blocks=(Title(say("Around you")), none), choices=((work_on,),))
    rows = tuple(
        (Choice(_line(say, one)[:LINE_LENGTH_MAX], Action("visit", one.spot.task_id)),)
        for one in found
    )
    blocks = tuple(Title(_name(one), _aside(say, one)) for one in found)
    head = Body(say("The nearest first, and of those as near the best paid hour first."))
    return View(
        blocks=(Title(say("Around you")), head, *blocks), choices=(*rows, (work_on,))
    )


def _name(one: Near) -> str:
    """Name a row by the first line of what it shows, or by its project."""
    text = shown.as_text(one.project.show, one.spot.data).strip().partition("\n")[0]
    return text[:LINE_LENGTH_MAX] or one.project.title


def _aside(say: Voice, one: Near) -> tuple[str, ...]:
    return (
        say.show(Money(one.project.reward_minor, one.project.currency)),
        _distance(say, one.away_m),
        say("about {span}", span=Span(one.offer.pace_ms)),
    )


def _line(say: Voice, one: Near) -> str:
    return f"{_distance(say, one.away_m)} · {_name(one)}"


def _distance(say: Voice, away_m: float) -> str:
    if away_m < 950:
        return say("{n} m", n=max(10, round(away_m, -1)))
    return say("{n} km", n=round(away_m / 1000, 1))


def _visit(context: Context, event: Press | FormSubmitted) -> View:
    """Show what a visit will take; take it where somebody says so."""
    if event.action.choice == TAKE:
        hand = near.take(context.tx, context.person, event.action.id, context.now_ms)
        return task_view(context, hand)
    one = near.look(context.tx, context.person, event.action.id, context.now_ms)
    say, task_id = context.say, event.action.id
    place = one.spot.place
    words = f"{place[0]}, {place[1]}"
    return View(
        blocks=(
            *brakes.headed(context, one.offer),
            *row_blocks(say, one.project.show, one.spot.data),
            Link(say("On a map: {place}", place=words), map_link(place)),
            Body(what_it_takes(context, one)),
            *((marked(one.project.instructions),) if one.project.instructions else ()),
        ),
        choices=(
            (
                Choice(say("Take it"), Action("visit", task_id, TAKE), style="main"),
                Choice(say("Not now"), Action("near")),
            ),
        ),
    )


def what_it_takes(context: Context, one: Near) -> str:
    """Say how much is asked, how long it takes, and until when it would be theirs."""
    say, load = context.say, load_of(one.project.questions)
    parts = []
    if load.questions:
        parts.append(say.many("{n} question", "{n} questions", load.questions))
    if load.photos:
        parts.append(say.many("{n} photo", "{n} photos", load.photos))
    if load.recordings:
        parts.append(say.many("{n} recording or file", "{n} recordings or files", load.recordings))
    parts.append(say("about {span}", span=Span(one.offer.pace_ms)))
    until = Moment(context.now_ms + one.project.time_limit_ms)
    parts.append(say("yours until {moment}", moment=until))
    return ", ".join(parts)


def button(context: Context) -> Choice | None:
    """Make the button that leads to visits; None where there are none for this person."""
    if not near.offers(context.tx, context.person, context.now_ms):
        return None
    return Choice(context.say("What is around me"), Action("near"))


def notice(context: Context, params: Mapping[str, Any]) -> View | None:
    """Remind somebody of a task whose time runs out, as long as it is theirs."""
    say, number = context.say, int(params["assignment_id"])
    hand = later.held(context.tx, context.person.account_id, number)
    if hand is None or hand.deadline_ms <= context.now_ms:
        return None
    left = _left(context, hand)
    go_on = Choice(say("Go on"), Action("go_on", number), style="main")
    return View(blocks=left, choices=((go_on,),))


def _left(context: Context, hand: InHand) -> tuple[Block, ...]:
    say, count = context.say, len(hand.project.questions)
    until = Moment(hand.deadline_ms)
    return (
        Say(say("“{title}” is yours until {moment}.", title=hand.project.title, moment=until)),
        Body(
            say(
                "{done} of {count} answered so far. Whatever you don't finish goes to somebody "
                "else then; no harm done.",
                done=len(hand.draft),
                count=count,
            )
        ),
    )


_OWN = Permission.WORK
ROUTES = (
    Route(
        path="near",
        summary=N_("what is to be visited around you"),
        permission=_OWN,
        run=_near,
        options=(
            Option(name="place", summary=N_("where you are: 52.52, 13.405"), required=False),
        ),
    ),
)
VERBS = (
    Verb(name="near", permission=_OWN, run=_pressed),
    Verb(name="visit", permission=_OWN, run=_visit),
)
PROMPTS = (Prompt(name=PROMPT, permission=_OWN, run=_typed, takes_numbers=True),)
KINDS = {"remind": notice}
