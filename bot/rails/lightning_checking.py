"""Whether the configured LNbits wallet can pay: for `bitework check`."""

import asyncio

from bot.config_lightning import LightningSettings
from bot.rails.lnbits import KeyRefused, Lnbits, LnbitsTrouble


def problems(settings: LightningSettings) -> list[str]:
    """Ask LNbits for the wallet; gives a sentence for what is wrong."""
    try:
        wallet = asyncio.run(Lnbits(settings.url, settings.key).wallet())
    except KeyRefused:
        return [
            f"LNbits at {settings.url} doesn't take lightning.key. It must be the wallet's admin "
            'key, as LNbits shows it under "API info"; an invoice key can\'t pay.'
        ]
    except LnbitsTrouble as error:
        return [f"The wallet at {settings.url} can't be reached: {error}."]
    if wallet.balance_msat < settings.least * 1000:
        return [
            f"The wallet holds {wallet.balance_msat // 1000} sat, less than lightning.least: "
            "nothing can be paid out before it is filled."
        ]
    return []
