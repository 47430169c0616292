"""What is kept about people, and how they leave."""


from domain.actions import Action
from domain.amounts import N_, Money
from domain.events import Command, FormSubmitted, Press
from domain.permissions import Permission
from domain.views import Body, Choice, Fields, Say, Title, View
from handlers.context import Context
from handlers.routes import Route, Verb
from services import leaving, ledger

YES = "yes"


def _privacy(context: Context, event: Command | Press | FormSubmitted) -> View:
    say = context.say
    return View(
        blocks=(
            Title(say("What we keep about you")),
            Fields(
                (
                    (
                        say("To reach you"),
                        say("your id and chat on each platform you linked, and your name there"),
                    ),
                    (
                        say("Your work"),
                        say(
                            "your answers with their times, what they earned, your points; tests "
                            "that you took, and their scores"
                        ),
                    ),
                    (
                        say("Your payouts"),
                        say(
                            "what was paid to you and when; where to, sealed, as long as you are "
                            "here"
                        ),
                    ),
                    (
                        say("Your settings"),
                        say(
                            "language, time zone, quiet hours, pushed tasks; your languages, "
                            "country and age group where you told them"
                        ),
                    ),
                    (
                        say("Groups"),
                        say(
                            "in which groups and servers with me you were seen, and in which "
                            "channel last; messages that were reported to a jury; who invited you"
                        ),
                    ),
                    (
                        say("If you leave while suspended"),
                        say(
                            "the reason, and a fingerprint of your id on this platform, so that it "
                            "still holds if you come back"
                        ),
                    ),
                )
            ),
            Body(
                say(
                    "Requesters see your answers under a short id, never your name or your chat. "
                    "Nothing is sold or used for anything else."
                )
            ),
            Body(say("/delete_me removes you; it says first what that means.")),
        ),
        choices=((Choice(say("Next task"), Action("work"), style="main"),),),
    )


def _asked(context: Context, event: Command | Press | FormSubmitted) -> View:
    """Say what leaving means, in numbers; the button leaves only while they are still true."""
    say, currency = context.say, context.terms.money.currency
    has = leaving.has(context.tx, context.person, currency)
    if isinstance(event, Press) and _is_confirmed(event, has.credits_minor):
        return _left(context)
    given_up = (
        say("{amount} {currency}", amount=Money(has.credits_minor, currency), currency=currency)
        if has.credits_minor
        else say("nothing, for you have no credits here")
    )
    answers = say.many("{n} answer", "{n} answers", has.answers)
    pairs = [
        (say("Removed"), say("your name, your chat id, your settings, your messages")),
        (say("Stays, without you"), say("{answers} and what was booked", answers=answers)),
        (say("Given up"), given_up),
    ]
    if has.in_flight_minor:
        on_its_way = say(
            "{amount} still go where you wanted them; what comes back is given up",
            amount=Money(has.in_flight_minor, currency),
        )
        pairs.append((say("On its way"), on_its_way))
    if context.person.state == "suspended":
        pairs.append((say("Stays, if you come back"), say("that you are suspended, and why")))
    return View(
        blocks=(
            Title(say("Leave, and be removed?")),
            Fields(tuple(pairs)),
            Body(say("This can't be taken back. Your points and your level go too.")),
            *((Body(say("/payout takes your credits out first.")),) if _can_take(context) else ()),
        ),
        choices=(
            (
                Choice(say("Stay"), Action("menu"), style="main"),
                Choice(
                    say("Delete me"),
                    Action("delete_me", choice=YES, version=has.credits_minor),
                    style="danger",
                ),
            ),
        ),
    )


def _can_take(context: Context) -> bool:
    """Tell whether somebody has credits that could still be paid out to them."""
    has = ledger.balances(context.tx, context.person.account_id, context.terms.money.currency)
    least = context.terms.minor(context.terms.payouts.least)
    return bool(context.terms.offers) and has.available_minor >= max(1, least)


def _is_confirmed(event: Press, credits_minor: int) -> bool:
    return event.action.choice == YES and event.action.version == credits_minor


def _left(context: Context) -> View:
    was_suspended = context.person.state == "suspended"
    leaving.leave(context.tx, context.person, context.now_ms)
    context.person = context.person._replace(identity_id=0, name="", state="deleted")
    context.session.clear()
    say = context.say
    afresh = (
        say("Thank you for your answers. If you ever come back, you start afresh, still suspended.")
        if was_suspended
        else say("Thank you for your answers. If you ever come back, you start afresh.")
    )
    return View(
        blocks=(
            Say(say("Done: you are removed."), "good"),
            Body(afresh),
        ),
        choices=((Choice(say("Start afresh"), Action("menu")),),),
    )


ROUTES = (
    Route(
        path="privacy",
        summary=N_("what we keep about you"),
        permission=Permission.ANYONE,
        run=_privacy,
        mode="read",
    ),
    Route(
        path="delete me",
        summary=N_("leave, and be removed"),
        permission=Permission.ANYONE,
        run=_asked,
    ),
)
VERBS = (
    Verb(name="privacy", permission=Permission.ANYONE, run=_privacy, mode="read"),
    Verb(name="delete_me", permission=Permission.ANYONE, run=_asked),
)
