"""What people are told when somebody or something else acted: one view for each kind of notice.

A view is made when the notice is sent; None means that there is nothing to say any more. Delivery
is at least once, so every sentence has to bear being read twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from domain.actions import Action
from domain.amounts import Moment, Money, Span
from domain.ids import public
from domain.platforms import name_of
from domain.views import Body, Choice, Placement, Say, View
from handlers import (
    appeal_notices,
    brakes,
    catalogue,
    extra_notices,
    gold,
    honesty,
    jury,
    moderation,
    near,
    payout_notices,
    reports,
    rewards_admin,
    vouchers,
)
from handlers.context import Context
from handlers.house_digest import house_digest
from handlers.morning import summary
from handlers.task_view import task_view
from handlers.weekly import weekly
from services import projects, work

Params = Mapping[str, Any]

DAY_MS = 86_400_000
STALE_MS = {"expired": DAY_MS, "closed": DAY_MS, "jury": DAY_MS}  # nobody needs it after a day


def view(context: Context, kind: str, params: Params, age_ms: int) -> View | None:
    """Make the message for a kind of notice, in the person's language and formats."""
    make = KINDS.get(kind)
    if make is None:
        raise ValueError(f"nobody knows what a notice of kind {kind} says")
    if age_ms > STALE_MS.get(kind, age_ms):
        return None
    made = make(context, params)
    return None if made is None else replace(made, placement=Placement.NEW)


def _push(context: Context, params: Params) -> View | None:
    """A pushed task, as long as it is in the person's hands and has time left."""
    say = context.say
    hand = work.current(context.tx, context.person.account_id)
    if hand is None or hand.assignment_id != params["assignment_id"]:
        return None
    left_ms = hand.deadline_ms - context.now_ms
    if left_ms <= 0:
        return None
    above = Body(say("A task for you, if you have a moment. It waits {span}.", span=Span(left_ms)))
    made = task_view(context, hand, above=brakes.before_first(context, hand, (above,)))
    stop = Choice(say("No more of these"), Action("push", choice="off"))
    return replace(made, choices=(*made.choices, (stop,)))


def _expired(context: Context, params: Params) -> View:
    say = context.say
    return _told(
        context, say("Time was up for that one, so it went to somebody else. No harm done.")
    )


def _closed(context: Context, params: Params) -> View:
    title = projects.find(context.tx, int(params["project_id"])).title
    return _told(
        context,
        context.say(
            "“{title}” has ended, so I took its open task back. What you answered before is yours.",
            title=title,
        ),
    )


def _suspended(context: Context, params: Params) -> View:
    say = context.say
    return View(
        blocks=(
            Say(say("Your account is paused, so there are no tasks for now."), "warning"),
            Body(say("The reason: {reason}", reason=str(params["reason"]))),
            Body(say("Your credits stay yours.")),
        ),
        choices=((Choice(say("Balance"), Action("balance"), style="main"),),),
    )


def _unsuspended(context: Context, params: Params) -> View:
    return _told(context, context.say("Your account is open again. Good to have you back."))


def _chat(context: Context, params: Params) -> str:
    """Give what people call a chat: nobody knows a platform's number of it."""
    chat, name = str(params["chat"]), str(params.get("name", ""))
    return name or (chat if chat.startswith("@") else context.say("that channel"))


def _what_to_change(context: Context, params: Params) -> str:
    """Say what has to be changed, and where, before a board can hang in a chat."""
    say, place = context.say, str(params.get("platform", ""))
    match params.get("why", ""):
        case "unknown" if place == "discord":
            return say(
                "I don't see it: in the channel's settings, Permissions, give Bitework View "
                "Channel. In a server where I am not yet, add me first."
            )
        case "unknown":
            return say("I don't see it: add me there first, then send /board once more.")
        case "not_theirs" if place == "discord":
            return say(
                "Only those who manage the server put boards there: ask one of them, or for the "
                "permission Manage Server (Server Settings, Roles)."
            )
        case "not_theirs":
            return say("Only those who manage it put boards there: ask one of them.")
        case "closed" if place == "discord":
            return say(
                "I may not write there: in the channel's settings, Permissions, give Bitework: "
                "{names}. Then send /board once more.",
                names=", ".join(map(str, params["lacking"])),
            )
        case "closed":
            return say(
                "I may not write there: in its settings, Administrators, add me and allow: "
                "{names}. Then send /board once more.",
                names=", ".join(map(str, params["lacking"])),
            )
    return say("It takes both of us: you manage it, and I may write there.")


def _board_refused(context: Context, params: Params) -> View:
    project_id, say = int(params["project_id"]), context.say
    title = projects.find(context.tx, project_id).title
    return View(
        blocks=(
            Say(
                say("I can't hang “{title}” in {chat}.", title=title, chat=_chat(context, params)),
                "warning",
            ),
            Body(_what_to_change(context, params)),
        ),
        choices=((Choice(say("Back to the project"), Action("project", project_id)),),),
    )


def _linked(context: Context, params: Params) -> View:
    say, place = context.say, name_of(str(params["platform"]))
    return View(
        blocks=(
            Say(
                say(
                    "Your chat on {place}, “{name}”, leads to this account now: one balance, one "
                    "reputation.",
                    place=place,
                    name=str(params["name"]),
                )
            ),
            Body(say("That wasn't you? /unlink takes it off again.")),
        ),
        choices=(
            (
                Choice(say("Next task"), Action("work"), style="main"),
                Choice(say("My chats"), Action("unlink")),
            ),
        ),
    )


def _unlinked(context: Context, params: Params) -> View:
    place = name_of(str(params["platform"]))
    return _told(
        context,
        context.say("Your chat on {place} left this account and begins afresh.", place=place),
        context.say("What you earned together stays here."),
    )


def _taken_off(context: Context, params: Params) -> View:
    return _told(
        context,
        context.say("This chat was taken off its account from another one, and begins afresh."),
        context.say("What was earned stays with that account. /link makes them one again."),
    )


def _revise(context: Context, params: Params) -> View | None:
    """What a reviewer sent back, as long as it can be handed in anew."""
    say, number = context.say, int(params["assignment_id"])
    if work.sent_back_until(context.tx, number) != params["deadline_ms"]:
        return None
    title = projects.find(context.tx, int(params["project_id"])).title
    return View(
        blocks=(
            Say(say("An answer of yours to “{title}” was sent back.", title=title)),
            Body(say("The reason: {reason}", reason=say(str(params["reason"])))),
            Body(
                say(
                    "You can give it anew until {moment}; it is paid once it is accepted.",
                    moment=Moment(int(params["deadline_ms"])),
                )
            ),
        ),
        choices=((Choice(say("Do it again"), Action("redo", number), style="main"),),),
    )


def _reviews_short(context: Context, params: Params) -> View:
    """Answers came back to who asked for them, for nobody can be paid for looking at them."""
    say, review_id = context.say, int(params["review_id"])
    title = projects.find(context.tx, int(params["project_id"])).title
    return View(
        blocks=(
            Say(say("Nobody can be paid for reviewing answers to “{title}”.", title=title)),
            Body(
                say(
                    "They wait in /review for you now. More reviews are paid for with "
                    "/project_top_up {project} and an amount.",
                    project=public(review_id),
                )
            ),
        ),
        choices=((Choice(say("Review"), Action("review"), style="main"),),),
    )


def _granted(context: Context, params: Params) -> View:
    say, amount = context.say, Money(int(params["amount_minor"]), str(params["currency"]))
    return View(
        blocks=(
            Say(say("{amount} for you, beside what you earned.", amount=amount), "good"),
            Body(say("The reason: {reason}", reason=str(params["reason"]))),
        ),
        choices=((Choice(say("Balance"), Action("balance"), style="main"),),),
    )


def _told(context: Context, sentence: str, *more: str) -> View:
    """Say something and lead on to the next task."""
    return View(
        blocks=(Say(sentence), *(Body(text) for text in more)),
        choices=((Choice(context.say("Next task"), Action("work"), style="main"),),),
    )


KINDS: dict[str, Callable[[Context, Params], View | None]] = {
    "push": _push,
    "summary": summary,
    "weekly": weekly,
    "house_digest": house_digest,
    "expired": _expired,
    "closed": _closed,
    "suspended": _suspended,
    "unsuspended": _unsuspended,
    "revise": _revise,
    "reviews_short": _reviews_short,
    "granted": _granted,
    **payout_notices.KINDS,
    "linked": _linked,
    "unlinked": _unlinked,
    "taken_off": _taken_off,
    "jury": jury.notice_of_case,
    "verdict": jury.notice_of_verdict,
    "moderated": moderation.notice,
    "verdict_left": jury.notice_of_left,
    "board_refused": _board_refused,
    **appeal_notices.KINDS,
    **extra_notices.KINDS,
    **reports.KINDS,
    **near.KINDS,
    **gold.KINDS,
    **honesty.KINDS,
    "voucher": vouchers.notice,
    "order": rewards_admin.notice_of_order,
    "order_given": catalogue.notice_of_given,
    "order_returned": catalogue.notice_of_returned,
}
