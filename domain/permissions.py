"""Who may do what: the one table of roles."""

from enum import Enum


class Permission(Enum):
    """Something that a route can ask for."""

    ANYONE = "anyone"  # before consent too
    WORK = "work"
    OWN_PROJECTS = "own_projects"
    ALL_PROJECTS = "all_projects"
    REVIEW = "review"
    PEOPLE = "people"


ROLES: dict[str, frozenset[Permission]] = {
    "worker": frozenset({Permission.ANYONE, Permission.WORK}),
    "requester": frozenset({Permission.ANYONE, Permission.WORK, Permission.OWN_PROJECTS}),
    "reviewer": frozenset({Permission.ANYONE, Permission.WORK, Permission.REVIEW}),
    "admin": frozenset(Permission),
}


def allows(role: str, permission: Permission) -> bool:
    """Tell whether a role carries a permission; an unknown role carries none."""
    return permission in ROLES.get(role, frozenset())
