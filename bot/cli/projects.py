"""Projects: made from a file, listed, opened, paused, closed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import Config, Edge, Json, ProjectId, command, now_ms
from domain.ids import internal, public

if TYPE_CHECKING:
    from domain.projects import Project
    from services.projects import Listed
    from storage.tx import Tx

app = typer.Typer(help="Make, show, open, pause and close projects.", no_args_is_help=True)

ProjectFile = Annotated[
    Path,
    typer.Argument(
        metavar="PROJECT.toml", help="What is asked, for how much.", exists=True, dir_okay=False
    ),
]

Override = Annotated[
    str,
    typer.Option(
        metavar="WHY",
        help="Let through what the rules on prohibited work refuse; it is written down with WHY.",
    ),
]


@app.command("create")
def create(
    file: ProjectFile, override: Override = "", config: Config = None, json: Json = False
) -> None:
    """Make a project from its file, as a draft; prints its id, alone."""
    with command(config, json) as edge:
        from domain.project_tables import parse
        from services import accounts, projects

        project = parse(file.read_bytes(), edge.settings.money)
        edge.make_missing_file()
        at_ms = now_ms()
        project_id = edge.write(
            lambda tx: projects.create(
                tx, project, accounts.operator(tx, at_ms), at_ms, override=override
            )
        )
        edge.result({"id": public(project_id)}, public(project_id))


@app.command("list")
def list_all(config: Config = None, json: Json = False) -> None:
    """List all projects, the newest first."""
    with command(config, json) as edge:
        items = [_item(edge, *pair) for pair in edge.read(_everything)]
        rows = [
            (item["id"], item["state"], item["kind"], f"{item['decided']}/{item['rows']}",
             f"{item['budget']} {item['currency']}", item["owner"], item["title"])
            for item in items
        ]  # fmt: skip
        header = ("id", "state", "kind", "decided", "budget", "owner", "title")
        edge.table({"projects": items}, header, rows)


def _everything(tx: "Tx") -> list[tuple["Listed", str]]:
    """Give all projects, each with its owner's name."""
    from services import accounts, projects

    listed = projects.listing(tx)
    while page := projects.listing(tx, before_id=listed[-1].id) if listed else []:
        listed += page
    names = {owner: accounts.find(tx, owner).shown for owner in {item.owner_id for item in listed}}
    return [(item, names[item.owner_id]) for item in listed]


def _item(edge: Edge, item: "Listed", owner: str) -> dict[str, Any]:
    return {
        "id": public(item.id),
        "title": item.title,
        "kind": item.kind,
        "state": item.state,
        "owner": owner,
        "rows": item.rows,
        "decided": item.decided,
        "budget": edge.amount(item.budget_minor),
        "currency": item.currency,
        "created_ms": item.created_ms,
    }


@app.command("show")
def show(project: ProjectId, config: Config = None, json: Json = False) -> None:
    """Show a project: what it asks, how far it is, what it has cost."""
    with command(config, json) as edge:
        data = edge.read(lambda tx: _shown(edge, tx, internal(project)))
        edge.result(data, *_lines(data))


def _shown(edge: Edge, tx: "Tx", project_id: int) -> dict[str, Any]:
    from services import accounts, projects
    from storage.projects import definition

    card = projects.progress(tx, project_id, now_ms())
    asked = definition(tx, project_id)
    questions = [{"id": q.id, "type": q.type, "text": q.text} for q in asked.questions]
    return {
        "id": public(project_id),
        "title": card.title,
        "kind": card.kind,
        "state": card.state,
        "owner": accounts.find(tx, card.owner_id).shown,
        "counts": "answers" if card.by_answers else "rows",
        "decided": card.decided,
        "total": card.total,
        "offered": card.offered,
        "in_hand": card.in_hand,
        "answers": card.answers,
        "agreement": card.agreement,
        "left_ms": card.left_ms,
        "reward": edge.amount(asked.reward_minor),
        "budget": edge.amount(card.budget_minor),
        "held": edge.amount(card.held_minor),
        "spent": edge.amount(card.spent_minor),
        "currency": card.currency,
        "answers_least": asked.answers_least,
        "answers_most": asked.answers_most,
        "accept": asked.accept,
        "level": asked.level,
        "time_limit_ms": asked.time_limit_ms,
        "expected": _expected(edge, asked),
        "known": _known(edge, tx, project_id),
        "questions": questions,
    }


def _expected(edge: Edge, asked: "Project") -> dict[str, Any] | None:
    """Say what rows will come to, before any is answered; None where they are not estimated."""
    from domain.projects import unit_minor
    from domain.quality.expected import expected

    found = expected(asked)
    if found is None:
        return None
    unit = unit_minor(asked, edge.settings.terms.pay.fee_points)
    return {
        "answers_a_row": round(found.answers, 2),
        "cost_a_row": edge.amount(round(found.answers * unit)),
        "accuracy": round(found.accuracy, 3),
    }


def _known(edge: Edge, tx: "Tx", project_id: int) -> dict[str, Any]:
    """Say how many rows have known answers, how many answers to them can be asked for now, and what
    is held at most for asking them besides.
    """
    from domain.budgets import checks_minor
    from services import gold, projects

    rows, _ = gold.counts(tx, project_id)
    campaign = projects.find(tx, project_id)
    most_minor = campaign.places * campaign.answers_most * campaign.unit_minor
    kept = edge.amount(checks_minor(most_minor) if rows else 0)
    return {"rows": rows, "to_ask": gold.to_ask(tx, project_id), "kept": kept}


def _lines(data: dict[str, Any]) -> list[str]:
    from domain.amounts import Share, Span
    from handlers.voice import Voice

    say = Voice()
    agreement = "none yet" if data["agreement"] is None else say.show(Share(data["agreement"]))
    left = "" if data["left_ms"] is None else f", about {say.show(Span(data['left_ms']))} left"
    lines = [
        f"{data['title']}",
        f"{data['id']} · {data['kind']} · {data['state']} · owner {data['owner']}",
        f"{data['decided']} of {data['total']} {data['counts']} decided, {data['offered']} offered,"
        f" {data['in_hand']} in hand{left}",
        f"{data['answers']} answers, agreement {agreement}",
        f"spent {data['spent']} of {data['budget']} {data['currency']}, {data['held']} held,"
        f" {data['reward']} an answer",
    ]
    if plan := data["expected"]:
        lines.append(
            f"to expect with 50 rows or more: {plan['answers_a_row']:.1f} answers a row,"
            f" {plan['cost_a_row']} {data['currency']}, {say.show(Share(plan['accuracy']))} right"
        )
    known = data["known"]
    if known["rows"]:
        lines.append(
            f"known answers: {known['rows']} rows, {known['to_ask']} answers can be asked for now;"
            f" up to {known['kept']} {data['currency']} are held besides to go on asking them"
        )
    lines += [f"  {q['id']} ({q['type']}): {q['text']}" for q in data["questions"]]
    return lines


@app.command("open")
def open_(
    project: ProjectId, override: Override = "", config: Config = None, json: Json = False
) -> None:
    """Offer a project to people; holds what it may cost at most, out of its owner's credits."""
    with command(config, json) as edge:
        from services import projects

        project_id, terms = internal(project), edge.settings.terms
        opened = edge.write(
            lambda tx: projects.open_project(tx, project_id, terms, now_ms(), override=override)
        )
        data = {
            "id": public(project_id),
            "state": "open",
            "held": edge.amount(opened.held_minor),
            "currency": terms.money.currency,
            "offered": opened.offered,
            "total": opened.units,
        }
        edge.result(
            data,
            f"{data['id']} is open: {opened.offered} of {opened.units} offered, "
            f"{data['held']} {data['currency']} held.",
        )


@app.command("pause")
def pause(project: ProjectId, config: Config = None, json: Json = False) -> None:
    """Stop handing a project out; what people have in hand they may finish."""
    with command(config, json) as edge:
        from services import projects

        project_id = internal(project)
        edge.write(lambda tx: projects.pause(tx, project_id, now_ms()))
        name = public(project_id)
        edge.result({"id": name, "state": "paused"}, f"{name} is paused.")


@app.command("close")
def close(project: ProjectId, config: Config = None, json: Json = False) -> None:
    """End a project for good and return the rest of its hold."""
    with command(config, json) as edge:
        from services import projects

        project_id = internal(project)
        closed = edge.write(lambda tx: projects.close(tx, project_id, now_ms()))
        data = {
            "id": public(project_id),
            "state": "closed",
            "returned": edge.amount(closed.returned_minor),
            "currency": edge.settings.money.currency,
            "released": closed.released,
            "pending": closed.pending,
        }
        edge.result(
            data,
            f"{data['id']} is closed: {data['returned']} {data['currency']} returned, "
            f"{closed.released} tasks taken back, {closed.pending} answers still wait.",
        )
