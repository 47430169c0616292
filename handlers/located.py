"""A shared location: the answer to a question that asks for a place."""

from domain.events import Place
from domain.questions import Question, Value
from domain.views import View
from handlers import work
from handlers.context import Context
from services import work as tasks
from services.work import InHand


def received(context: Context, event: Place) -> View | None:
    """Take a location as the answer to the open question; None where none asks for one."""
    hand = tasks.current(context.tx, context.person.account_id)
    if hand is None or hand.question.type != "place":
        return None

    def meant(hand: InHand, question: Question) -> Value:
        place: dict[str, float] = {"latitude": event.latitude, "longitude": event.longitude}
        if event.accuracy_m is not None:
            place["accuracy_m"] = event.accuracy_m
        return place

    return work.answer_or_again(context, hand.assignment_id, hand.position, meant)
