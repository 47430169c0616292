"""A shared location: the answer to a question that asks for a place, what shows that somebody is
where a photo is to be taken, or where to look for what is around.
"""

from domain import questions
from domain.errors import Invalid
from domain.events import Place
from domain.questions import Question, Value
from domain.views import Done, View
from handlers import here, near, work
from handlers.context import Context
from handlers.task_view import task_view
from services import near as visits
from services import work as tasks
from services.work import InHand


def received(context: Context, event: Place) -> View | None:
    """Take a location as the answer to the open question, as what shows where a photo is taken, or
    to list what is around; None where nothing has to do with places.
    """
    hand = tasks.current(context.tx, context.person.account_id)
    is_asked = context.session.get("prompt") == near.PROMPT
    if hand is not None and hand.question.type == "place" and not is_asked:
        return _answered(context, hand, event)
    place = (event.latitude, event.longitude)
    if hand is not None and not is_asked and questions.media_kinds(hand.question):
        return _shown(context, hand, place)
    if not is_asked and not visits.offers(context.tx, context.person, context.now_ms):
        return None
    return near.at(context, place)


def _answered(context: Context, hand: InHand, event: Place) -> View:
    def meant(hand: InHand, question: Question) -> Value:
        place: dict[str, float] = {"latitude": event.latitude, "longitude": event.longitude}
        if event.accuracy_m is not None:
            place["accuracy_m"] = event.accuracy_m
        return place

    return work.answer_or_again(context, hand.assignment_id, hand.position, meant)


def _shown(context: Context, hand: InHand, place: tuple[float, float]) -> View:
    """Take note of where somebody is for the photo that they are asked for."""
    try:
        here.shared(context, hand, hand.question, place)
    except Invalid as error:
        return work.once_more(context, hand, error)
    said = context.say("Thank you, I know where you are now. Send it within half an hour.")
    return task_view(context, hand, above=(Done(said),))
