"""What somebody sees for whom there is no task at the moment."""

from domain.actions import Action
from domain.amounts import N_
from domain.views import Block, Body, Choice, Title, View
from handlers import near, within_reach
from handlers.context import Context
from services import routing

NEW_ONES = N_("New tasks come in all the time. What you earned is in /balance.")
OTHERS_FIRST = N_(
    "Some tasks are with others first for a while. Look again in ten minutes: they may be yours"
    " then. What you earned is in /balance."
)


def view(context: Context, above: tuple[Block, ...] = ()) -> View:
    """Say that there is nothing to do now, and offer to be told."""
    say = context.say
    is_waiting = routing.is_waiting(context.person.account_id, context.now_ms)
    again = Choice(say("Look again"), Action("work"), style="main")
    told = Choice(say("Tell me about new ones"), Action("push", choice="on"), style="main")
    offer = again if context.person.push_on or is_waiting else told
    visits = near.button(context)
    around = ((visits,),) if visits is not None else ()
    found = View(
        blocks=(
            *above,
            Title(say("That was everything for you at the moment")),
            Body(say(OTHERS_FIRST if is_waiting else NEW_ONES)),
        ),
        choices=((offer, Choice(say("Balance"), Action("balance"))), *around),
    )
    return within_reach.beside(context, found)
