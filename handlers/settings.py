"""Settings: language, time zone, quiet hours, pushed tasks; by buttons and by typing."""


from domain import hours, localtime
from domain.actions import Action
from domain.amounts import N_
from domain.errors import Invalid
from domain.events import Command, FormSubmitted, Press, Text
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Done, Fields, Say, Title, View
from handlers import morning_settings, told, zones
from handlers.context import Context
from handlers.routes import Option, Prompt, Route, Verb, arguments
from handlers.voice import Voice, languages
from services import mornings, people, pushes

PROMPT = "prompt"
QUIET_PRESETS = ("22-8", "21-9", "23-7", "0-6")
# as one line names them
ONES = ("language", "timezone", "quiet", "push", "morning", "digest", "speaks", "country", "age")
DAILY_PRESETS = (1, 2, 3, 5, 10, 20)


def menu(context: Context, above: tuple[Block, ...] = ()) -> View:
    """Show all settings as they are."""
    say, person = context.say, context.person
    context.session.pop(PROMPT, None)
    pushed = (
        say.many("at most {n} a day", "at most {n} a day", person.push_daily)
        if person.push_on
        else say("off")
    )
    pairs = (
        (say("Language"), languages().get(person.locale, person.locale)),
        (say("Time zone"), _zone_label(person.time_zone, context.now_ms)),
        (say("Quiet hours"), _quiet_label(context)),
        (say("Pushed tasks"), pushed),
        *morning_settings.fields(context),
    )
    return View(
        blocks=(*above, Title(say("Your settings")), Fields(pairs)),
        choices=(
            (Choice(say("Next task"), Action("work"), style="main"),),
            (
                Choice(say("Language"), Action("set_language")),
                Choice(say("Time zone"), Action("set_zone")),
            ),
            (
                Choice(say("Quiet hours"), Action("set_quiet")),
                Choice(say("Pushed tasks"), Action("set_push")),
            ),
            (
                *morning_settings.buttons(context),
                Choice(say("About you"), Action("about_me")),
                Choice(say("Link another chat"), Action("link")),
            ),
        ),
    )


def _settings(context: Context, event: Command) -> View:
    """`/settings`, or `/settings quiet 22:00-08:00` in one line."""
    words = arguments(SETTINGS, event.words)
    what, value = words.get("what", ""), words.get("value", "")
    if not what:
        return menu(context)
    names = {
        "language": ("set_language", _language),
        "time": ("set_zone", _zone),
        "zone": ("set_zone", _zone),
        "timezone": ("set_zone", _zone),
        "quiet": ("set_quiet", _quiet),
        "push": ("set_push", _push),
        "pushes": ("set_push", _push),
        "morning": ("set_morning", _morning),
        "summary": ("set_morning", _morning),
        "digest": ("set_digest", _digest),
        "speaks": ("set_speaks", told.speaks),
        "country": ("set_country", told.set_country),
        "age": ("set_age", told.set_age),
    }
    if what.casefold() not in names:
        raise Invalid(
            N_(
                "There is no setting {name}. They are: language, timezone, quiet, push, morning, "
                "digest, speaks, country, age."
            ),
            name=what,
        )
    prompt, change = names[what.casefold()]
    if what.casefold() in ("time", "quiet") and value.casefold().startswith(("zone", "hours")):
        value = value[5:].strip()
    return change(context, value) if value else (_ASK | told.ASK)[prompt](context)


def _pressed(context: Context, event: Press | FormSubmitted) -> View:
    """Ask for one setting, or take the value that the button has."""
    verb, choice = event.action.verb, event.action.choice
    if verb == "settings":
        return menu(context)
    if verb == "set_zone" and choice in zones.CITIES:
        return _ask_city(context, choice)
    return _CHANGE[verb](context, choice) if choice else _ASK[verb](context)


def _typed(context: Context, event: Text) -> View:
    return _CHANGE[str(context.session[PROMPT])](context, event.text)


def _asked(
    context: Context,
    prompt: str,
    title: str,
    how: str,
    choices: list[Choice],
    *,
    width: int,
    example: str,
) -> View:
    """Ask for one setting; a typed text, such as the example, is its value from now on."""
    context.session[PROMPT] = prompt
    rows = [tuple(choices[start : start + width]) for start in range(0, len(choices), width)]
    back = (Choice(context.say("Back to settings"), Action("settings")),)
    return View(blocks=(Title(title), Body(how)), choices=(*rows, back), typing=example)


def _ask_language(context: Context) -> View:
    say, chosen = context.say, context.person.locale
    choices = [
        Choice(name, Action("set_language", choice=tag), selected=tag == chosen)
        for tag, name in languages().items()
    ]
    how = say("Tap a language, or type its name.")
    title = say("Language")
    return _asked(context, "set_language", title, how, choices, width=2, example="English")


def _language(context: Context, value: str) -> View:
    word = value.strip().casefold()
    names = {name.casefold(): tag for tag, name in languages().items()}
    tags = {tag.casefold(): tag for tag in languages()}
    tag = tags.get(word) or names.get(word)
    if tag is None:
        raise Invalid(
            N_("I don't speak {name} yet. I speak: {known}."),
            name=value[:32],
            known=", ".join(languages().values()),
        )
    people.set_locale(context.tx, context.person.account_id, tag)
    context.person = context.person._replace(locale=tag)
    context.say = Voice(tag, context.person.time_zone, context.say.decimals)
    return menu(context, (Done(context.say("✓ We speak {name}.", name=languages()[tag])),))


def _ask_zone(context: Context) -> View:
    say = context.say
    choices = [Choice(say(region), Action("set_zone", choice=region)) for region in zones.CITIES]
    choices.append(Choice("UTC", Action("set_zone", choice="UTC")))
    how = say("Tap your part of the world, or type a city near you.")
    title = say("Time zone")
    return _asked(context, "set_zone", title, how, choices, width=3, example="Lisbon")


def _ask_city(context: Context, region: str) -> View:
    how = context.say("Tap the city that shows your time, or type one near you.")
    choices = _zone_choices(context, zones.CITIES[region])
    return _asked(context, "set_zone", context.say(region), how, choices, width=2, example="Lisbon")


def _zone_choices(context: Context, names: tuple[str, ...]) -> list[Choice]:
    return [
        Choice(_zone_label(name, context.now_ms), Action("set_zone", choice=name))
        for name in names
        if len(name) <= zones.CHOICE_LENGTH_MAX
    ]


def _zone(context: Context, value: str) -> View:
    found = zones.find(value)
    if not found:
        raise Invalid(
            N_("I know no time zone near “{name}”. Type a large city, such as Lisbon or Lagos."),
            name=value[:32],
        )
    if len(found) > 1:
        how = context.say("Which of these do you mean?")
        choices = _zone_choices(context, found)
        title, example = context.say("Time zone"), zones.city(found[0])
        return _asked(context, "set_zone", title, how, choices, width=2, example=example)
    moved = mornings.change_time_zone(
        context.tx, context.person, found[0], context.terms, context.now_ms
    )
    pushes.reconsider(context.tx, moved, context.now_ms)
    context.person = moved
    context.say = Voice(moved.locale, moved.time_zone, context.say.decimals)
    clock = _zone_label(moved.time_zone, context.now_ms)
    return menu(context, (Done(context.say("✓ Your clock is {zone}.", zone=clock)),))


def _zone_label(name: str, now_ms: int) -> str:
    """Show a zone by its city and what its clocks say now."""
    return f"{zones.city(name)} · {localtime.moment_of(now_ms, name):%H:%M}"


def _ask_quiet(context: Context) -> View:
    say, person = context.say, context.person
    now = (person.quiet_from_minute, person.quiet_to_minute)
    choices = [
        Choice(
            hours.written(*hours.read(text)),
            Action("set_quiet", choice=text),
            hours.read(text) == now,
        )
        for text in QUIET_PRESETS
    ]
    choices.append(Choice(say("None"), Action("set_quiet", choice="none"), now[0] == now[1]))
    how = say("No task is pushed in these hours. Tap, or type yours: 22:30-07:15")
    title = say("Quiet hours")
    return _asked(context, "set_quiet", title, how, choices, width=2, example="22:30-07:15")


def _quiet(context: Context, value: str) -> View:
    from_minute, to_minute = hours.read(value)
    changed = mornings.change_quiet_hours(
        context.tx,
        context.person,
        from_minute=from_minute,
        to_minute=to_minute,
        terms=context.terms,
        now_ms=context.now_ms,
    )
    pushes.reconsider(context.tx, changed, context.now_ms)
    context.person = changed
    said = context.say("✓ Quiet hours: {hours}", hours=_quiet_label(context))
    return menu(context, (Done(said),))


def _quiet_label(context: Context) -> str:
    first, last = context.person.quiet_from_minute, context.person.quiet_to_minute
    return context.say("none") if first == last else hours.written(first, last)


def _ask_push(context: Context) -> View:
    say, person = context.say, context.person
    most = context.terms.push.daily_most
    choices = [
        Choice(
            say.many("{n} a day", "{n} a day", count),
            Action("set_push", choice=str(count)),
            person.push_on and person.push_daily == count,
        )
        for count in DAILY_PRESETS
        if count <= most
    ]
    choices.append(Choice(say("None"), Action("set_push", choice="0"), not person.push_on))
    how = say("How many tasks may I send you a day? Tap, or type a number up to {most}.", most=most)
    title = say("Pushed tasks")
    return _asked(context, "set_push", title, how, choices, width=3, example=str(min(5, most)))


def _push(context: Context, value: str) -> View:
    most = context.terms.push.daily_most
    text = value.strip().casefold()
    count = 0 if text in ("off", "none", "no") else int(text) if text.isdecimal() else -1
    if not 0 <= count <= most:
        raise Invalid(N_("Write a number from 0 to {most}; 0 means none."), most=most)
    return menu(context, (Done(_set_push(context, count)),))


def _set_push(context: Context, count: int) -> str:
    """Change how many tasks are pushed a day, 0 for none, and say so."""
    say, person = context.say, context.person
    daily = count or person.push_daily
    people.set_push(
        context.tx,
        person.account_id,
        on=count > 0,
        daily=daily,
        terms=context.terms.push,
        now_ms=context.now_ms,
    )
    context.person = person._replace(push_on=count > 0, push_daily=daily)
    if not count:
        return say("✓ I won't send you tasks any more. /work gives you one whenever you like.")
    return say.many(
        "✓ I send you at most {n} task a day, outside of your quiet hours.",
        "✓ I send you at most {n} tasks a day, outside of your quiet hours.",
        count,
    )


def _ask_morning(context: Context) -> View:
    title, how, choices = morning_settings.question(context)
    return _asked(context, "set_morning", title, how, choices, width=2, example="weekly")


def _morning(context: Context, value: str) -> View:
    return menu(context, (Done(morning_settings.choose(context, value)),))


def _ask_digest(context: Context) -> View:
    title, how, choices = morning_settings.digest_question(context)
    return _asked(context, "set_digest", title, how, choices, width=2, example="off")


def _digest(context: Context, value: str) -> View:
    return menu(context, (Done(morning_settings.choose_digest(context, value)),))


def _stop(context: Context, event: Command) -> View:
    return _switched(context, 0)


def _resume(context: Context, event: Command) -> View:
    return _switched(context, _usual(context))


def _switch(context: Context, event: Press | FormSubmitted) -> View:
    """The button under a pushed task, or under `nothing to do`."""
    return _switched(context, _usual(context) if event.action.choice == "on" else 0)


def _usual(context: Context) -> int:
    """Give how many tasks a day a person had said, or what is usual."""
    push = context.terms.push
    return min(context.person.push_daily or push.daily, push.daily_most)


def _switched(context: Context, count: int) -> View:
    say = context.say
    other = (
        Choice(say("Settings"), Action("settings"))
        if count
        else Choice(say("Send me tasks again"), Action("push", choice="on"))
    )
    return View(
        blocks=(Say(_set_push(context, count), "good"),),
        choices=((Choice(say("Next task"), Action("work"), style="main"), other),),
    )


_CHANGE = {
    "set_language": _language, "set_zone": _zone, "set_quiet": _quiet, "set_push": _push,
    "set_morning": _morning, "set_digest": _digest,
}  # fmt: skip
_ASK = {
    "set_language": _ask_language, "set_zone": _ask_zone, "set_quiet": _ask_quiet,
    "set_push": _ask_push, "set_morning": _ask_morning, "set_digest": _ask_digest,
}  # fmt: skip
_OWN = Permission.OWN_ACCOUNT
SETTINGS = Route(
    path="settings",
    summary=N_("language, time zone, quiet hours, pushed tasks, morning messages"),
    permission=_OWN,
    run=_settings,
    options=(
        Option(name="what", summary=N_("which setting"), required=False, choices=ONES),
        Option(name="value", summary=N_("its new value"), required=False),
    ),
)
ROUTES = (
    SETTINGS,
    Route(path="stop", summary=N_("no pushed tasks"), permission=_OWN, run=_stop),
    Route(path="resume", summary=N_("pushed tasks again"), permission=_OWN, run=_resume),
)
VERBS = (
    Verb(name="settings", permission=_OWN, run=_pressed),
    *(Verb(name=name, permission=_OWN, run=_pressed) for name in _CHANGE),
    Verb(name="push", permission=_OWN, run=_switch),
)
PROMPTS = tuple(
    Prompt(name=name, permission=_OWN, run=_typed, takes_numbers=name == "set_push")
    for name in _CHANGE
)
