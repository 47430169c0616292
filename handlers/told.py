"""What people tell of themselves, if they want to: languages, country, age group.

Some projects are for people of one country, or who speak a language. Nothing of it is shown to a
requester, and nothing has to be told.
"""

from dataclasses import replace
from functools import lru_cache

from babel import Locale

from domain.actions import Action
from domain.amounts import N_
from domain.errors import Invalid
from domain.events import FormSubmitted, Press, Text
from domain.needs import AGES, COUNTRIES
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Done, Fields, Title, View
from handlers.context import Context
from handlers.routes import Prompt, Verb
from handlers.voice import Voice
from services import needs

PROMPT = "prompt"
NONE = "none"
LANGUAGES_MOST = 20


def country(say: Voice, code: str) -> str:
    """Name a country in somebody's language."""
    return _locale(say.locale).territories.get(code) or code


def language(say: Voice, code: str) -> str:
    """Name a language in somebody's language."""
    return (_locale(say.locale).languages.get(code) or code).capitalize()


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale:
    known = Locale.negotiate([tag.replace("-", "_")], [tag.replace("-", "_"), "en"])
    return known or Locale("en")


def menu(context: Context, above: tuple[Block, ...] = ()) -> View:
    """Show what somebody has told, and what it is for."""
    say = context.say
    context.session.pop(PROMPT, None)
    known = needs.told(context.tx, context.person.account_id)
    spoken = needs.profile(context.tx, context.person.account_id).languages
    unsaid = say("not told")
    pairs = (
        (say("Languages"), ", ".join(language(say, code) for code in spoken)),
        (say("Country"), country(say, known.country) if known.country else unsaid),
        (say("Age group"), known.age or unsaid),
    )
    how = say(
        "Some projects ask people who speak a language, live in a country or have an age. What you "
        "tell here opens those to you, and is used for nothing else; requesters don't see it. You "
        "need not tell anything."
    )
    return View(
        blocks=(*above, Title(say("About you")), Body(how), Fields(pairs)),
        choices=(
            (
                Choice(say("Languages"), Action("set_speaks")),
                Choice(say("Country"), Action("set_country")),
                Choice(say("Age group"), Action("set_age")),
            ),
            (
                Choice(say("What is open"), Action("tasks")),
                Choice(say("Back to settings"), Action("settings")),
            ),
        ),
    )


def _asked(
    context: Context, prompt: str, title: str, how: str, choices: list[Choice], example: str
) -> View:
    context.session[PROMPT] = prompt
    say = context.say
    unsaid = Choice(say("Don't say"), Action(prompt, choice=NONE))
    back = Choice(say("Back"), Action("about_me"))
    rows = [tuple(choices[start : start + 3]) for start in range(0, len(choices), 3)]
    return View(
        blocks=(Title(title), Body(how)), choices=(*rows, (unsaid, back)), typing=example
    )


def ask_speaks(context: Context) -> View:
    """Ask which languages somebody speaks."""
    say = context.say
    how = say("Type the languages that you read and write well, with commas: Polish, English")
    return _asked(context, "set_speaks", say("Languages"), how, [], "Polish, English")


def speaks(context: Context, value: str) -> View:
    """Somebody tells the languages that they speak."""
    words = [] if value.casefold() == NONE else value.replace(";", ",").split(",")
    codes = [_code(context, word, "languages") for word in words if word.strip()]
    told = needs.told(context.tx, context.person.account_id)
    found = tuple(dict.fromkeys(codes))[:LANGUAGES_MOST]
    needs.tell(context.tx, context.person.account_id, replace(told, languages=found))
    return menu(context, (Done(context.say("✓ Your languages are changed.")),))


def ask_country(context: Context) -> View:
    """Ask in which country somebody lives."""
    say = context.say
    how = say("Type the country in which you live, by its name or its two letters.")
    return _asked(context, "set_country", say("Country"), how, [], "Portugal")


def set_country(context: Context, value: str) -> View:
    """Somebody tells in which country they live, or takes it back."""
    code = "" if value.casefold() == NONE else _code(context, value, "territories")
    told = needs.told(context.tx, context.person.account_id)
    needs.tell(context.tx, context.person.account_id, replace(told, country=code))
    return menu(context, (Done(context.say("✓ Your country is changed.")),))


def ask_age(context: Context) -> View:
    """Ask for somebody's age group."""
    say = context.say
    now = needs.told(context.tx, context.person.account_id).age
    choices = [
        Choice(group, Action("set_age", number), selected=group == now)
        for number, group in enumerate(AGES, 1)
    ]
    how = say("Tap your age group.")
    return _asked(context, "set_age", say("Age group"), how, choices, "25-34")


def set_age(context: Context, value: str) -> View:
    """Somebody tells their age group, or takes it back."""
    group = value.strip().replace("–", "-").replace(" ", "")
    if group.isdecimal() and int(group) >= 18:
        group = next((of for of in reversed(AGES) if int(of[:2]) <= int(group)), group)
    if group.casefold() != NONE and group not in AGES:
        raise Invalid(N_("Write one of these: {groups}."), groups=", ".join(AGES))
    told = needs.told(context.tx, context.person.account_id)
    age = "" if group.casefold() == NONE else group
    needs.tell(context.tx, context.person.account_id, replace(told, age=age))
    return menu(context, (Done(context.say("✓ Your age group is changed.")),))


def _code(context: Context, value: str, what: str) -> str:
    """Find the code of a country or a language by its name, here or in English, or itself."""
    word = value.strip().casefold()
    for tag in (context.say.locale, "en"):
        names = getattr(_locale(tag), what)
        for code, name in names.items():
            is_known = code in COUNTRIES if what == "territories" else len(code) <= 3
            if is_known and word in (code.casefold(), str(name).casefold()):
                return str(code)
    if what == "territories":
        raise Invalid(N_("I know no country “{name}”."), name=value[:32])
    raise Invalid(N_("I know no language “{name}”."), name=value[:32])


CHANGE = {"set_speaks": speaks, "set_country": set_country, "set_age": set_age}
ASK = {"set_speaks": ask_speaks, "set_country": ask_country, "set_age": ask_age}


def _pressed(context: Context, event: Press | FormSubmitted) -> View:
    verb, choice, number = event.action.verb, event.action.choice, event.action.id
    if verb == "about_me":
        return menu(context)
    if verb == "set_age" and 1 <= number <= len(AGES):
        return set_age(context, AGES[number - 1])
    return CHANGE[verb](context, choice) if choice else ASK[verb](context)


def _typed(context: Context, event: Text) -> View:
    return CHANGE[str(context.session[PROMPT])](context, event.text)


_OWN = Permission.OWN_ACCOUNT
VERBS = tuple(Verb(name=name, permission=_OWN, run=_pressed) for name in ("about_me", *CHANGE))
PROMPTS = tuple(
    Prompt(name=name, permission=_OWN, run=_typed, takes_numbers=name == "set_age")
    for name in CHANGE
)
