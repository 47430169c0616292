"""How a browser is recognised: a long random key in a cookie that scripts cannot read.

The key itself is neither stored nor logged on the server: an identity's external id is its SHA-256.
"""

import hashlib
import hmac
import re
import secrets

from starlette.requests import HTTPConnection
from starlette.responses import Response

PLATFORM = "web"
KEY_COOKIE, ACCESS_COOKIE = "bitework", "bitework_access"
KEEP_SECONDS = 400 * 24 * 3600  # browsers keep no cookie for longer
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEY = re.compile(r"[A-Za-z0-9_-]{32,86}")


def new_key() -> str:
    """Make a key for a browser that has none: 256 random bits."""
    return secrets.token_urlsafe(32)


def is_key(text: str) -> bool:
    """Tell whether a text can be a key: what is shorter could be guessed."""
    return _KEY.fullmatch(text) is not None


def user_of(key: str) -> str:
    """Give the external id of the identity that a key stands for."""
    return hashlib.sha256(key.encode()).hexdigest()


def enter_url(base: str, key: str) -> str:
    """Give the link by which the owner of a key comes in.

    Browsers keep cookies by host name: on this machine the link uses the other name of it, so that
    a worker and an admin can be open in one browser, side by side.
    """
    return f"{base.rstrip('/').replace('//127.0.0.1', '//localhost', 1)}/enter?key={key}"


def key_of(connection: HTTPConnection) -> str | None:
    """Give the key that a browser sent; None where it has none, or no proper one."""
    key = connection.cookies.get(KEY_COOKIE, "")
    return key if is_key(key) else None


def start_of(connection: HTTPConnection) -> str:
    """Give the word of a link (`/?start=t_7KQ2M`); empty where there is none, or no proper one."""
    word = connection.query_params.get("start", "")
    return word if _START.fullmatch(word) else ""


def remember(response: Response, name: str, value: str, *, secure: bool) -> None:
    """Set one of our cookies: for this site alone, out of reach of scripts."""
    response.set_cookie(
        name, value, max_age=KEEP_SECONDS, path="/", secure=secure, httponly=True, samesite="lax"
    )


def access_proof(access_token: str) -> str:
    """Give what a browser keeps to show that it knew the access token; a new token voids it."""
    return hmac.new(access_token.encode(), b"bitework web access", "sha256").hexdigest()


def may_enter(connection: HTTPConnection, access_token: str) -> bool:
    """Tell whether a browser has shown the access token, where one is asked for."""
    if not access_token:
        return True
    proof = connection.cookies.get(ACCESS_COOKIE, "")
    return same(proof, access_proof(access_token))


def same(given: str, wanted: str) -> bool:
    """Compare two secrets in a time that does not tell how far they agree."""
    return hmac.compare_digest(given.encode(), wanted.encode())
