"""Fits: what a project's workers are like, estimated anew while answers come in.

A fit reads a snapshot on a reader, thinks in a thread of its own, and writes back in small steps
that give way to people. What it found is written under a new version that nobody reads; once a
project names it, answers are weighed by it, and rows that stand otherwise are looked at again.
Killed at any point, the next fit begins from the answers: nothing else is needed.

The bot itself only counts what came (`is_due`). It fits in a process of its own (`apart`), so that
numbers are crunched beside it and what that needs in memory is gone afterwards.
"""

import asyncio
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import structlog

from domain.quality import deciding, judging
from domain.terms import Terms
from services import fitting
from services.fitting import Asked, Opening, Snapshot
from storage import estimates as store
from storage.database import Database

if TYPE_CHECKING:
    from domain.quality.engine import Engine

CLAIM = "estimate"
COUNTED_AT_ONCE = 50_000
NUMBERS_AT_ONCE = 6_000  # of matrices, in one transaction
SKILLS_AT_ONCE = 400
FORGOTTEN_AT_ONCE = 500
ROWS_AT_ONCE = 50
NICE = 10
LOOKS_MOST = 3  # at what is free, where others are quicker

log = structlog.get_logger()

_HOUSE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Found:
    """What a fit found: a model (JSON) and workers by question, and the rows that stand otherwise:
    those that should be open, and others.
    """

    models: dict[str, str]
    skills: list[dict[str, Any]]
    to_open: list[int]
    others: list[int]


async def due(database: Database) -> list[int]:
    """Count what came, and give the projects that are to be fitted."""
    look = partial(store.uncounted, most=COUNTED_AT_ONCE)
    while (some := await database.read(look)) is not None:
        after_id, through_id = some
        count = partial(store.count, after_id=after_id, through_id=through_id)
        if not await database.write(count, bulk=True):
            break  # another process counts
    return [of.project_id for of in await database.read(store.candidates) if fitting.is_due(of)]


async def estimate(database: Database, terms: Terms, now_ms: int) -> tuple[int, int]:
    """Fit what is due; give how many projects that were, and how many rows stand otherwise now."""
    claim = database.claim(CLAIM)
    if claim is None:
        return 0, 0  # another process is at it
    fits = changed = 0
    try:
        for project_id in await due(database):
            changed += await _fit(database, project_id, terms, now_ms)
            fits += 1
    finally:
        claim.release()
    return fits, changed


async def apart(url: str, config: Path | None = None) -> None:
    """Fit what is due in a process of its own, by the same configuration; raises RuntimeError where
    that fails.
    """
    path = os.pathsep.join(filter(None, (str(_HOUSE), os.environ.get("PYTHONPATH"))))
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "bot", "job", "run", "estimate",
        "--config", str(config or os.devnull),
        env={
            **os.environ,
            "PYTHONPATH": path,
            "BITEWORK_DATABASE__URL": url,
            "OPENBLAS_NUM_THREADS": "1",
        },
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    with suppress(OSError):  # what people wait for comes first
        os.setpriority(os.PRIO_PROCESS, child.pid, NICE)
    try:
        _, said = await child.communicate()
    except asyncio.CancelledError:
        child.terminate()
        raise
    if child.returncode:
        raise RuntimeError(said.decode(errors="replace")[-2_000:])


async def _fit(database: Database, project_id: int, terms: Terms, now_ms: int) -> int:
    seen = await database.read(partial(fitting.snapshot, project_id=project_id))
    idle = {of.project_id for of in await database.read(store.candidates) if of.is_idle}
    iterations = deciding.LAST_ITERATIONS if project_id in idle else None
    found = await asyncio.to_thread(think, seen, iterations)
    version, before = secrets.randbelow(2**62) + 1, seen.of.version
    for some in _chunks(found.skills):
        rows = [{**row, "version": version, "project_id": project_id} for row in some]
        await database.write(partial(store.add_skills, rows=rows), bulk=True)
    publish = partial(
        store.publish,
        project_id=project_id,
        version=version,
        before=before,
        models=found.models,
        answers=seen.of.answers,
    )
    if not await database.write(publish, bulk=True):
        version, before = before, 0  # it ended meanwhile: what was found goes again
    else:
        late = partial(store.late, project_id=project_id, after_id=seen.of.through_id)
        others = sorted({*found.others, *await database.read(late)} - {*found.to_open})
        changed = await _apply(database, project_id, found.to_open, others, terms, now_ms)
        applied = partial(store.applied, project_id=project_id, version=version)
        await database.write(applied, bulk=True)
    forget = partial(
        store.forget_some,
        project_id=project_id,
        version=version,
        before=before,
        most=FORGOTTEN_AT_ONCE,
    )
    while await database.write(forget, bulk=True):
        pass
    return changed if version != seen.of.version else 0


def think(seen: Snapshot, iterations: int | None = None) -> Found:
    """Fit, and see which rows stand otherwise. This is where numpy is needed."""
    import numpy as np

    models, skills = {}, []
    done = np.ones(len(seen.task_ids), bool)
    other_label = np.zeros(len(seen.task_ids), bool)
    for asked in seen.asked:
        engine = _engine(seen, asked)
        if iterations is None:
            engine.refit()
        else:
            engine.refit(iterations=iterations)
        models[asked.question.id] = orjson.dumps(engine.model()._asdict()).decode()
        posterior = engine.posteriors(np.arange(len(seen.task_ids)))
        skills += _skills(seen, asked, engine, posterior)
        done &= engine.done
        decided = np.array(asked.decided, np.int32)
        other_label |= (posterior.argmax(axis=1) != decided)
    is_open = np.frombuffer(bytes(seen.is_open), np.uint8) > 0
    ids = np.array(seen.task_ids, np.int64)
    is_settled = seen.of.project.accept == "consensus"  # people are paid by what was decided
    to_open = ~is_open & ~done & (not is_settled)
    others = (is_open & done) | (~is_open & done & other_label & (not is_settled))
    return Found(models, skills, ids[to_open].tolist(), ids[others].tolist())


def _engine(seen: Snapshot, asked: Asked) -> "Engine":
    import numpy as np

    from domain.quality.engine import Engine

    project = seen.of.project
    most = project.answers_most - np.array(asked.unsaid, np.int32)
    most[np.frombuffer(bytes(seen.is_besides), np.uint8) > 0] = 0  # they never open again
    engine = Engine(
        label_count=asked.label_count,
        most=most.astype(np.int32),
        gold=np.array(asked.gold, np.int32),
        pilot=np.frombuffer(bytes(seen.is_full), np.uint8) > 0,
        rules=judging.rules_of(project),
    )
    columns = (np.array(of, np.int32) for of in (asked.tasks, asked.workers, asked.labels))
    engine.take(*columns)
    return engine


def _skills(seen: Snapshot, asked: Asked, engine: "Engine", posterior: Any) -> list[dict[str, Any]]:
    """Give a row for each worker: answers, how often they are thought right, and the matrix."""
    import numpy as np

    crowd = engine.crowd()
    known = np.array(asked.gold, np.int32)
    is_gold = known >= 0
    truth = posterior.copy()
    truth[is_gold] = 0
    truth[is_gold, known[is_gold]] = 1
    right = np.bincount(
        crowd.workers, weights=truth[crowd.tasks, crowd.labels], minlength=crowd.worker_count
    )
    accounts = list(seen.workers)
    return [
        {
            "question": asked.question.id,
            "account_id": accounts[worker],
            "answers": given,
            "accuracy": float(right[worker] / given),
            "confusion": orjson.dumps(engine.confusion(worker).tolist()).decode(),
        }
        for worker, given in enumerate(crowd.given.tolist())
        if given
    ]


async def _apply(
    database: Database,
    project_id: int,
    to_open: Sequence[int],
    others: Sequence[int],
    terms: Terms,
    now_ms: int,
) -> int:
    """Look at rows again: first those that end, which leaves money over, then those that open."""
    changed = 0
    look = partial(fitting.look_again, project_id=project_id, terms=terms, now_ms=now_ms)
    for some in _some(others):
        changed += (await database.write(partial(look, task_ids=some), bulk=True)).changed
    left = list(to_open)
    for _ in range(LOOKS_MOST):
        opens = await database.read(partial(fitting.opening, project_id=project_id))
        while left and opens is not None and opens.free_minor > 0:
            some = left[:ROWS_AT_ONCE]
            step = partial(look, task_ids=some, opens=opens)
            done = await database.write(step, bulk=True)
            if done.is_stale:
                break
            changed += done.changed
            del left[:ROWS_AT_ONCE]
            opens = Opening(
                seen=opens.seen,
                opened_ms=opens.opened_ms + 1,
                free_minor=opens.free_minor - done.cost_minor,
            )
        else:
            break
    return changed


def _chunks(rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Give what fits into a short transaction, however large matrices are."""
    chunk: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        chunk.append(row)
        size += len(row["confusion"])
        if size >= NUMBERS_AT_ONCE * 20 or len(chunk) >= SKILLS_AT_ONCE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _some(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), ROWS_AT_ONCE):
        yield ids[first : first + ROWS_AT_ONCE]
