"""One project over two platforms: posted in Discord, answered there and in Telegram, exported."""

import asyncio
import re
from collections import Counter
from pathlib import Path

from storage.database import open_database
from tests import invariants
from tests.crowd.campaign import answers, results
from tests.simulators.discord import Upload
from tests.stories.discord import DiscordChat, DiscordPerson
from tests.stories.driver import Person
from tests.stories.telegram import TelegramChat
from tests.stories.test_linking import links
from tests.stories.test_new_project import made, requester

ROWS = {f"r{number}": f"Message {number} of twelve" for number in range(1, 13)}
SHOWN = re.compile(r"Message (\d+) of")


def truth(row: str) -> str:
    return "spam" if int(row.removeprefix("r")) % 3 == 0 else "ham"


async def posts(rita: Person, discord: DiscordChat) -> int:
    """Make a project by slash commands, with its rows in a file, and open it."""
    assert isinstance(rita, DiscordPerson)
    await rita.sends("/project_new categorisation")
    await rita.fills(title="Spam?", options="ham, spam", reward="0.02", budget="5")
    await rita.taps("Change more")
    await rita.fills(question="Spam?", column="message")
    project_id = made(rita)
    proposed = await rita.phone.types_ahead("/project import", project="Spam")
    assert len(proposed) == 1
    csv = "id,message\n" + "".join(f"{row},{text}\n" for row, text in ROWS.items())
    name = rita.text.partition("\n")[0].split()[-1]
    await rita.phone.sends(
        "/project import", project=name, file=Upload("rows.csv", csv.encode())
    )
    await rita.phone.finds("12 rows imported")
    await rita.phone.presses("Open")
    await rita.phone.finds("Open. 1.20 held now")
    return project_id


async def works(one: Person, *, most: int) -> list[str]:
    """Answer so many tasks at most as they come; give the rows."""
    answered: list[str] = []
    await one.sends("/work")
    while len(answered) < most and (found := SHOWN.findall(one.text)):
        row = f"r{found[-1]}"
        answered.append(row)
        await one.taps(truth(row))
        one.sees(f"✓ {truth(row)}")
    return answered


async def test_one_project_is_answered_on_two_platforms(sqlite_url: str, tmp_path: Path) -> None:
    database = open_database(sqlite_url)
    async with (
        TelegramChat.opened(database, tmp_path) as telegram,
        DiscordChat.opened(database, tmp_path) as discord,
    ):
        rita = await requester(discord, "discord", credits_minor=1_000)
        project_id = await posts(rita, discord)
        ann, bob = telegram.person("ann"), discord.person("bob")
        cat, cat_too = telegram.person("cat"), discord.person("cat elsewhere")
        for person in (ann, bob, cat, cat_too):
            await person.comes_in()
        await links(cat, cat_too)
        by_cat = await works(cat, most=3)
        by_cat += await works(cat_too, most=6)
        by_cat += await works(cat, most=12)
        by_ann, by_bob = await works(ann, most=6), await works(bob, most=12)
        by_ann += await works(ann, most=12)  # what was in her hands
        names = {
            str(await telegram.account(ann)): "ann",
            str(await discord.account(bob)): "bob",
            str(await discord.account(cat_too)): "cat",
        }
    assert len(set(by_cat)) == len(by_cat) == 11, "cat had no row twice, wherever it was shown"
    assert {*by_ann, *by_bob} == set(ROWS)
    assert len(names) == 3
    exported = await asyncio.to_thread(answers, database, project_id)
    assert {(one["row_id"], one["answer"]) for one in exported} == {
        (row, truth(row)) for row in ROWS
    }
    assert Counter(one["row_id"] for one in exported) == Counter([*by_cat, *by_ann, *by_bob])
    shapes = {tuple((key, type(one[key]).__name__) for key in one) for one in exported}
    assert len(shapes) == 1, "an answer does not show where it was given"
    decided = await asyncio.to_thread(results, database, project_id)
    assert {one["id"]: one["result:category"] for one in decided} == {
        row: truth(row) for row in ROWS
    }
    await invariants.hold(database)
    await database.close()

