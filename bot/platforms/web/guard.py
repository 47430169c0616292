"""What every request must pass, and the headers that every answer carries.

- Host: loopback names and the public address alone, so that a foreign name that is pointed at this
  machine (DNS rebinding) reaches nothing.
- Origin: a request that changes something comes from our own pages.
- The access token, where one is configured.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.platforms.web.replies import language, problem
from bot.platforms.web.shell import Shell
from bot.platforms.web.visitors import may_enter, start_of
from domain.amounts import N_
from domain.errors import Refused

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
FOREIGN_HOST = N_("This address is not mine. Open the one that I was started with.")
FOREIGN_ORIGIN = N_("That came from another site, so I left it alone.")
NO_TOKEN = N_("Open the link with the access token first.")
# The last two have proofs of their own.
OPEN_TO_ALL = ("/healthz", "/static/", "/enter", "/telegram/", "/canvas")
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: http:; "
        "media-src 'self' https: http:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # else our own forms would name no origin
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(self), microphone=()",
}


class Guard:
    """The application behind its checks."""

    def __init__(
        self, app: ASGIApp, *, host: str, public_url: str, access_token: str, shell: Shell
    ) -> None:
        self._app = app
        self._hosts = LOOPBACK | {host.lower(), urlsplit(public_url).hostname or "localhost"}
        self._public = urlsplit(public_url).netloc.lower()
        self._access_token = access_token
        self._shell = shell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "content-security-policy" not in headers:  # else that says who may frame it
                    headers.setdefault("x-frame-options", "DENY")
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        path: str = scope["path"]
        if path == "/healthz":
            return None
        connection = HTTPConnection(scope)
        if not self._is_ours(connection.headers.get("host", "")):
            return problem(connection, Refused(FOREIGN_HOST), 421)
        if scope["method"] not in ("GET", "HEAD") and not self._is_same_site(connection.headers):
            return problem(connection, Refused(FOREIGN_ORIGIN), 403)
        if path.startswith(OPEN_TO_ALL) or may_enter(connection, self._access_token):
            return None
        if path == "/":
            start = start_of(connection)
            return HTMLResponse(self._shell.locked(language(connection), start=start), 403)
        return problem(connection, Refused(NO_TOKEN), 403)

    def _is_ours(self, host: str) -> bool:
        try:
            return urlsplit(f"//{host}").hostname in self._hosts
        except ValueError:
            return False

    def _is_same_site(self, headers: Headers) -> bool:
        """Browsers name the origin of every POST; what names none is no browser."""
        origin = headers.get("origin")
        if origin is None:
            return True
        netloc = origin.partition("://")[2].lower()
        return netloc != "" and netloc in (headers.get("host", "").lower(), self._public)
