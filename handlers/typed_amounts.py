"""Amounts that somebody types, with a point or a comma."""

from domain.amounts import N_, Money
from domain.drafts import with_point
from domain.errors import Invalid
from domain.events import FormSubmitted
from domain.tables import amount_minor
from handlers.context import Context

FIELDS = frozenset({"amount", "least"})  # what forms call an amount


def read(context: Context, text: str) -> Money:
    """Read an amount of the currency that people are paid in; raises Invalid."""
    fault, minor = amount_minor(with_point(text), context.terms.money)
    if fault:
        raise Invalid(
            N_("“{text}” is no amount that can be booked here. Write it like {example}."),
            text=text.strip()[:20],
            example=Money(150, context.terms.money.currency),
        )
    return Money(minor, context.terms.money.currency)


def check(context: Context, event: FormSubmitted) -> dict[str, str]:
    """Say what is wrong with the amounts of a form, by field."""
    wrong = {}
    for name in FIELDS & event.fields.keys():
        try:
            read(context, str(event.fields[name]))
        except Invalid as error:
            wrong[name] = context.say(error.template, **error.values)
    return wrong
