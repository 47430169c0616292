"""The names of the ledger's accounts, and which of them are folded.

A transfer moves a positive amount from one account (debit) to another (credit). Names are written
out so that a journal reads by itself. Balances of people are kept up to date by every transfer;
those that very many transfers touch (a project's hold, the house's) are folded from transfers in
chunks, so that no row is updated by everybody.
"""

DEPOSITS = "house:deposits"  # where credits come from: its balance is what was ever deposited, < 0
LOSS = "house:loss"  # what a reversal could not get back
FORFEITED = "house:forfeited"  # what people who left had not taken


def pending(account_id: int) -> str:
    """What was earned and waits for the payout run."""
    return f"person:{account_id}:pending"


def available(account_id: int) -> str:
    """What the person has: credited by payout runs, or deposited by a requester."""
    return f"person:{account_id}:available"


def paid(account_id: int) -> str:
    """What has left the house towards the person."""
    return f"person:{account_id}:paid"


def hold(project_id: int) -> str:
    """What is reserved for a project's work."""
    return f"project:{project_id}:hold"


def is_folded(name: str) -> bool:
    """Tell whether an account's balance is folded from transfers afterwards."""
    return not name.startswith("person:")
