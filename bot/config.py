"""The configuration: a TOML file, and the environment, which wins.

`load` reads both and either gives a whole, valid `Settings` or raises `Unusable` with everything
that is wrong, one sentence each. Secrets are `SecretStr`: they are never printed or logged.
"""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, InitSettingsSource, SettingsConfigDict

from bot.config_addresses import SocketAddress, WebAddress
from bot.config_bank import BankSettings
from bot.config_environment import FILE_VARIABLE, Environment, without
from bot.config_lightning import LightningSettings
from bot.config_problems import problems_of
from bot.config_vouchers import VoucherSettings
from domain.errors import Invalid, Unusable
from domain.terms import (
    AppealTerms,
    BonusTerms,
    HonestyTerms,
    MediaTerms,
    MoneyTerms,
    PayoutTerms,
    PayTerms,
    PushTerms,
    ReputationTerms,
    Section,
    SummaryTerms,
    Terms,
    minor_of,
)
from domain.toml_lines import Lines
from domain.toml_lines import read as read_toml
from storage.urls import beside

DEFAULT_FILE = Path("config.toml")
TOKEN_CHARACTERS_LEAST = 16
KEY_CHARACTERS_LEAST = 32
_WEBHOOK_SECRET = re.compile(rf"[A-Za-z0-9_-]{{{TOKEN_CHARACTERS_LEAST},256}}")
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach what listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


PositiveId = Annotated[int, Field(strict=True, gt=0, lt=2**63)]
Numbers = Annotated[
    tuple[Annotated[int, Field(strict=True, ge=0, lt=10_000)], ...],
    Field(strict=False, max_length=1000),
]
Level = Annotated[int, Field(strict=False, ge=1, le=100)]
Ids = Annotated[tuple[PositiveId, ...], Field(strict=False, max_length=1000)]


class DatabaseSettings(Section):
    """Where everything is kept. The address may hold a password, so it is a secret."""

    url: SecretStr = SecretStr("sqlite:///bitework.db")

    @field_validator("url")
    @classmethod
    def _known_database(cls, url: SecretStr) -> SecretStr:
        scheme, _, rest = url.get_secret_value().partition("://")
        known = scheme == "sqlite" and rest.startswith("/") and len(rest) > 1
        if not known and not (scheme in ("postgresql", "postgres") and rest):
            raise ValueError("must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE")
        return url

    @property
    def shown(self) -> str:
        """The address without its password."""
        scheme, _, rest = self.url.get_secret_value().partition("://")
        if scheme == "sqlite":
            return f"{scheme}://{rest}"
        return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


class WebSettings(Section):
    """The web chat and its pages."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)  # 0 takes any that is free
    public_url: WebAddress = ""
    chat: bool = True
    access_token: SecretStr = SecretStr("")

    @field_validator("host")
    @classmethod
    def _named_host(cls, host: str) -> str:
        try:
            ipaddress.ip_address(host)
        except ValueError:
            if not _HOST_NAME.fullmatch(host):
                raise ValueError("must be an address such as 127.0.0.1, or a name") from None
        return host

    @field_validator("access_token")
    @classmethod
    def _guarded(cls, token: SecretStr, info: ValidationInfo) -> SecretStr:
        length = len(token.get_secret_value())
        if length and length < TOKEN_CHARACTERS_LEAST:
            raise ValueError(f"must have at least {TOKEN_CHARACTERS_LEAST} characters")
        host = info.data.get("host", "127.0.0.1")
        if not length and not is_loopback(host):
            raise ValueError(
                f"must be set (at least {TOKEN_CHARACTERS_LEAST} characters): "
                f'web.host = "{host}" lets other machines in'
            )
        return token


class TelegramSettings(Section):
    """The Telegram bot; without a token it is off."""

    token: SecretStr = SecretStr("")
    api_base: WebAddress = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    secret: SecretStr = Field(default=SecretStr(""), validate_default=True)
    proxy: SecretStr = SecretStr("")  # it may hold a password
    name: str = Field(default="Bitework", max_length=64)
    messages_a_second: int = Field(default=30, ge=1, le=100_000)
    chat_messages_a_second: int = Field(default=1, ge=1, le=1000)
    chat_burst: int = Field(default=3, ge=1, le=1000)
    group_messages_a_minute: int = Field(default=20, ge=1, le=60_000)

    @field_validator("token")
    @classmethod
    def _looks_like_a_token(cls, token: SecretStr) -> SecretStr:
        text = token.get_secret_value()
        if text and not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", text):
            raise ValueError("must look like 123456:ABC-def, as BotFather gives it")
        return token

    @field_validator("secret")
    @classmethod
    def _guards_the_webhook(cls, secret: SecretStr, info: ValidationInfo) -> SecretStr:
        text = secret.get_secret_value()
        if text and not _WEBHOOK_SECRET.fullmatch(text):
            raise ValueError(
                f"must have {TOKEN_CHARACTERS_LEAST} to 256 characters of A-Z a-z 0-9 _ -"
            )
        if not text and info.data.get("mode") == "webhook":
            raise ValueError('must be set with mode = "webhook": without it anybody could write')
        return secret

    @field_validator("proxy")
    @classmethod
    def _is_a_proxy(cls, proxy: SecretStr) -> SecretStr:
        text = proxy.get_secret_value()
        if text and not (text.startswith(("http://", "https://")) and urlsplit(text).hostname):
            raise ValueError("must be an address such as http://proxy.example:3128")
        return proxy


class DiscordSettings(Section):
    """The Discord bot; without a token it is off."""

    token: SecretStr = SecretStr("")
    api_base: WebAddress = "https://discord.com/api/v10"
    gateway_url: SocketAddress = ""  # empty: the one that Discord names
    shards: int = Field(default=0, ge=0, le=10_000)  # 0: as many as Discord recommends
    shard_ids: Numbers = ()  # empty: all of them
    members: bool = False
    messages_a_second: int = Field(default=45, ge=1, le=100_000)
    roles: dict[Level, Ids] = Field(default_factory=dict)  # by reputation level

    @field_validator("shard_ids")
    @classmethod
    def _of_the_shards(cls, ids: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        shards = info.data.get("shards", 0)
        if ids and (len(set(ids)) < len(ids) or max(ids) >= shards):
            raise ValueError("must be different numbers below discord.shards, which has to be set")
        return ids

    @field_validator("token")
    @classmethod
    def _looks_like_a_token(cls, token: SecretStr) -> SecretStr:
        text = token.get_secret_value()
        if text and not re.fullmatch(r"[!-~]+", text):
            raise ValueError("must be a token without spaces, as Discord's pages show it")
        return token


class AdminSettings(Section):
    """Who is an admin from the first message on, by the platforms' own ids."""

    telegram: Ids = ()
    discord: Ids = ()


class SecretSettings(Section):
    """The key with which vouchers, payout addresses and bank files are sealed in the database."""

    key: SecretStr = SecretStr("")  # several, the newest first, with spaces between them
    key_file: str = Field(default="bitework.key", min_length=1, max_length=1000)

    @field_validator("key")
    @classmethod
    def _long_enough(cls, key: SecretStr) -> SecretStr:
        if any(len(one) < KEY_CHARACTERS_LEAST for one in key.get_secret_value().split()):
            raise ValueError(f"must have at least {KEY_CHARACTERS_LEAST} characters")
        return key


class LogSettings(Section):
    """How much is logged to stderr, and in which form."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "console", "json"] = "auto"


class Settings(BaseSettings):
    """All sections. Made by `load`; immutable."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, validate_default=True
    )

    database: DatabaseSettings = DatabaseSettings()
    web: WebSettings = WebSettings()
    telegram: TelegramSettings = TelegramSettings()
    discord: DiscordSettings = DiscordSettings()
    admins: AdminSettings = AdminSettings()
    money: MoneyTerms = MoneyTerms()
    reputation: ReputationTerms = ReputationTerms()
    push: PushTerms = PushTerms()
    summary: SummaryTerms = SummaryTerms()
    payouts: PayoutTerms = PayoutTerms()
    pay: PayTerms = PayTerms()
    bonuses: BonusTerms = BonusTerms()
    appeals: AppealTerms = AppealTerms()
    media: MediaTerms = MediaTerms()
    honesty: HonestyTerms = HonestyTerms()
    bank: BankSettings = BankSettings()
    lightning: LightningSettings = LightningSettings()
    vouchers: VoucherSettings = VoucherSettings()
    secrets: SecretSettings = SecretSettings()
    log: LogSettings = LogSettings()

    _file: Path | None = PrivateAttr(default=None)

    @field_validator("telegram")
    @classmethod
    def _reachable(cls, telegram: TelegramSettings, info: ValidationInfo) -> TelegramSettings:
        web = info.data.get("web")
        if telegram.mode == "webhook" and web and not web.public_url.startswith("https://"):
            raise ValueError(
                'mode = "webhook" needs web.public_url, an address that begins with https://'
            )
        return telegram

    @field_validator("payouts", "pay", "bonuses", "vouchers")
    @classmethod
    def _in_the_currency(cls, section: Section, info: ValidationInfo) -> Section:
        """Hold the amounts of a section to the currency's decimals."""
        money = info.data.get("money")
        if money and getattr(section, "currency", money.currency) == money.currency:
            for name, value in section.amounts():
                try:
                    minor_of(value, money)
                except ValueError as error:
                    raise ValueError(f'{name} = "{value}" {error}') from None
        return section

    @field_validator("bank", "lightning")
    @classmethod
    def _of_one_size(
        cls, rail: BankSettings | LightningSettings, info: ValidationInfo
    ) -> BankSettings | LightningSettings:
        """One name in the books has one size: that of the rail which sends it."""
        money = info.data.get("money")
        key, name, places = ("iban", "EUR", 2) if info.field_name == "bank" else ("url", "sat", 0)
        if rail.is_on and money and money.currency == name and money.decimals != places:
            raise ValueError(
                f'{key} needs money.decimals = {places} where money.currency = "{name}"'
            )
        return rail

    @property
    def file(self) -> Path | None:
        """The file that was read, if there was one."""
        return self._file

    @property
    def terms(self) -> Terms:
        """What services need of it."""
        url = self.database.url.get_secret_value()
        return Terms(
            money=self.money,
            reputation=self.reputation,
            push=self.push,
            summary=self.summary,
            payouts=self.payouts,
            pay=self.pay,
            bonuses=self.bonuses,
            appeals=self.appeals,
            honesty=self.honesty,
            media=self.media.model_copy(update={"folder": str(beside(url, self.media.folder))}),
            admins=frozenset(
                (platform, str(number))
                for platform in ("telegram", "discord")
                for number in getattr(self.admins, platform)
            ),
        )

    @classmethod
    def of(cls, values: dict[str, Any], environ: Mapping[str, str]) -> Self:
        """Build settings from a file's values and the environment; raises ValidationError."""
        sources = (Environment(cls, environ), InitSettingsSource(cls, values))
        options: dict[str, Any] = {"_build_sources": (sources, {})}
        return cls(**options)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a configuration holds and what is wrong with it.

    `broken` sections are not in `settings`, which has their defaults instead.
    """

    settings: Settings
    problems: list[str]
    broken: frozenset[str]


def load(option: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the configuration.

    The file is `option` (`--config`), else BITEWORK_CONFIG, else ./config.toml where there is one.
    Raises Unusable with all that is wrong.
    """
    looked = look(option, environ)
    if looked.problems:
        raise Unusable("The configuration cannot be used:", looked.problems)
    return looked.settings


def look(option: Path | None = None, environ: Mapping[str, str] | None = None) -> Looked:
    """Read the configuration as far as it is sound; raises Unusable where it can't be read."""
    environ = os.environ if environ is None else environ
    file = option or (Path(environ[FILE_VARIABLE]) if environ.get(FILE_VARIABLE) else None)
    if file is None and DEFAULT_FILE.exists():
        file = DEFAULT_FILE
    text = _read(file) if file else ""
    values, lines = _parse(text, file)
    problems: list[str] = []
    broken: set[str] = set()
    while True:
        try:
            settings = Settings.of(*without(broken, values, environ))
        except ValidationError as error:
            problems = problems or problems_of(error, Settings, lines, file, environ)
            broken |= {str(details["loc"][0]) for details in error.errors()}
        else:
            settings._file = file
            return Looked(settings, problems, frozenset(broken))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Unusable("There is no configuration file {file}.", file=file) from None
    except UnicodeDecodeError:
        raise Unusable("The configuration file {file} is not UTF-8 text.", file=file) from None
    except OSError as error:
        raise Unusable(
            "The configuration file {file} cannot be read: {why}.", file=file, why=error.strerror
        ) from None


def _parse(text: str, file: Path | None) -> tuple[dict[str, Any], Lines]:
    try:
        return read_toml(text)
    except Invalid as error:
        raise Unusable("{file} is not TOML:", error.problems, file=file) from None
