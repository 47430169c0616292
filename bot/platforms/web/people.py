"""What depends on who is asking: who they are, and the commands of their role."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from bot.platforms.web import visitors
from bot.platforms.web.replies import json, language
from domain import platforms, questions
from domain.people import Person
from domain.permissions import Permission, allows
from domain.terms import Terms
from handlers.routes import usage
from handlers.table import ROUTES
from handlers.voice import Voice, language_of
from services import Tx, people, work
from storage.database import Database


class People:
    """Looks up the person behind a request."""

    def __init__(
        self, database: Database, terms: Terms, returned: Callable[[int], Awaitable[None]]
    ) -> None:
        self._database = database
        self._terms = terms
        self._returned = returned

    async def have_returned(self, request: Request) -> None:
        """Somebody has opened a page: what waits for them goes out now."""
        if (person := await self.of(request)) is not None:
            await self._returned(person.account_id)

    async def of(self, request: Request) -> Person | None:
        """Give the person whose browser this is; None before their first event."""
        key = visitors.key_of(request)
        if key is None:
            return None
        user = visitors.user_of(key)
        return await self._database.read(lambda tx: self._find(tx, user))

    async def may_send(self, request: Request) -> int:
        """Tell how many bytes of a file a person may send now: rows, where they have projects, or
        an answer, where a question asks for one. 0: none.
        """
        person = await self.of(request)
        if person is None or person.state != "active":
            return 0
        if allows(person.role, Permission.OWN_PROJECTS):
            return platforms.file_bytes_max(visitors.PLATFORM)
        hand = await self._database.read(lambda tx: work.current(tx, person.account_id))
        if hand is None or not questions.media_kinds(hand.question):
            return 0
        return self._terms.media.bytes_most

    async def commands(self, request: Request) -> Response:
        """The commands of a person's role, for the menu of the page."""
        person = await self.of(request)
        role = person.role if person else "worker"
        say = Voice(person.locale if person else language_of(language(request)))
        commands = [
            {
                "name": route.name,
                "usage": usage(route).partition(" ")[2],
                "summary": say(route.summary),
            }
            for route in ROUTES
            if route.menu and allows(role, route.permission)
        ]
        return json({"commands": commands})

    def _find(self, tx: Tx, user: str) -> Person | None:
        found = people.arrive(
            tx,
            platform=visitors.PLATFORM,
            external_id=user,
            chat=user,
            name="",
            locale="",
            time_zone="",
            terms=self._terms,
            now_ms=0,
            lock=False,
        )
        return found[0] if found else None
