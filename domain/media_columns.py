"""Which columns of a project's rows name media, and what a row names."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from domain import templates
from domain.media import WEB, Kind, is_reference, kind_of_name, of_line
from domain.projects import Project

SHOWN: Mapping[str, Kind] = {
    "picture": "photo", "audio": "audio", "video": "video", "file": "file",
}  # fmt: skip
_MARKED = frozenset({"boxes", "points"})  # on a picture


@lru_cache(maxsize=512)
def columns(project: Project) -> Mapping[str, Kind | None]:
    """Give the columns that hold media and nothing else, and of which kind; None: they may, for
    what is compared can be words as well.
    """
    found: dict[str, Kind | None] = {}
    for template, kind in _templates(project):
        named = templates.columns(template)
        if len(named) == 1 and not templates.render(template, {}).strip():
            found[named[0]] = kind or found.get(named[0])
    return found


def references(project: Project, data: Mapping[str, object]) -> tuple[str, ...]:
    """Give what a row names that has to be fetched: web addresses and platforms' ids."""
    found: dict[str, None] = {}
    for template, kind in _templates(project):
        cell = templates.render(template, data).strip()
        if is_reference(cell) and (kind or kind_of_name(cell.partition("?")[0]) != "file"):
            found[cell] = None
    for one in project.show:
        if one.kind == "text":
            text = templates.render(one.template, data)
            if WEB in text:
                lines = (line.strip() for line in text.split("\n"))
                found |= dict.fromkeys(line for line in lines if of_line(line) is not None)
    return tuple(name for name in found if name.startswith((WEB, "telegram:", "discord:")))


def _templates(project: Project) -> Iterator[tuple[str, Kind | None]]:
    for one in project.show:
        if (kind := SHOWN.get(one.kind)) is not None:
            yield one.template, kind
    for question in project.questions:
        if question.of and question.type in _MARKED:
            yield question.of, "photo"
        for template in (question.a, question.b):
            if template:
                yield template, None
