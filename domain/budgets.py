"""How much of a project its hold can carry: rows are opened only as far as their pay is held."""

from dataclasses import dataclass

from domain.amounts import N_, Money
from domain.errors import NotEnough

CHECKS_PERCENT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a project may cost, in minor units; `units` are its rows, or the answers of a survey
    that has no rows. `besides_minor` is what brings pay up to the floor and what people get
    whom the project doesn't fit, paid or owed. `checks_percent` of what rows may cost is for known
    answers that are asked besides.
    """

    budget_minor: int
    unit_minor: int
    units: int
    besides_minor: int = 0
    checks_percent: int = 0


def checks_minor(rows_minor: int) -> int:
    """Give what is kept for asking known answers besides, where rows have some."""
    return rows_minor * CHECKS_PERCENT // 100


def wanted_minor(plan: Plan, *, held_minor: int, committed_minor: int, settled_units: int) -> int:
    """Give what a project has to hold in all, spent or not: min(budget, largest possible cost).

    `held_minor` is what it holds and has spent now, `committed_minor` what it has spent or owes,
    `settled_units` those that will cost nothing more. Never less than `held_minor`: what is too
    much goes back when the project ends.
    """
    with_checks = 100 + plan.checks_percent
    largest_minor = min(
        plan.units * plan.unit_minor * with_checks // 100 + plan.besides_minor,
        committed_minor + (plan.units - settled_units) * plan.unit_minor * with_checks // 100,
    )
    return max(held_minor, min(plan.budget_minor, largest_minor))


def affordable(free_minor: int, unit_minor: int, waiting: int) -> int:
    """Tell how many of the waiting units the free part of a hold pays for."""
    return max(0, min(waiting, free_minor // unit_minor))


# Where credits come from, for those who may give the command.
BOOKED_WITH = N_("They are booked with: bitework account deposit {account} AMOUNT --ref TEXT")


def missing(needed: Money, available: Money, account: str) -> NotEnough:
    """Say what is missing to open a project."""
    return NotEnough(
        N_(
            "Opening this project holds {needed} of your credits, and you have {available}: "
            "{missing} are missing."
        ),
        needed=needed,
        available=available,
        missing=Money(needed.minor - available.minor, needed.currency),
        account=account,
    )
