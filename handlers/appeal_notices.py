"""What people are told about rejections, appeals and the brake."""

from collections.abc import Mapping
from typing import Any

from domain import rejections
from domain.actions import Action
from domain.amounts import Moment, Money, Share
from domain.errors import Refused
from domain.views import Body, Choice, Fields, Say, View
from handlers import appeals
from handlers.context import Context
from services import people, projects
from services.appeals import REVIEWERS

Params = Mapping[str, Any]


def rejected(context: Context, params: Params) -> View:
    """The reason, the words, what to do better, what it costs, and the way to an appeal."""
    say, points = context.say, -context.terms.reputation.rejected
    reason = rejections.reason(str(params.get("code", "")))
    words, until_ms = str(params["reason"]), params.get("until_ms")
    sentences = [
        say("The reason: {reason}", reason=say(reason.text if reason else words)),
        say("In the words of who rejected it: {words}", words=words)
        if reason and words != reason.text
        else "",
        say(reason.advice) if reason else "",
        say.many(
            "It costs {n} point. What your other answers earned stays.",
            "It costs {n} points. What your other answers earned stays.",
            points,
        ),
    ]
    choices = [Choice(say("Next task"), Action("work"), style="main")]
    if until_ms is not None and until_ms > context.now_ms:
        choices.append(appeals.button(context, int(params["submission_id"])))
        sentences.append(
            say(
                "If you think that is wrong, you can appeal once, until {moment}: {n} people who "
                "had no part in it decide.",
                moment=Moment(int(until_ms)),
                n=REVIEWERS,
            )
        )
    return View(
        blocks=(
            Say(
                say(
                    "An answer of yours to “{title}” was not accepted.",
                    title=_title(context, params),
                )
            ),
            *(Body(text) for text in sentences if text),
        ),
        choices=(tuple(choices),),
    )


def review(context: Context, params: Params) -> View | None:
    """Somebody is asked to look at an appeal, as long as there is time left."""
    say, terms = context.say, context.terms
    if int(params["deadline_ms"]) <= context.now_ms:
        return None
    pay = Money(terms.minor(terms.appeals.reviewer_pay), terms.money.currency)
    text = say(
        "Somebody's answer was rejected, and they appeal. Will you say whether it should be paid? "
        "It takes a minute and pays {pay}, whatever you say.",
        pay=pay,
    )
    look = Choice(say("Look at it"), Action(appeals.QUEUE), style="main")
    return View(blocks=(Say(text),), choices=((look,),))


def admin(context: Context, params: Params) -> View | None:
    """Admins decide where too few others have, as long as nobody has."""
    try:
        return appeals.for_admin(context, int(params["appeal_id"]))
    except Refused:
        return None


def won(context: Context, params: Params) -> View:
    """The answer is paid after all."""
    say, title = context.say, _title(context, params)
    how = {
        "reviewers": say("Those who looked at it say that it should be paid."),
        "admin": say("An admin has looked at it and says that it should be paid."),
        "time": say("Nobody decided about it in time, and silence pays."),
    }
    amount = Money(int(params["amount_minor"]), context.terms.money.currency)
    return View(
        blocks=(
            Say(
                say(
                    "Your appeal about “{title}” was right: +{amount}.",
                    title=title,
                    amount=amount,
                ),
                "good",
            ),
            Body(how[str(params["by"])]),
            Body(say("The points that it had cost are back, too.")),
        ),
        choices=((Choice(say("Balance"), Action("balance"), style="main"),),),
    )


def lost(context: Context, params: Params) -> View:
    """The rejection stands, and why."""
    say, title = context.say, _title(context, params)
    reasons = tuple((say("One says"), str(reason)) for reason in params["reasons"])
    return View(
        blocks=(
            Say(say("The rejection of your answer to “{title}” stands.", title=title)),
            Body(say("People who had no part in it have looked at it. This is why:")),
            Fields(reasons),
            Body(say("It costs nothing more. What your other answers earned stays.")),
        ),
        choices=((Choice(say("Next task"), Action("work"), style="main"),),),
    )


def paid(context: Context, params: Params) -> View:
    """A requester learns that a rejected answer was paid after all."""
    say = context.say
    amount = Money(int(params["amount_minor"]), context.terms.money.currency)
    text = say(
        "An answer to “{title}” that had been rejected was paid after an appeal: {amount}, from "
        "what the project holds.",
        title=_title(context, params),
        amount=amount,
    )
    more = say("It counts against the project's owner. A reason that fits avoids it.")
    return View(
        blocks=(Say(text), Body(more)),
        choices=((Choice(say("Projects"), Action("projects"), style="main"),),),
    )


def braked(context: Context, params: Params) -> View:
    """A requester learns that nothing can be rejected for now."""
    say = context.say
    return View(
        blocks=(
            Say(say("Answers to your projects can't be rejected for now."), "warning"),
            Body(_figures(context, params)),
            Body(
                say(
                    "Everything else goes on: answers can be accepted or sent back, and what "
                    "nobody decides is accepted by itself. Admins look at it and can let it go on."
                )
            ),
        ),
        choices=((Choice(say("Projects"), Action("projects"), style="main"),),),
    )


def brake(context: Context, params: Params) -> View:
    """Admins learn that somebody may reject no more, and can let it go on."""
    say, number = context.say, int(params["account_id"])
    name = people.load(context.tx, number).name
    return View(
        blocks=(
            Say(say("Rejecting is stopped for the projects of {name}.", name=name), "warning"),
            Body(_figures(context, params)),
        ),
        choices=((Choice(say("Let it go on"), Action("brake_lift", number), style="main"),),),
    )


def brake_lifted(context: Context, params: Params) -> View:
    """A requester learns that answers can be rejected again."""
    say = context.say
    return View(
        blocks=(Say(say("Answers to your projects can be rejected again."), "good"),),
        choices=((Choice(say("Projects"), Action("projects"), style="main"),),),
    )


def _figures(context: Context, params: Params) -> str:
    say = context.say
    if params["why"] == "appeals":
        return say(
            "Of the last {appealed} appeals against rejections {overturned} were won.",
            appealed=params["appealed"],
            overturned=params["overturned"],
        )
    return say(
        "Of the last {settled} answers that people looked at {rejected} were rejected, and about "
        "{expected} are to be expected.",
        settled=params["settled"],
        rejected=params["rejected"],
        expected=Share(params["expected"]),
    )


def _title(context: Context, params: Params) -> str:
    return projects.find(context.tx, int(params["project_id"])).title


KINDS = {
    "rejected": rejected,
    "appeal_review": review,
    "appeal_admin": admin,
    "appeal_won": won,
    "appeal_lost": lost,
    "appeal_paid": paid,
    "braked": braked,
    "brake": brake,
    "brake_lifted": brake_lifted,
}
