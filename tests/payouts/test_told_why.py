"""Who is suspended, and whose automatic payout can't be asked for: they read why, and what goes."""

import pytest

from domain.amounts import Money
from domain.errors import Refused
from services import people, suspensions
from services.payouts import choices
from storage.tx import Tx
from tests.payouts.test_chat import chat, comes, rail, told  # noqa: F401 - fixtures, too
from tests.rails.fake import FakeRail
from tests.stories.driver import Chat


async def test_who_is_suspended_can_take_what_they_earned_where_forms_are_asked_by_field(
    chat: Chat,  # noqa: F811
) -> None:
    ann = await comes(chat, "ann", 1_240, platform="telegram")
    account_id = await chat.account(ann)
    await chat.database.write(
        lambda tx: suspensions.suspend(tx, account_id, "two chats", chat.clock(), actor_id=None)
    )
    await ann.sends("/payout")
    await ann.taps("Pay out: Fake wallet")
    await ann.taps("Say how much")
    await ann.sends("5")
    await ann.taps("Back")
    await ann.sends("6")
    await ann.sends("ann@bank")
    ann.sees("Pay out 6.00?", "After an admin has said yes.")
    await ann.taps("Pay it out")
    ann.sees("6.00 asked for")
    await ann.sends("/work")
    ann.sees("Your account is paused: two chats.")


async def test_who_is_paid_automatically_reads_why_nothing_goes_out(
    chat: Chat, rail: FakeRail, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    rail.wants = ""
    ann = await comes(chat, "ann", 1_240)
    account_id = await chat.account(ann)

    def small(_: FakeRail, amount: Money) -> Money:
        raise Refused("The smallest one is {least}.", least=Money(5_000, amount.currency))

    def run(tx: Tx) -> int:
        person = people.load(tx, account_id)
        choices.choose(tx, person, rail.name, 500, chat.terms)
        due = choices.due(tx, 7, chat.terms, after_id=0, most=9)
        return choices.ask(tx, 7, due, chat.terms, chat.clock())

    with monkeypatch.context() as patch:
        patch.setattr(FakeRail, "quote", small)
        assert await chat.database.write(run) == 0
        assert "could not be asked for" in (await told(chat, ann))[-1]
        ann.sees("The smallest one is 50.00.")
    assert await told(chat, ann) == []  # by now it can be
