"""A view as Discord's components: nothing is lost, nothing means anything, no limit is exceeded."""

import string
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.platforms.discord.adapter import incoming
from bot.platforms.discord.layout import COMPONENTS_MAX, SHOW
from bot.platforms.discord.markdown import escape
from bot.platforms.discord.modals import filled, modal
from bot.platforms.discord.render import TEXT_CHARS_MAX, render
from bot.platforms.discord.responses import message
from domain import questions
from domain.actions import Action, decode
from domain.events import Press
from domain.project_tables import parse
from domain.questions import Question
from domain.terms import MoneyTerms
from domain.views import (
    Body,
    Choice,
    Done,
    Fields,
    Form,
    FormField,
    Picture,
    Placement,
    Quote,
    Table,
    Title,
    View,
)
from handlers import question_form
from handlers.voice import Voice
from handlers.widgets import answers as _answers
from handlers.widgets import rest as _rest
from services.work import InHand
from tests.simulators.discord.components import check_components, check_modal
from tests.simulators.discord.refusals import Problems

Json = dict[str, Any]
TEXTS = st.text(max_size=5000)
WORDS = st.text(alphabet=string.printable + "äß漢👍\\*_~`", max_size=300)


def walk(components: list[Json]) -> list[Json]:
    found = []
    for one in components:
        found.append(one)
        found += walk(one.get("components") or [])
    return found


def sound(components: list[Json]) -> None:
    """Check what Discord checks, in its own words, and what may not be seen twice."""
    problems = Problems()
    check_components(problems, ("components",), components, v2=True, files=set())
    problems.check()
    everything = walk(components)
    assert len(everything) <= COMPONENTS_MAX
    assert sum(len(one.get("content", "")) for one in everything) <= TEXT_CHARS_MAX
    ids = [one["custom_id"] for one in everything if "custom_id" in one]
    assert len(ids) == len(set(ids))


def words(view: View, page: int = 0) -> str:
    made = walk(render(view, page).components)
    return "\n".join(one["content"] for one in made if "content" in one)


def test_a_task_reads_as_it_should() -> None:
    view = View(
        blocks=(
            Done("✓ spam · +0.02"),
            Title("Is this message spam?", ("0.02", "about 6 s")),
            Quote("URGENT! **You** have won_a_prize <@1> @everyone\n# really"),
        ),
        choices=(
            (Choice("ham", Action("ans", 7, "0")), Choice("spam", Action("ans", 7, "1"))),
            (Choice("Skip", Action("skip", 7)),),
        ),
        about=7,
    )
    made = render(view).components
    sound(made)
    assert made[0]["content"] == "-# ✓ spam · +0.02\n**Is this message spam?** · 0.02 · about 6 s"
    assert made[1]["content"] == (
        ">>> URGENT! \\*\\*You\\*\\* have won\\_a\\_prize \\<@1\\> @everyone\n\\# really"
    )
    labels = [[one["label"] for one in row["components"]] for row in made[2:]]
    assert labels == [["ham", "spam"], ["Skip"]]
    assert message(made)["allowed_mentions"] == {"parse": []}


def test_commands_are_called_as_discord_calls_them() -> None:
    said = words(View(blocks=(Body("Try /project_new or /new, then /balance; not a/b_c."),)))
    assert said == "Try /project new or /project new, then /balance; not a/b\\_c."


def test_addresses_can_be_followed_and_pictures_seen() -> None:
    view = View(
        blocks=(
            Title("Label it"),
            Picture("https://pictures.example/a_b.png", "Picture of this task"),
            Quote("see https://pictures.example/a_b and _this_"),
        )
    )
    made = render(view).components
    sound(made)
    gallery = next(one for one in made if one["type"] == 12)
    assert gallery["items"][0]["media"]["url"] == "https://pictures.example/a_b.png"
    assert "https://pictures.example/a_b and \\_this\\_" in words(view)


@given(WORDS)
def test_what_people_write_means_nothing(text: str) -> None:
    escaped = escape(text)
    assert escaped.replace("\\", "") == text.replace("\\", "")
    bare = escaped.replace("\\\\", "")
    for mark in "*~`|<>[":
        for at, letter in enumerate(bare):
            if letter == mark:
                assert at
                assert bare[at - 1] == "\\"


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.one_of(
            st.builds(Title, TEXTS, st.lists(WORDS, max_size=3).map(tuple)),
            st.builds(Body, TEXTS),
            st.builds(Quote, TEXTS),
            st.builds(Fields, st.lists(st.tuples(WORDS, WORDS), max_size=9).map(tuple)),
            st.builds(
                Table,
                st.just(("a", "b")),
                st.lists(st.tuples(WORDS, WORDS), max_size=9).map(tuple),
            ),
        ),
        max_size=12,
    ),
    st.lists(st.lists(WORDS, max_size=60), max_size=6),
    st.integers(0, 1),
    st.sampled_from(Placement),
)
def test_no_view_exceeds_a_limit(
    blocks: list[Any], labels: list[list[str]], about: int, placement: Placement
) -> None:
    choices = tuple(
        tuple(Choice(label, Action("ans", row + 1, str(n))) for n, label in enumerate(names))
        for row, names in enumerate(labels)
    )
    view = View(blocks=tuple(blocks), choices=choices, about=about, placement=placement)
    for part in render(view).parts:
        sound(part)


QUESTION_TYPES = ("choice", "choices", "yes_no", "scale", "text", "number")


def project(question: Question) -> Any:
    made = parse(
        'title = "T"\nkind = "survey"\nreward = "0.02"\nrespondents = 2\nbudget = "9"\n'
        '[[question]]\nid = "q"\ntext = "Q?"\ntype = "text"\n',
        MoneyTerms(),
    )
    return type(made)(**{**{f: getattr(made, f) for f in made.__slots__}, "questions": (question,)})


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(QUESTION_TYPES), st.integers(1, 200), st.data())
def test_every_answer_of_every_question_can_be_given(kind: str, count: int, data: Any) -> None:
    """Whatever stands below a task is what the question means by it, on one page or on eight."""
    options = tuple(f"option {n} {'*_x' * (n % 30)}"[:80] for n in range(count))
    question = Question(
        id="q",
        text="Q?",
        type=kind,  # type: ignore[arg-type]
        options=options if kind in ("choice", "choices") else (),
        labels=("bad", "good") if kind == "scale" else (),
    )
    hand = InHand(
        assignment_id=7, project_id=1, project=project(question), data={}, pace_ms=1,
        deadline_ms=1, draft={},
    )
    say = Voice("en")
    view = View(
        blocks=(Title("T"), Quote("x" * data.draw(st.integers(0, 9000)))),
        choices=(_answers(say, hand, question, 0), _rest(say, hand, question, 0)),
        about=7,
    )
    offered = questions.buttons(question)
    found: dict[str, Action] = {}
    page, pages = 0, 1
    while page < pages:
        components = render(view, page).components
        sound(components)
        for one in walk(components):
            if one["type"] == 2 and (action := decode(one["custom_id"].rstrip("~"))):
                if action.verb == SHOW:
                    pages = max(pages, action.version + 1)
                elif action.verb in ("ans", "tick"):
                    found[action.choice] = action
            for option in one.get("options", ()):
                found[pressed(one, [option["value"]])] = decode(one["custom_id"])
        page += 1
    numbers = {choice for choice in found if choice.isdecimal()}
    assert numbers == {str(n) for n in range(len(offered))}


def pressed(component: Json, values: list[str]) -> str:
    """Send a selection through the adapter, and give the number of the option that it means."""
    read = incoming(
        {
            "id": "1", "type": 3, "token": "t", "channel_id": "5", "context": 1,
            "user": {"id": "4", "username": "ann"},
            "message": {"id": "6", "flags": 1 << 15},
            "data": {"component_type": 3, "custom_id": component["custom_id"], "values": values},
        }
    )  # fmt: skip
    assert read is not None
    assert isinstance(read.event, Press)
    return read.event.values[0] if read.event.values else read.event.action.choice


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(QUESTION_TYPES), st.integers(1, 25), st.booleans(), st.data())
def test_a_form_gives_the_same_answer_as_buttons(
    kind: str, count: int, required: bool, data: Any
) -> None:
    options = tuple(f"option {n}" for n in range(count))
    question = Question(
        id="q",
        text="Q" * data.draw(st.integers(1, 300)),
        type=kind,  # type: ignore[arg-type]
        required=required,
        options=options if kind in ("choice", "choices") else (),
    )
    hand = InHand(
        assignment_id=7, project_id=1, project=project(question), data={}, pace_ms=1,
        deadline_ms=1, draft={},
    )
    form = question_form.form(Voice("en"), hand)
    assert form is not None
    made = modal(form)
    problems = Problems()
    check_modal(problems, ("data",), orjson.loads(orjson.dumps(made)))
    problems.check()
    inner = made["components"][0]["component"]
    offered = questions.buttons(question)
    if offered:
        number = data.draw(st.integers(0, len(offered) - 1))
        sent = {"value": str(number), "values": [str(number)]}
        wanted = questions.from_choice(question, number)
    else:
        sent = {"value": "12"}
        wanted = questions.read(question, "12")
    filled_in = filled({"components": [{"type": 18, "component": {**inner, **sent}}]})
    assert question_form.value_of(question, filled_in["q0"]) == wanted


def test_a_long_form_has_its_hints_and_no_limit_is_exceeded() -> None:
    fields = tuple(
        FormField(f"f{n}", "Label " * 20, kind, False, "", "hint " * 50, options)  # type: ignore[arg-type]
        for n, (kind, options) in enumerate(
            (
                ("short", ()),
                ("long", ()),
                ("number", ()),
                ("choice", tuple((str(n), "x" * 150) for n in range(12))),
                ("choices", tuple((str(n), "x" * 150) for n in range(25))),
            )
        )
    )
    made = modal(Form("Title " * 20, Action("new_project", choice="1"), fields, "Send"))
    problems = Problems()
    check_modal(problems, ("data",), orjson.loads(orjson.dumps(made)))
    problems.check()
