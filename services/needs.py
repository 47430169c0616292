"""Whom a project asks: one place says what somebody lacks, wherever work is offered or handed out.

A project without `[needs]` costs nothing here; one that has them asks the database for what
somebody told and holds, and for nothing else.
"""

from dataclasses import replace
from functools import cached_property

from domain.errors import BiteworkError, NotFound
from domain.ids import internal, public
from domain.needs import Missing, Needs, Profile
from domain.needs import missing as lacking
from domain.people import Person
from domain.projects import Project
from domain.qualifications import Qualification
from domain.reputation import level
from storage import qualifications as store
from storage.tx import Tx


class Facts:
    """What is known of somebody at a moment, each asked for once, and only where a project needs
    it.
    """

    def __init__(self, tx: Tx, person: Person, now_ms: int) -> None:
        self._tx, self._person, self._now_ms = tx, person, now_ms

    @cached_property
    def held(self) -> set[str]:
        """The qualifications that count now, by their public ids."""
        return {
            public(one.qualification_id)
            for one in store.held_of(self._tx, self._person.account_id)
            if one.state == "held" and one.until_ms > self._now_ms
        }

    @cached_property
    def profile(self) -> Profile:
        """What they told."""
        return profile(self._tx, self._person.account_id)

    @cached_property
    def skilled(self) -> set[str]:
        """The kinds of work of which they have passed a test that counts now."""
        return store.skills(self._tx, self._person.account_id, self._now_ms)

    def missing(self, project: Project) -> list[Missing]:
        """Tell what a project needs and they haven't."""
        return [] if project.needs is None else self._lacks(project.needs)

    def before(self, of: Qualification) -> list[Missing]:
        """Tell what comes before a training and its test, and they haven't."""
        too_low = of.level > level(self._person.points)
        found = [Missing("level", (str(of.level),))] if too_low else []
        return found if of.needs is None else [*found, *self._lacks(of.needs)]

    def _lacks(self, needs: Needs) -> list[Missing]:
        person = self._person
        is_told = needs.languages or needs.countries or needs.ages
        return lacking(
            needs,
            self.profile if is_told else Profile(),
            platform=person.platform,
            person=public(person.account_id),
            held=self.held if needs.qualifications else (),
            skilled=self.skilled if needs.skills else (),
        )


def profile(tx: Tx, account_id: int) -> Profile:
    """Give what somebody told; the language that they are spoken to in is one of theirs."""
    locale, told = store.profile(tx, account_id)
    spoken = locale.replace("_", "-").partition("-")[0]
    return replace(told, languages=tuple(dict.fromkeys((spoken, *told.languages))))


def told(tx: Tx, account_id: int) -> Profile:
    """Give what somebody told of themselves, and nothing else."""
    return store.profile(tx, account_id)[1]


def tell(tx: Tx, account_id: int, profile: Profile) -> None:
    """Somebody tells of themselves, or takes it back."""
    store.save_profile(tx, account_id, profile)


def named(tx: Tx, project: Project, owner_id: int) -> Project:
    """Give a project whose qualifications are named by their ids; raises NotFound.

    A title is one of the owner's own; anybody's can be named by its id.
    """
    if project.needs is None:
        return project
    return replace(project, needs=resolved(tx, project.needs, owner_id))


def resolved(tx: Tx, needs: Needs, owner_id: int) -> Needs:
    """Give needs whose qualifications are named by ids; raises NotFound, also where a kind of work
    has no test.
    """
    for kind in needs.skills:
        if not store.of_skill(tx, kind):
            raise NotFound(
                "There is no test of “{kind}”. An admin makes one with `skill` in its file; a test "
                "of your own is named in qualifications.",
                kind=kind,
            )
    ids = tuple(_id(tx, name, owner_id) for name in needs.qualifications)
    return replace(needs, qualifications=ids)


def _id(tx: Tx, name: str, owner_id: int) -> str:
    own = store.titled(tx, owner_id, name)
    if own:
        return public(own[0])
    try:
        number = internal(name)
    except BiteworkError:
        number = 0
    if not number or store.find(tx, number) is None:
        raise NotFound(
            "There is no qualification “{name}”. Make it first, with `bitework qualification "
            "create FILE`; its id or its title stands in needs.",
            name=name,
        )
    return public(number)
