"""That known answers are never used up: rows which have all the answers that they want are asked
besides, out of what rows leave over.

A known row is decided as any other, and done for its project. In the lane of known ones it can be
asked some times more, for which its pay is set aside in small portions. Rows that are not offered
yet come first; what is set aside goes back to the owner when the project ends.
"""

from dataclasses import dataclass

from domain.budgets import affordable
from storage import estimates, gold
from storage.campaigns import Campaign, Standing
from storage.projects import definition
from storage.tx import Tx

PORTION = 2  # answers by which a row is asked more
ROWS_MOST = 50  # that get a portion in one sweep
IDLE_LEAST, IDLE_SHARE = 20, 0.02  # answers set aside at most, and of all that rows may get


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What of known answers can be asked besides, in answers, and which rows are used up; how many
    were asked for besides so far, how far the project is (0..1), and how many answers rows that are
    set aside would want.
    """

    idle: int = 0
    used_up: tuple[int, ...] = ()
    besides: int = 0
    progress: float = 0.0
    aside: int = 0


NONE = Supply()


def look(tx: Tx, campaign: Campaign, standing: Standing) -> Supply:
    """See which known rows are used up, as far as more may be set aside for them."""
    if not campaign.has_gold or campaign.is_survey:
        return NONE
    _, idle = gold.supply(tx, campaign.id)
    most = max(IDLE_LEAST, int(IDLE_SHARE * campaign.places * campaign.answers_most))
    rows = min(ROWS_MOST, (most - idle) // PORTION)
    if rows <= 0 or definition(tx, campaign.id).at:  # where to go, everybody chooses
        return Supply(idle=idle)
    books = standing.books
    answers = books.rewards_minor // campaign.reward_minor + books.waiting
    share = answers / max(1, campaign.places * campaign.answers_most)
    return Supply(
        idle=idle,
        used_up=tuple(gold.used_up(tx, campaign.id, rows)),
        besides=gold.besides(tx, campaign.id),
        progress=min(1.0, max(share, standing.decided / max(1, campaign.places))),
        aside=gold.aside(tx, campaign.id),
    )


def portions(campaign: Campaign, supply: Supply, free_minor: int) -> int:
    """Tell for how many of the used up rows something can be set aside: as the project goes on, so
    that what there is lasts until its end. What rows that are set aside may cost is left for them.
    """
    free_minor = max(0, free_minor - supply.aside * campaign.unit_minor)
    total = supply.besides + free_minor // campaign.unit_minor
    due = int(total * supply.progress) + IDLE_LEAST - supply.besides
    rows = min(len(supply.used_up), max(0, due // PORTION))
    return affordable(free_minor, PORTION * campaign.unit_minor, rows)


def add(tx: Tx, campaign: Campaign, seen: Standing, task_ids: tuple[int, ...]) -> int:
    """Let rows be asked besides, where the project is as it was seen; gives by how many answers."""
    if not estimates.reopens(tx, campaign.id, seen, seen.opened_ms or 0):
        return 0
    return PORTION * sum([gold.ask_besides(tx, task_id, PORTION) for task_id in task_ids])


def end(tx: Tx, campaign: Campaign) -> None:
    """What was set aside in a project that has ended went back with the rest of its hold."""
    if campaign.has_gold and campaign.state in ("finished", "spent"):
        gold.ask_no_more(tx, campaign.id)
