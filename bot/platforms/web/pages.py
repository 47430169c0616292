"""What is behind the addresses of the chat: the page, the way in, events, the stream."""

import time
from typing import cast

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from bot.media.receiving import Receiving
from bot.platforms.web import visitors
from bot.platforms.web.adapter import check_file, read_body, replaced_of, to_event, to_media
from bot.platforms.web.chat import Busy, Full, Stream, WebChat, messages, refused
from bot.platforms.web.files import Files
from bot.platforms.web.follow import Follow
from bot.platforms.web.people import People
from bot.platforms.web.refusing import refuse
from bot.platforms.web.render import payload
from bot.platforms.web.replies import json, json_bytes, language, problem
from bot.platforms.web.requests import check_file_type, read_form, read_json_bytes
from bot.platforms.web.shell import Shell
from domain.amounts import N_
from domain.errors import Invalid, NotAllowed, Refused, Unusable
from domain.events import Event
from domain.views import Placement, View

PERSON_CHARS = 12  # of the external id: enough for a page to know whose it is
NOT_KNOWN = N_("I don't know this browser yet. Load the page again.")
NO_FILES = N_("Nothing asks you for a file now; files with rows are of those who have projects.")
SOMEBODY_ELSE = N_("This browser has become another person here. Load the page again.")


class Pages:
    """The endpoints; one instance serves one application."""

    def __init__(
        self,
        chat: WebChat,
        shell: Shell,
        *,
        follow: Follow,
        files: Files,
        people: People,
        receiving: Receiving,
        access_token: str,
        secure: bool,
    ) -> None:
        self._chat = chat
        self._follow = follow
        self._files = files
        self._people = people
        self._receiving = receiving
        self._shell = shell
        self._access_token = access_token
        self._secure = secure

    async def page(self, request: Request) -> Response:
        """The chat. A browser that comes for the first time gets its key here."""
        key = visitors.key_of(request) or visitors.new_key()
        person = visitors.user_of(key)[:PERSON_CHARS]
        response = _html(self._shell.chat(person, language(request)))
        self._remember(response, visitors.KEY_COOKIE, key)
        return response

    async def enter(self, request: Request) -> Response:
        """The way in by a link: with a person's key, the access token, or both."""
        token, key = (request.query_params.get(name, "") for name in ("token", "key"))
        known, start = visitors.key_of(request), visitors.start_of(request)
        if not self._opens(request, token):
            page = self._shell.locked(
                language(request), wrong=token != "", key=key, start=start
            )
            return _html(page, 403)
        if visitors.is_key(key) and known not in (None, key):
            # An address can be opened by a picture or a foreign link: whoever is somebody is asked.
            response = _html(self._shell.switch(key, language(request)))
        else:
            response = self._let_in(key or known or "", start)
        return self._with_proof(response)

    async def switch(self, request: Request) -> Response:
        """Somebody has said that this browser shall become another person."""
        key = (await read_form(request)).get("key", "")
        if not self._opens(request, ""):
            return _html(self._shell.locked(language(request)), 403)
        return self._let_in(key)

    async def event(self, request: Request) -> Response:
        """Something that a person did; the answer is what they see next."""
        key = visitors.key_of(request)
        if key is None:
            return problem(request, Refused(NOT_KNOWN), 401)
        user = visitors.user_of(key)
        try:
            body = read_body(await read_json_bytes(request))
            if body.get("person", user[:PERSON_CHARS]) != user[:PERSON_CHARS]:
                return problem(request, Refused(SOMEBODY_ELSE), 409)
            event = to_event(
                body, user=user, locale=language(request), at_ms=time.time_ns() // 1_000_000
            )
            view = await self._chat.act(event)
        except Unusable:
            raise
        except (Invalid, Busy) as error:
            return refuse(request, error, refused=429)
        return self._answer(event, view, cast(str, body["id"]), replaced_of(body))

    async def file(self, request: Request) -> Response:
        """A file that a person attached: the body is the file, the words about it are the query."""
        key = visitors.key_of(request)
        if key is None:
            return problem(request, Refused(NOT_KNOWN), 401)
        user = visitors.user_of(key)
        most = await self._people.may_send(request)
        if not most:
            return problem(request, NotAllowed(NO_FILES), 403)
        words = dict(request.query_params)
        try:
            check_file_type(request)
            check_file(words)
            file_id, size_bytes = await self._files.keep(request, user, most)
            event = to_media(
                words,
                user=user,
                locale=language(request),
                at_ms=time.time_ns() // 1_000_000,
                file_id=file_id,
                size_bytes=size_bytes,
            )
            view = await self._chat.act(event)
            if view.receive is not None:
                take, load = self._receiving.take, self._files.download
                view = await take(view.receive, event.sender, load) or view
        except Unusable:
            raise
        except (Invalid, Refused) as error:
            return refuse(request, error, refused=429)
        return self._answer(event, view, words["id"], "")

    def _answer(self, event: Event, view: View, key: str, replaced: str) -> Response:
        """Answer with a view; what it asks for begins when it is on its way."""
        message = replaced if replaced and view.placement is Placement.REPLACE else key
        self._follow.forget(event.sender, message)
        response = json_bytes(payload(view, key=key))
        response.background = BackgroundTask(self._follow.up, event.sender, view, message)
        return response

    async def seen(self, request: Request) -> Response:
        """A page shows a message that came without asking."""
        key = visitors.key_of(request)
        if key is None:
            return problem(request, Refused(NOT_KNOWN), 401)
        try:
            message = read_body(await read_json_bytes(request)).get("key")
        except Invalid as error:
            return problem(request, error, 400)
        if isinstance(message, str):
            self._chat.seen(visitors.user_of(key), message)
        return json({})

    async def stream(self, request: Request) -> Response:
        """What comes without asking, as server-sent events."""
        key = visitors.key_of(request)
        if key is None:
            return problem(request, Refused(NOT_KNOWN), 401)
        try:
            stream = self._chat.connect(visitors.user_of(key))
        except Full as error:
            refusal = refused(bytes(problem(request, error, 503).body))
            return Response(refusal, 200, {"cache-control": "no-store"}, "text/event-stream")
        except Busy as error:
            return problem(request, error, 503)
        try:
            await self._people.have_returned(request)
        except BaseException:
            self._chat.disconnect(stream)
            raise
        return EventStream(self._chat, stream)

    async def asset(self, request: Request) -> Response:
        """A file of the page."""
        return self._shell.asset(request)

    def _opens(self, request: Request, token: str) -> bool:
        if visitors.may_enter(request, self._access_token):
            return True
        return visitors.same(token, self._access_token)

    def _let_in(self, key: str, start: str = "") -> Response:
        to = f"/?start={start}" if start else "/"
        response = RedirectResponse(to, 303, {"cache-control": "no-store"})
        if visitors.is_key(key):
            self._remember(response, visitors.KEY_COOKIE, key)
        return response

    def _with_proof(self, response: Response) -> Response:
        if self._access_token:
            proof = visitors.access_proof(self._access_token)
            self._remember(response, visitors.ACCESS_COOKIE, proof)
        return response

    def _remember(self, response: Response, name: str, value: str) -> None:
        visitors.remember(response, name, value, secure=self._secure)


class EventStream(StreamingResponse):
    """An open stream, which is forgotten however it ends."""

    def __init__(self, chat: WebChat, stream: Stream) -> None:
        super().__init__(
            messages(stream), headers={"cache-control": "no-store"}, media_type="text/event-stream"
        )
        self._chat = chat
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._chat.disconnect(self._stream)


def _html(text: str, status: int = 200) -> Response:
    return HTMLResponse(text, status, {"cache-control": "no-store"})
