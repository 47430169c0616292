"""Projects that one step would open: what is missing, said with that step."""

from collections.abc import Iterable
from dataclasses import replace

from domain import platforms
from domain.actions import Action
from domain.amounts import N_, Span
from domain.errors import Refused
from domain.ids import internal
from domain.needs import Missing
from domain.views import Block, Body, Choice, Title, View
from handlers import told
from handlers.context import Context
from services import offers, qualifications
from services.offers import OpenProject
from services.qualifications import Standing

LISTED_MOST = 5
TITLE_LENGTH_MAX = 40
Rows = tuple[tuple[Choice, ...], ...]


def tests(context: Context) -> list[int]:
    """Give the qualifications that would open projects, and those that come before them."""
    found = offers.within_reach(context.tx, context.person, context.now_ms)
    waiting = [one for _, missing in found for one in missing]
    numbers: list[int] = []
    while waiting:  # it ends, for nothing comes before itself
        for number in _would_do(context, waiting.pop(0)):
            if number not in numbers:
                numbers.append(number)
                waiting += _standing(context, number).comes_first
    return numbers


def listed(context: Context) -> tuple[tuple[Block, ...], Rows]:
    """List what one step would open, after what is open."""
    found = offers.within_reach(context.tx, context.person, context.now_ms)[:LISTED_MOST]
    if not found:
        return (), ()
    blocks: list[Block] = [Body(context.say("One step opens more:"))]
    steps: dict[Action, Choice] = {}
    for offer, missing in found:
        said = " ".join(lacks(context, one) for one in missing)
        blocks.append(Body(f"{_line(context, offer)} {said}"))
        for one in missing:
            step = step_to(context, one)
            if step is not None:
                steps.setdefault(step.action, step)
    return tuple(blocks), tuple((step,) for step in steps.values())


def beside(context: Context, view: View) -> View:
    """Add what one step would open below what is open."""
    blocks, rows = listed(context)
    if not blocks:
        return view
    return replace(view, blocks=(*view.blocks, *blocks), choices=(*view.choices, *rows))


def why(context: Context, project_id: int) -> View:
    """Say what keeps somebody from a project that they chose; raises Refused where it isn't open
    at all.
    """
    found = offers.lacking(context.tx, context.person, project_id, context.now_ms)
    if found is None:
        raise Refused(N_("That project is not open to you now. /tasks lists those that are."))
    offer, missing = found
    rows = steps(context, missing)
    other = Choice(context.say("What is open"), Action("tasks"))
    return View(
        blocks=(Title(offer.project.title), *(Body(lacks(context, one)) for one in missing)),
        choices=(*rows, (other,)),
    )


def _line(context: Context, offer: OpenProject) -> str:
    return context.say("“{title}”:", title=offer.project.title)


def steps(context: Context, missing: Iterable[Missing]) -> Rows:
    """Give the buttons of what somebody can do about what is missing."""
    found = [step_to(context, one) for one in missing if not one.told]
    return tuple((step,) for step in dict.fromkeys(found) if step is not None)


def lacks(context: Context, one: Missing) -> str:
    """Say what is missing, and what would do."""
    say = context.say
    match one.kind:
        case "language":
            names = [told.language(say, code) for code in one.values]
            return say("It is for people who speak {names}.", names=", ".join(names))
        case "country":
            names = [told.country(say, code) for code in one.values]
            return say("It is for people in {names}.", names=", ".join(names))
        case "age":
            return say("It is for people aged {groups}.", groups=", ".join(one.values))
        case "platform":
            names = [platforms.name_of(name) for name in one.values]
            return say("It is done on {names}: open Bitework there.", names=", ".join(names))
        case "qualification" | "skill":
            return _test(context, one)
        case "level":
            return say("It needs level {n}; /me says how far you are.", n=one.values[0])
    return say("It is for people whom its requester has chosen.")


def _would_do(context: Context, one: Missing) -> list[int]:
    """Give the qualifications of which one would do."""
    if one.kind == "skill":
        return qualifications.of_skill(context.tx, one.values[0])
    return [internal(one.values[0])] if one.kind == "qualification" else []


def _standing(context: Context, number: int) -> Standing:
    return qualifications.standing(context.tx, context.person, number, context.now_ms)


def _nearest(context: Context, one: Missing) -> Standing:
    """Give the qualification that is passed soonest of those that would do: one that is open, or
    one that leads on; else the newest.
    """
    found = [_standing(context, number) for number in _would_do(context, one)]
    return max(found, key=lambda has: (has.is_open, bool(has.comes_first)))


def _test(context: Context, one: Missing) -> str:
    say = context.say
    has = _nearest(context, one)
    title = has.kept.of.title
    if has.is_open:
        takes = Span(qualifications.takes_ms(has.kept.of))
        return say("It needs “{title}”: a test of about {span}.", title=title, span=takes)
    if has.comes_first:
        return say("It needs “{title}”, a test before which something else comes.", title=title)
    return say("It needs “{title}”; /qualifications says how you stand.", title=title)


def step_to(context: Context, one: Missing) -> Choice | None:
    """Give the button of the next step; None where there is nothing to tap."""
    say = context.say
    match one.kind:
        case "qualification" | "skill":
            has = _nearest(context, one)
            title, leads = has.kept.of.title[:TITLE_LENGTH_MAX], Action("qual", has.kept.id)
            if has.comes_first:
                return Choice(say("What comes first: {title}", title=title), leads)
            label = say("Take the test: {title}", title=title)
            return Choice(label, leads) if has.is_open else None
        case "language":
            return Choice(say("Tell my languages"), Action("set_speaks"))
        case "country":
            return Choice(say("Tell my country"), Action("set_country"))
        case "age":
            return Choice(say("Tell my age group"), Action("set_age"))
        case "level":
            return Choice(say("How far I am"), Action("me"))
    return None
