"""Projects that one step would open: what is missing, said with that step."""

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

LISTED_MOST = 5
TITLE_LENGTH_MAX = 40
Rows = tuple[tuple[Choice, ...], ...]


def tests(context: Context) -> list[int]:
    """Give the qualifications that would open projects."""
    found = offers.within_reach(context.tx, context.person, context.now_ms)
    numbers = [
        internal(one.values[0])
        for _, missing in found
        for one in missing
        if one.kind == "qualification"
    ]
    return list(dict.fromkeys(numbers))


def listed(context: Context) -> tuple[tuple[Block, ...], Rows]:
    """List what one step would open, after what is open."""
    found = offers.within_reach(context.tx, context.person, context.now_ms)[:LISTED_MOST]
    if not found:
        return (), ()
    blocks: list[Block] = [Body(context.say("One step opens more:"))]
    steps: dict[Action, Choice] = {}
    for offer, missing in found:
        said = " ".join(_lacks(context, one) for one in missing)
        blocks.append(Body(f"{_line(context, offer)} {said}"))
        for one in missing:
            step = _step(context, one)
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
    steps = [_step(context, one) for one in missing if not one.told]
    rows = tuple((step,) for step in dict.fromkeys(steps) if step is not None)
    other = Choice(context.say("What is open"), Action("tasks"))
    return View(
        blocks=(Title(offer.project.title), *(Body(_lacks(context, one)) for one in missing)),
        choices=(*rows, (other,)),
    )


def _line(context: Context, offer: OpenProject) -> str:
    return context.say("“{title}”:", title=offer.project.title)


def _lacks(context: Context, one: Missing) -> str:
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
        case "qualification":
            return _test(context, internal(one.values[0]))
    return say("It is for people whom its requester has chosen.")


def _test(context: Context, number: int) -> str:
    say = context.say
    has = qualifications.standing(context.tx, context.person, number, context.now_ms)
    title = has.kept.of.title
    if has.is_open:
        takes = Span(qualifications.takes_ms(has.kept.of))
        return say("It needs “{title}”: a test of about {span}.", title=title, span=takes)
    return say("It needs “{title}”; /qualifications says how you stand.", title=title)


def _step(context: Context, one: Missing) -> Choice | None:
    """Give the button of the next step; None where there is nothing to tap."""
    say = context.say
    match one.kind:
        case "qualification":
            number = internal(one.values[0])
            has = qualifications.standing(context.tx, context.person, number, context.now_ms)
            if not has.is_open:
                return None
            label = say("Take the test: {title}", title=has.kept.of.title[:TITLE_LENGTH_MAX])
            return Choice(label, Action("qual", number))
        case "language":
            return Choice(say("Tell my languages"), Action("set_speaks"))
        case "country":
            return Choice(say("Tell my country"), Action("set_country"))
        case "age":
            return Choice(say("Tell my age group"), Action("set_age"))
    return None
