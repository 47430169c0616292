"""`/goal 20 tasks`, `/goal 30 minutes`, `/goal off`: a goal for each day, and how far one is."""

from domain import goals
from domain.actions import Action
from domain.amounts import N_
from domain.events import Command, FormSubmitted, Press, Text
from domain.goals import Goal
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Done, Progress, Title, View
from handlers.context import Context
from handlers.routes import Option, Prompt, Route, Verb, arguments
from handlers.voice import Voice
from services import goals as service
from services.goals import Progress as Reached

PROMPT = "prompt"
PRESETS: tuple[Goal, ...] = (
    *(Goal("tasks", most) for most in (10, 20, 50)),
    *(Goal("minutes", most) for most in (15, 30, 60)),
)


def amount(say: Voice, goal: Goal) -> str:
    """Say a goal: `20 tasks`, `30 minutes`."""
    if goal.kind == "tasks":
        return say.many("{n} task", "{n} tasks", goal.most)
    return say.many("{n} minute", "{n} minutes", goal.most)


def of_goal(say: Voice, found: Reached) -> str:
    """Say how far somebody is: `12 of 20 tasks`."""
    return say("{done} of {goal}", done=found.done, goal=amount(say, found.goal))


def in_passing(say: Voice, found: Reached) -> str:
    """Say it beside an answer; once where it is reached, and nothing more on that day."""
    if found.is_new:
        return say("that's your goal for today: {goal}", goal=amount(say, found.goal))
    return "" if found.is_reached else say("goal {done}", done=of_goal(say, found))


def _goal(context: Context, event: Command) -> View:
    words = arguments(GOAL, event.words).get("goal", "")
    return _changed(context, words) if words else _view(context)


def _pressed(context: Context, event: Press | FormSubmitted) -> View:
    kind, most = event.action.choice, event.action.id
    if not kind:
        return _view(context)
    return _set(context, None if kind == "off" else goals.checked(kind, most))


def _typed(context: Context, event: Text) -> View:
    return _changed(context, event.text)


def _changed(context: Context, text: str) -> View:
    return _set(context, goals.parse(text))


def _set(context: Context, goal: Goal | None) -> View:
    say = context.say
    context.person = service.choose(context.tx, context.person, goal)
    said = (
        say("✓ Your goal: {goal} a day", goal=amount(say, goal))
        if goal
        else say("✓ No goal any more.")
    )
    return _view(context, (Done(said),))


def _view(context: Context, above: tuple[Block, ...] = ()) -> View:
    say, found = context.say, service.today(context.person, context.now_ms)
    if above:
        context.session.pop(PROMPT, None)
    else:
        context.session[PROMPT] = "set_goal"
    blocks: list[Block] = [*above, Title(say("Your goal for a day"))]
    if found is not None:
        so_far = say("today {done}", done=of_goal(say, found))
        blocks.append(Progress(min(found.done, found.goal.most), found.goal.most, so_far))
    blocks.append(Body(say("Tap one, or type yours: 25 tasks, 45 minutes, off.")))
    chosen = found.goal if found else None
    presets = [_preset(say, goal, chosen) for goal in PRESETS]
    last = [Choice(say("Next task"), Action("work"), style="main")]
    if chosen is not None:
        last.append(Choice(say("No goal"), Action("set_goal", choice="off")))
    half = len(presets) // 2
    return View(
        blocks=tuple(blocks),
        choices=(tuple(presets[:half]), tuple(presets[half:]), tuple(last)),
        typing=say("25 tasks"),
    )


def _preset(say: Voice, goal: Goal, chosen: Goal | None) -> Choice:
    action = Action("set_goal", goal.most, goal.kind)
    return Choice(amount(say, goal), action, selected=goal == chosen)


GOAL = Route(
    path="goal",
    summary=N_("a goal for each day: 20 tasks, 30 minutes, off"),
    permission=Permission.OWN_ACCOUNT,
    run=_goal,
    options=(Option(name="goal", summary=N_("20 tasks, 30 minutes, or off"), required=False),),
)
ROUTES = (GOAL,)
VERBS = (Verb(name="set_goal", permission=Permission.OWN_ACCOUNT, run=_pressed),)
PROMPTS = (
    Prompt(name="set_goal", permission=Permission.OWN_ACCOUNT, run=_typed, takes_numbers=True),
)
