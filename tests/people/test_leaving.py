"""What is kept about people, and how they leave."""

from services import Tx, projects, reputation, suspensions
from services.ledger import Balances, balances, check
from storage.ledger import folded
from tests.people.world import World, rows
from tests.stories.driver import SPAM

REVIEWED = SPAM.replace("budget =", 'accept = "review"\nbudget =')


async def test_privacy_can_be_read_before_anything_else(world: World) -> None:
    ann = world.person("ann")
    await ann.sends("/privacy")
    ann.sees("What we keep about you", "your id and chat", "/delete_me")


async def test_ann_leaves_and_comes_back_as_somebody_new(world: World) -> None:
    await world.project(rows=rows(4))
    ann, ben = world.person("ann"), world.person("ben")
    await ann.comes_in()
    await ann.taps("ham")
    await ann.taps("ham")
    before = await world.who(ann)
    await ann.sends("/delete_me")
    ann.sees("2 answers", "Given up: 0.04 credits", "can't be taken back")
    assert ann.buttons == ["Stay", "Delete me"]
    await ann.taps("Stay")
    await ann.sends("/delete_me")
    await ann.taps("Delete me")
    ann.sees("Done: you are removed", "start afresh")
    await ann.taps("Start afresh")
    ann.sees("small paid tasks")
    after = await world.who(ann)
    assert after.account_id != before.account_id
    assert (after.points, after.state) == (0, "new")
    assert await world.database.read(lambda tx: folded(tx, "house:forfeited", "credits")) == 4
    await world.database.read(_nothing_is_left_of_ann)
    assert await world.database.read(reputation.differences) == []
    await ben.comes_in()
    for _ in range(4):
        await ben.taps("ham")
    ben.sees("today 4 tasks")
    await ben.sends("/me")
    ben.sees("1 of 1")


def _nothing_is_left_of_ann(tx: Tx) -> None:
    mark = "?" if tx.dialect == "sqlite" else "%s"
    for table in ("account", "identity"):
        found = tx.connection.execute(
            f"SELECT count(*) FROM {table} WHERE name = {mark} AND created_ms < {mark}",  # noqa: S608
            ("ann", 0),
        )
        assert found.fetchone()[0] == 0
    state = tx.connection.execute("SELECT name, state FROM account WHERE state = 'deleted'")
    assert state.fetchall() == [("", "deleted")]


async def test_the_button_leaves_only_while_what_it_said_is_true(world: World) -> None:
    await world.project(rows=rows(4))
    ann = world.person("ann")
    await ann.comes_in()
    await ann.sends("/delete_me")
    ann.sees("nothing, for you have no credits here")
    old = ann.button("Delete me").action
    await ann.sends("/work")
    await ann.taps("ham")
    await ann.presses(old)
    ann.sees("Given up: 0.02 credits")
    await ann.sends("delete me")
    ann.sees("Done: you are removed")


async def test_a_newcomer_can_leave_before_agreeing(world: World) -> None:
    ann = world.person("ann")
    await ann.sends("/delete_me")
    await ann.taps("Delete me")
    ann.sees("Done: you are removed")


def owns(tx: Tx, account_id: int, project_id: int) -> None:
    mark = "?" if tx.dialect == "sqlite" else "%s"
    tx.connection.execute(
        f"UPDATE project SET owner_id = {mark} WHERE id = {mark}",  # noqa: S608
        (account_id, project_id),
    )


async def test_who_has_projects_running_closes_them_first(world: World) -> None:
    project_id = await world.project(rows=rows(2))
    ann = world.person("ann")
    await ann.comes_in()
    account_id = (await world.who(ann)).account_id
    await world.write(lambda tx: owns(tx, account_id, project_id))
    await ann.sends("/delete_me")
    await ann.taps("Delete me")
    ann.sees("Your projects are still running", "/project_close")


async def test_a_suspension_outlives_leaving_until_somebody_lifts_it(world: World) -> None:
    await world.project(rows=rows(4))
    ann, ben = world.person("ann"), world.person("ben")
    await ann.comes_in()
    account_id = (await world.who(ann)).account_id
    why = "answers without reading."
    await world.write(lambda tx: suspensions.suspend(tx, account_id, why, world.clock()))
    await ann.sends("/privacy")
    ann.sees("If you leave while suspended", "a fingerprint of your id")
    for _ in range(2):
        await ann.sends("/delete_me")
        ann.sees("Stays, if you come back", "that you are suspended, and why")
        await ann.taps("Delete me")
        ann.sees("Done: you are removed", "start afresh, still suspended")
        await world.database.read(_nobody_is_called_ann)
        await ann.taps("Start afresh")
        ann.sees("small paid tasks")
        await ann.taps("Start earning")
        ann.sees("You were suspended when you left, and still are: answers without reading.")
        assert ann.buttons == ["Balance"]
        await ann.sends("/work")
        ann.sees("Your account is paused: answers without reading.")
    again = (await world.who(ann)).account_id
    assert again != account_id
    await world.write(lambda tx: suspensions.unsuspend(tx, again, world.clock()))
    await ann.sends("/work")
    ann.sees("Message number 1")
    await ann.sends("/delete_me")
    ann.sees_no("suspended")
    await ann.taps("Delete me")
    await ann.comes_in()
    ann.sees("Message number 1")
    await ben.comes_in()
    ben.sees("Message number")


def _nobody_is_called_ann(tx: Tx) -> None:
    for query in ("SELECT platform, external_id, chat FROM identity", "SELECT * FROM meta"):
        assert "ann" not in str(tx.connection.execute(query).fetchall())


async def test_the_task_in_hand_goes_to_somebody_else(world: World) -> None:
    await world.project(rows=rows(1))
    ann, ben = world.person("ann"), world.person("ben")
    await ann.comes_in()
    ann.sees("Message number 1")
    await ann.sends("/delete_me")
    await ann.taps("Delete me")
    await ben.comes_in()
    ben.sees("Message number 1")


async def test_what_is_accepted_after_somebody_left_goes_to_the_house(world: World) -> None:
    await world.project(REVIEWED, rows=rows(1))
    ann, rob = world.person("ann"), world.person("rob")
    await ann.comes_in()
    await ann.taps("ham")
    account_id = (await world.who(ann)).account_id
    await ann.sends("/delete_me")
    await ann.taps("Delete me")
    await rob.comes_in()
    await world.becomes(rob, "admin")
    await rob.sends("/review")
    await rob.taps("Accept")
    rob.sees("Accepted and paid")
    has = await world.database.read(lambda tx: balances(tx, account_id, "credits"))
    assert has == Balances(0, 0, 0)
    assert await world.database.read(lambda tx: folded(tx, "house:forfeited", "credits")) == 2
    assert await world.database.read(check) == []


async def test_who_is_owed_what_a_closed_project_holds_leaves_after_that(world: World) -> None:
    project_id = await world.project(REVIEWED, rows=rows(1))
    ann, ben, rob = world.person("ann"), world.person("ben"), world.person("rob")
    for person in (ann, ben):
        await person.comes_in()
    await ben.taps("ham")
    account_id = (await world.who(ann)).account_id
    await world.write(lambda tx: projects.close(tx, project_id, world.clock()))
    await world.write(lambda tx: owns(tx, account_id, project_id))
    await ann.sends("/delete_me")
    await ann.taps("Delete me")
    ann.sees("still wait to be accepted")
    await rob.comes_in()
    await world.becomes(rob, "admin")
    await rob.sends("/review")
    await rob.taps("Accept")
    await ann.sends("/delete_me")
    await ann.taps("Delete me")
    ann.sees("Done: you are removed")
