"""What is removed when somebody leaves."""

from storage.tx import Tx


def projects_running(tx: Tx, account_id: int) -> int:
    """Count the projects of an account that are running."""
    count: int = tx.queries.projects_running(tx.connection, account_id=account_id)
    return count


def forget(tx: Tx, account_id: int) -> None:
    """Remove a person: name, identities, chats, messages, days. Their answers stay, nameless."""
    queries, connection = tx.queries, tx.connection
    queries.forget_sessions(connection, account_id=account_id)
    queries.forget_identities(connection, account_id=account_id)
    queries.notice_forget(connection, account_id=account_id)
    queries.forget_tally(connection, account_id=account_id)
    queries.forget_position(connection, account_id=account_id)
    queries.forget_account(connection, account_id=account_id)
