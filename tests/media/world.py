"""Projects, tasks in people's hands, and media at the outermost seam."""

import tempfile
from itertools import count
from pathlib import Path

from domain.actions import Action
from storage.database import Database
from tests.stories.driver import Chat

DAY_MS = 86_400_000
_NUMBERS = count(1)
PHOTOS = """
title = "Photos of benches"
kind = "custom"
reward = "0.10"
show = "{{message}}"
answers = { least = 2, most = 2 }
budget = "50.00"

[[question]]
id = "photo"
text = "Send a photo of a bench."
type = "photo"
"""


async def assigned(database: Database, project_id: int = 0) -> tuple[int, int]:
    """Let somebody take a task of a project, a new one or that one; gives project and assignment.
    """
    chat = Chat(database, Path(tempfile.mkdtemp(prefix="bitework-test-")))
    chat._numbers = _NUMBERS  # no id of an event comes twice in one database
    number = next(_NUMBERS)
    project_id = project_id or await chat.project(rows={f"r{n}": f"bench {n}" for n in range(3)})
    ann = chat.person(f"ann {number}")
    await ann.comes_in()
    view = await ann.presses(Action("work", project_id))
    assert view.about, ann.text
    found = await database.read(
        lambda tx: tx.connection.execute(
            f"SELECT project_id FROM assignment WHERE id = {view.about}"  # noqa: S608
        ).fetchone()
    )
    assert found[0] == project_id
    return project_id, view.about
