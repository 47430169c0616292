"""Files that are made from long reads, for the owner of a project and for admins."""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot import earnings_files, exporting
from bot.platforms.web.people import People
from bot.platforms.web.replies import problem
from domain.amounts import N_
from domain.errors import Invalid, NotAllowed, NotFound, Refused
from domain.ids import internal
from domain.people import Person
from domain.permissions import Permission, allows
from services import projects
from storage.database import Database

NOT_YOURS = N_("This file is for the owner of the project and for admins.")
NOT_A_REPORT = N_("There is no such file: it is results or answers, as csv, jsonl or parquet.")

HEADERS = {"content-disposition": "attachment", "cache-control": "no-store"}


class Reports:
    """Streams exports to those who may have them."""

    def __init__(self, database: Database, people: People) -> None:
        self._database = database
        self._people = people

    async def report(self, request: Request) -> Response:
        """Stream `?project=7KQ2M&what=results&format=csv` as a download, decided anew with
        `&aggregate=bitework`, or one's own earnings:
        `?what=earnings&first=2026-01-01&last=2026-12-31&format=csv`.
        """
        person, words = await self._people.of(request), dict(request.query_params)
        try:
            if words.get("what") == "earnings":
                return _earnings(self._database, person, words)
            export = await self._prepare(person, words)
        except NotAllowed as error:
            return problem(request, error, 403)
        except NotFound as error:
            return problem(request, error, 404)
        except Refused as error:
            return problem(request, error, 409)
        except Invalid as error:
            return problem(request, error, 400)
        pieces = exporting.pieces(self._database, export)
        return StreamingResponse(pieces, headers=HEADERS, media_type=export.media_type)

    async def _prepare(self, person: Person | None, wanted: dict[str, str]) -> exporting.Export:
        if person is None or person.state != "active":
            raise NotAllowed(NOT_YOURS)
        project_id = internal(wanted.get("project", ""))
        if not allows(person.role, Permission.ALL_PROJECTS):
            await self._check_owner(person, project_id)
        match wanted.get("what"), wanted.get("format"), wanted.get("aggregate", ""):
            case (
                ("results" | "answers" | "workers") as what,
                ("csv" | "jsonl" | "parquet") as form,
                ("" | "majority" | "dawid-skene" | "bitework") as method,
            ):
                return await exporting.prepare(
                    self._database, project_id, what, form, method=method
                )
        raise Invalid(NOT_A_REPORT)

    async def _check_owner(self, person: Person, project_id: int) -> None:
        """Let the owner of a project pass."""
        if allows(person.role, Permission.OWN_PROJECTS):
            campaign = await self._database.read(lambda tx: projects.find(tx, project_id))
            if campaign.owner_id == person.account_id:
                return
        raise NotAllowed(NOT_YOURS)


def _earnings(database: Database, person: Person | None, words: dict[str, str]) -> Response:
    """Stream what somebody earned, to themselves."""
    if person is None:
        raise NotAllowed(NOT_YOURS)
    first, last = words.get("first", ""), words.get("last", "")
    of = earnings_files.wanted(person.account_id, first, last, words.get("format", ""))
    pieces = earnings_files.pieces(database, of)
    return StreamingResponse(pieces, headers=HEADERS, media_type=of.media_type)
