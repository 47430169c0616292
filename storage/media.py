"""Media: what is known of files, which addresses they came from, which answers they are."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from domain import media
from domain.media import Facts
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Source:
    """What an address has become: a file, or why it can't be had and when to try again."""

    sha256: str | None
    reason: str
    attempts: int
    next_ms: int


def keep(tx: Tx, facts: Facts, now_ms: int) -> None:
    """Note what is known of a file."""
    looks = None if facts.looks is None else media.signed(facts.looks)
    values = {**asdict(facts), "looks": looks}
    tx.queries.media_keep(tx.connection, **values, now_ms=now_ms)


def find(tx: Tx, sha256: str) -> Facts | None:
    """Give what is known of a file."""
    row = tx.queries.media_find(tx.connection, sha256=sha256)
    if row is None:
        return None
    sha, kind, kept_type, size, name, width, height, seconds, taken, lat, lon, looks = row
    return Facts(
        sha256=sha,
        kind=kind,
        type=kept_type,
        bytes=size,
        name=name,
        width=width,
        height=height,
        seconds=seconds,
        taken=taken,
        latitude=lat,
        longitude=lon,
        looks=None if looks is None else media.unsigned(looks),
    )


def total_bytes(tx: Tx) -> int:
    """Tell how much is kept in all."""
    return int(tx.queries.media_bytes(tx.connection))


def use(tx: Tx, shas: Iterable[str], project_id: int) -> None:
    """A project's rows show these files."""
    rows = [{"sha256": sha, "project_id": project_id} for sha in sorted(set(shas))]
    if rows:
        tx.queries.media_use(tx.connection, rows)


def source(tx: Tx, reference: str) -> Source | None:
    """Give what an address has become; None where nobody asked for it yet."""
    row = tx.queries.media_source_find(tx.connection, name=_name(reference))
    return None if row is None else Source(*row)


def fetched(tx: Tx, reference: str, sha256: str, project_id: int | None, now_ms: int) -> None:
    """The file of an address is there."""
    tx.queries.media_source_fetched(
        tx.connection,
        name=_name(reference),
        reference=reference,
        project_id=project_id,
        sha256=sha256,
        now_ms=now_ms,
    )


def failed(tx: Tx, reference: str, reason: str, project_id: int | None, next_ms: int) -> None:
    """The file of an address can't be had."""
    tx.queries.media_source_failed(
        tx.connection,
        name=_name(reference),
        reference=reference,
        project_id=project_id,
        reason=reason,
        next_ms=next_ms,
    )


def failures(tx: Tx, project_id: int) -> int:
    """Count the addresses of a project's rows that can't be had."""
    return int(tx.queries.media_failures(tx.connection, project_id=project_id))


def open_projects(tx: Tx) -> list[tuple[int, str]]:
    """Give the open projects with their definitions."""
    found: list[tuple[int, str]] = tx.queries.media_projects(tx.connection)
    return found


def next_rows(tx: Tx, project_id: int, most: int) -> list[str]:
    """Give the data of the rows that are asked for next."""
    rows = tx.queries.media_next_rows(tx.connection, project_id=project_id, most=most)
    return [data for (data,) in rows]


def project_of(tx: Tx, assignment_id: int) -> int | None:
    """Tell which project a task is of."""
    found: int | None = tx.queries.media_of_assignment(tx.connection, assignment_id=assignment_id)
    return found


def answer(
    tx: Tx, facts: Facts, *, assignment_id: int, question: str, project_id: int, now_ms: int
) -> None:
    """Note that a file is an answer; the same one for the same question is noted once."""
    looks = facts.looks
    answer_id = tx.queries.media_answer_add(
        tx.connection,
        assignment_id=assignment_id,
        question=question,
        project_id=project_id,
        sha256=facts.sha256,
        looks=None if looks is None else media.signed(looks),
        now_ms=now_ms,
    )
    if answer_id is not None and looks is not None:
        bands = media.bands(looks)
        rows = [{"project_id": project_id, "band": b, "answer_id": answer_id} for b in bands]
        tx.queries.media_band_add(tx.connection, rows)


def is_alike(
    tx: Tx, looks: int, *, project_id: int, assignment_id: int, question: str
) -> bool:
    """Tell whether a project has an answer's picture that looks the same, of another question or
    task.
    """
    places = {f"band{place}": band for place, band in enumerate(media.bands(looks))}
    rows = tx.queries.media_alike(
        tx.connection,
        project_id=project_id,
        assignment_id=assignment_id,
        question=question,
        **places,
    )
    return any(media.distance(media.unsigned(kept), looks) <= media.NEAR_BITS for (kept,) in rows)


def left(tx: Tx, before_ms: int, most: int) -> list[int]:
    """Give files' answers that came to nothing long ago."""
    rows = tx.queries.media_left(tx.connection, before_ms=before_ms, most=most)
    return [answer_id for (answer_id,) in rows]


def forget_answers(tx: Tx, answer_ids: Sequence[int]) -> None:
    """Forget them, with what they are found by."""
    rows = [{"answer_id": answer_id} for answer_id in answer_ids]
    if rows:
        tx.queries.media_band_forget(tx.connection, rows)
        tx.queries.media_answer_forget(tx.connection, rows)


def idle(tx: Tx, before_ms: int, most: int) -> list[str]:
    """Give files that came long ago, and to which nothing refers any more."""
    rows = tx.queries.media_idle(tx.connection, before_ms=before_ms, most=most)
    return [sha for (sha,) in rows]


def forget(tx: Tx, shas: Sequence[str], before_ms: int) -> list[str]:
    """Forget files; gives those that have not come again meanwhile."""
    gone = [
        sha
        for sha in sorted(shas)
        if tx.queries.media_forget(tx.connection, sha256=sha, before_ms=before_ms) is not None
    ]
    if gone:
        tx.queries.media_source_forget(tx.connection, [{"sha256": sha} for sha in gone])
    return gone


def _name(reference: str) -> str:
    return hashlib.sha256(reference.encode()).hexdigest()
