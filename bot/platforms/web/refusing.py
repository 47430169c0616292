"""Which status a page is answered with where something could not be done."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from bot.platforms.web.chat import Busy
from bot.platforms.web.replies import problem
from bot.platforms.web.requests import TooLong
from domain.errors import Invalid, Refused


def refuse(connection: HTTPConnection, error: Invalid | Refused, *, refused: int) -> Response:
    """Answer what was sent wrong, what was too much at once, and with `refused` what a rule said no
    to.
    """
    if isinstance(error, Invalid):
        return problem(connection, error, 413 if isinstance(error, TooLong) else 400)
    return problem(connection, error, 429 if isinstance(error, Busy) else refused)
