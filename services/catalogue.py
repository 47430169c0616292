"""The catalogue: what people can have for their credits, and how they order it.

A voucher is given at once; a thing waits for an admin who hands it over, a role for Discord
(`services.orders`). The credits go to the house when something is ordered, and come back where it
can't be had after all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from domain import ledger
from domain.amounts import N_, Money
from domain.errors import Invalid, NotFound, Refused
from domain.people import Person
from domain.terms import MoneyTerms, Terms
from services import audit, notices, servers, vouchers
from services.ledger import balances, move
from services.payouts import approvals, limits, switch
from services.vouchers import Voucher
from storage import payouts
from storage import rewards as store
from storage.rewards import Order as Order
from storage.rewards import Reward as Reward
from storage.tx import Tx

Kind = Literal["voucher", "thing", "role"]
KINDS: tuple[Kind, ...] = ("voucher", "thing", "role")
PLATFORM = "discord"  # whose roles are given
RAIL = "vouchers"
PAGE = 8
SHOWN_MOST = 100
STOCK_MOST = 1_000_000
TITLE_CHARACTERS_MOST = 80
DETAIL_CHARACTERS_MOST = 300
ID_DIGITS_MOST = 20


@dataclass(frozen=True, slots=True)
class Offered:
    """A reward, and how many can be had now; None: any number."""

    reward: Reward
    left: int | None


@dataclass(frozen=True, slots=True)
class Bought:
    """An order, and the voucher that it gave."""

    order: Order
    voucher: Voucher | None


# --- What is offered ---------------------------------------------------------


def offer(
    tx: Tx,
    *,
    title: str,
    kind: str,
    price: Money,
    detail: str,
    stock: int | None,
    actor_id: int | None,
    now_ms: int,
) -> int:
    """Offer a reward and give its number. Raises Invalid with all that is wrong.

    `detail` is the pool of a voucher, the server and the role in Discord ("SERVER ROLE", their
    ids), or what an admin has to know to hand a thing over.
    """
    name, about = " ".join(title.split()), " ".join(detail.split())
    problems = []
    if not 1 <= len(name) <= TITLE_CHARACTERS_MOST:
        problems.append(f"The title has 1 to {TITLE_CHARACTERS_MOST} characters.")
    if stock is not None and not 1 <= stock <= STOCK_MOST:
        problems.append(f"The number of pieces is 1 to {STOCK_MOST:,}, or left out.")
    details, wrong = _details(tx, kind, about)
    if problems or wrong:
        raise Invalid(N_("This can't be offered:"), (*problems, *wrong))
    number = store.add(
        tx,
        title=name,
        kind=kind,
        price_minor=price.minor,
        currency=price.currency,
        details=details,
        stock=stock,
        now_ms=now_ms,
    )
    said = {"title": name, "kind": kind, "price_minor": price.minor, "details": details}
    _record(tx, actor_id, "reward.offer", number, said, now_ms)
    return number


def detail_fault(tx: Tx, kind: str, detail: str) -> str:
    """Say what is wrong with the detail of a kind of reward; "" where nothing is."""
    _, wrong = _details(tx, kind, " ".join(detail.split()))
    return wrong[0] if wrong else ""


def _details(tx: Tx, kind: str, about: str) -> tuple[Mapping[str, str], list[str]]:
    """Read what a kind of reward needs: what is kept, and what is wrong with it."""
    if len(about) > DETAIL_CHARACTERS_MOST:
        return {}, [N_("The details are too long.")]
    match kind:
        case "voucher":
            known = vouchers.exists(tx, about)
            return {"pool": about}, [] if known else [N_("There are no vouchers of that name.")]
        case "thing":
            return {"hand_over": about}, []
        case "role":
            words = about.split()
            if len(words) != 2 or not all(_is_id(word) for word in words):
                return {}, [N_("Write the id of the server, a space, and the id of the role.")]
            if servers.find(tx, PLATFORM, words[0]) is None:
                return {}, [N_("I know no such server yet: use a command of mine there first.")]
            return {"server": words[0], "role": words[1]}, []
    return {}, [N_("The kinds are voucher, thing and role.")]


def _is_id(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= ID_DIGITS_MOST


def withdraw(tx: Tx, reward_id: int, *, actor_id: int | None, now_ms: int) -> Reward:
    """Offer a reward no more; what was ordered stays ordered. Raises NotFound."""
    found = find(tx, reward_id)
    if store.withdraw(tx, reward_id):
        _record(tx, actor_id, "reward.withdraw", reward_id, {}, now_ms)
    return found


def find(tx: Tx, reward_id: int) -> Reward:
    """Give a reward; raises NotFound."""
    found = store.get(tx, reward_id)
    if found is None:
        raise NotFound(N_("There is no such reward. /rewards shows what there is."))
    return found


def page(tx: Tx, money: MoneyTerms, number: int, now_ms: int) -> tuple[list[Offered], bool]:
    """Give a page of what is offered, and whether there is another one."""
    found = store.offered(tx, money.currency, skipped=number * PAGE, most=PAGE + 1)
    return [offered(tx, reward, now_ms) for reward in found[:PAGE]], len(found) > PAGE


def everything(tx: Tx) -> list[Reward]:
    """Give what is or was offered, the newest first."""
    return store.everything(tx, SHOWN_MOST)


def offered(tx: Tx, reward: Reward, now_ms: int) -> Offered:
    """Give a reward with how many can be had now."""
    if reward.state != "offered":
        return Offered(reward, 0)
    if reward.kind != "voucher":
        return Offered(reward, reward.stock)
    free = vouchers.stock(tx, reward.details["pool"], now_ms)
    most = vouchers.COUNTED_MOST if reward.stock is None else reward.stock
    left = min(free, most)
    return Offered(reward, None if left >= vouchers.COUNTED_MOST else left)


# --- Ordering ----------------------------------------------------------------


def buy(
    tx: Tx, person: Person, reward_id: int, *, request: str, terms: Terms, now_ms: int
) -> Bought:
    """Order a reward as `order` does. A voucher is money that leaves: nobody takes one while
    payouts are stopped, while suspended, or where an admin would have to say yes to a payout of
    that much; and it counts towards what may leave on a day.
    """
    reward = find(tx, reward_id)
    is_new = store.order_of_request(tx, _request(person, reward_id, request)) is None
    if is_new and reward.kind == "voucher":
        switch.check(tx)
        if person.state != "active":
            raise Refused(
                N_("While you are suspended, an admin decides what leaves: ask by /payout.")
            )
        if approvals.needed(terms, person, reward.price_minor):
            raise Refused(
                N_("More than {most} at once need an admin's yes: ask for a payout by /payout."),
                most=Money(terms.minor(terms.payouts.automatic_most), terms.money.currency),
            )
        limits.check(tx, person.account_id, reward.price_minor, terms, now_ms)
        limits.check_today(tx, RAIL, reward.price_minor, terms, now_ms)
    return order(tx, person, reward_id, request=request, money=terms.money, now_ms=now_ms)


def order(
    tx: Tx, person: Person, reward_id: int, *, request: str, money: MoneyTerms, now_ms: int
) -> Bought:
    """Order a reward for a person, whose account is locked; once for a request.

    Raises Refused where it can't be had: too few credits, none left, no chat where its role is.
    """
    reward = find(tx, reward_id)
    unique = _request(person, reward_id, request)
    if (before := store.order_of_request(tx, unique)) is not None:
        return Bought(before, vouchers.of_ref(tx, _ref(before.id)))
    _check(tx, person, reward, money)
    if not store.take(tx, reward_id):
        raise Refused(
            N_("“{title}” can't be had any more. Your credits are untouched."), title=reward.title
        )
    order_id = store.order(
        tx, reward, account_id=person.account_id, request=unique, now_ms=now_ms
    )
    if order_id is None:
        raise Refused(N_("That was ordered just now. /rewards shows your orders."))
    move(
        tx,
        kind="reward",
        ref=str(order_id),
        debit=ledger.available(person.account_id),
        credit=ledger.REWARDS,
        amount_minor=reward.price_minor,
        currency=reward.currency,
        now_ms=now_ms,
    )
    voucher = _give_at_once(tx, person, reward, order_id, now_ms)
    if reward.kind == "thing":
        for admin_id, _ in payouts.admins(tx):
            notices.tell(
                tx, account_id=admin_id, kind="order", params={"order_id": order_id}, now_ms=now_ms
            )
    return Bought(found_order(tx, order_id), voucher)


def _request(person: Person, reward_id: int, request: str) -> str:
    return f"{person.account_id}:{reward_id}:{request}"


def found_order(tx: Tx, order_id: int) -> Order:
    """Give an order; raises NotFound."""
    found = store.get_order(tx, order_id)
    if found is None:
        raise NotFound(N_("There is no such order. /orders shows what waits."))
    return found


def orders_of(tx: Tx, account_id: int) -> list[Order]:
    """Give what somebody ordered lately, the newest first."""
    return store.orders_of(tx, account_id, PAGE)


def _check(tx: Tx, person: Person, reward: Reward, money: MoneyTerms) -> None:
    if reward.state != "offered" or reward.currency != money.currency:
        raise Refused(
            N_("“{title}” isn't offered any more. /rewards shows what is."), title=reward.title
        )
    has_minor = balances(tx, person.account_id, reward.currency).available_minor
    if has_minor < reward.price_minor:
        raise Refused(
            N_("“{title}” costs {price}, and you have {available}: {missing} are missing."),
            title=reward.title,
            price=Money(reward.price_minor, reward.currency),
            available=Money(has_minor, reward.currency),
            missing=Money(reward.price_minor - has_minor, reward.currency),
        )
    if reward.kind == "role" and store.place(tx, person.account_id, PLATFORM) is None:
        raise Refused(
            N_(
                "“{title}” is a role in Discord, and I don't know you there yet. /link makes your "
                "chat there and this one the same account."
            ),
            title=reward.title,
        )


def _give_at_once(
    tx: Tx, person: Person, reward: Reward, order_id: int, now_ms: int
) -> Voucher | None:
    """Give the voucher of an order, and book its face; other rewards take their time."""
    if reward.kind != "voucher":
        return None
    given = vouchers.take(
        tx,
        reward.details["pool"],
        account_id=person.account_id,
        ref=_ref(order_id),
        now_ms=now_ms,
    )
    if given is None:
        raise Refused(
            N_("“{title}” can't be had any more. Your credits are untouched."), title=reward.title
        )
    move(
        tx,
        kind="reward_out",
        ref=str(order_id),
        debit=ledger.rail(RAIL),
        credit=ledger.received(person.account_id),
        amount_minor=given.face_minor,
        currency=given.face_currency,
        now_ms=now_ms,
    )
    store.end(tx, order_id, state="given", note="", actor_id=None, now_ms=now_ms)
    return given


def _ref(order_id: int) -> str:
    return f"order:{order_id}"


def _record(
    tx: Tx,
    actor_id: int | None,
    action: str,
    reward_id: int,
    details: Mapping[str, object],
    now_ms: int,
) -> None:
    audit.record(
        tx,
        actor_id=actor_id,
        action=action,
        subject=f"reward:{reward_id}",
        details=details,
        now_ms=now_ms,
    )
