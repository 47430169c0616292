"""Credits become something: the catalogue, vouchers, what an admin hands over."""

import pytest

from domain.ids import public
from tests import invariants
from tests.rewards.shop import CODES, POOL, Shop
from tests.stories.driver import Chat


@pytest.fixture
def shop(chat: Chat) -> Shop:
    return Shop(chat)


async def test_a_voucher_is_had_for_credits_and_shown_again(shop: Shop) -> None:
    shop.imports()
    await shop.offers("voucher", "Books for ten", 800, POOL)
    ann = await shop.somebody("ann", 1_000)
    await ann.sends("/balance")
    await ann.taps("Rewards")
    ann.sees("You have 10.00 available", "Books for ten", "8.00")
    await ann.taps("Books for ten · 8.00")
    ann.sees("Left", "3", "A voucher: you see its code at once.")
    buy = ann.button("Take it for 8.00").action
    await ann.taps("Take it for 8.00")
    ann.sees("✓ “Books for ten” is yours.", CODES[0], "You have 2.00 left")
    assert [code for code in CODES if code in ann.text] == [CODES[0]]
    await ann.presses(buy)  # once more: it is the same order
    ann.sees(CODES[0], "You have 2.00 left")
    await ann.sends("/vouchers")
    ann.sees("Bookshop 10 · 10.00 EUR")
    ann.sees_no(CODES[0])
    await ann.taps(ann.buttons[0])
    ann.sees(CODES[0])
    look = ann.button("My vouchers")
    assert look.action.verb == "vouchers"
    await ann.sends("/rewards")
    await ann.taps("Books for ten · 8.00")
    ann.sees("6.00 more, and you can have it.")
    await ann.presses(buy.__class__("reward_buy", buy.id, version=1))
    ann.sees("costs 8.00, and you have 2.00: 6.00 are missing")
    await ann.sends("/rewards")
    await ann.taps("My orders")
    ann.sees("Books for ten", "given")
    await invariants.hold(shop.database)


async def test_an_admin_offers_a_thing_and_hands_it_over(shop: Shop) -> None:
    ada = await shop.somebody("ada", role="admin")
    await ada.sends("/orders")
    ada.sees("None. Everything that was ordered is given.")
    await ada.sends("/reward_new")
    if ada.view is not None and ada.view.form is not None:
        await ada.fills(title="Mug", kind="thing", detail="shelf 3", price="free", stock="")
        ada.sees("“Price in credits”: “free” is no amount")
        await ada.fills(title="Mug", kind="thing", detail="shelf 3", price="5,00", stock="2")
    else:
        for words in ("Mug", "thing", "shelf 3", "free"):
            await ada.sends(words)
        ada.sees("“free” is no amount")
        await ada.sends("5,00")
        await ada.sends("2")
    ada.sees("✓ “Mug” is offered.", "5.00", "offered")
    ann = await shop.somebody("ann", 500)
    await ann.sends("/rewards")
    await ann.taps("Mug · 5.00")
    await ann.taps("Take it for 5.00")
    ann.sees("✓ “Mug” is ordered.", "Somebody hands it over", "You have 0.00 left")
    (said,) = (await shop.delivered()).to(ada.sender.user)
    assert "Somebody ordered a reward." in said
    assert "shelf 3" in said
    await ada.sends("/orders")
    ada.sees("Mug", public(await shop.chat.account(ann)))
    await ada.taps(ada.buttons[0])
    given = ada.button("Handed over").action
    await ada.taps("Handed over")
    ada.sees("✓ “Mug” is handed over; they are told so.")
    (said,) = (await shop.delivered()).to(ann.sender.user)
    assert "“Mug” is yours now." in said
    await ada.presses(given)
    ada.sees("“Mug” was handed over already.")
    await ada.sends("/reward_list")
    await ada.taps("Withdraw “Mug”")
    ada.sees("✓ “Mug” isn't offered any more.")
    await ann.sends("/rewards")
    ann.sees("There is nothing to choose from at the moment.")
    await invariants.hold(shop.database)


async def test_a_role_takes_a_chat_in_discord(shop: Shop) -> None:
    await shop.database.write(
        lambda tx: tx.connection.execute(
            "INSERT INTO server (platform, chat, locale, time_zone, created_ms) "
            "VALUES ('discord', '77', 'en', 'UTC', 1)"
        )
    )
    await shop.offers("role", "Gold name", 300, "77 88")
    ann = await shop.somebody("ann", 300)
    await ann.sends("/rewards")
    await ann.taps("Gold name · 3.00")
    ann.sees("A role in Discord; it takes a moment.")
    await ann.taps("Take it for 3.00")
    if shop.chat.platform == "discord":
        ann.sees("✓ “Gold name” is ordered.")
    else:
        ann.sees("“Gold name” is a role in Discord, and I don't know you there yet.")
