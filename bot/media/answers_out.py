"""Files that people sent as answers, on their way out: under names that can be read.

A name is the row's id, the question and the person; the table of answers has the same name where
the answer stands.
"""

import asyncio
import re
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from bot.media.store import Store
from domain.errors import NotFound, Unusable
from domain.ids import public
from domain.media import ENDINGS, ending, is_sha
from storage import exports
from storage.database import Database

ROW_CHARACTERS_MOST = 80
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Written:
    """What became of files: how many were written, and how many are not there any more."""

    files: int
    missing: int


def sha_in(answer: Any) -> str:
    """Give the SHA-256 of an answer that is a file; empty where it is something else."""
    sha = answer.get("media") if isinstance(answer, dict) else None
    return sha if isinstance(sha, str) and is_sha(sha) else ""


def file_name(row_id: str, question: str, worker: str, answer: dict[str, Any]) -> str:
    """Name a file so that a person knows what it is, on any disk."""
    row = _UNSAFE.sub("_", row_id).strip("._")[:ROW_CHARACTERS_MOST]
    same = "" if row == row_id else f"-{answer['media'][:8]}"  # other rows may come to the same
    known = ENDINGS.get(str(answer.get("type")), "")
    kind = known or _UNSAFE.sub("", ending(str(answer.get("name", ""))))[:8] or "bin"
    return f"{row or 'row'}-{question}-{worker}{same}.{kind}"


def named(row_id: str, question: str, worker: str, answer: Any, *, whole: bool) -> Any:
    """Give an answer as a table has it: a file by its name, all else as it is. `whole`: with all
    that is known of the file.
    """
    if not sha_in(answer):
        return answer
    name = file_name(row_id, question, worker, answer)
    return {**answer, "file": name} if whole else name


def write(database: Database, store: Store, project_id: int, folder: Path) -> Written:
    """Write all files that a project's answers are into a folder; raises NotFound, Unusable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return asyncio.run(_written(database, store, project_id, folder))
    except OSError as error:
        raise Unusable(
            "The files can't be written to {folder}: {why}.",
            folder=folder,
            why=error.strerror or type(error).__name__,
        ) from None


async def _written(database: Database, store: Store, project_id: int, folder: Path) -> Written:
    files = missing = 0
    async for name, sha256 in _files(database, project_id):
        if _copied(store.path(sha256), folder / name):
            files += 1
        else:
            missing += 1
    return Written(files, missing)


async def _files(database: Database, project_id: int) -> AsyncIterator[tuple[str, str]]:
    of = await database.read(lambda tx: exports.extent(tx, project_id))
    if of is None:
        raise NotFound("There is no project {project}.", project=public(project_id))
    async with aclosing(exports.answers(database, of)) as rows:  # type: ignore[type-var]
        async for row_id, _, account_id, answers, *_ in rows:
            for question, answer in orjson.loads(answers).items():
                if sha := sha_in(answer):
                    yield file_name(row_id, question, public(account_id), answer), sha


def _copied(source: Path, to: Path) -> bool:
    """Copy a file whole or not at all; False where it is gone."""
    coming = to.with_name(f".{secrets.token_hex(8)}.coming")
    try:
        shutil.copyfile(source, coming)
    except FileNotFoundError:
        return False
    else:
        coming.replace(to)
        return True
    finally:
        with suppress(OSError):
            coming.unlink(missing_ok=True)
