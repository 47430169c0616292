"""Who may do what: the one table of roles."""

from enum import Enum


class Permission(Enum):
    """Something that a route can ask for."""

    ANYONE = "anyone"  # before consent too
    OWN_ACCOUNT = "own_account"  # one's own credits, points and settings: while suspended too
    WORK = "work"
    OWN_PROJECTS = "own_projects"
    ALL_PROJECTS = "all_projects"
    REVIEW = "review"
    PEOPLE = "people"


_WORKER = frozenset({Permission.ANYONE, Permission.OWN_ACCOUNT, Permission.WORK})

ROLES: dict[str, frozenset[Permission]] = {
    "worker": _WORKER,
    "requester": _WORKER | {Permission.OWN_PROJECTS},
    "reviewer": _WORKER | {Permission.REVIEW},
    "admin": frozenset(Permission),
}


def allows(role: str, permission: Permission) -> bool:
    """Tell whether a role carries a permission; an unknown role carries none."""
    return permission in ROLES.get(role, frozenset())
