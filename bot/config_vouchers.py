"""The section [vouchers]: which vouchers are payouts, and what a credit is worth in them."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from domain.currencies import decimals
from domain.terms import MoneyTerms, Section
from domain.vouchers import POOL_CHARACTERS_MOST

Face = Annotated[str, StringConstraints(pattern=r"^\d{1,9}(\.\d{1,8})?$")]
Pool = Annotated[str, StringConstraints(min_length=1, max_length=POOL_CHARACTERS_MOST)]


class VoucherSettings(Section):
    """Payouts by voucher; without pools they are off."""

    currency: str = Field(
        default="EUR", pattern=r"^[A-Za-z]{3}$", description='a currency such as "EUR"'
    )
    worth: str = Field(
        default="1.00",
        pattern=r"^\d{1,9}(\.\d{1,8})?$",
        description='an amount of the currency in quotes such as "1.00"',
    )
    pools: dict[Face, Pool] = Field(default_factory=dict)  # by what a voucher is worth

    def amounts(self) -> list[tuple[str, str]]:
        """Give the amounts that there are vouchers of."""
        return [("pools", face) for face in self.pools]

    @field_validator("worth")
    @classmethod
    def _something(cls, worth: str) -> str:
        if not Decimal(worth):
            raise ValueError("must be more than 0")
        return worth

    @field_validator("pools")
    @classmethod
    def _whole(cls, pools: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        places = decimals(info.data.get("currency", ""), MoneyTerms())
        for face in pools:
            minor = Decimal(face).scaleb(places)
            if minor != int(minor) or minor <= 0:
                raise ValueError(f"has an amount that no voucher can have: {face}")
        if len({Decimal(face) for face in pools}) < len(pools):
            raise ValueError("has one amount twice")
        return pools
