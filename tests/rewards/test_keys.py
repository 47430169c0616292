"""The operator's key: made when it is first needed, never replaced by another unnoticed."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from bot.config import SecretSettings, load
from bot.sealing import SALT, OperatorKeys, _derived, keys_of, settle
from domain.errors import Unusable
from services import seals
from storage.database import Database
from storage.tx import Tx
from tests.cli.conftest import Shell
from tests.cli.conftest import bitework as bitework
from tests.keys import operator_keys

OLD, NEW = "an old key of at least 32 letters!".replace(" ", "-"), "n" * 32


def given(key: str) -> OperatorKeys:
    return OperatorKeys(SecretSettings(key=SecretStr(key)), Path("unused.key"))


def sealed(database: Database, keys: OperatorKeys, text: str) -> str:
    return database.write_now(lambda tx: seals.within(tx, keys).seal(text))


def opened(database: Database, keys: OperatorKeys, text: str) -> str:
    return database.read_now(lambda tx: seals.within(tx, keys).open(text))


def test_the_key_is_made_for_its_owner_alone_when_it_is_first_needed(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "bitework.key"
    keys = operator_keys(tmp_path)
    assert database.read_now(lambda tx: seals.problems(tx, keys)) == []
    assert not file.exists()
    kept = sealed(database, keys, "DE89 3704")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "key" in path.name] == ["bitework.key"]
    assert "3704" not in kept
    assert kept != sealed(database, keys, "DE89 3704")
    again = operator_keys(tmp_path)  # another process
    assert opened(database, again, kept) == "DE89 3704"
    assert again.digest("DE89 3704") == keys.digest("DE89 3704") != keys.digest("DE89 3705")


def test_a_lost_or_another_key_is_refused_and_none_is_made_in_its_place(
    database: Database, tmp_path: Path
) -> None:
    kept = sealed(database, operator_keys(tmp_path), "secret")
    (tmp_path / "bitework.key").rename(tmp_path / "away.key")
    for keys, why in ((operator_keys(tmp_path), "there is no key"), (given(OLD), "the key in")):
        for use in (sealed, opened):
            with pytest.raises(Unusable, match=why):
                use(database, keys, kept)
    assert not (tmp_path / "bitework.key").exists()
    (tmp_path / "away.key").rename(tmp_path / "bitework.key")
    assert opened(database, operator_keys(tmp_path), kept) == "secret"


def test_nothing_is_noted_where_the_transaction_is_given_up(
    database: Database, tmp_path: Path
) -> None:
    def fails(tx: Tx) -> None:
        seals.within(tx, operator_keys(tmp_path)).seal("secret")
        raise Unusable("Enough.")

    with pytest.raises(Unusable, match="Enough"):
        database.write_now(fails)
    assert sealed(database, given(OLD), "secret")  # so any key may still be the first


def test_a_key_is_replaced_by_putting_the_new_one_before_it(database: Database) -> None:
    kept = sealed(database, given(OLD), "secret")
    both = given(f"{NEW} {OLD}")
    newer = sealed(database, both, "other")
    assert opened(database, both, kept) == "secret"
    assert both.digest("secret") == given(OLD).digest("secret")
    with pytest.raises(Unusable):
        given(OLD).open(newer)
    with pytest.raises(Unusable, match="another key"):
        given(NEW).open(kept)


def test_the_derivation_is_hkdf() -> None:
    theirs = HKDF(algorithm=SHA256(), length=32, salt=SALT, info=b"fernet").derive(OLD.encode())
    assert _derived(OLD, b"fernet") == theirs


@pytest.mark.parametrize(
    ("content", "why"), [("", "empty"), ("short\n", "no key"), ("\udcff", "no key")]
)
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "bitework.key").write_text(content, errors="surrogateescape")
    with pytest.raises(Unusable, match=why):
        operator_keys(tmp_path).make()


def test_a_folder_that_takes_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="cannot be made"):
        operator_keys(tmp_path / "missing").make()


def test_where_the_key_file_is(tmp_path: Path) -> None:
    """Beside the SQLite file, unless the configuration names another place."""
    variables = {"BITEWORK_DATABASE__URL": f"sqlite:///{tmp_path}/a.db"}
    keys_of(load(None, variables)).make()
    assert (tmp_path / "bitework.key").exists()
    other = tmp_path / "other.key"
    keys_of(load(None, {**variables, "BITEWORK_SECRETS__KEY_FILE": str(other)})).make()
    assert other.read_text() != (tmp_path / "bitework.key").read_text()


def test_the_bot_does_not_start_with_a_lost_or_another_key(
    database: Database, tmp_path: Path
) -> None:
    missing = {"BITEWORK_SECRETS__KEY_FILE": str(tmp_path / "bitework.key")}
    settle(database, load(None, missing))
    sealed(database, given(OLD), "secret")
    settle(database, load(None, {"BITEWORK_SECRETS__KEY": f"{NEW} {OLD}"}))
    for variables in (missing, {"BITEWORK_SECRETS__KEY": NEW}):
        with pytest.raises(Unusable, match="put that one back from where you keep a copy"):
            settle(database, load(None, variables))


def test_check_tells_what_is_wrong_with_the_key(bitework: Shell) -> None:
    bitework.write("config.toml", f"[secrets]\nkey = '{OLD} short'\n")
    (problem,) = bitework("check --json").json["problems"]
    assert problem["text"] == ("config.toml line 2: secrets.key must have at least 32 characters")
    bitework.write("config.toml", "")
    file = bitework.write("bitework.key", OLD)
    file.chmod(0o644)
    (problem,) = bitework("check --json").json["problems"]
    assert problem["part"] == "secrets"
    assert problem["text"].startswith("others can read the key in ")
    file.chmod(0o600)
    assert bitework("check").code == 0
