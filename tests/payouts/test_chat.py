"""Payouts as people and admins see them in chat."""

from pathlib import Path

import orjson
import pytest

from bot.delivery import prepare
from bot.paying import pay
from bot.platforms.plain import plain
from bot.schedule import run_job
from domain.actions import Action
from domain.notices import Notice
from domain.terms import PayoutTerms, Terms
from services import accounts, ledger, people
from storage.database import Database
from storage.ledger import folded
from storage.tx import Tx
from tests import invariants
from tests.rails.fake import FakeRail
from tests.stories.driver import Chat, Person


@pytest.fixture
def rail() -> FakeRail:
    return FakeRail()


@pytest.fixture
def chat(database: Database, tmp_path: Path, rail: FakeRail) -> Chat:
    """A chat with people in it and a rail, once on each kind of database."""
    terms = Terms(payouts=PayoutTerms(daily_person_most="0"))
    terms.rails[rail.name] = rail
    return Chat(database, tmp_path, terms)


async def comes(
    chat: Chat, name: str, minor: int = 0, role: str = "worker", platform: str = "web"
) -> Person:
    """Somebody comes in, and has credits."""
    person = chat.person(name, platform)
    await person.comes_in()
    account_id = await chat.account(person)
    if role != "worker":
        await chat.becomes(person, role)

    def deposit(tx: Tx) -> None:
        ledger.deposit(
            tx, account_id=account_id, amount_minor=minor, currency="credits", ref=name,
            now_ms=chat.clock(),
        )  # fmt: skip

    if minor:
        await chat.database.write(deposit)
    return person


async def sends(chat: Chat) -> None:
    await pay(chat.database, chat.terms, chat.clock(), keys=chat.keys)


async def told(chat: Chat, person: Person) -> list[str]:
    """Everything that a person is told, as it reads; the last one is on their screen."""
    account_id = await chat.account(person)
    texts = []
    query = "SELECT id, kind, params, created_ms FROM notice WHERE account_id = %d ORDER BY id"
    found = await chat.database.read(
        lambda tx: tx.connection.execute(query % account_id).fetchall()
    )
    for number, kind, params, created_ms in found:
        notice = Notice(
            id=number, account_id=account_id, kind=kind, params=orjson.loads(params), attempts=1,
            created_ms=created_ms, lease_ms=0,
        )  # fmt: skip
        made = await chat.database.read(
            lambda tx, notice=notice: prepare(tx, notice, chat.terms, chat.clock(), chat.keys)  # type: ignore[misc]
        )
        if made.view is not None:
            texts.append(plain(made.view))
            await person.gets(made.view)
    return texts


async def test_ann_is_paid_out_and_sees_each_step(chat: Chat, rail: FakeRail) -> None:
    ann = await comes(chat, "ann", 1_240)
    await ann.sends("/balance")
    await ann.taps("Pay out")
    ann.sees("Available", "12.40")
    await ann.taps("Pay out: Fake wallet")
    ann.sees("1.00 is 1,000 sat.", "Within a minute.")
    assert "All of it: 12.40" not in ann.buttons  # nobody knows where to yet
    await ann.taps("Say how much")
    await ann.fills(amount="many", to="nowhere")
    ann.sees("is no amount that can be booked here")
    await ann.fills(amount="5,00", to="ann@bank")
    ann.sees("Pay out 5.00?", "5,000 sat", "a…@bank", "Within a minute.")
    yes = ann.button("Pay it out").action
    await ann.taps("Pay it out")
    ann.sees("5.00 asked for", "is sent shortly")
    await ann.presses(yes)  # a second tap, or a year later
    ann.sees("Payout ", "is sent shortly")
    await ann.sends("/balance")
    ann.sees("On its way: 5.00", "Available: 7.40")
    await sends(chat)
    assert rail.wallet.log == [f"ask-{await chat.account(ann)}-{yes.version}-fake-500"]
    assert (await told(chat, ann))[-1].startswith("Your payout of 5.00 has arrived.")
    ann.sees("5,000 sat to a…@bank.")
    await ann.taps("See it")
    ann.sees("arrived")
    await ann.sends("/payout 2.00")
    ann.sees("Pay out 2.00?", "a…@bank")
    await ann.taps("Cancel")
    await ann.sends("/payout 20")
    ann.sees("You have 7.40 available")
    await invariants.hold(chat.database)


async def test_a_large_one_is_approved_changed_and_refused_by_an_admin(
    chat: Chat, rail: FakeRail
) -> None:
    ann, rita = await comes(chat, "ann", 10_000), await comes(chat, "rita", role="admin")
    await ann.sends("/payout_destination fake ann@bank")
    ann.sees("I pay you there from now on: a…@bank")
    await ann.sends("/payout 50")
    ann.sees("After an admin has said yes.")
    await ann.taps("Pay it out")
    ann.sees("waits for an admin's yes")
    assert "A payout waits for your yes." in (await told(chat, rita))[-1]
    approve = rita.button("Approve").action
    await ann.taps("Change the amount")
    await ann.fills(amount="60")
    ann.sees("Changed.", "60.00")
    await rita.presses(approve)  # of the one that she saw before
    rita.sees("changed since then")
    await rita.sends("/payouts")
    rita.sees("1 wait", "60.00", "ann", "a…@bank")
    await rita.taps("Refuse")
    await rita.fills(reason="Please wait until Monday.")
    rita.sees("Refused", "Nothing waits for a yes here.")
    assert "Please wait until Monday." in (await told(chat, ann))[-1]

    await ann.sends("/payout 70")
    await ann.taps("Pay it out")
    await rita.sends("/payouts")
    await rita.taps("Approve")
    rita.sees("70.00 are approved and go out.")
    await sends(chat)
    assert len(rail.wallet.log) == 1
    await ann.presses(approve)
    ann.sees("That is for people with another role here.")
    await invariants.hold(chat.database)


async def test_an_admin_stops_all_payouts_and_who_asks_is_told(chat: Chat) -> None:
    ann, rita = await comes(chat, "ann", 10_000), await comes(chat, "rita", role="admin")
    await ann.sends("/payout_destination fake ann@bank")
    await ann.sends("/payout 5")
    await ann.taps("Pay it out")
    await rita.sends("/payouts stop")
    rita.sees("Payouts are stopped")
    await sends(chat)
    await ann.sends("/payout")
    ann.sees("Payouts are stopped for the moment", "waits until payouts go on")
    await ann.sends("/payout 6")
    ann.sees("Payouts are stopped for the moment")
    await rita.sends("/payouts")
    await rita.taps("Let payouts go on")
    rita.sees("Payouts go on.")
    report = await run_job("pay", chat.database, chat.terms, chat.clock(), keys=chat.keys)
    assert report.text == "payouts sent: 1, waiting: 0"


async def test_an_admin_sees_what_is_in_doubt(chat: Chat, rail: FakeRail) -> None:
    ann, rita = await comes(chat, "ann", 10_000), await comes(chat, "rita", role="admin")
    await ann.sends("/payout 5 fake ann@bank")
    await ann.taps("Pay it out")
    rail.moods = ["send:lost"]
    await sends(chat)
    await ann.sends("/payout")
    ann.sees("5.00 · sent; whether it arrived is being looked up")
    await rita.sends("/payouts")
    rita.sees("Nothing waits for a yes here.", "Fake wallet", "is being looked up")
    await rita.taps("Stop all payouts")
    rita.sees("Payouts are stopped")


async def test_an_invoice_is_shown_asked_for_and_not_kept(chat: Chat, rail: FakeRail) -> None:
    ann = await comes(chat, "ann", 1_000)
    await ann.sends("/payout 5 fake invoice:7")
    ann.sees("The invoice has to be for")
    await ann.sends("/payout 5 fake invoice:5000")
    ann.sees("Pay out 5.00?", "an invoice")
    yes = ann.button("Pay it out").action
    await ann.sends("/payout 4 fake invoice:4000")
    await ann.presses(yes)  # of another invoice: not for this amount
    ann.sees("The invoice has to be for")
    await ann.sends("/payout 5 fake invoice:5000")
    await ann.taps("Pay it out")
    await sends(chat)
    assert list(rail.wallet.paid.values()) == [5_000]
    await ann.sends("/payout_destination")
    ann.sees("not said yet")
    session = "SELECT state FROM session WHERE state LIKE '%invoice:5000%'"
    found = await chat.database.read(lambda tx: tx.connection.execute(session).fetchall())
    assert found == []  # it is kept sealed


async def test_a_changed_destination_is_told_in_the_other_chat(chat: Chat) -> None:
    ann = await comes(chat, "ann", 10_000)
    account_id = await chat.account(ann)
    await chat.database.write(
        lambda tx: people.attach(
            tx, account_id, platform="telegram", external_id="7", chat="7", now_ms=1
        )
    )
    await ann.sends("/payout_destination fake ann@bank")
    await ann.sends("/payout_destination")
    await ann.taps("Fake wallet")
    await ann.fills(to="mallory@bank")
    ann.sees("Nothing is sent there before", "m…@bank, from")
    texts = await told(chat, ann)
    assert len(texts) == 2
    assert "Your money goes to m…@bank from now on" in texts[-1]
    assert "in your chat on Web" in texts[-1]


async def test_automatic_payouts_are_chosen_and_left(chat: Chat, rail: FakeRail) -> None:
    ann = await comes(chat, "ann", 1_240)
    await ann.sends("/payout_destination fake ann@bank")
    await ann.sends("/payout")
    await ann.taps("Automatic payouts")
    await ann.taps("Automatic: Fake wallet")
    await ann.fills(least="0.50")
    ann.sees("The smallest payout is 1.00")
    await ann.sends("/payout")
    await ann.taps("Automatic payouts")
    await ann.taps("Automatic: Fake wallet")
    await ann.fills(least="10")
    ann.sees("I pay you out without being asked, from 10.00 on.")
    chat.clock.passes(days=1)
    await run_job("payout", chat.database, chat.terms, chat.clock())
    await sends(chat)
    assert len(rail.wallet.log) == 1
    texts = await told(chat, ann)
    assert ["asked for" in texts[-2], "has arrived" in texts[-1]] == [True, True]
    del chat.terms.rails[rail.name]
    await ann.presses(Action("payout_auto"))
    ann.sees("The way that you chose (fake) is gone")
    chat.terms.rails[rail.name] = rail
    await ann.sends("/payout")
    await ann.taps("Automatic payouts")
    await ann.taps("Turn it off")
    ann.sees("only when you ask for it")


async def test_the_terms_are_said_before_the_work(chat: Chat, database: Database) -> None:
    bob = chat.person("bob")
    await bob.sends("/start")
    bob.sees("/terms")
    await bob.sends("/terms")
    bob.sees("You are paid in credits", "Fake wallet: 1.00 is 1,000 sat.", "Smallest payout: 1.00")
    bob.sees("Credits expire: never")
    await bob.taps("Start earning")
    bob.sees("May I send you a task now and then?")
    chat.terms.rails.clear()
    await bob.sends("/terms")
    bob.sees("There is no way to be paid out here yet")
    await bob.sends("/payout")
    bob.sees("There is no way to be paid out here yet")


async def test_who_leaves_is_told_what_becomes_of_a_payout_on_its_way(
    chat: Chat, rail: FakeRail
) -> None:
    ann = await comes(chat, "ann", 10_000)
    account_id = await chat.account(ann)
    await ann.sends("/payout_destination fake ann@bank")
    for _ in range(2):
        await ann.sends("/payout 10")
        chat.clock.passes(seconds=1)
        await ann.taps("Pay it out")
    await ann.sends("/delete_me")
    ann.sees("On its way: 20.00 still go where you wanted them", "/payout takes your credits out")
    await ann.taps("Delete me")
    ann.sees("you are removed")
    rail.moods = ["send:refused"]
    await sends(chat)
    assert len(rail.wallet.log) == 1
    kept = "SELECT COUNT(*) FROM payout WHERE destination <> '' OR shown <> ''"
    none = "SELECT COUNT(*) FROM destination"

    def left(tx: Tx) -> tuple[int, ...]:
        run = tx.connection.execute
        return (run(kept).fetchone()[0], run(none).fetchone()[0],
                folded(tx, "house:forfeited", "credits"))  # fmt: skip

    assert await chat.database.read(left) == (0, 0, 9_000)
    has = await chat.database.read(lambda tx: ledger.balances(tx, account_id, "credits"))
    assert (has.available_minor, has.in_flight_minor, has.paid_minor) == (0, 0, 1_000)
    await invariants.hold(chat.database)


async def test_credits_that_nobody_uses_expire_after_a_warning(chat: Chat) -> None:
    ann, bob = await comes(chat, "ann", 500), await comes(chat, "bob", 700)
    rita = await comes(chat, "rita", 900)
    await chat.becomes(rita, "requester")
    chat.clock.passes(days=400)
    await run_job("credits", chat.database, chat.terms, chat.clock())
    assert await told(chat, ann) == []  # by default never
    chat.terms = chat.terms.model_copy(
        update={"payouts": PayoutTerms(credits_expire_days=365)}
    )
    for _ in range(2):
        await run_job("credits", chat.database, chat.terms, chat.clock())
    (text,) = await told(chat, ann)
    assert "Your 5.00 expire on" in text
    chat.clock.passes(days=29)
    await comes_back(chat, bob)
    await run_job("credits", chat.database, chat.terms, chat.clock())
    chat.clock.passes(days=1)
    await run_job("credits", chat.database, chat.terms, chat.clock())
    assert "Your 5.00 have expired." in (await told(chat, ann))[-1]
    assert not any("have expired" in text for text in await told(chat, bob))
    assert await told(chat, rita) == []  # hers are for those who work for her
    await ann.sends("/balance")
    ann.sees("Available: 0.00")
    await invariants.hold(chat.database)


async def comes_back(chat: Chat, person: Person) -> None:
    """Somebody gets something again."""
    account_id = await chat.account(person)

    def deposit(tx: Tx) -> None:
        accounts.find(tx, account_id)
        ledger.deposit(
            tx, account_id=account_id, amount_minor=1, currency="credits", ref="again",
            now_ms=chat.clock(),
        )  # fmt: skip

    await chat.database.write(deposit)


async def test_a_button_of_a_rail_that_is_gone_says_so(chat: Chat) -> None:
    ann = await comes(chat, "ann", 500)
    for verb in ("payout_how", "payout_form", "payout_where", "payout_auto_on"):
        await ann.presses(Action(verb, choice="gone"))
        ann.sees("Nothing can be paid out that way any more")
    await ann.presses(Action("payout_show", 7))
    ann.sees("There is no such payout")


async def test_who_has_not_enough_or_has_not_said_where_to_is_told_what_comes_first(
    chat: Chat,
) -> None:
    ann, bob = await comes(chat, "ann"), await comes(chat, "bob", 500)
    await ann.sends("/payout")
    ann.sees("You can be paid out from 1.00 on.", "available at the next payout run")
    await bob.sends("/payout 2")
    bob.sees("Say first where to:", "Fake wallet")
    await bob.taps("Where to")
    await bob.fills(to="bob@bank")
    await bob.sends("/payout 2")
    bob.sees("Pay out 2.00?", "b…@bank")


async def test_an_admin_says_yes_once(chat: Chat) -> None:
    ann, rita = await comes(chat, "ann", 30_000), await comes(chat, "rita", role="admin")
    rosa = await comes(chat, "rosa", role="admin")
    await ann.sends("/payout 250 fake ann@bank")
    await ann.taps("Pay it out")
    await rita.sends("/payouts")
    rita.sees("1 waits")
    assert "Next" not in rita.buttons
    await rita.taps("Approve")
    rita.sees("Your yes counts", "Said yes: you")
    assert "Approve" not in rita.buttons
    await rosa.sends("/payouts")
    rosa.sees("Said yes: rita")
    await rosa.taps("Approve")
    rosa.sees("250.00 are approved and go out.")
