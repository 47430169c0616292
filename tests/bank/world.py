"""People whose payouts to their bank accounts wait for a file."""

from pathlib import Path

from bot import paying
from bot.config_bank import BankSettings
from bot.rails.bank import BankRail
from domain import ledger as names
from domain.ledger import is_folded
from domain.seals import Keys
from domain.terms import PayoutTerms, Terms
from services import people, seals
from services.payouts import requests
from services.payouts.requests import Wish
from storage import ledger as rows
from storage.database import Database
from storage.ledger import folded
from storage.tx import Tx
from tests.keys import operator_keys
from tests.money.world import CREDITS, START_MS, World

SETTINGS = BankSettings.model_validate(
    {"iban": "DE89370400440532013000", "name": "Bitework GmbH", "worth": "0.5"}
)
ACCOUNT = "FR14 2004 1010 0505 0001 3M02 606 Élodie Ünal"


class BankWorld(World):
    """A world with a bank account to pay from."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database)
        self.keys: Keys = operator_keys(folder)
        rail = BankRail(SETTINGS, Terms().money, database)
        rules = PayoutTerms(automatic_most="1000", daily_person_most="0")
        self.terms = Terms(payouts=rules, rails={rail.name: rail})

    def asked(self, account_id: int, credits_minor: int, key: str) -> int:
        """Somebody asks for a payout, which is approved at once."""
        wish = Wish(rail="bank", amount_minor=credits_minor, key=key, once=ACCOUNT)

        def ask(tx: Tx) -> int:
            person = people.load(tx, account_id, lock=True)
            seal = seals.within(tx, self.keys)
            return requests.ask(tx, person, wish, self.terms, seal, self.now_ms).id

        return self.do(ask)

    async def waiting(self, payouts: int, *, credits_minor: int = 2500) -> list[int]:
        """Somebody's payouts come as far as waiting for a file; give their ids."""
        account_id = self.account("ann")
        self.deposit(account_id, payouts * credits_minor)
        keys = [f"k{number:031}" for number in range(payouts)]
        ids = [self.asked(account_id, credits_minor, key) for key in keys]
        await paying.pay(self.database, self.terms, START_MS + 1, keys=self.keys)
        return ids

    def state(self, payout_id: int) -> str:
        """What became of a payout."""
        query = f"SELECT state FROM payout WHERE id = {payout_id}"  # noqa: S608
        return str(self.do(lambda tx: tx.connection.execute(query).fetchone()[0]))

    def balance(self, name: str, currency: str = CREDITS) -> int:
        """What a name has: a person's as it is kept, another one's as it is folded."""
        if not is_folded(name):
            kept = self.do(lambda tx: {(n, c): minor for n, c, minor in rows.cached(tx)})
            return kept.get((name, currency), 0)
        return self.do(lambda tx: folded(tx, name, currency))

    def has(self, account_id: int) -> tuple[int, int, int]:
        """What somebody has available, in flight and paid."""
        kinds = (names.available, names.in_flight, names.paid)
        return tuple(self.balance(kind(account_id)) for kind in kinds)  # type: ignore[return-value]
