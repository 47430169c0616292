"""What nothing refers to goes, after a while; what is of use stays."""

import os
from pathlib import Path

from bot.media.store import Store
from bot.schedule import run_job
from domain.media import Facts
from domain.terms import MediaTerms, Terms
from services import media
from storage.database import Database

DAY_MS = 86_400_000
NOW_MS = 1_800_000_000_000


def kept(store: Store, content: bytes, days_ago: int) -> str:
    with store.coming() as path:
        path.write_bytes(content)
        sha256, _ = store.keep(path)
    seconds = NOW_MS / 1000 - days_ago * 86_400
    os.utime(store.path(sha256), (seconds, seconds))
    return sha256


async def test_only_what_is_old_and_of_no_use_goes(
    sqlite_database: Database, tmp_path: Path
) -> None:
    terms = Terms(media=MediaTerms(folder=str(tmp_path / "media"), unused_days=10))
    store = Store(tmp_path / "media")
    known = {name: kept(store, name.encode(), age) for name, age in (
        ("old", 11), ("young", 9), ("came again", 1),
    )}  # fmt: skip
    strays = [kept(store, b"stray %d" % number, 11) for number in range(5)]
    fresh = kept(store, b"fresh stray", 1)

    def note(tx: object) -> None:
        for name, age in (("old", 11), ("young", 9), ("came again", 11)):
            facts = Facts(sha256=known[name], kind="photo", type="image/png", bytes=3)
            media.keep(tx, [facts], NOW_MS - age * DAY_MS)  # type: ignore[arg-type]

    await sqlite_database.write(note)
    for hour in range(16):  # all sub-folders have had their turn
        await run_job("tidy", sqlite_database, terms, NOW_MS + hour * 3_600_000)
    assert not store.has(known["old"])
    assert store.has(known["young"])
    assert store.has(known["came again"])  # the file is young, whatever the database says
    assert store.has(fresh)
    assert not any(store.has(stray) for stray in strays)
    report = await run_job("tidy", sqlite_database, terms, NOW_MS)
    assert report.text.endswith("files removed: 0")
