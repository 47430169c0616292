"""The tables and statements of Bitework, by hand over aiosqlite: one commit an answer."""

import asyncio
import time
from pathlib import Path
from typing import Any

import aiosqlite
import orjson

from benchmarks.plain import POINTS, PRAGMAS, STATEMENTS, decided
from benchmarks.world import PROJECT_ID, project
from storage.queries import queries

OPTIONS = ("ham", "spam")
Buttons = list[list[tuple[str, str]]]


class Store:
    """Who presses what, and which task is next."""

    def __init__(self, path: str, platform: str = "telegram") -> None:
        self._path = Path(path)
        self._platform = platform
        self._project = project()
        named: Any = queries("sqlite")
        self._sql = {name: getattr(named, name).sql for name in STATEMENTS}
        self._person = named.person_by_identity_locked.sql
        self._seen = named.event_seen.sql
        self._turn = asyncio.Lock()  # one connection has one transaction
        self._database: aiosqlite.Connection

    async def open(self) -> None:
        self._database = await aiosqlite.connect(self._path, isolation_level=None)
        for pragma in PRAGMAS:
            await self._database.execute(f"PRAGMA {pragma}")

    async def begin(self, user: int, update_id: int, chat: int = 0) -> tuple[str, Buttons]:
        """Hand out the first task."""
        async with self._turn:
            await self._database.execute("BEGIN IMMEDIATE")
            account_id = await self._enter(user, update_id, chat or user)
            shown = await self._next(account_id, now_ms(), "")
            await self._database.execute("COMMIT")
        return shown

    async def press(
        self, user: int, data: str, update_id: int, chat: int = 0
    ) -> tuple[str, Buttons]:
        """Record an answer, pay it, hand out the next task."""
        _, assignment, option = data.split(":")
        at_ms = now_ms()
        async with self._turn:
            await self._database.execute("BEGIN IMMEDIATE")
            account_id = await self._enter(user, update_id, chat or user)
            await self._record(account_id, int(assignment), OPTIONS[int(option)], at_ms)
            shown = await self._next(account_id, at_ms, f"✓ {OPTIONS[int(option)]} · +0.02\n──\n")
            await self._database.execute("COMMIT")
        return shown

    async def _enter(self, user: int, update_id: int, chat: int) -> int:
        person = await self._one(
            self._person, platform=self._platform, external_id=str(user), chat=str(chat)
        )
        event = {"platform": self._platform, "event_id": str(update_id), "at_ms": now_ms()}
        await self._do(self._seen, **event)
        return int(person[0])

    async def _record(self, account_id: int, assignment_id: int, value: str, at_ms: int) -> None:
        asked, sql = self._project, self._sql
        subject = await self._one(sql["answer_subject"], assignment_id=assignment_id)
        if subject[3] != account_id or subject[4] != "active" or subject[7] <= at_ms:
            raise LookupError("the task is in somebody else's hands, or it is late")
        await self._do(sql["assignment_end"], assignment_id=assignment_id, state="submitted")
        submission = await self._one(
            sql["submission_add"],
            assignment_id=assignment_id,
            task_id=subject[1],
            project_id=PROJECT_ID,
            account_id=account_id,
            answers=orjson.dumps({"verdict": value}).decode(),
            state="accepted",
            reward_minor=asked.reward_minor,
            taken_ms=max(0, at_ms - subject[6]),
            now_ms=at_ms,
        )
        async with self._database.execute(
            sql["submission_votes"], {"task_id": subject[1], "also": "accepted"}
        ) as cursor:
            votes = list(await cursor.fetchall())
        await self._do(sql["task_update"], **decided(asked, votes, subject, at_ms))
        ref, credit = str(submission[0]), f"person:{account_id}:pending"
        pay = {"amount_minor": asked.reward_minor, "currency": asked.currency}
        await self._do(
            sql["transfer_add"], kind="earned", ref=ref, debit=f"project:{PROJECT_ID}:hold",
            credit=credit, now_ms=at_ms, **pay,
        )  # fmt: skip
        await self._do(sql["balance_add"], name=credit, **pay)
        await self._do(
            sql["reputation_event_insert"], account_id=account_id, kind="accepted", ref=ref,
            points=POINTS, now_ms=at_ms,
        )  # fmt: skip
        await self._do(
            sql["reputation_add_answer"], account_id=account_id, points=POINTS, tasks=1,
            minor=asked.reward_minor, submission_id=submission[0],
        )  # fmt: skip

    async def _next(self, account_id: int, at_ms: int, above: str) -> tuple[str, Buttons]:
        sql = self._sql
        task = await self._one(
            sql["task_next"], project_id=PROJECT_ID, account_id=account_id, rescan=0
        )
        given = await self._one(
            sql["assignment_give"], task_id=task[0], project_id=PROJECT_ID, account_id=account_id,
            now_ms=at_ms, deadline_ms=at_ms + self._project.time_limit_ms, pushed=0,
        )  # fmt: skip
        await self._do(sql["task_reserve"], task_id=task[0])
        lane, place = task[5], task[6]
        await self._do(
            sql["position_save"], account_id=account_id, project_id=PROJECT_ID,
            fresh=0 if lane else place, reopened=place if lane else 0,
        )  # fmt: skip
        number = given[0]
        text = (
            f"{above}<b>{self._project.title}</b> · 0.02 · about 6 s\n\n"
            f"<blockquote>{task[0]}: a message that may be spam</blockquote>"
        )
        answers = [(label, f"ans:{number}:{n}") for n, label in enumerate(OPTIONS)]
        return text, [answers, [("Skip", f"skip:{number}"), ("Instructions", f"info:{number}")]]

    async def _one(self, sql: str, **values: Any) -> Any:
        async with self._database.execute(sql, values) as cursor:
            return await cursor.fetchone()

    async def _do(self, sql: str, **values: Any) -> None:
        await self._database.execute(sql, values)


def now_ms() -> int:
    return time.time_ns() // 1_000_000
