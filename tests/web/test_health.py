"""Whether the web chat tells a supervisor the truth about the database."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.platforms.web import health
from tests.web.conftest import Site


@pytest.fixture(autouse=True)
def fresh_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "KEPT_SECONDS", 0.0)
    monkeypatch.setattr(health, "ANSWER_SECONDS_MAX", 0.3)


async def test_well(site: Site) -> None:
    async with site.client() as supervisor:
        answer = await supervisor.get("/healthz", headers={"host": "10.0.0.7:8080"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_writes_that_do_not_come_through(site: Site, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "bitework.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with site.client() as supervisor:
        answer = await supervisor.get("/healthz")
        assert answer.status_code == 503
        assert answer.json()["trouble"] == "the database does not answer: write"
        other.execute("ROLLBACK")
        other.close()
        await asyncio.sleep(0.5)
        assert (await supervisor.get("/healthz")).status_code == 200


async def test_a_database_that_begins_and_ends_but_takes_nothing(site: Site) -> None:
    await site.database.write(lambda tx: tx.connection.execute("PRAGMA query_only = ON"))
    async with site.client() as supervisor:
        answer = await supervisor.get("/healthz")
        assert answer.status_code == 503
        assert answer.json()["trouble"].startswith("the database fails: write")


async def test_a_database_that_is_closed(site: Site) -> None:
    await site.database.close()
    async with site.client() as supervisor:
        answer = await supervisor.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unwell"
