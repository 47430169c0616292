"""The rails that are configured. Each is imported where it is configured alone."""

from typing import TYPE_CHECKING

from bot.rails.base import Rail

if TYPE_CHECKING:
    from bot.config import Settings
    from domain.seals import Keys
    from storage.database import Database


def configured(settings: "Settings", database: "Database", keys: "Keys") -> dict[str, Rail]:
    """Give the rails by their names, in the order in which people see them."""
    made: list[Rail] = []
    if settings.vouchers.pools:
        from bot.rails.vouchers import VoucherRail

        made.append(VoucherRail(settings.vouchers, settings.money, database))
    if settings.bank.is_on:
        from bot.rails.bank import BankRail

        made.append(BankRail(settings.bank, settings.money, database))
    if settings.lightning.is_on:
        from bot.rails.lightning import LightningRail

        made.append(LightningRail(settings.lightning, settings.money))
    return {rail.name: rail for rail in made}
