"""The section [bank]: whose account pays, and what a credit is worth there."""

from decimal import Decimal
from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from domain.terms import Section

BankFormat = Literal["pain.001.001.03", "pain.001.001.09", "csv"]


class BankSettings(Section):
    """Payouts to bank accounts; without an IBAN they are off."""

    iban: SecretStr = SecretStr("")
    bic: str = Field(default="", description='a BIC such as "COBADEFFXXX"')
    name: str = Field(default="", max_length=70, validate_default=True)
    worth: str = Field(
        default="", pattern=r"^(\d{1,9}(\.\d{1,8})?)?$", validate_default=True,
        description='an amount of euros in quotes such as "0.01"',
    )  # fmt: skip
    format: BankFormat = "pain.001.001.09"

    @property
    def is_on(self) -> bool:
        """Tell whether payouts go to bank accounts."""
        return bool(self.iban.get_secret_value())

    @property
    def worth_euros(self) -> Decimal:
        """What one credit is worth."""
        return Decimal(self.worth or 0)

    @field_validator("iban")
    @classmethod
    def _sound(cls, iban: SecretStr) -> SecretStr:
        from bot.rails import bank_accounts

        text = "".join(iban.get_secret_value().split()).upper()
        if text and not bank_accounts.is_iban(text):
            raise ValueError("must be the IBAN of an account in SEPA")
        return SecretStr(text)

    @field_validator("bic")
    @classmethod
    def _known(cls, bic: str, info: ValidationInfo) -> str:
        from bot.rails import bank_accounts

        iban = _iban(info)
        if bic and not bank_accounts.is_bic(bic):
            raise ValueError("must be a BIC such as COBADEFFXXX")
        if iban and not bic and not bank_accounts.bic_of(iban):
            raise ValueError("must be set: the IBAN doesn't tell it")
        return bic

    @field_validator("name")
    @classmethod
    def _in_the_letters_of_banks(cls, name: str, info: ValidationInfo) -> str:
        from bot.rails import bank_accounts

        if _iban(info) and not bank_accounts.sepa_text(name, 70):
            raise ValueError("must be set: whose account it is, as the bank knows it")
        return name

    @field_validator("worth")
    @classmethod
    def _something(cls, worth: str, info: ValidationInfo) -> str:
        if _iban(info) and not Decimal(worth or 0):
            raise ValueError('must be set: what one credit is worth in euros, such as "0.01"')
        return worth


def _iban(info: ValidationInfo) -> str:
    iban = info.data.get("iban")
    return iban.get_secret_value() if iban else ""
