"""Prohibited work is refused where a project is made, changed and opened; an admin may let it
through, which is written down with the rules and the words.
"""

from collections.abc import Sequence

import orjson

from domain import prohibited
from domain.errors import Prohibited
from domain.prohibited import Finding
from domain.projects import Project
from services import audit
from storage.tx import Tx

WHY_LENGTH_MAX = 300


def look(
    tx: Tx, project: Project, *, project_id: int | None = None, override: str = ""
) -> Sequence[Finding]:
    """Give what `override` lets through, and what was not before; raises Prohibited."""
    found = prohibited.findings(project)
    if not found:
        return ()
    allowed = _allowed(tx, project_id) if project_id is not None else set()
    found = tuple(finding for finding in found if finding.key not in allowed)
    if found and not override.strip():
        raise Prohibited([finding.sentence for finding in found])
    return found


def record(
    tx: Tx,
    project_id: int,
    let_through: Sequence[Finding],
    *,
    override: str,
    actor_id: int | None,
    now_ms: int,
) -> None:
    """Write down what was let through, by whom and why."""
    if not let_through:
        return
    audit.record(
        tx,
        actor_id=actor_id,
        action="project.override",
        subject=f"project:{project_id}",
        details={
            "why": " ".join(override.split())[:WHY_LENGTH_MAX],
            "found": [finding.key for finding in let_through],
        },
        now_ms=now_ms,
    )


def _allowed(tx: Tx, project_id: int) -> set[tuple[str, str]]:
    """Give the words, by rule, that admins let through before."""
    rows = tx.queries.audit_overrides(
        tx.connection, subject=f"project:{project_id}", project_id=project_id
    )
    return {(rule, words) for row in rows for rule, words in orjson.loads(row[0])["found"]}
