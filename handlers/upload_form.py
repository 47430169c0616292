"""The form with one field for a file of rows, where what is sent into the chat may not reach us."""

from dataclasses import replace

from domain import platforms
from domain.actions import Action
from domain.amounts import N_
from domain.errors import BiteworkError, Invalid
from domain.events import FormSubmitted, Press
from domain.ids import public
from domain.permissions import Permission
from domain.views import Form, FormField, View
from handlers import forms
from handlers.context import Context
from handlers.projects import allowed
from handlers.routes import Verb
from handlers.upload import UPLOAD, check, received
from services.projects import Campaign

FILE = "rows"


def _run(context: Context, event: Press | FormSubmitted) -> View:
    """Take the file of the form, or open the form that asks for it."""
    campaign = allowed(context, event.action.id)
    if isinstance(event, Press):
        return forms.ask(context, _form(context, campaign))
    file = event.files.get(FILE)
    if file is None:
        raise Invalid(N_("No file came with that. Press Upload rows and choose one."))
    return received(context, replace(file, caption=public(campaign.id)))


def _form(context: Context, campaign: Campaign) -> Form:
    say = context.say
    most = platforms.file_bytes_max(context.person.platform) // platforms.MB
    hint = say("CSV (UTF-8) or JSONL, up to {most} MB", most=most)
    field = FormField(FILE, say("The file with the rows"), "file", hint=hint)
    title = say("Rows for {title}", title=campaign.title)
    return Form(title, Action(UPLOAD, campaign.id), (field,), say("Upload"))


def _fault(context: Context, event: FormSubmitted) -> dict[str, str]:
    """Say what is wrong with the file, where fields are asked one by one."""
    try:
        if (file := event.files.get(FILE)) is not None:
            check(context, file)
    except BiteworkError as error:
        return {FILE: context.say(error.template, **error.values)}
    return {}


VERBS = (
    Verb(
        name=UPLOAD,
        permission=Permission.OWN_PROJECTS,
        run=_run,
        opens_form=True,
        check=_fault,
    ),
)
