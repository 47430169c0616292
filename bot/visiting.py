"""Looks whether a link answers, where a question asks for one that does.

It fetches as everything that people name is fetched (`bot.guarded`): no address of this machine or
its network, a few seconds, and of the page its first piece alone.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from domain.errors import Refused
from domain.events import Event, LinkVisited
from domain.views import Visit

if TYPE_CHECKING:
    from bot.guarded import Guard

SECONDS_MOST = 8.0
Visitor = Callable[[str], Awaitable[bool]]


async def answers(url: str, guard: "Guard | None" = None) -> bool:
    """Tell whether a page answers. What fetching takes is imported when a link is visited and not
    before: it is 8 MB of a process that visits none.
    """
    from bot.guarded import Guard, Unreached

    try:
        await (guard or Guard(seconds_most=SECONDS_MOST, is_http_allowed=True)).knock(url)
    except (Refused, Unreached):
        return False
    return True


async def visited(event: Event, visit: Visit, visitor: Visitor) -> LinkVisited:
    """Visit the link that an event brought, and give the event that says what was found."""
    return LinkVisited(
        id=f"{event.id}-visited",
        sender=event.sender,
        at_ms=event.at_ms,
        assignment_id=visit.assignment_id,
        position=visit.position,
        url=visit.url,
        has_answered=await visitor(visit.url),
    )
