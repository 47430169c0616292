"""Updates that Telegram brings itself: a route on the web server.

Telegram proves itself by a secret header. An update is answered when its transaction is committed;
one that can't be is refused, and comes again. What acknowledges a press travels in the answer.
"""

import hmac
from typing import Any

import orjson
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram.error import BadRequest, InvalidToken

from bot.platforms.telegram.adapter import UPDATES
from bot.platforms.telegram.api import Api
from bot.platforms.telegram.conversation import Conversation, Taken
from bot.platforms.telegram.polling import refused_token
from domain.errors import Unusable

PATH = "/telegram/webhook"
BODY_BYTES_MAX = 1 << 20
CONNECTIONS_MAX = 40
HEADER = "x-telegram-bot-api-secret-token"

log = structlog.get_logger()


class Webhook:
    """The route, before and after there is a conversation behind it."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("a webhook without a secret lets anybody in")
        self._secret = secret.encode()
        self._conversation: Conversation | None = None
        self.route = Route(PATH, self.answer, methods=["POST"])

    def opens(self, conversation: Conversation) -> None:
        """From now on updates are taken."""
        self._conversation = conversation

    def closes(self) -> None:
        """From now on updates are refused: they come again, to whoever listens then."""
        self._conversation = None

    async def answer(self, request: Request) -> Response:
        """Take one update."""
        given = request.headers.get(HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            return Response(status_code=401)
        if self._conversation is None:
            return Response(status_code=503)
        try:
            update = await _update(request)
        except (ValueError, ClientDisconnect):
            return Response(status_code=400)
        taken = await self._conversation.take(update)
        return _reply(taken)


async def set_webhook(api: Api, public_url: str, secret: str) -> None:
    """Tell Telegram where we are; raises Unusable where the token or the address is wrong."""
    try:
        await api.ask(
            "setWebhook",
            url=f"{public_url}{PATH}",
            secret_token=secret,
            allowed_updates=UPDATES,
            max_connections=CONNECTIONS_MAX,
        )
    except InvalidToken:
        raise refused_token() from None
    except BadRequest as error:
        raise Unusable(
            "Telegram does not take this webhook ([web] public_url is where it finds us):",
            [f"{public_url}{PATH}", error.message],
        ) from None


async def _update(request: Request) -> dict[str, Any]:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_BYTES_MAX:
            raise ValueError("larger than any update")
    update = orjson.loads(bytes(body))
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        raise ValueError("no update")
    return update


def _reply(taken: Taken) -> Response:
    """Acknowledge a press in the HTTP answer: that saves a call."""
    if taken.incoming is None or not taken.incoming.callback_id:
        return Response(status_code=200)
    call = {"method": "answerCallbackQuery", "callback_query_id": taken.incoming.callback_id}
    if taken.view is not None and taken.view.toast:
        call["text"] = taken.view.toast[:200]
    return Response(orjson.dumps(call), media_type="application/json")
