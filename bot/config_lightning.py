"""The section [lightning]: the LNbits wallet that pays, and what a credit is worth there."""

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from bot.config_addresses import WebAddress
from domain.terms import Section

SATS_MOST = 10_000_000  # LNbits' own default for one payment


class LightningSettings(Section):
    """Payouts over Lightning, off without an address of LNbits. Amounts are in satoshis."""

    url: WebAddress = ""
    key: SecretStr = Field(default=SecretStr(""), validate_default=True)
    sats_a_credit: int = Field(default=0, ge=0, le=100_000_000, validate_default=True)
    least: int = Field(default=100, ge=1, le=SATS_MOST)
    most: int = Field(default=100_000, ge=1, le=SATS_MOST)
    fee_percent_most: int = Field(default=5, ge=0, le=100)
    local_addresses: bool = False

    @property
    def is_on(self) -> bool:
        """Tell whether payouts go over Lightning."""
        return bool(self.url)

    @field_validator("key")
    @classmethod
    def _opens_a_wallet(cls, key: SecretStr, info: ValidationInfo) -> SecretStr:
        text = key.get_secret_value()
        if text and not (text.isascii() and text.isalnum()):
            raise ValueError("must be a wallet's admin key, as LNbits shows it")
        if info.data.get("url") and not text:
            raise ValueError("must be set: the admin key of the wallet that pays")
        return key

    @field_validator("sats_a_credit")
    @classmethod
    def _something(cls, sats: int, info: ValidationInfo) -> int:
        if info.data.get("url") and not sats:
            raise ValueError("must be set: how many satoshis one credit is worth")
        return sats

    @field_validator("most")
    @classmethod
    def _in_order(cls, most: int, info: ValidationInfo) -> int:
        if most < info.data.get("least", most):
            raise ValueError("must not be less than lightning.least")
        return most
