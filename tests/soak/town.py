"""A town in which money moves: who is in it, under which rules, and what has to be true of it."""

from dataclasses import dataclass
from pathlib import Path

from bot.config_vouchers import VoucherSettings
from bot.rails.bank import BankRail
from bot.rails.vouchers import VoucherRail
from domain.amounts import Money
from domain.people import Person
from domain.rejections import REASONS
from domain.terms import BonusTerms, PayoutTerms, PayTerms, Terms
from services import catalogue, ledger, people, seals
from services.payouts import choices, destinations
from storage.database import Database
from storage.tx import Tx
from tests import invariants
from tests.bank.world import SETTINGS as BANK
from tests.keys import operator_keys
from tests.money.extras_world import Days, paying, with_bonus
from tests.money.world import moderation
from tests.rewards.shop import POOL, bring
from tests.soak.outside import OutsideRail

WORKERS, CODES, ROWS = 6, 400, 400
VOUCHERS = VoucherSettings.model_validate({"pools": {"10.00": POOL}})
REASON = next(iter(REASONS))


def terms_in(database: Database, folder: Path, *, fresh: bool = False) -> Terms:
    """Rails of three kinds, runs every ten minutes, and everything that pays extra."""
    found = Terms(
        payouts=PayoutTerms(
            schedule="*/10 * * * *", least="0.10", automatic_most="20", second_admin_above="40",
            daily_person_most="0",
        ),
        pay=PayTerms(fee_percent="5"),
        bonuses=BonusTerms.model_validate({"streak": "0.10", "streak_days": 2}),
    )  # fmt: skip
    rails = (
        OutsideRail(folder / "rail", fresh=fresh),
        VoucherRail(VOUCHERS, found.money, database),
        BankRail(BANK, found.money, database),
    )
    found.rails.update({rail.name: rail for rail in rails})
    return found


@dataclass
class Town(Days):
    """The town, as the test and each of the processes has it."""

    folder: Path = Path()
    fresh: bool = False

    def __post_init__(self) -> None:
        self.keys = operator_keys(self.folder)
        self.terms = terms_in(self.database, self.folder, fresh=self.fresh)

    def begins(self) -> None:
        """Build it: an owner, three projects, people who look after things, codes, rewards."""
        owner_id = self.owner(100_000_000)
        for made in (
            with_bonus(paying(50, budget=10_000_000)),
            moderation(reward=40, budget=10_000_000, accept="review"),
            moderation(reward=30, budget=10_000_000, accept="consensus"),
        ):
            self.open(self.project(owner_id, made, rows=ROWS))
        for number in range(2):
            self.somebody(f"admin {number}", "admin")
        for number in range(4):
            self.somebody(f"reviewer {number}", "reviewer")
        for number in range(WORKERS):
            self.worker(str(number))
        codes = "\n".join(f"CODE-{number:06}" for number in range(CODES))
        bring(self.database, self.folder, codes, now_ms=self.now_ms)
        self._offers("voucher", POOL)
        self._offers("thing", "")

    def _offers(self, kind: str, detail: str) -> None:
        price = Money(700, "credits")
        self.do(
            lambda tx: catalogue.offer(
                tx, title=kind, kind=kind, price=price, detail=detail, stock=None,
                actor_id=None, now_ms=self.now_ms,
            )
        )  # fmt: skip

    def somebody(self, name: str, role: str, platform: str = "web") -> int:
        """Somebody who can be reached."""
        account_id = self.account(name, role)
        self.do(
            lambda tx: people.attach(
                tx, account_id, platform=platform, external_id=name, chat=name, now_ms=1
            )
        )
        return account_id

    def worker(self, name: str) -> int:
        """Somebody who works, with credits and a destination; every other is paid automatically."""
        return self.do(lambda tx: self._comes(tx, name))

    def _comes(self, tx: Tx, name: str) -> int:
        now_ms, platform = self.now_ms, ("telegram", "discord")[len(name) % 2]
        account_id = people.add(
            tx, name=name, locale="en", push=self.terms.push, now_ms=now_ms, role="worker",
            state="active",
        )  # fmt: skip
        people.attach(tx, account_id, platform=platform, external_id=name, chat=name, now_ms=1)
        ledger.deposit(
            tx, account_id=account_id, amount_minor=5_000, currency="credits", ref=name,
            now_ms=now_ms,
        )  # fmt: skip
        self._settles(tx, people.load(tx, account_id, lock=True), name)
        return account_id

    def _settles(self, tx: Tx, person: Person, name: str) -> None:
        seal = seals.within(tx, self.keys)
        to = f"{name}@bank"
        destinations.set_to(tx, person, "fake", to, self.terms, seal, self.now_ms)
        if person.account_id % 2:
            choices.choose(tx, person, "fake", 300, self.terms)

    def record(self) -> list[tuple[str, int, int]]:
        """What the rail outside says that it paid: key, payout, amount."""
        path = self.folder / "record"
        lines = path.read_text().splitlines() if path.exists() else []
        return [
            (key, int(payout), int(amount))
            for key, payout, amount in (line.split() for line in lines)
        ]

    def wrong(self) -> list[str]:
        """Give a sentence for everything that is not as it has to be, once all has ended."""
        found = self.do(invariants.broken)
        return found + self.do(self._unlike_the_record)

    def _unlike_the_record(self, tx: Tx) -> list[str]:
        run = tx.connection.execute
        paid: dict[int, int] = {}
        found = []
        for key, payout_id, amount in self.record():
            if payout_id in paid:
                found.append(f"payout {payout_id} was paid twice, the second time as {key}")
            paid[payout_id] = paid.get(payout_id, 0) + amount
        booked = dict(
            run("SELECT id, out_minor FROM payout WHERE rail = 'fake' AND state = 'settled'")
            .fetchall()
        )  # fmt: skip
        found += [
            f"payout {one}: the rail paid {paid.get(one)}, the books say {booked.get(one)}"
            for one in sorted(paid.keys() | booked.keys())
            if paid.get(one) != booked.get(one)
        ]
        found += [
            f"payout {payout_id} is still {state}"
            for payout_id, state in run(
                "SELECT id, state FROM payout WHERE state NOT IN ('settled', 'returned')"
            ).fetchall()
        ]
        found += [
            f"{name} still has {amount}"
            for name, amount in run(
                "SELECT name, amount_minor FROM balance WHERE amount_minor <> 0 "
                "AND (name LIKE 'person:%:in_flight' OR name LIKE 'person:%:pending')"
            ).fetchall()
        ]
        return found + self._unlike_vouchers(tx)

    def _unlike_vouchers(self, tx: Tx) -> list[str]:
        """Every settled payout by voucher gave one code to its person, every other one none."""
        rows = tx.connection.execute(
            "SELECT p.id, p.state, p.account_id, COUNT(v.id), MIN(v.account_id) FROM payout p "
            "LEFT JOIN voucher v ON v.ref = 'payout:' || p.id WHERE p.rail = 'vouchers' "
            "GROUP BY p.id, p.state, p.account_id"
        ).fetchall()
        return [
            f"payout {one} is {state} and gave {count} codes to {has}, not {owner}"
            for one, state, owner, count, has in rows
            if (count, has) != ((1, owner) if state == "settled" else (0, None))
        ]
