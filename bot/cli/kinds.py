"""`bitework kinds`: the kinds of micro-tasks, what each sets, and an example of each."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import Edge, Json, command
from domain.errors import NotFound

if TYPE_CHECKING:
    from domain.presets import Preset

app = typer.Typer(help="The kinds of tasks: what each sets, and an example of each.")

Kind = Annotated[str, typer.Argument(metavar="NAME", help="The kind, such as moderation.")]
Folder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="Where to write it; made where it is missing.")
]


@app.callback(invoke_without_command=True)
def list_all(context: typer.Context, json: Json = False) -> None:
    """List all kinds: what each is for, what it asks, how many answers it takes, in what time."""
    if context.invoked_subcommand:
        return
    with command(None, json) as edge:
        from domain import presets

        items = [_item(preset) for preset in presets.ALL]
        rows = [
            (item["name"], item["purpose"], ", ".join(item["asks"]) or "yours", item["answers"],
             item["accept"], item["time_limit"])
            for item in items
        ]  # fmt: skip
        header = ("name", "for", "asks", "answers", "accepted by", "time")
        edge.table({"kinds": items}, header, rows)


@app.command("show")
def show(name: Kind, json: Json = False) -> None:
    """Show all that a kind sets, as the file of a project that says nothing else."""
    with command(None, json) as edge:
        from domain.presets import written

        preset = _named(name)
        data = {
            "name": preset.name,
            "title": preset.title,
            "purpose": preset.purpose,
            "defaults": dict(preset.values),
        }
        edge.result(data, written.toml(preset).rstrip("\n"))


@app.command("example")
def example(name: Kind, folder: Folder, json: Json = False) -> None:
    """Write an example project of a kind: its file, its rows, its pictures."""
    with command(None, json) as edge:
        from bot import examples

        preset = _named(name)
        made = examples.write(preset.name, folder)
        data = {
            "name": preset.name,
            "folder": str(folder),
            "files": [path.name for path in made],
        }
        edge.result(data, *_next(edge, folder, [path.name for path in made]))


def _next(edge: Edge, folder: Path, files: list[str]) -> list[str]:
    """Say what was written and how it goes on."""
    program = edge.program
    lines = [
        f"Wrote {', '.join(files)} into {folder}.",
        f"{program} project create {folder / files[0]}",
    ]
    if "rows.csv" in files:
        media = f" --media {folder}" if len(files) > 2 else ""
        lines.append(f"{program} import ID {folder / 'rows.csv'}{media}")
    return [*lines, f"{program} project open ID"]


def _named(name: str) -> "Preset":
    from domain import presets
    from domain.tables import nearest

    wanted = name.strip().casefold().replace("-", "_").replace(" ", "_")
    preset = presets.find(wanted)
    if preset is not None:
        return preset
    near = nearest(wanted, presets.NAMES)
    if near:
        raise NotFound("There is no kind “{name}”. Did you mean {near}?", name=name, near=near)
    raise NotFound("There is no kind “{name}”. bitework kinds lists them.", name=name)


def _item(preset: "Preset") -> dict[str, Any]:
    values = preset.values
    return {
        "name": preset.name,
        "title": preset.title,
        "purpose": preset.purpose,
        "asks": [question["type"] for question in preset.questions],
        "answers": _answers(values),
        "accept": values["accept"],
        "time_limit": values["time_limit"],
    }


def _answers(values: Mapping[str, Any]) -> str:
    """Say how many are asked: people, or answers for each row."""
    if "respondents" in values:
        return f"{values['respondents']} people"
    least, most = values["answers"]["least"], values["answers"]["most"]
    return f"{least} a row" if least == most else f"{least} to {most} a row"
