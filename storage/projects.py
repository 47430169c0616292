"""Projects' definitions, each text of which is parsed once."""

from functools import lru_cache

from domain.errors import NotFound
from domain.ids import public
from domain.projects import Project, from_json
from storage.tx import Tx


@lru_cache(maxsize=512)
def parsed(definition: str) -> Project:
    """Give the project that a stored definition describes.

    The text itself is the key: what a rolled-back transaction or another database has under the
    same id can't be mistaken for it.
    """
    return from_json(definition)


def definition(tx: Tx, project_id: int) -> Project:
    """Give a project's definition; raises NotFound."""
    text = tx.queries.project_definition(tx.connection, project_id=project_id)
    if text is None:
        raise NotFound("There is no project {project}.", project=public(project_id))
    return parsed(text)
