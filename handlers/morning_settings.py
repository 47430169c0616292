"""What comes in the morning: yesterday, the week, both or nothing; and a digest of projects."""

from domain.actions import Action
from domain.amounts import N_
from domain.errors import Invalid, NotAllowed
from domain.permissions import Permission, allows
from domain.views import Choice
from handlers.context import Context
from services import mornings

MORNINGS = {
    "daily": N_("every day"),
    "weekly": N_("once a week"),
    "both": N_("both"),
    "none": N_("nothing"),
}
Question = tuple[str, str, list[Choice]]  # its title, how to answer it, the buttons


def fields(context: Context) -> tuple[tuple[str, str], ...]:
    """Give what a person gets, by its names."""
    say = context.say
    morning = (say("In the morning"), say(MORNINGS[_has(context)]))
    if not _looks(context):
        return (morning,)
    return morning, (say("Digest"), say("on") if _has_digest(context) else say("off"))


def buttons(context: Context) -> tuple[Choice, ...]:
    """Give the buttons that change it."""
    say = context.say
    morning = Choice(say("In the morning"), Action("set_morning"))
    if not _looks(context):
        return (morning,)
    return morning, Choice(say("Digest"), Action("set_digest"))


def question(context: Context) -> Question:
    """Ask what a person wants to hear in the morning."""
    say, has = context.say, _has(context)
    choices = [
        Choice(say(label), Action("set_morning", choice=name), selected=name == has)
        for name, label in MORNINGS.items()
    ]
    how = say("What shall I tell you in the morning: yesterday, each Monday the week, or both?")
    return say("In the morning"), how, choices


def choose(context: Context, value: str) -> str:
    """Let a person hear that, and say so."""
    words = {context.say(label).casefold(): name for name, label in MORNINGS.items()}
    words |= {name: name for name in MORNINGS} | {"off": "none"}
    name = words.get(value.strip().casefold())
    if name is None:
        raise Invalid(N_("Write one of these: daily, weekly, both, none."))
    mornings.choose(
        context.tx,
        context.person,
        daily=name in ("daily", "both"),
        weekly=name in ("weekly", "both"),
        terms=context.terms,
        now_ms=context.now_ms,
    )
    return context.say("✓ In the morning: {what}", what=context.say(MORNINGS[name]))


def digest_question(context: Context) -> Question:
    """Ask whether somebody wants a digest of their projects."""
    say, on = context.say, _has_digest(context)
    choices = [
        Choice(say("on"), Action("set_digest", choice="on"), selected=on),
        Choice(say("off"), Action("set_digest", choice="off"), selected=not on),
    ]
    how = say("Once a day: how your projects stand, what they spent, and what waits for you.")
    return say("Digest"), how, choices


def choose_digest(context: Context, value: str) -> str:
    """Let somebody have a digest, or none, and say so."""
    if not _looks(context):
        raise NotAllowed(N_("The digest is for those who have projects."))
    on = {"on": True, "yes": True, "off": False, "no": False}.get(value.strip().casefold())
    if on is None:
        raise Invalid(N_("Write on or off."))
    mornings.choose_digest(context.tx, context.person, on=on)
    if on:
        return context.say("✓ You get a digest of your projects each morning.")
    return context.say("✓ No digest any more.")


def _has(context: Context) -> str:
    """Tell which of MORNINGS a person gets."""
    has = mornings.chosen(context.tx, context.person)
    if has.daily:
        return "both" if has.weekly else "daily"
    return "weekly" if has.weekly else "none"


def _looks(context: Context) -> bool:
    """Tell whether somebody looks after projects, and so can have a digest of them."""
    return allows(context.person.role, Permission.OWN_PROJECTS)


def _has_digest(context: Context) -> bool:
    return mornings.chosen(context.tx, context.person).digest
