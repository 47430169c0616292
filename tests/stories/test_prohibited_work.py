"""What happens in chat where somebody asks for prohibited work, and what an admin can do."""

from domain.actions import Action
from domain.ids import public
from domain.project_tables import parse
from storage import campaigns
from tests.kinds.smallest import SMALLEST
from tests.stories.driver import Chat
from tests.stories.test_new_project import begins, requester


async def test_prohibited_work_is_refused_with_a_way_out(chat: Chat) -> None:
    rita = await requester(chat, credits_minor=100)
    await begins(rita, "Ask people", "Poll")
    for said in ("Follow our page", "Did you?", "yes, no", "0.10", "3"):
        await rita.sends(said)
    rita.sees(
        "Work like this can't be asked for here:",
        "W02-buying-follows: “follow our page”. Refused, for an audience",
        "Fine instead: show the channel's texts",
        "Ask whoever runs this bot: an admin can let it through.",
    )
    assert rita.buttons == ["Change it"]
    await rita.sends("/projects")
    rita.sees("No projects yet")
    await rita.presses(Action("new_project", 0, "let"))
    rita.sees("an admin can let it through")
    await rita.presses(Action("new_project", 0, "1"))
    rita.sees("1 of 5", "So far: Follow our page")
    await rita.sends("Do you read our page?")
    for _ in range(4):
        await rita.taps("Keep it")
    rita.sees("Do you read our page? · draft")


async def test_an_admin_lets_it_through_with_a_reason_that_is_kept(chat: Chat) -> None:
    ada = await requester(chat, credits_minor=100)
    await chat.becomes(ada, "admin")
    await begins(ada, "Ask people", "Poll")
    for said in ("Follow our page", "Did you?", "yes, no", "0.10", "3"):
        await ada.sends(said)
    await ada.taps("Let it through")
    ada.sees("Why is it all right?", "under your name")
    await ada.sends("It is the fire brigade's page, for a drill")
    ada.sees("Follow our page · draft")
    await ada.taps("Open")
    ada.sees("✓ Open.")
    kept = await chat.database.read(
        lambda tx: tx.connection.execute(
            "SELECT actor_id, details FROM audit WHERE action = 'project.override'"
        ).fetchall()
    )
    account_id = await chat.account(ada)
    assert [tuple(row) for row in kept] == [
        (
            account_id,
            '{"why":"It is the fire brigade\'s page, for a drill",'
            '"found":[["W02-buying-follows","follow our page"]]}',
        )
    ]


async def test_what_a_requester_made_before_is_let_through_when_it_is_opened(chat: Chat) -> None:
    rita = await requester(chat, credits_minor=3_000)
    account_id = await chat.account(rita)
    toml = SMALLEST["survey"].replace("How do you get to work?", "Vote for us, then tell us")
    project_id = await chat.database.write(
        lambda tx: campaigns.insert(
            tx, parse(toml, chat.terms.money), account_id, chat.clock()
        )
    )
    await rita.sends(f"/project_open {public(project_id)}")
    rita.sees("W03-buying-votes: “vote for us”", "an admin can let it through")
    await rita.presses(Action("open_let", project_id))
    rita.sees("That is for people with another role here.")
    ada = chat.person("ada", "telegram")
    await ada.comes_in()
    await chat.becomes(ada, "admin")
    await ada.sends(f"/project_open {public(project_id)}")
    assert ada.buttons == ["Back to the project", "Let it through"]
    await ada.taps("Let it through")
    await ada.sends("It is their own club")
    ada.sees("✓ Open.")
