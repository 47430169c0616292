"""What somebody has, and what is removed when they leave."""

from storage.tx import Tx


def projects_running(tx: Tx, account_id: int) -> int:
    """Count the projects of an account that are running."""
    count: int = tx.queries.projects_running(tx.connection, account_id=account_id)
    return count


def projects_settling(tx: Tx, account_id: int) -> int:
    """Count the answers to projects of an account that are in hand or wait to be accepted."""
    count: int = tx.queries.projects_settling(tx.connection, account_id=account_id)
    return count


def answers(tx: Tx, account_id: int) -> int:
    """Count the answers that a person has given."""
    count: int = tx.queries.leaving_answers(tx.connection, account_id=account_id)
    return count


def balances(tx: Tx, *, pending: str, available: str) -> list[tuple[str, str, int]]:
    """Give (name, currency, amount) of what is on two names."""
    return list(tx.queries.leaving_balances(tx.connection, pending=pending, available=available))


def forget(tx: Tx, account_id: int) -> None:
    """Remove a person: name, identities, chats, messages, days, groups. Answers stay, nameless."""
    queries, connection = tx.queries, tx.connection
    queries.forget_attempts(connection, account_id=account_id)
    queries.forget_held(connection, account_id=account_id)
    queries.forget_sessions(connection, account_id=account_id)
    queries.server_farewell_add(connection, account_id=account_id)
    queries.forget_server_member(connection, account_id=account_id)
    queries.link_code_remove(connection, account_id=account_id)
    queries.link_forget_tries(connection, account_id=account_id)
    queries.forget_identities(connection, account_id=account_id)
    queries.notice_forget(connection, account_id=account_id)
    queries.forget_tally(connection, account_id=account_id)
    queries.forget_position(connection, account_id=account_id)
    queries.forget_membership(connection, account_id=account_id)
    queries.forget_invitations(connection, account_id=account_id)
    queries.honesty_forget(connection, account_id=account_id)
    queries.forget_account(connection, account_id=account_id)
