"""What `/me` says beside the figures of today: skill, the last change and why, the next level."""

from domain.amounts import N_, Day, Money, Share
from domain.localtime import date_of
from domain.presets import find
from domain.views import Block, Fields, Title
from handlers.context import Context
from services import standing
from services.standing import Change, Skill

QUICK, SLOW = 0.8, 1.25  # of the usual time: beyond it somebody is quicker, or takes longer
WHY = {
    "accepted": N_("an answer was accepted"),
    "rejected": N_("an answer was not accepted"),
    "gold_right": N_("you knew a check"),
    "gold_wrong": N_("you missed a check"),
    "gold_withdrawn": N_("a check that you missed was wrong"),
    "undone": N_("you took an answer back"),
    "appeal_won": N_("your appeal was won"),
    "review": N_("your review counted"),
    "review_lost": N_("a rejection of yours was overturned"),
    "streak": N_("a day more in a row"),
    "linked": N_("two accounts became one"),
}
OTHERWISE = N_("something else changed")


def pairs(context: Context) -> tuple[tuple[str, str], ...]:
    """Give the last change of the points, and what the next level opens."""
    say = context.say
    change = standing.last_change(context.tx, context.person.account_id)
    found = []
    if change is not None:
        found.append((say("Last change"), _why(context, change)))
    opens = [
        f"{one.title} ({say.show(Money(one.reward_minor, one.currency))})"
        for one in standing.next_opens(context.tx, context.person)
    ]
    if opens:
        found.append((say("The next level opens"), " · ".join(opens)))
    return tuple(found)


def _why(context: Context, change: Change) -> str:
    say = context.say
    points = f"{change.points:+d}".replace("-", "\N{MINUS SIGN}")
    day = Day(date_of(change.at_ms, context.person.time_zone))
    facts = {"points": points, "why": say(WHY.get(change.kind, OTHERWISE)), "day": day}
    if change.title:
        return say("{points} on {day}: {why}, in “{title}”", title=change.title, **facts)
    return say("{points} on {day}: {why}", **facts)


def skills(context: Context) -> tuple[Block, ...]:
    """Give what is known of how well somebody does each kind of work."""
    say = context.say
    found = standing.skills(context.tx, context.person.account_id)
    if not found:
        return ()
    lines = tuple((_name(context, one), _said(context, one)) for one in found)
    return (Title(say("What you are good at")), Fields(lines))


def _name(context: Context, one: Skill) -> str:
    preset = find(one.kind)
    return context.say(preset.title) if preset else one.kind


def _said(context: Context, one: Skill) -> str:
    say = context.say
    parts = [
        say(
            "{share} right ({low} to {high}), by {n} answers",
            share=Share(one.accuracy), low=Share(one.low), high=Share(one.high), n=one.answers,
        )
    ]  # fmt: skip
    if one.pace is not None and one.pace_low is not None and one.pace_high is not None:
        parts.append(
            say(
                "{pace}: {share} of the usual time (half of them {low} to {high})",
                pace=_pace(context, one.pace),
                share=Share(one.pace), low=Share(one.pace_low), high=Share(one.pace_high),
            )
        )  # fmt: skip
    return " · ".join(parts)


def _pace(context: Context, pace: float) -> str:
    say = context.say
    if pace < QUICK:
        return say("quicker than most")
    if pace > SLOW:
        return say("slower than most")
    return say("at the usual pace")
