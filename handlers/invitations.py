"""Invitations: everybody has a link, and who comes by it is remembered with whom."""

from domain.amounts import N_
from domain.events import Command
from domain.links import Target, link, word
from domain.permissions import Permission
from domain.views import Body, Link, Title, View
from handlers.context import Context
from handlers.routes import Route
from services import invitations


def _invite(context: Context, event: Command) -> View:
    say, person = context.say, context.person
    to = Target("person", person.account_id)
    url = link(context.terms.addresses, event.sender.platform, to)
    # The address itself can be read and copied: it is made to be passed on.
    how = Link(url.partition("://")[2], url) if url else Body(f"/start {word(to)}")
    many = invitations.count(context.tx, person.account_id)
    so_far = say("Nobody has come by it so far.")
    if many:
        so_far = say.many(
            "{n} person has come by it so far.", "{n} people have come by it so far.", many
        )
    text = say("Pass this on to somebody who would like small paid tasks:")
    return View(blocks=(Title(say("Invite somebody")), Body(text), how, Body(so_far)))


ROUTES = (
    Route(
        path="invite",
        summary=N_("your link for somebody who would like this"),
        permission=Permission.WORK,
        run=_invite,
        mode="read",
    ),
)
