"""Planning before paying: `bitework simulate`."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import Config, Edge, Json, command
from bot.cli.files import whole_file
from bot.cli.projects import ProjectFile

if TYPE_CHECKING:
    from bot.simulating import Point, Simulated
    from domain.projects import Project

PEOPLE_USUAL = "experts=2,ordinary=10,careless=3,spammers=2,rings=1x4"
ROWS_USUAL, ROWS_MOST = 1_000, 20_000
KINDS = {
    "expert": "experts", "ordinary": "ordinary", "careless": "careless",
    "random": "answering anything", "always": "with one answer always", "copying": "copying",
    "ring": "in rings", "bot": "bots",
}  # fmt: skip
METHODS = {"bitework": "Bitework", "majority": "Majority", "dawid-skene": "Dawid–Skene"}

RowsFile = Annotated[
    Path | None,
    typer.Argument(
        metavar="ROWS",
        help="A file of rows: so many, and with its known answers.",
        exists=True, dir_okay=False, show_default=False,
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """A simulation, and what an answer costs at most."""

    project: "Project"
    found: "Simulated"
    unit_minor: int

    def minor(self, point: "Point") -> int:
        """Give what all rows cost."""
        return round(point.answers * self.found.rows * self.unit_minor)

    def name(self, point: "Point") -> str:
        """Say how it is decided."""
        if point.method == "bitework":
            least, most = self.project.answers_least, self.project.answers_most
            return f"Bitework, {least} to {most} answers at {point.setting:g}"
        return f"{METHODS[point.method]}, {point.setting:.3g} answers for each row"


def simulate(
    file: ProjectFile,
    rows_file: RowsFile = None,
    people: Annotated[
        str, typer.Option(metavar="WHO", help="Who answers.", show_default=True)
    ] = PEOPLE_USUAL,
    rows: Annotated[
        int, typer.Option(min=1, max=ROWS_MOST, help="How many rows, where no file has them.")
    ] = ROWS_USUAL,
    seed: Annotated[int, typer.Option(min=0, help="All that is drawn is drawn by it.")] = 0,
    chart: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw accuracy against cost, as PNG.")
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Let synthetic people answer a project before it opens: what will right answers cost?"""
    with command(config, json) as edge:
        from bot import simulating
        from domain.project_tables import parse
        from domain.projects import unit_minor
        from domain.quality import synthetic

        project = parse(file.read_bytes(), edge.settings.money)
        known = simulating.rows_of(project, rows_file) if rows_file else ({},) * rows
        found = simulating.simulate(
            project, people=synthetic.cast(people), gold=known, seed=seed,
            curve=json or chart is not None,
        )  # fmt: skip
        plan = Plan(project, found, unit_minor(project, edge.settings.terms.pay.fee_points))
        if chart is not None:
            _draw(edge, plan, chart)
        if edge.json:
            edge.result(_object(edge, plan))
            return
        for line in _notes(edge, plan):
            edge.note(line)
        header = ("decided by", "answers a row", f"cost in {project.currency}", "right")
        edge.table({}, header, list(_rows(edge, plan)))


def _rows(edge: Edge, plan: Plan) -> Iterator[tuple[str, ...]]:
    for point in plan.found.points:
        yield (
            plan.name(point),
            f"{point.answers:.2f}",
            edge.amount(plan.minor(point)),
            f"{point.accuracy:.1%}",
        )


def _notes(edge: Edge, plan: Plan) -> Iterator[str]:
    found, project = plan.found, plan.project
    who = Counter(person.kind for person in found.people)
    gold = f", {found.gold_rows:,} of them gold" if found.gold_rows else ""
    yield (
        f"{found.rows:,} rows{gold}; {len(found.people)} people: "
        + ", ".join(f"{count} {KINDS[kind]}" for kind, count in who.items())
    )
    if found.left_out:
        yield (
            f"Left out, for they are decided by how far answers agree: {', '.join(found.left_out)}"
        )
    a_row = found.points[0].answers * plan.unit_minor
    yield (
        f"An answer costs {edge.amount(plan.unit_minor)} {project.currency} at most and takes about"
        f" {found.seconds:.0f} s; the budget of {edge.amount(project.budget_minor)} pays for about"
        f" {int(project.budget_minor / a_row):,} rows."
    )


def _object(edge: Edge, plan: Plan) -> dict[str, Any]:
    found = plan.found

    def shown(point: "Point") -> dict[str, Any]:
        return {
            "method": point.method,
            "setting": round(point.setting, 4),
            "answers_a_row": round(point.answers, 4),
            "cost": edge.amount(plan.minor(point)),
            "accuracy": round(point.accuracy, 4),
        }

    return {
        "rows": found.rows,
        "gold_rows": found.gold_rows,
        "people": dict(Counter(person.kind for person in found.people)),
        "questions": list(found.questions),
        "left_out": list(found.left_out),
        "currency": plan.project.currency,
        "an_answer": edge.amount(plan.unit_minor),
        "seconds": round(found.seconds, 1),
        "points": [shown(point) for point in found.points],
        "curve": [shown(point) for point in found.curve],
    }


def _draw(edge: Edge, plan: Plan, path: Path) -> None:
    from bot import cost_chart

    scale = plan.unit_minor / 10**edge.settings.money.decimals
    ours = plan.found.points[0]
    lines = [
        cost_chart.Line(
            name=name,
            points=[
                (point.answers * scale, point.accuracy)
                for point in plan.found.curve
                if point.method == method
            ],
            marked=(ours.answers * scale, ours.accuracy) if method == "bitework" else None,
        )
        for method, name in (
            ("bitework", "Bitework, by its confidence"),
            ("dawid-skene", "Dawid–Skene, equally many answers"),
            ("majority", "Majority, equally many answers"),
        )
    ]
    caption = f"Cost of a row in {plan.project.currency}"
    picture = cost_chart.draw("How often results are right, by what a row costs", caption, lines)
    with whole_file(path) as out:
        out.write(picture)
