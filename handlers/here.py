"""Where somebody is, as they have just shared or written it: for what is near, and for photos whose
place and time can't be read.
"""

from domain.errors import Invalid
from domain.places import Place, distance_m, in_text
from domain.questions import Question
from handlers.context import Context
from services.answers import Step
from services.work import InHand

HERE = "here"  # the session's key: [latitude, longitude, moment]
AT = "here_at"  # [assignment, latitude, longitude, moment]: given for a task, and near enough
FRESH_MS = 1_800_000


def keep(context: Context, place: Place) -> None:
    """Remember where somebody is, for a while."""
    context.session[HERE] = [*place, context.now_ms]


def kept(context: Context) -> Place | None:
    """Give where somebody is, as far as that is fresh."""
    found = context.session.get(HERE)
    if not isinstance(found, list) or context.now_ms - found[2] > FRESH_MS:
        return None
    return found[0], found[1]


def note(context: Context, step: Step, position: int) -> None:
    """Remember that a place was just taken as an answer of a task."""
    if not isinstance(step, InHand) or position >= len(step.project.questions):
        return
    question = step.project.questions[position]
    value = step.draft.get(question.id) if question.type == "place" else None
    if isinstance(value, dict):
        _note(context, step, (value["latitude"], value["longitude"]))


def _note(context: Context, hand: InHand, place: Place) -> None:
    context.session[AT] = [hand.assignment_id, *place, context.now_ms]


def needs_place(question: Question) -> bool:
    """Tell whether a photo or a film has to be taken at a place."""
    return question.within_m is not None and in_text(question.near) is not None


def shared(context: Context, hand: InHand, question: Question, place: Place) -> None:
    """Take a location that was shared for a photo; raises Invalid where that is too far away."""
    away_m = _away(question, place)
    if away_m is not None and away_m > (question.within_m or 0):
        raise Invalid(
            "That is {away} m away from the place; at most {most} m are allowed.",
            away=round(away_m),
            most=question.within_m,
        )
    _note(context, hand, place)


def is_there(context: Context, hand: InHand, question: Question) -> bool:
    """Tell whether somebody was shown to be at the place in the last half hour, in this task: by
    a place that was asked for, or by sharing their location.
    """
    found = context.session.get(AT)
    if not isinstance(found, list) or found[0] != hand.assignment_id:
        return False
    if context.now_ms - found[3] > FRESH_MS:
        return False
    away_m = _away(question, (found[1], found[2]))
    if away_m is not None:
        return away_m <= (question.within_m or 0)
    return any(_was_near(hand, one) for one in hand.project.questions)


def _away(question: Question, place: Place) -> float | None:
    near = in_text(question.near) if question.within_m is not None else None
    return distance_m(near, place) if near is not None else None


def _was_near(hand: InHand, question: Question) -> bool:
    """Tell whether a place that had to be near was taken as an answer."""
    is_bound = question.type == "place" and question.within_m is not None and bool(question.near)
    return is_bound and isinstance(hand.draft.get(question.id), dict)
