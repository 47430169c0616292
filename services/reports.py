"""Reports to juries: how many one person may make, and the channel in which a jury is asked."""

from domain.amounts import N_
from domain.errors import Refused
from domain.people import Person
from services import posts
from storage import juries as store
from storage import moderations, servers
from storage.juries import Community
from storage.tx import Tx

DAY_MS = 86_400_000
CHECKS_A_DAY = 5  # of one reporter, in all groups
CHECKS_IN_VAIN = 3  # in a row: whoever reports what may stay has CHECKS_A_DAY_DOUBTED
CHECKS_A_DAY_DOUBTED = 1


def limit(tx: Tx, person: Person, now_ms: int) -> None:
    """Limit what one person reports, more so after checks in vain; raises Refused."""
    last = moderations.last_verdicts(tx, person.account_id, CHECKS_IN_VAIN)
    is_doubted = last == ["keep"] * CHECKS_IN_VAIN
    most = CHECKS_A_DAY_DOUBTED if is_doubted else CHECKS_A_DAY
    if store.reports_since(tx, person.account_id, now_ms - DAY_MS) < most:
        return
    if is_doubted:
        raise Refused(
            N_(
                "Your last {n} checks were about messages that may stay, so it is one check a day "
                "for now."
            ),
            n=CHECKS_IN_VAIN,
        )
    raise Refused(
        N_(
            "You have asked for {n} checks within a day, and that is the most. The next one "
            "is free 24 hours after the first of them."
        ),
        n=most,
    )


def ask_in_channel(tx: Tx, group: Community, case_id: int | None, now_ms: int) -> None:
    """Ask the jury in the channel where its server wants it asked, if it wants that."""
    server = servers.find(tx, group.platform, group.chat)
    if server is None or not server.jury_chat:
        return
    posts.say(
        tx,
        platform=group.platform,
        chat=server.jury_chat,
        kind="jury",
        ref=str(case_id),
        params={"community_id": group.id, "case_id": case_id},
        now_ms=now_ms,
    )
