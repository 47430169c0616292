"""Media as the rest sees it: what is known of a file, what an address became, what is alike.

Nothing here touches a file or the network: `bot.media` does, and notes here what came of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.media import Facts, sha_of
from storage import media
from storage.media import failures as failures
from storage.media import find as facts
from storage.media import total_bytes as total_bytes
from storage.media import use as use
from storage.tx import Tx

__all__ = ["Found", "facts", "failures", "total_bytes", "use"]

WARM_ROWS = 50  # of each project, those that are asked for next
TRIED_MOST = 5
WAIT_MS = 60_000  # doubled with each attempt
DAY_MS = 86_400_000
GIVEN_UP_MS = 7 * DAY_MS  # by then the requester may have mended it
TIDIED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a reference: its file; or why there is none, and when to try again."""

    facts: Facts | None = None
    reason: str = ""
    next_ms: int = 0


def of_reference(tx: Tx, reference: str) -> Facts | None:
    """Give what is known of the file that a row's cell names; None where it isn't there."""
    found = find(tx, reference)
    return found.facts if found else None


def find(tx: Tx, reference: str) -> Found | None:
    """Look a reference up; None where nobody asked for it yet."""
    if sha := sha_of(reference):
        return Found(media.find(tx, sha))
    source = media.source(tx, reference)
    if source is None:
        return None
    kept = media.find(tx, source.sha256) if source.sha256 else None
    return Found(kept, source.reason, source.next_ms)


def keep(tx: Tx, of: Sequence[Facts], now_ms: int) -> None:
    """Note files that are in the folder now."""
    for one in of:
        media.keep(tx, one, now_ms)


def fetched(tx: Tx, reference: str, of: Facts, about: int, now_ms: int) -> None:
    """The file of an address is in the folder now; `about` is the project whose rows name it."""
    media.keep(tx, of, now_ms)
    media.fetched(tx, reference, of.sha256, about or None, now_ms)


def not_fetched(
    tx: Tx, reference: str, reason: str, about: int, now_ms: int, *, for_good: bool
) -> None:
    """The file of an address can't be had."""
    before = media.source(tx, reference)
    attempts = before.attempts + 1 if before else 1
    wait_ms = WAIT_MS << attempts if attempts < TRIED_MOST and not for_good else GIVEN_UP_MS
    media.failed(tx, reference, reason, about or None, now_ms + wait_ms)


def project_of(tx: Tx, assignment_id: int) -> int:
    """Tell which project a task is of; 0 where there is no such task."""
    return media.project_of(tx, assignment_id) or 0


def wanted(
    tx: Tx, now_ms: int, names: Callable[[str, str], Sequence[str]], most: int
) -> list[tuple[str, int]]:
    """Give addresses that the next rows of open projects name and that are to be fetched, with the
    project. `names` reads the addresses out of a row's data with the project's definition.
    """
    found: dict[str, int] = {}
    for project_id, definition in media.open_projects(tx):
        for data in media.next_rows(tx, project_id, WARM_ROWS):
            for reference in names(definition, data):
                if reference not in found and _is_due(find(tx, reference), now_ms):
                    found[reference] = project_id
                    if len(found) >= most:
                        return list(found.items())
    return list(found.items())


def _is_due(known: Found | None, now_ms: int) -> bool:
    return known is None or (known.facts is None and known.next_ms <= now_ms)


def answer(
    tx: Tx, of: Facts, *, assignment_id: int, question: str, project_id: int, now_ms: int
) -> None:
    """Note that a file is the answer to a question of a task."""
    media.answer(
        tx, of, assignment_id=assignment_id, question=question, project_id=project_id,
        now_ms=now_ms,
    )  # fmt: skip


def is_alike(tx: Tx, of: Facts, *, project_id: int, assignment_id: int, question: str) -> bool:
    """Tell whether a project has a picture already that looks like this one."""
    return of.looks is not None and media.is_alike(
        tx, of.looks, project_id=project_id, assignment_id=assignment_id, question=question
    )


def left(tx: Tx, unused_days: int, now_ms: int) -> tuple[list[int], list[str]]:
    """Look for what may be forgotten: answers that came to nothing, and files without any use."""
    before_ms = now_ms - unused_days * DAY_MS
    return (
        media.left(tx, before_ms, TIDIED_AT_ONCE),
        media.idle(tx, before_ms, TIDIED_AT_ONCE),
    )


def forget(
    tx: Tx, answer_ids: Sequence[int], shas: Sequence[str], unused_days: int, now_ms: int
) -> list[str]:
    """Forget some; gives the files that may be removed from the folder."""
    media.forget_answers(tx, answer_ids)
    return media.forget(tx, shas, now_ms - unused_days * DAY_MS)


def unknown(tx: Tx, shas: Sequence[str]) -> list[str]:
    """Give those of some files of which nothing is known."""
    return [sha for sha in shas if media.find(tx, sha) is None]
