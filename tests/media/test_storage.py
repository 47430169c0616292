"""What the database knows of media, on both databases."""

from dataclasses import replace

from domain.media import Facts
from services import media
from storage.database import Database
from storage.tx import Tx
from tests.media.world import DAY_MS, assigned

ONE = Facts(
    sha256="a" * 64, kind="photo", type="image/png", bytes=10, name="a.png", width=2, height=3,
    taken="2026-11-22T10:15:00", latitude=52.5, longitude=13.4, looks=0xFEDC_BA98_7654_3210,
)  # fmt: skip
ADDRESS = "https://pictures.example/" + "ü" * 900


async def test_facts_come_back_as_they_went_in(database: Database) -> None:
    def work(tx: Tx) -> None:
        media.keep(tx, [ONE, replace(ONE, sha256="b" * 64, looks=None, bytes=5)], 1)
        media.keep(tx, [replace(ONE, name="other")], 2)
        assert media.facts(tx, ONE.sha256) == ONE
        assert media.of_reference(tx, f"media:{ONE.sha256}") == ONE
        assert media.facts(tx, "c" * 64) is None
        assert media.total_bytes(tx) == 15
        assert media.unknown(tx, ["b" * 64, "c" * 64]) == ["c" * 64]

    await database.write(work)


async def test_an_address_becomes_a_file_or_is_tried_again_later(database: Database) -> None:
    project_id, _ = await assigned(database)

    def work(tx: Tx) -> None:
        assert media.find(tx, ADDRESS) is None
        media.not_fetched(tx, ADDRESS, "unreached", project_id, 1000, for_good=False)
        found = media.find(tx, ADDRESS)
        assert found is not None
        assert (found.facts, found.next_ms) == (None, 1000 + 2 * 60_000)
        media.not_fetched(tx, ADDRESS, "no such thing", project_id, 2000, for_good=True)
        again = media.find(tx, ADDRESS)
        assert again is not None
        assert again.next_ms == 2000 + 7 * DAY_MS
        assert media.failures(tx, project_id) == 1
        media.fetched(tx, ADDRESS, ONE, project_id, 3000)
        assert media.of_reference(tx, ADDRESS) == ONE
        assert media.failures(tx, project_id) == 0
        media.not_fetched(tx, ADDRESS, "late", project_id, 4000, for_good=True)
        assert media.of_reference(tx, ADDRESS) == ONE  # what is there stays

    await database.write(work)


async def test_pictures_that_look_alike_are_found_in_their_project(database: Database) -> None:
    project_id, first = await assigned(database)
    _, second = await assigned(database, project_id)
    other_project, third = await assigned(database)

    def work(tx: Tx) -> None:
        media.answer(
            tx, ONE, assignment_id=first, question="q", project_id=project_id, now_ms=1
        )
        media.answer(
            tx, ONE, assignment_id=first, question="q", project_id=project_id, now_ms=2
        )

        def alike(looks: int, project: int = project_id, assignment: int = second) -> bool:
            of = replace(ONE, looks=looks)
            return media.is_alike(
                tx, of, project_id=project, assignment_id=assignment, question="q"
            )

        assert ONE.looks is not None
        assert alike(ONE.looks)
        assert alike(ONE.looks ^ 0b101 ^ 1 << 63 ^ 1 << 40 ^ 1 << 20 ^ 1 << 9)  # six bits
        assert not alike(ONE.looks ^ 0b1111111)
        assert not alike(ONE.looks, other_project, third)
        assert not alike(ONE.looks, project_id, first)  # the same question, asked again
        tx.connection.execute(
            f"UPDATE assignment SET state = 'skipped' WHERE id = {first}"  # noqa: S608
        )
        assert not alike(ONE.looks)  # it was sent for nothing

    await database.write(work)


async def test_what_nothing_refers_to_is_forgotten_in_time(database: Database) -> None:
    project_id, assignment_id = await assigned(database)
    shas = [letter * 64 for letter in "abcdef"]

    def work(tx: Tx) -> None:
        media.keep(tx, [replace(ONE, sha256=sha) for sha in shas[:5]], 0)
        media.keep(tx, [replace(ONE, sha256=shas[5])], 40 * DAY_MS)
        media.use(tx, [shas[0], shas[0]], project_id)
        answered = replace(ONE, sha256=shas[1])
        media.answer(
            tx, answered, assignment_id=assignment_id, question="q", project_id=project_id,
            now_ms=0,
        )  # fmt: skip
        media.fetched(tx, ADDRESS, replace(ONE, sha256=shas[2]), project_id, 0)
        answers, idle = media.left(tx, 30, 41 * DAY_MS)
        assert (answers, idle) == ([], shas[3:5])
        assert media.left(tx, 30, 29 * DAY_MS) == ([], [])
        media.keep(tx, [replace(ONE, sha256=shas[3])], 41 * DAY_MS)  # it comes again meanwhile
        assert media.forget(tx, answers, idle, 30, 41 * DAY_MS) == [shas[4]]
        tx.connection.execute("UPDATE assignment SET state = 'expired'")
        tx.connection.execute("UPDATE project SET state = 'closed'")
        answers, idle = media.left(tx, 30, 41 * DAY_MS)
        assert len(answers) == 1
        assert idle == [shas[2]]
        assert media.forget(tx, answers, idle, 30, 41 * DAY_MS) == idle
        assert media.find(tx, ADDRESS) is None
        assert media.left(tx, 30, 41 * DAY_MS) == ([], [shas[1]])

    await database.write(work)
