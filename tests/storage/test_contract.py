"""What every database keeps, whichever it is."""

from storage.database import Database
from storage.tx import Tx


async def test_what_was_written_is_read(database: Database) -> None:
    def write(tx: Tx) -> None:
        tx.connection.execute("INSERT INTO meta (key, value) VALUES ('who', 'ann')")

    await database.write(write)
    assert await database.read(
        lambda tx: tx.connection.execute("SELECT value FROM meta").fetchall()
    ) == [("ann",)]
