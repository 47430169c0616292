"""Accounts as an operator sees them: found by their id or their name, listed, given a role."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.errors import NotFound, Refused
from domain.ids import internal, public
from domain.terms import PushTerms
from services import audit, people
from storage.tx import Tx

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `handle` is the word that serves as its id, where it has one."""

    id: int
    handle: str | None
    role: str
    state: str
    name: str
    points: int
    created_ms: int

    @property
    def shown(self) -> str:
        """What it is called on the command line: its handle, else its public id."""
        return self.handle or public(self.id)


def resolve(tx: Tx, text: str, now_ms: int) -> Account:
    """Give the account of a public id or a handle; the operator's is made on demand.

    Raises NotFound.
    """
    if text == people.OPERATOR:
        return find(tx, operator(tx, now_ms))
    return find(tx, internal(text))


def receiver(tx: Tx, text: str, now_ms: int) -> Account:
    """Give an account as `resolve` does, locked, to give it something.

    Raises NotFound, and Refused where its person has left.
    """
    found = resolve(tx, text, now_ms)
    person = people.load(tx, found.id, lock=True)
    if person.state == "deleted":
        raise Refused(
            "{account} has left, so there is nobody to give this to. If they came back, they have "
            "a new account: `bitework account list` shows it.",
            account=public(found.id),
        )
    if person.account_id != found.id:  # it became part of another while we waited for the lock
        return find(tx, person.account_id)
    return found


def operator(tx: Tx, now_ms: int) -> int:
    """Give the account that projects made on the command line belong to; made on demand, once."""
    tx.queries.operator_lock(tx.connection)
    known: int | None = tx.queries.account_by_handle(tx.connection, handle=people.OPERATOR)
    if known is not None:
        return known
    return people.add(
        tx,
        name=people.OPERATOR,
        locale="en",
        push=PushTerms(),
        now_ms=now_ms,
        handle=people.OPERATOR,
        role="admin",
        state="active",
    )


def find(tx: Tx, account_id: int) -> Account:
    """Give an account, or the one that it has become part of; raises NotFound."""
    for account in _page(tx, account_id - 1, 1):
        if account.id == account_id and account.state == people.MERGED:
            return find(tx, people.load(tx, account_id).account_id)
        if account.id == account_id:
            return account
    raise NotFound("There is no account {account}.", account=public(account_id))


def everybody(tx: Tx) -> Iterator[Account]:
    """Give all accounts in the order in which they came."""
    last_id = 0
    while page := _page(tx, last_id, PAGE):
        yield from page
        last_id = page[-1].id


def give_role(tx: Tx, account_id: int, role: str, now_ms: int) -> None:
    """Give an account a role, on the command line; raises NotFound where there is no such role."""
    people.set_role(tx, account_id, role)
    audit.record(
        tx,
        actor_id=None,
        action="account.role",
        subject=f"account:{account_id}",
        details={"role": role},
        now_ms=now_ms,
    )


def _page(tx: Tx, after_id: int, most: int) -> list[Account]:
    rows = tx.queries.account_list(tx.connection, after_id=after_id, most=most)
    return [Account(*row) for row in rows]
