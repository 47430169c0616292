"""Every sentence that a person reads can be translated."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from domain.actions import Action
from domain.ids import public
from domain.views import Attached, Choice, View
from services import people
from tests.catalogues import spoken
from tests.stories.driver import SPAM, Chat

ROOT = Path(__file__).parents[2]
POT = ROOT / "handlers" / "locales" / "bitework.pot"
OURS = {
    *("Is this message spam?", "Call now", "ham", "spam"),
    *("English", "Esperanto", "Bitework", "UTC"),
    *("spam.csv", "mistakes.csv", "id, text", "id, spam", "id,spam"),
}
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")


def template(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def test_the_catalog_has_every_sentence(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.pot"
    tools = Path(sys.executable).parent
    subprocess.run([ROOT / ".ci" / "messages", str(tools), str(fresh)], check=True)
    missing = {m.id for m in template(fresh)} ^ {m.id for m in template(POT)}
    assert not missing, f"run `make messages`: {missing}"


@pytest.fixture
def marked_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A language in which every sentence stands between ⟦ and ⟧."""
    words: dict[str | tuple[str, ...], str | tuple[str, ...]] = {}
    for message in template(POT):
        if isinstance(message.id, tuple):
            words[message.id] = tuple(f"⟦{text}⟧" for text in message.id)
        elif message.id:
            words[message.id] = f"⟦{message.id}⟧"
    with spoken(monkeypatch, tmp_path, {"eo": words}):
        yield "eo"


def texts(value: object) -> Iterator[str]:
    """Give every text of a view."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Action | Attached):
        return
    elif is_dataclass(value) or isinstance(value, Choice):
        is_button = isinstance(value, Choice)
        for name in value._fields if is_button else [each.name for each in fields(value)]:
            if name not in ("style", "tone", "kind", "name", "placement", "url", "fetch"):
                yield from texts(getattr(value, name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from texts(item)


def untranslated(view: View) -> list[str]:
    """Give the words of a view that no catalog has."""
    found = []
    for text in texts(view):
        rest = text
        while MARKED.search(rest):
            rest = MARKED.sub(" ", rest)
        for known in sorted(OURS, key=len, reverse=True):
            rest = rest.replace(known, " ")
        rest = re.sub(r"/[a-z_]+(?: (?:<\w+>|\[\w+\]))*", " ", rest)
        rest = re.sub(r"\b[0-9A-Z]{5}\b", " ", rest)  # an id
        rest = re.sub(r"\d+ \w+, \d\d:\d\d", " ", rest)  # a date in the person's format
        if re.search(r"[A-Za-z]{3,}", rest):
            found.append(text)
    return found


async def test_a_whole_conversation_in_another_language(
    chat: Chat, marked_language: str
) -> None:
    rows = {str(number): "Call now" for number in range(4)}
    await chat.project(re.sub('instructions = ".*"', 'instructions = "Call now"', SPAM), rows=rows)
    ann = chat.person("ann")
    await ann.sends("/start")
    account_id = await chat.account(ann)
    await chat.database.write(
        lambda tx: people.set_locale(tx, account_id, marked_language)
    )
    seen: list[View] = []
    for step in ("/start", "/help", "/privacy"):
        seen.append(await ann.sends(step))
    seen.append(await ann.presses(Action("how")))
    seen.append(await ann.presses(Action("agree")))
    seen.append(await ann.presses(Action("pushes", choice="no")))
    seen.append(await ann.sends("nonsense"))
    seen.append(await ann.taps("ham"))
    steps = "/undo /skip /work /tasks /balance /history /me /settings /stop /resume /nonsense"
    typed = ("/delete_me", "/project_list", "spam", "spam", "spam", "/work")
    for step in (*steps.split(), *typed):
        seen.append(await ann.sends(step))
    await chat.becomes(ann, "admin")
    for step in ("/project_list", "/project_progress", "/suspend", "/review", "/help"):
        seen.append(await ann.sends(step))
    left = [text for view in seen for text in untranslated(view)]
    assert not left, "\n".join(left)


async def test_a_requester_in_another_language(chat: Chat, marked_language: str) -> None:
    rita = chat.person("rita", "a platform without forms")
    await rita.sends("/start")
    account_id = await chat.account(rita)
    await chat.database.write(
        lambda tx: people.set_locale(tx, account_id, marked_language)
    )
    await rita.presses(Action("agree"))
    await chat.becomes(rita, "admin")
    leave_out = "⟦Leave it out⟧"
    first = ("/project_new", "/project_new spam", "/project_new custom", "Call now", "Call now")
    second = ("spam", "ham, spam", "-0.02", "0.02", "0.01", "0.10", "⟦Change more⟧", "spam")
    second = (*second, "many", "1", leave_out, "⟦Import rows⟧")
    seen = [await rita.sends(step) for step in (*first, *second)]
    for content in ("id,spam\n1,spam\n2,\n", "id,spam\n1,spam\n"):
        seen.append(await rita.sends_file("spam.csv", content))
        seen.append(await rita.presses(seen[-1].choices[0][0].action))
        assert rita.view is not None
        seen.append(rita.view)  # what became of it
    for content in ("id,ham\n", "spam\nspam\n", "id,spam\n1,spam,ham\n", 'id,spam\n1,"spam\n', ""):
        await rita.sends_file("spam.csv", content, public(1))
        seen.append(rita.view)
    seen.append(await rita.sends("/projects"))
    seen.append(await rita.presses(seen[-1].choices[0][0].action))
    for step in ("/project_results", "/project_results 00000"):
        seen.append(await rita.sends(step))
    left = [text for view in seen for text in untranslated(view)]
    assert not [text for text in left if not re.fullmatch("[0-9A-Z]{5}", text)], "\n".join(left)
