"""Forms: shown as one where a platform can, and else asked field by field.

Asked field by field, a form lives in the session, so it survives a restart: what is asked, how far
somebody is, what was filled in. Every field can be answered with buttons or by typing, and is
checked at once by the same rules as the whole form is.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from domain import platforms
from domain.actions import Action, decode, encode
from domain.amounts import N_
from domain.errors import NotAllowed, Refused
from domain.events import Event, FormSubmitted, Media, Press, Text
from domain.permissions import Permission, allows
from domain.views import Block, Body, Choice, Form, FormField, Placement, Say, Title, View
from handlers import start
from handlers.context import Context
from handlers.routes import Prompt, Verb

NAME = "form"  # of the verb, of the prompt, and of the session's key
SHOWN_LENGTH_MAX = 200
CANCEL = "cancel"
_OF_A_FILE = ("kind", "file_id", "file_name", "size_bytes")

Value = str | tuple[str, ...]
Values = dict[str, Value]
Verbs = Callable[[], Mapping[str, Verb]]


@dataclass(slots=True)
class Asked:
    """A form that is asked field by field: the field it is at, and what was filled in.

    `number` tells it from others: buttons of an older form carry another one.
    """

    form: Form
    number: int
    at: int = 0
    values: Values = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)  # what a platform knows of each

    @property
    def field(self) -> FormField:
        """The field that is asked now."""
        return self.form.fields[self.at]

    @property
    def kept(self) -> Value:
        """What the field has: filled in just now, or from before."""
        return self.values.get(self.field.name, self.field.value)


def ask(
    context: Context,
    form: Form,
    *,
    above: tuple[Block, ...] = (),
    problems: Mapping[str, str] | None = None,
) -> View:
    """Ask a form; `problems` says by field what was wrong with it before."""
    wrong = problems or {}
    platform = context.person.platform
    most = platforms.FORM_FIELDS_MAX.get(platform, len(form.fields))
    if _is_shown_as_one(platform, form) and len(form.fields) <= most:
        notes = tuple(
            Say(_problem(context, of, wrong[of.name]), "warning")
            for of in form.fields
            if of.name in wrong
        )
        cancel = Choice(context.say("Cancel"), Action(NAME, choice=CANCEL))
        return View(blocks=(*above, *notes), form=form, choices=((cancel,),))
    at = next((n for n, of in enumerate(form.fields) if of.name in wrong), 0)
    asked = Asked(form, context.now_ms, at)
    return _prompt(context, asked, above=above, problem=wrong.get(asked.field.name, ""))


def _is_shown_as_one(platform: str, form: Form) -> bool:
    has_file = any(of.kind == "file" for of in form.fields)
    return platforms.shows_forms(platform) and (
        not has_file or platforms.takes_files_in_forms(platform)
    )


def resume(context: Context, verb: str = "") -> View | None:
    """Ask on where somebody left a form, or one of a verb; None where there is none."""
    asked = _restored(context)
    if asked is None or (verb and asked.form.action.verb != verb):
        return None
    return _prompt(context, asked)


def permission(context: Context, verbs: Mapping[str, Verb]) -> Permission:
    """Give what the form that is asked needs: what its own verb does."""
    asked = _restored(context)
    return verbs[asked.form.action.verb].permission if asked else Permission.OWN_ACCOUNT


def verb(verbs: Verbs) -> Verb:
    """Make the verb of the buttons under a field, over a table that it is part of itself."""

    def run(context: Context, event: Press | FormSubmitted) -> View:
        return _pressed(context, event, verbs())

    return Verb(name=NAME, permission=Permission.OWN_ACCOUNT, run=run)


def prompt(verbs: Verbs) -> Prompt:
    """Make the prompt that takes what is typed into a field."""

    def run(context: Context, event: Text) -> View:
        asked = _restored(context)
        if asked is None:
            raise _gone()
        return _take(context, event, asked, _typed(asked.field, event.text), verbs())

    return Prompt(name=NAME, permission=Permission.OWN_ACCOUNT, run=run, takes_numbers=True)


def received(context: Context, event: Media, verbs: Mapping[str, Verb]) -> View | None:
    """Take a file as the answer to the field that asks for one; None where none is asked for."""
    asked = _restored(context) if context.session.get("prompt") == NAME else None
    if asked is None or asked.field.kind != "file":
        return None
    asked.files[asked.field.name] = {key: getattr(event, key) for key in _OF_A_FILE}
    return _take(context, event, asked, event.file_name or event.kind, verbs)


def _pressed(context: Context, event: Press | FormSubmitted, verbs: Mapping[str, Verb]) -> View:
    action, asked = event.action, _restored(context)
    if action.choice == CANCEL:
        context.session.pop(NAME, None)
        return _cancelled(context)
    if asked is None or action.version != asked.number or action.id >= len(asked.form.fields):
        raise _gone()
    asked.at = action.id
    match action.choice:
        case "back":
            asked.at = max(0, asked.at - 1)
            return _prompt(context, asked)
        case "keep" | "done":
            return _take(context, event, asked, asked.kept, verbs)
        case "skip":
            return _take(context, event, asked, "", verbs)
    options = asked.field.options
    number = action.choice.removeprefix("o")
    if not number.isdecimal() or int(number) >= len(options):
        return _prompt(context, asked)
    value = options[int(number)][0]
    if asked.field.kind == "choices":
        asked.values[asked.field.name] = _toggled(asked, value)
        return _prompt(context, asked)
    return _take(context, event, asked, value, verbs)


def _take(
    context: Context, event: Event, asked: Asked, value: Value, verbs: Mapping[str, Verb]
) -> View:
    """Put a value into the field that is asked, and go on: to the next one, or to the end."""
    of, verb = asked.field, verbs[asked.form.action.verb]
    if not allows(context.person.role, verb.permission):
        raise NotAllowed(
            N_("That is for people with another role here. /help shows what you can do.")
        )
    problem = _fault(context, event, asked, value, verb)
    if problem:
        return _prompt(context, asked, problem=problem)
    asked.values[of.name] = value
    asked.at += 1
    if asked.at < len(asked.form.fields):
        return _prompt(context, asked)
    context.session.pop(NAME, None)
    return verb.run(context, _submitted(event, asked))


def _fault(context: Context, event: Event, asked: Asked, value: Value, verb: Verb) -> str:
    """Say what is wrong with a value of the field that is asked; "" where nothing is."""
    of, say = asked.field, context.say
    if not value and of.required:
        return say("This one is needed.")
    known = {option for option, _ in of.options}
    given = set(value) if isinstance(value, tuple) else {value}
    if value and known and not given <= known:
        return say("That is none of these. Tap one, or type it as it stands there.")
    if value and of.kind == "file" and of.name not in asked.files:
        return say("This one is a file: send it here as one.")
    if verb.check is None:
        return ""
    tried = replace(asked, values={**asked.values, of.name: value})
    return verb.check(context, _submitted(event, tried)).get(of.name, "")


def _submitted(event: Event, asked: Asked) -> FormSubmitted:
    return FormSubmitted(
        id=event.id,
        sender=event.sender,
        at_ms=event.at_ms,
        action=asked.form.action,
        fields={name: value for name, value in asked.values.items() if name not in asked.files},
        files={
            name: Media(id=event.id, sender=event.sender, at_ms=event.at_ms, **kept)
            for name, kept in asked.files.items()
            if asked.values.get(name)
        },
    )


def _typed(of: FormField, text: str) -> Value:
    """Read what was typed: where there are options, their number or their words."""
    if of.kind == "choices":
        return tuple(_option(of, part) for part in text.split(",") if part.strip())
    return _option(of, text) if of.kind == "choice" else text.strip()


def _option(of: FormField, text: str) -> str:
    word = text.strip().casefold()
    for number, (value, label) in enumerate(of.options, 1):
        if word in (str(number), value.casefold(), label.casefold()):
            return value
    return text.strip()


def _toggled(asked: Asked, value: str) -> Value:
    ticked = _several(asked.kept)
    ticked ^= {value}
    return tuple(option for option, _ in asked.field.options if option in ticked)


def _several(value: Value) -> set[str]:
    parts = value.split(",") if isinstance(value, str) else value
    return {part.strip() for part in parts if part.strip()}


# --- How a field is asked ----------------------------------------------------


def _prompt(
    context: Context, asked: Asked, *, above: tuple[Block, ...] = (), problem: str = ""
) -> View:
    say, of = context.say, asked.field
    _keep(context, asked)
    where = say("{n} of {count}", n=asked.at + 1, count=len(asked.form.fields))
    blocks: list[Block] = [*above, Title(asked.form.title, (where,))]
    if problem:
        blocks.append(Say(_problem(context, of, problem), "warning"))
    blocks.append(Body(of.label if of.required else say("{label} (optional)", label=of.label)))
    if of.hint:
        blocks.append(Body(of.hint))
    if shown := _shown(asked):
        blocks.append(Body(say("So far: {value}", value=shown)))
    rows = (tuple(_options(asked)), tuple(_controls(context, asked)))
    typing = say("Tap one, or type it") if of.options else say("Type it here")
    if of.kind == "file":
        typing = say("Send the file here")
    return View(blocks=tuple(blocks), choices=tuple(row for row in rows if row), typing=typing)


def _options(asked: Asked) -> Iterator[Choice]:
    several, ticked = asked.field.kind == "choices", _several(asked.kept)
    for n, (value, label) in enumerate(asked.field.options):
        selected = value in ticked if several else None
        yield Choice(label, Action(NAME, asked.at, f"o{n}", asked.number), selected=selected)


def _controls(context: Context, asked: Asked) -> Iterator[Choice]:
    say, of = context.say, asked.field

    def control(label: str, choice: str) -> Choice:
        style = "main" if choice in ("keep", "done") else "plain"
        return Choice(label, Action(NAME, asked.at, choice, asked.number), style=style)  # type: ignore[arg-type]

    if of.kind == "choices":
        yield control(say("Done"), "done")
    elif asked.kept:
        yield control(say("Keep it"), "keep")
    if not of.required:
        yield control(say("Leave it out"), "skip")
    if asked.at:
        yield control(say("Back"), "back")
    yield control(say("Cancel"), CANCEL)


def _shown(asked: Asked) -> str:
    """Give what the field has so far in words, shortened."""
    labels = dict(asked.field.options)
    if not asked.kept or asked.field.kind == "choices":
        return ""
    text = " · ".join(labels.get(str(asked.kept), str(asked.kept)).splitlines())
    return text if len(text) <= SHOWN_LENGTH_MAX else text[: SHOWN_LENGTH_MAX - 1] + "…"


def _problem(context: Context, of: FormField, problem: str) -> str:
    return fault(context, of.label, problem)


def fault(context: Context, field: str, problem: str) -> str:
    """Say what is wrong with a field: a sentence, or the end of one of which it is the subject."""
    if problem[:1].islower():
        return context.say("“{field}” {problem}.", field=field, problem=problem.rstrip("."))
    return context.say("“{field}”: {problem}", field=field, problem=problem)


def _cancelled(context: Context) -> View:
    return View(
        blocks=(Say(context.say("Cancelled. Nothing of it was kept.")),),
        choices=(start.ways_on(context, Permission.OWN_PROJECTS),),
        placement=Placement.REPLACE,
    )


def _gone() -> Refused:
    return Refused(N_("That form is not open any more. Begin it again; /help shows how."))


# --- What the session keeps --------------------------------------------------


def _keep(context: Context, asked: Asked) -> None:
    form = asdict(asked.form) | {"action": encode(asked.form.action)}
    context.session["prompt"] = NAME
    context.session[NAME] = {
        "form": form,
        "number": asked.number,
        "at": asked.at,
        "values": asked.values,
        "files": asked.files,
    }


def _restored(context: Context) -> Asked | None:
    kept: Any = context.session.get(NAME)
    if not isinstance(kept, dict):
        return None
    form = kept["form"]
    fields = tuple(
        FormField(**{**of, "options": tuple((value, label) for value, label in of["options"])})
        for of in form["fields"]
    )
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in kept["values"].items()
    }
    whole = Form(form["title"], decode(form["action"]), fields, form["submit"])
    return Asked(whole, kept["number"], kept["at"], values, dict(kept.get("files") or {}))
