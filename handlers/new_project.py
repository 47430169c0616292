"""`/project_new`: a project made in the conversation: its kind is chosen, then one short form asks
for what that kind leaves open, then it is shown as a worker would see it, with what it costs.

What was said is kept in the session until it is a project in state draft, where everything that
the kind has set can be changed as well.
"""

from collections.abc import Mapping

from domain import drafts, presets
from domain.actions import Action
from domain.amounts import N_
from domain.drafts import Answers
from domain.errors import Invalid, Prohibited, Refused
from domain.events import Command, FormSubmitted, Press
from domain.permissions import Permission
from domain.presets import Preset
from domain.projects import Project
from domain.views import Body, Choice, Fields, Form, Say, Title, View
from handlers import forms, letting_through
from handlers.context import Context
from handlers.project_fields import fields
from handlers.project_preview import EDIT, MORE, VERB, preview
from handlers.projects import allowed
from handlers.routes import Option, Route, Verb
from services import projects

KEPT = "new_project"  # the session's key for what was said so far
FIRST, LET = "1", "let"
GROUP, KIND = "g.", "k."
A_ROW = 2


def _new(context: Context, event: Command) -> View:
    left = forms.resume(context, VERB)
    if left is not None:
        return left
    context.session.pop(KEPT, None)
    word = event.words.strip().casefold().replace("-", "_").replace(" ", "_")
    preset = presets.find(word)
    if preset is not None:
        return _begun(context, preset)
    return _groups(context, said=event.words.strip())


def _run(context: Context, event: Press | FormSubmitted) -> View:
    project_id, choice = event.action.id, event.action.choice
    if project_id:
        _check_draft(context, project_id)
    if isinstance(event, FormSubmitted):
        return _submitted(context, event)
    if choice.startswith(GROUP):
        return _kinds(context, choice.removeprefix(GROUP))
    preset = presets.find(choice.removeprefix(KIND)) if choice.startswith(KIND) else None
    if preset is not None:
        return _begun(context, preset)
    if project_id and (choice in (EDIT, MORE) or KEPT not in context.session):
        context.session[KEPT] = _answers_of(context, project_id)
    answers = _kept(context)
    if presets.find(answers.get("kind", "")) is None:
        return _groups(context)
    if choice == LET:
        return forms.ask(context, letting_through.form(context, event.action))
    return _page(context, choice if choice == MORE else FIRST, project_id, answers)


# --- The kinds ---------------------------------------------------------------


def _groups(context: Context, *, said: str = "") -> View:
    """Ask what people should do, in large."""
    say = context.say
    unknown = (
        (Say(say("There is no kind “{name}”; these are the kinds.", name=said[:40]), "warning"),)
        if said
        else ()
    )
    buttons = [
        Choice(say(title), Action(VERB, 0, f"{GROUP}{group}"))
        for group, title in presets.GROUPS.items()
    ]
    lines = tuple(
        (say(title), ", ".join(say(one.title) for one in presets.ALL if one.group == group))
        for group, title in presets.GROUPS.items()
    )
    return View(
        blocks=(*unknown, Title(say("New project")), Body(say("What should people do?")),
                Fields(lines)),
        choices=_in_rows(buttons),
    )  # fmt: skip


def _kinds(context: Context, group: str) -> View:
    """Show the kinds of a group, with what each is for."""
    say = context.say
    found = [preset for preset in presets.ALL if preset.group == group]
    if not found:
        return _groups(context)
    lines = tuple((say(preset.title), say(preset.purpose)) for preset in found)
    buttons = [Choice(say(one.title), Action(VERB, 0, f"{KIND}{one.name}")) for one in found]
    back = Choice(say("Back"), Action(VERB, 0, f"{GROUP}-"))
    title = next(words for name, words in presets.GROUPS.items() if name == group)
    return View(
        blocks=(Title(say("New project"), (say(title),)), Fields(lines)),
        choices=(*_in_rows(buttons), (back,)),
    )


def _in_rows(buttons: list[Choice]) -> tuple[tuple[Choice, ...], ...]:
    return tuple(tuple(buttons[at : at + A_ROW]) for at in range(0, len(buttons), A_ROW))


def _begun(context: Context, preset: Preset) -> View:
    context.session[KEPT] = {"kind": preset.name}
    return _page(context, FIRST, 0, {"kind": preset.name})


# --- The two forms -----------------------------------------------------------


def _page(
    context: Context,
    page: str,
    project_id: int,
    answers: Answers,
    wrong: Mapping[str, str] | None = None,
) -> View:
    """Ask for what a kind leaves open, or, on the page of more, for what it has set."""
    say, preset = context.say, _preset(answers)
    names = drafts.more_fields(preset) if page == MORE else drafts.open_fields(preset)
    title = say("New project: {kind}", kind=say(preset.title))
    form = Form(
        title=title if page == FIRST else say("What its kind has set"),
        action=Action(VERB, project_id, page),
        fields=fields(context, preset, names, answers),
        submit=say("Preview"),
    )
    return forms.ask(context, form, problems=wrong)


def _submitted(context: Context, event: FormSubmitted) -> View:
    """Take what was filled in, and show the project that it makes."""
    project_id, page = event.action.id, event.action.choice
    answers = _merged(context, event)
    if "kind" not in answers:
        return _groups(context)
    why = str(event.fields.get(letting_through.WHY, "")) if page == LET else ""
    context.session[KEPT] = answers
    project, problems = _read(context, answers)
    wrong = {name: context.say(p.template, **p.values) for name, p in problems.items()}
    if wrong:
        is_more = not wrong.keys() & set(drafts.open_fields(_preset(answers)))
        return _page(context, MORE if is_more else FIRST, project_id, answers, wrong)
    try:
        stored = _stored(context, project_id, project, why)
    except Prohibited as error:
        change = Choice(context.say("Change it"), Action(VERB, project_id, FIRST), style="main")
        let = Action(VERB, project_id, LET)
        return letting_through.refused(context, error, let, change)
    context.session.pop(KEPT, None)
    return preview(context, stored, project)


def _stored(context: Context, project_id: int, project: Project, why: str) -> int:
    """Keep the draft: a new one, or in the place of the one that was edited."""
    account_id = context.person.account_id
    if why:
        letting_through.check(context)
    if not project_id:
        return projects.create(
            context.tx, project, account_id, context.now_ms, actor_id=account_id, override=why
        )
    projects.redefine(
        context.tx, project_id, project, context.now_ms, actor_id=account_id, override=why
    )
    return project_id


def _check(context: Context, event: FormSubmitted) -> dict[str, str]:
    """Say what is wrong with the fields of a form, by field."""
    answers = _merged(context, event)
    if "kind" not in answers:
        return {}
    _, problems = _read(context, answers)
    return {name: context.say(p.template, **p.values) for name, p in problems.items()}


def _read(
    context: Context, answers: Answers
) -> tuple[Project, Mapping[str, Invalid]]:
    return drafts.read(answers, context.terms.money, context.terms.pay.fee_points)


def _preset(answers: Answers) -> Preset:
    found = presets.find(answers["kind"])
    assert found is not None  # noqa: S101 - what is kept has been looked at
    return found


def _merged(context: Context, event: FormSubmitted) -> dict[str, str]:
    """Give all that was said so far: what is kept, and over it what was filled in now."""
    kept = _kept(context)
    if not kept and event.action.id:
        kept = _answers_of(context, event.action.id)
    given = {
        name: value
        for name, value in event.fields.items()
        if name in drafts.FIELDS and name != "kind" and isinstance(value, str)
    }
    return {**kept, **given}


def _kept(context: Context) -> dict[str, str]:
    kept = context.session.get(KEPT)
    return dict(kept) if isinstance(kept, dict) else {}


def _check_draft(context: Context, project_id: int) -> None:
    campaign = allowed(context, project_id)
    if campaign.state != "draft" or campaign.places:
        raise Refused(
            N_("This project has rows or was open already, so it stays as it is. Make a new one.")
        )


def _answers_of(context: Context, project_id: int) -> dict[str, str]:
    project = projects.definition(context.tx, project_id)
    terms = context.terms
    answers = drafts.answers_of(project, terms.money, terms.pay.fee_points)
    if answers is None:
        raise Refused(
            N_("This project came from a file that says more than I can ask here: change the file.")
        )
    return answers


ROUTES = (
    Route(
        path="project new",
        summary=N_("make a project: its kind, its question, its price"),
        permission=Permission.OWN_PROJECTS,
        run=_new,
        aliases=("new",),
        options=(
            Option(
                name="kind",
                summary=N_("what people do, if you know it already"),
                required=False,
                choices=presets.NAMES,
            ),
        ),
        mode="read",
        opens_form=True,
    ),
)
VERBS = (
    Verb(
        name=VERB,
        permission=Permission.OWN_PROJECTS,
        run=_run,
        opens_form=True,
        check=_check,
    ),
)
