"""The names of the ledger's accounts, and which of them are folded.

A transfer moves a positive amount from one account (debit) to another (credit). Names are written
out so that a journal reads by itself. Balances of people are kept up to date by every transfer;
those that very many transfers touch (a project's hold, the house's) are folded from transfers in
chunks, so that no row is updated by everybody.
"""

DEPOSITS = "house:deposits"  # where credits come from: its balance is what was ever deposited, < 0
LOSS = "house:loss"  # what a reversal could not get back
FORFEITED = "house:forfeited"  # what people who left had not taken, and what expired
FEES = "house:fees"  # what requesters pay the house, less what sending payouts cost it
BONUSES = "house:bonuses"  # what the house gave for streaks and invitations: its balance is < 0
APPEALS = "house:appeals"  # what reviewers of appeals were paid by the house: < 0
REWARDS = "house:rewards"  # what people paid for things of the catalogue


def pending(account_id: int) -> str:
    """What was earned and waits for the payout run."""
    return f"person:{account_id}:pending"


def available(account_id: int) -> str:
    """What the person has: credited by payout runs, or deposited by a requester."""
    return f"person:{account_id}:available"


def paid(account_id: int) -> str:
    """What has left the house towards the person."""
    return f"person:{account_id}:paid"


def in_flight(account_id: int) -> str:
    """What is on its way to the person, or waits to be sent."""
    return f"person:{account_id}:in_flight"


def received(account_id: int) -> str:
    """What has reached the person, in the currency in which it was sent."""
    return f"person:{account_id}:received"


def rail(name: str) -> str:
    """What went out by a rail, in its currency: the house's wallet or bank account, < 0."""
    return f"house:rail:{name}"


def hold(project_id: int) -> str:
    """What is reserved for a project's work."""
    return f"project:{project_id}:hold"


def is_folded(name: str) -> bool:
    """Tell whether an account's balance is folded from transfers afterwards."""
    return not name.startswith("person:")
