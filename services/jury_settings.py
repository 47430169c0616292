"""What a group's jury is set to: who is asked and told, and what a verdict leads to."""

from domain import reputation
from domain.actions import UNKNOWN
from domain.amounts import N_
from domain.errors import Invalid, Refused
from domain.people import Person
from domain.questions import buttons
from domain.shown import columns
from services import juries, memberships, projects
from services.juries import AT_REMOVE, LEVEL_MAX, Community
from storage import juries as store
from storage.tx import Tx

_REMOVING = ("remove", "delete", "spam", "yes")


def set_up(
    tx: Tx, person: Person, project_id: int, *, platform: str, chat: str, now_ms: int
) -> Community:
    """Give a group a jury that a project asks and pays; raises Refused where the project can't."""
    campaign, project = projects.find(tx, project_id), projects.definition(tx, project_id)
    if campaign.state == "closed":
        raise Refused(N_("This project was closed for good. Make a new one for the jury."))
    known = store.community_of_project(tx, project_id)
    here = store.community(tx, platform, chat)
    if known is not None and (here is None or here.id != known):
        raise Refused(N_("That project asks the jury of another group. Each needs its own."))
    if known is None and campaign.places:
        raise Refused(N_("That project has rows of its own. A jury's project begins without any."))
    question = juries.question_of(project)
    if question is None or len(columns(project.show)) != 1:
        raise Refused(
            N_(
                "A jury's project shows one column and asks one question with buttons, such as "
                "“keep, remove”. /project_new makes one."
            )
        )
    options = buttons(question)
    removing = next((o for o in options if o.casefold() in _REMOVING), options[-1])
    community_id = store.set_community(
        tx,
        owner_id=person.account_id,
        project_id=project_id,
        platform=platform,
        chat=chat,
        removing=removing,
        now_ms=now_ms,
    )
    if here is None:  # who sets a jury up is told its verdicts until they say no
        memberships.seen(tx, person.account_id, platform, chat, now_ms)
        set_told(tx, community_id, person.account_id, on=True)
    return juries.community_by_id(tx, community_id)


def set_at_remove(tx: Tx, community_id: int, at_remove: str) -> None:
    """Choose what happens to a message that shall go; raises Invalid."""
    if at_remove not in AT_REMOVE:
        raise Invalid(UNKNOWN)
    tx.queries.community_at_remove(
        tx.connection, community_id=community_id, at_remove=at_remove
    )


def set_removing(tx: Tx, group: Community, index: int) -> None:
    """Choose the answer that means that a message shall go; raises Invalid."""
    question = juries.question_of(projects.definition(tx, group.project_id))
    options = buttons(question) if question else ()
    if not 0 <= index < len(options):
        raise Invalid(UNKNOWN)
    tx.queries.community_removing(
        tx.connection, community_id=group.id, removing=options[index]
    )


def set_level(tx: Tx, community_id: int, level: int) -> None:
    """Choose the reputation level that jurors need; raises Invalid."""
    if not 0 <= level <= LEVEL_MAX:
        raise Invalid(UNKNOWN)
    tx.queries.community_points(
        tx.connection, community_id=community_id, points_least=reputation.points_for(level)
    )


def set_told(tx: Tx, community_id: int, account_id: int, *, on: bool) -> None:
    """Tell somebody the verdicts from now on, or no more."""
    tx.queries.membership_told(
        tx.connection, community_id=community_id, account_id=account_id, is_told=int(on)
    )


def set_juror(tx: Tx, community_id: int, person: Person, *, on: bool) -> None:
    """Ask somebody when the jury is asked, or no more; raises Refused for who isn't in the group.
    """
    changed = tx.queries.membership_juror(
        tx.connection,
        community_id=community_id,
        account_id=person.account_id,
        is_juror=int(on),
    )
    if not changed:
        raise Refused(N_("That is for the group's members: press it there."))
