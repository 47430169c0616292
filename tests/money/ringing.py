"""An alarm clock in a process of its own: `python -m tests.money.ringing URL FIELDS ZONE MS...`.

Rings for the payout run at each of the moments, as fast as it goes.
"""

import asyncio
import sys

from bot.payout_runs import pay_out
from domain.terms import PayoutTerms, Terms
from storage.database import open_database


async def main(url: str, fields: str, zone: str, moments: list[int]) -> None:
    """Ring, and say which periods were run."""
    database = open_database(url)
    terms = Terms(payouts=PayoutTerms(schedule=fields, time_zone=zone))
    for now_ms in moments:
        for run in await pay_out(database, terms, now_ms):
            if not run.resumed:
                sys.stdout.write(f"{run.period}\n")
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4], [int(each) for each in sys.argv[4:]]))
