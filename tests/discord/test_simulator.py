"""The simulated Discord against the real discord.py: connect, commands, buttons, forms, menus."""

from collections.abc import AsyncIterator

import discord
import pytest
from discord import app_commands

from tests.discord.plain import Plain, running
from tests.simulators.discord import Simulator, Upload


class Vote(discord.ui.View):
    """Two buttons and a menu that last for ever."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="ham", custom_id="ham")
    async def ham(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        await interaction.response.edit_message(content="✓ ham", view=self)

    @discord.ui.button(label="why", custom_id="why")
    async def why(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        await interaction.response.send_modal(Why())

    @discord.ui.select(
        custom_id="tags",
        max_values=2,
        options=[discord.SelectOption(label=name) for name in ("prize", "call", "link")],
    )
    async def tags(self, interaction: discord.Interaction, select: discord.ui.Select) -> None:
        await interaction.response.edit_message(content=f"✓ {' and '.join(select.values)}")


class Choose(discord.ui.View):
    """A menu of people and one of channels."""

    @discord.ui.select(cls=discord.ui.UserSelect, custom_id="people", max_values=2)
    async def people(
        self, interaction: discord.Interaction, select: discord.ui.UserSelect
    ) -> None:
        names = " and ".join(one.display_name for one in select.values)
        await interaction.response.edit_message(content=f"You chose {names}")


class Why(discord.ui.Modal, title="Why?"):
    reason = discord.ui.Label(
        text="Reason", component=discord.ui.TextInput(custom_id="reason", max_length=50)
    )
    sure = discord.ui.Label(
        text="How sure?",
        component=discord.ui.RadioGroup(
            custom_id="sure",
            options=[
                discord.RadioGroupOption(label=name, value=name) for name in ("very", "so-so")
            ],
        ),
    )
    boxes = discord.ui.Label(
        text="Signs",
        component=discord.ui.CheckboxGroup(
            custom_id="signs",
            min_values=0,
            required=False,
            options=[
                discord.CheckboxGroupOption(label=name, value=name) for name in ("caps", "link")
            ],
        ),
    )
    proof = discord.ui.Label(
        text="Proof",
        component=discord.ui.FileUpload(custom_id="proof", required=False, min_values=0),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        sure, boxes, files = (
            self.sure.component, self.boxes.component, self.proof.component,
        )  # fmt: skip
        names = [file.filename for file in files.values]
        await interaction.response.edit_message(
            content=f"{self.reason.component.value}: {sure.value} {boxes.values} {names}"
        )


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator() as running_one:
        yield running_one


@pytest.fixture
async def bot(sim: Simulator) -> AsyncIterator[Plain]:
    client = Plain()
    everywhere = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
    both = app_commands.AppInstallationType(guild=True, user=True)
    client.tree.allowed_contexts, client.tree.allowed_installs = everywhere, both
    project = app_commands.Group(name="project", description="Projects")

    @client.tree.command(description="Give me a task")
    async def work(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Is it spam?", view=Vote(), ephemeral=True)

    @project.command(description="Bring rows in", name="import")
    async def bring(
        interaction: discord.Interaction, project: str, rows: discord.Attachment, number: int = 1
    ) -> None:
        text = (await rows.read()).decode()
        await interaction.response.send_message(f"{project} {number}: {text}")

    @bring.autocomplete("project")
    async def names(
        interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        found = [name for name in ("AB12", "AC34", "XY99") if name.startswith(current)]
        return [app_commands.Choice(name=f"Project {name}", value=name) for name in found]

    @client.tree.context_menu(name="Check this message")
    async def check(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send(f"checked {message.content} of {message.author.name}")

    @client.tree.context_menu(name="Who is this")
    async def who(interaction: discord.Interaction, user: discord.User) -> None:
        await interaction.response.send_message(f"This is {user.name}", view=Choose())

    client.tree.add_command(project)
    async with running(sim, client):
        yield client


async def test_a_command_a_button_a_menu(sim: Simulator, bot: Plain) -> None:
    ann = sim.person("ann")
    await ann.sends("/work")
    message = await ann.sees("Is it spam?", "[ ham ]")
    assert message.only_for is ann.user
    await ann.presses("ham")
    await ann.sees("✓ ham")
    with pytest.raises(AssertionError, match="takes 1 to 2, not 3"):
        await ann.picks("prize", "link", "call")
    with pytest.raises(AssertionError, match="offers"):
        ann.forges("tags", message, ["another"])
    await ann.picks("prize", "link")
    assert await ann.sees("✓ prize and link") is message
    assert ann.menu() == ["work", "project", "Check this message", "Who is this"]


async def test_a_form_with_all_that_a_form_can_have(sim: Simulator, bot: Plain) -> None:
    ann = sim.person("ann")
    await ann.sends("/work")
    await ann.presses("why")
    await ann.sees_form("Why?", "How sure?", "( so-so )")
    with pytest.raises(AssertionError, match="takes 0 to 50 characters"):
        await ann.fills({"Reason": "x" * 51, "How sure?": "very"})
    with pytest.raises(AssertionError, match="wants “How sure\\?”"):
        await ann.fills({"Reason": "prize"})
    await ann.fills(
        {"Reason": "prize", "How sure?": "so-so", "Signs": ("caps",), "Proof": Upload("a.txt", b"")}
    )
    await ann.sees("prize: so-so ['caps'] ['a.txt']")


async def test_options_files_and_proposals(sim: Simulator, bot: Plain) -> None:
    ann = sim.person("ann")
    proposed = await ann.types_ahead("/project import", project="A")
    assert proposed == ["Project AB12", "Project AC34"]
    await ann.sends("/project import project:AB12 number:7", rows=Upload("rows.csv", b"id,text"))
    await ann.sees("AB12 7: id,text")
    await ann.sends("/project_import AC34", rows=Upload("rows.csv", b"id"))
    await ann.sees("AC34 1: id")


async def test_a_menu_on_a_message_in_a_server(sim: Simulator, bot: Plain) -> None:
    ann, bob = sim.person("ann"), sim.person("bob", installed=False)
    club = sim.guild("Club", members=(ann, bob))
    general = club.channel("general")
    message = await bob.says("win a prize", where=general)
    await ann.chooses("Check this message", message)
    await ann.sees("checked win a prize of bob", where=general)
    bob.sees_no("checked", where=general)
    await bob.sends("/work", where=general)
    await bob.sees("Is it spam?", where=general)
    assert general.messages == []


async def test_a_menu_on_a_person_and_a_list_of_people(sim: Simulator, bot: Plain) -> None:
    ann, bob = sim.person("ann"), sim.person("bob")
    general = sim.guild("Club", members=(ann, bob)).channel("general")
    await ann.chooses("Who is this", bob, where=general)
    await ann.sees("This is bob", where=general)
    await ann.picks(bob, ann, where=general)
    await ann.sees("You chose bob and ann", where=general)


async def test_an_app_of_ones_own_between_friends(sim: Simulator, bot: Plain) -> None:
    ann, bob = sim.person("ann"), sim.person("bob", installed=False)
    place = sim.direct(ann, bob)
    done = await ann.sends("/work", where=place)
    await ann.sees("Is it spam?", where=place)
    assert (done.context, done.owners) == (2, {"1": str(ann.id)})
    bob.sees_no("Is it spam?", where=place)
    assert bob.menu(place) == []
