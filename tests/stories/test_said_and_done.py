"""Posts and moderators' wishes when the bot is killed over them, and when there are many."""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from storage.database import Database, open_database
from storage.migrating import migrate
from storage.tx import Tx
from tests.stories.driver import Chat
from tests.stories.groups import ON_BOTH
from tests.stories.said_and_done import NOW_MS
from tests.stories.servers import BOTH, Server
from tests.stories.test_moderation import decides, members, rita

POSTS, CASES = 150, 75
WHOLE = POSTS + 2 * CASES
ROOT = Path(__file__).parents[2]
_fixtures = (rita,)


async def much_to_do(chat: Chat) -> None:
    """A verdict with everything that a moderator can want about each of its copies, and posts."""
    server = Server(chat, managers={"rita"}, may={"rita": BOTH})
    boss = await rita.__wrapped__(chat, server)  # type: ignore[attr-defined]
    cleo, *jurors = await members(server, "cleo", "ann", "ben")
    await server.checks(cleo, "first", "URGENT! Call 0906 now.", author="troll")
    await decides(server, jurors)
    account_id = await chat.account(boss)

    def add(tx: Tx) -> None:
        run = tx.connection.execute
        run("UPDATE identity SET is_shown = 1")
        for number in range(POSTS):
            run(
                "INSERT INTO post (platform, chat, kind, ref, params, next_ms, created_ms) VALUES "  # noqa: S608
                f"('discord', 'c{number}', 'welcome', 'r{number}', "
                f"'{{\"server_id\": 1, \"account_id\": {account_id}}}', {NOW_MS}, {NOW_MS})"
            )
        for number in range(CASES):
            case_id = run(
                "INSERT INTO jury_case (community_id, task_id, reporter_id, message, state, "  # noqa: S608
                "verdict, created_ms, chat, author) SELECT community_id, task_id, reporter_id, "
                f"'m{number}', 'done', 'remove', {NOW_MS}, 'general', 'troll{number}' "
                "FROM jury_case WHERE message = 'first' RETURNING id"
            ).fetchone()[0]
            for action in ("delete", "time_out"):
                run(
                    "INSERT INTO moderation (case_id, action, actor_id, actor, next_ms, "  # noqa: S608
                    f"created_ms) VALUES ({case_id}, '{action}', {account_id}, 'rita', "
                    f"{NOW_MS}, {NOW_MS})"
                )

    await chat.database.write(add)


async def left(database: Database) -> int:
    """How much is still to be said or done."""
    return await database.read(
        lambda tx: tx.connection.execute(
            "SELECT (SELECT count(*) FROM post WHERE state = 'queued')"
            " + (SELECT count(*) FROM moderation WHERE state = 'asked')"
        ).fetchone()[0]
    )


async def until(so: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    async with asyncio.timeout(60):
        while not so():  # noqa: ASYNC110 - another process tells nobody
            await asyncio.sleep(0.005)


def lines(paper: Path) -> Counter[str]:
    return Counter(paper.read_text().splitlines()) if paper.exists() else Counter()


@pytest.mark.parametrize("deaths", [4, pytest.param(8, marks=pytest.mark.soak)])
async def test_killed_again_and_again_nothing_is_lost_and_little_comes_twice(
    tmp_path: Path, deaths: int
) -> None:
    """What was under way at the moment of a kill is said once more at worst (docs/community.md)."""
    url, paper, chance = f"sqlite:///{tmp_path / 'bitework.db'}", tmp_path / "paper", Random(7)
    await asyncio.to_thread(migrate, url)
    database = open_database(url)
    await much_to_do(Chat(database, tmp_path))
    kills = 0
    begun = time.monotonic()
    while await left(database):
        assert time.monotonic() - begun < 120, "it comes to no end"
        said = lines(paper).total()
        life = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.stories.said_and_done", url, str(paper), "0.002", cwd=ROOT
        )
        await until(lambda said=said: lines(paper).total() > said)  # type: ignore[misc]
        if kills < deaths:
            await asyncio.sleep(chance.uniform(0.0, 0.12))
        else:
            await until(lambda: len(lines(paper)) >= WHOLE)
            await asyncio.sleep(0.5)  # what was done last is written down
        kills += bool(await left(database))
        os.kill(life.pid, signal.SIGKILL)
        await life.wait()
    assert kills >= deaths, "most of it was done before anybody was killed"
    done = lines(paper)
    wanted = {f"said c{n}" for n in range(POSTS)}
    wanted |= {f"away m{n}" for n in range(CASES)} | {f"rest troll{n}" for n in range(CASES)}
    assert wanted - set(done) == set(), "lost"
    # A round says and does side by side: two were under way at most, one of each line.
    twice = {what: count for what, count in done.items() if count > 1}
    assert sum(twice.values()) - len(twice) <= 2 * kills, twice
    states = await database.read(
        lambda tx: tx.connection.execute(
            "SELECT DISTINCT state FROM post UNION SELECT DISTINCT state FROM moderation"
        ).fetchall()
    )
    assert {state for (state,) in states} == {"sent", "done"}
    await database.close()


@ON_BOTH
async def test_much_at_once_is_done_once_each_and_holds_nobody_up(chat: Chat) -> None:
    """Hundreds of posts and wishes, while a person works beside them."""
    await much_to_do(chat)
    server = Server(chat, managers={"rita"}, may={"rita": BOTH})
    await chat.project(rows={str(n): f"Call now {n}" for n in range(40)})
    eve = chat.person("eve")
    await eve.comes_in()
    chat.clock.now_ms = max(chat.clock.now_ms, NOW_MS + 1)
    waited: list[float] = []

    async def works() -> None:
        for number in range(40):
            begun = time.perf_counter()
            await eve.taps("spam" if number % 2 else "ham")
            waited.append(time.perf_counter() - begun)
            await asyncio.sleep(0.005)

    async def rounds() -> None:
        while await left(chat.database):
            await server.groups.round()

    await asyncio.gather(works(), rounds())
    assert len([view for there, view in server.posts.values() if there.startswith("c")]) == POSTS
    assert Counter(server.deleted) == {f"m{n}": 1 for n in range(CASES)}
    assert len(server.resting) == CASES
    assert sorted(waited)[int(len(waited) * 0.95)] < 0.5, sorted(waited)[-3:]
