"""`/earnings`."""

from handlers.routes import Route, Verb

ROUTES: tuple[Route, ...] = ()
VERBS: tuple[Verb, ...] = ()
