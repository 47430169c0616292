"""A link whose page has to answer: whether it did."""

from domain.amounts import N_
from domain.errors import Invalid
from domain.events import LinkVisited
from domain.questions import Question, Value
from domain.views import View
from handlers import work
from handlers.context import Context
from services.work import InHand

SILENT = N_("That page does not answer. Look at the address once more, and send it again.")


def received(context: Context, event: LinkVisited) -> View:
    """Answer with a link that was visited, or say that its page is silent."""

    def meant(hand: InHand, question: Question) -> Value:
        if not event.has_answered:
            raise Invalid(SILENT)
        return event.url

    return work.answer_or_again(
        context, event.assignment_id, event.position, meant, is_visited=True
    )
