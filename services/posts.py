"""What is said in groups without being asked by anybody there: written with what caused it.

Each kind says a thing once, by a unique row: a digest of a day, a welcome of a person.
"""

from collections.abc import Mapping

from storage import posts as store
from storage.posts import Post as Post
from storage.tx import Tx

AT_ONCE = 20
ATTEMPTS_MAX = 20
KEPT_MS = 30 * 86_400_000
RETRY_MS, RETRY_MS_MOST = 10_000, 1_800_000
TIDIED_AT_ONCE = 500


def say(
    tx: Tx,
    *,
    platform: str,
    chat: str,
    kind: str,
    ref: str,
    params: Mapping[str, object],
    now_ms: int,
) -> bool:
    """Put something to be said into a chat; `handlers.posts.view` makes it when it goes out.

    Gives False where the same was said before.
    """
    return store.add(
        tx, platform=platform, chat=chat, kind=kind, ref=ref, params=params, now_ms=now_ms
    )


def due(tx: Tx, now_ms: int) -> list[Post]:
    """Give what waits to be said."""
    return store.due(tx, now_ms, AT_ONCE)


def sent(tx: Tx, post: Post) -> None:
    """It was said."""
    store.end(tx, post.id, "sent")


def drop(tx: Tx, post: Post) -> None:
    """It says nothing any more."""
    store.end(tx, post.id, "dropped")


def give_up(tx: Tx, post: Post) -> None:
    """It can't be said there."""
    store.end(tx, post.id, "dead")


def failed(tx: Tx, post: Post, now_ms: int) -> None:
    """The platform is in trouble: tried again, after ever longer waits."""
    if post.attempts + 1 >= ATTEMPTS_MAX:
        give_up(tx, post)
        return
    store.later(tx, post.id, now_ms + min(RETRY_MS_MOST, RETRY_MS << min(post.attempts, 10)))


def tidy(tx: Tx, now_ms: int) -> int:
    """Forget some of what was said long ago; 0: there is nothing left."""
    return store.tidy(tx, before_ms=now_ms - KEPT_MS, most=TIDIED_AT_ONCE)
