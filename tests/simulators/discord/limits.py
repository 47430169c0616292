"""Rate limits: a bucket for each route and its major id, and fifty calls a second for all."""

import math
import time
import zlib
from collections import Counter, deque
from dataclasses import dataclass, field

from tests.simulators.discord.calls import Call
from tests.simulators.discord.refusals import Refusal

MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")
# What is known of Discord's own: calls, seconds.
BUCKETS = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "DELETE /channels/{channel_id}/messages/{message_id}": (5, 1.0),
    "POST /channels/{channel_id}/messages/{message_id}/threads": (50, 300.0),
    "PUT /applications/{application_id}/commands": (2, 20.0),
    "POST /users/@me/channels": (10, 10.0),
    "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}": (10, 10.0),
    "DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}": (10, 10.0),
    "PATCH /guilds/{guild_id}/members/{user_id}": (10, 10.0),
    "POST /webhooks/{webhook_id}/{webhook_token}": (5, 2.0),
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": (5, 2.0),
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original": (5, 2.0),
}
OTHERS = (50, 1.0)
CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
INVALID_MOST, INVALID_SECONDS = 10_000, 600.0


def bucket_name(what: str) -> str:
    return f"{zlib.crc32(what.encode()):08x}" * 2


def over(retry_after: float, *, everywhere: bool, name: str) -> Refusal:
    """429, as Discord says it: not Cloudflare, so with `Via`."""
    seconds = round(max(retry_after, 0.001), 3)
    refusal = Refusal(429, 0, "You are being rate limited.", retry_after=seconds)
    refusal.more["global"] = everywhere
    refusal.headers = {
        "Retry-After": str(math.ceil(seconds)),
        "Via": "1.1 google",
        "X-RateLimit-Scope": "global" if everywhere else "user",
    }
    if everywhere:
        refusal.headers["X-RateLimit-Global"] = "true"
    else:
        refusal.headers |= {
            "X-RateLimit-Bucket": name,
            "X-RateLimit-Limit": "5",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": f"{time.time() + seconds:.3f}",
            "X-RateLimit-Reset-After": f"{seconds:.3f}",
        }
    return refusal


@dataclass(slots=True)
class Bucket:
    left: int
    ends: float


@dataclass
class Limits:
    """Discord's limits on calls; off, they are told to the bot and not enforced.

    Interactions' callbacks have none, and neither they nor what is sent with an interaction's token
    count to the fifty a second.
    """

    are_on: bool = False
    per_second: int = 50
    buckets: dict[str, tuple[int, float]] = field(default_factory=lambda: dict(BUCKETS))
    refused: Counter[str] = field(default_factory=Counter)
    _open: dict[tuple[str, ...], Bucket] = field(default_factory=dict)
    _all: deque[float] = field(default_factory=deque)
    _invalid: deque[float] = field(default_factory=deque)

    @classmethod
    def discords(cls) -> "Limits":
        return cls(are_on=True)

    def take(self, call: Call) -> dict[str, str]:
        """Count a call; give the headers that tell of its bucket. Raises Refusal 429."""
        if not self.are_on or call.what == CALLBACK:
            return {}
        now = time.monotonic()
        if call.bears_token:
            self._take_global(now)
        most, seconds = self.buckets.get(call.what, OTHERS)
        key = (call.what, *(call.params.get(name, "") for name in MAJOR))
        bucket = self._open.get(key)
        if bucket is None or bucket.ends <= now:
            bucket = self._open[key] = Bucket(most, now + seconds)
            self._tidy(now)
        name = bucket_name(call.what)
        if bucket.left <= 0:
            self.refused[call.what] += 1
            raise over(bucket.ends - now, everywhere=False, name=name)
        bucket.left -= 1
        return {
            "X-RateLimit-Bucket": name,
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(bucket.left),
            "X-RateLimit-Reset": f"{time.time() + bucket.ends - now:.3f}",
            "X-RateLimit-Reset-After": f"{bucket.ends - now:.3f}",
        }

    def was_invalid(self, status: int) -> None:
        """Count 401, 403 and 429: too many of them, and Cloudflare bans the address."""
        if status in (401, 403, 429):
            self._invalid.append(time.monotonic())

    def is_banned(self) -> bool:
        while self._invalid and self._invalid[0] < time.monotonic() - INVALID_SECONDS:
            self._invalid.popleft()
        return len(self._invalid) > INVALID_MOST

    def _take_global(self, now: float) -> None:
        while self._all and self._all[0] <= now - 1.0:
            self._all.popleft()
        if len(self._all) >= self.per_second:
            self.refused["all"] += 1
            raise over(self._all[0] + 1.0 - now, everywhere=True, name="")
        self._all.append(now)

    def _tidy(self, now: float) -> None:
        if len(self._open) > 10_000:
            self._open = {key: one for key, one in self._open.items() if one.ends > now}
