"""Starts, kills and restarts a real LNbits on loopback, and makes wallets in it.

It runs in an environment of its own (`make lnbits`), in a folder that is thrown away, with its
FakeWallet: people's invoices are paid within it, and forgotten with it. Nothing leaves this
machine: it knows no manifest of extensions, and asks nobody for prices.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

ENVIRONMENT = Path(__file__).parents[2] / ".lnbits"
START_SECONDS_MAX = 90.0
ADMIN = {"username": "operator", "password": "correct horse"}


def why_not() -> str | None:
    """Say what is missing here for a real LNbits; None where nothing is."""
    if (ENVIRONMENT / ".ready").exists():
        return None
    return "no real LNbits: `make lnbits` makes the environment for it (about a minute)"


@dataclass(frozen=True)
class Wallet:
    """A wallet and its keys."""

    id: str
    admin_key: str
    invoice_key: str


@dataclass
class Lnbits:
    """A server in its folder; `url` stays the same over restarts."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    _token: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        server = (ENVIRONMENT / "bin" / "python", "-m", "uvicorn", "lnbits.__main__:app")
        where = ("--host", "127.0.0.1", "--port", str(self.port))
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(  # LNbits' own command is a parent that outlives it
                [*server, *where],
                cwd=self.folder, env=self._settings(), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS_MAX
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text()[-3000:])
            time.sleep(0.05)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End it, without a word of warning."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait()

    def install(self) -> None:
        """Make the first account, before anything else may be called, and log in."""
        given = {**ADMIN, "password_repeat": ADMIN["password"]}
        answer = self._call("PUT", "/api/v1/auth/first_install", given)
        self._token = {"Authorization": f"Bearer {answer['access_token']}"}

    def wallet(self, name: str, sats: int = 0) -> Wallet:
        """Make a wallet that holds so much."""
        made = self._call("POST", "/api/v1/wallet", {"name": name})
        if sats:
            self._call("PUT", "/users/api/v1/balance", {"id": made["id"], "amount": sats})
        return Wallet(made["id"], made["adminkey"], made["inkey"])

    def address(self, wallet: Wallet, name: str) -> str:
        """Give a wallet a Lightning address."""
        self._as(wallet, "PATCH", "/api/v1/wallet", {"lightning_address": name})
        return f"{name}@127.0.0.1:{self.port}"

    def invoice(self, wallet: Wallet, sats: int, **options: Any) -> str:
        """Have a wallet ask for so much."""
        body = {"out": False, "amount": sats, "memo": "work", **options}
        return str(self._as(wallet, "POST", "/api/v1/payments", body)["bolt11"])

    def balance_sat(self, wallet: Wallet) -> int:
        """Say what a wallet holds."""
        return int(self._as(wallet, "GET", "/api/v1/wallet")["balance"]) // 1000

    def _as(self, wallet: Wallet, method: str, path: str, body: Any = None) -> Any:
        return self._call(method, path, body, {"X-Api-Key": wallet.admin_key})

    def _call(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        answer = httpx.request(
            method, self.url + path, json=body, headers=headers or self._token, timeout=20
        )
        answer.raise_for_status()
        return answer.json()

    def _answers(self) -> bool:
        try:
            httpx.get(f"{self.url}/api/v1/health", timeout=5)
        except httpx.TransportError:
            return False
        return True

    def _settings(self) -> dict[str, str]:
        nobody = "http://127.0.0.1:9"
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "LNBITS_DATA_FOLDER": str(self.folder / "data"),
            "LNBITS_EXTENSIONS_PATH": str(self.folder / "data"),
            "LNBITS_BACKEND_WALLET_CLASS": "FakeWallet",
            "LNBITS_ADMIN_UI": "true",
            "LNBITS_EXTENSIONS_MANIFESTS": "[]",
            "LNBITS_WASM_EXTENSIONS_MANIFESTS": "[]",
            "LNBITS_PRICE_AGGREGATOR_URL": nobody,
            "LNBITS_EXCHANGE_RATE_PROVIDERS": "[]",
            "LNBITS_RATE_LIMIT_NO": "1000000",
            "LNBITS_ALLOW_CUSTOM_WALLET_LIGHTNING_ADDRESSES": "true",
        }


@contextmanager
def running() -> Iterator[Lnbits]:
    """Have a server with its first account, in a folder of its own."""
    with TemporaryDirectory(prefix="bitework-lnbits-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        package = next((ENVIRONMENT / "lib").glob("python3*/site-packages/lnbits"))
        (folder / "lnbits").symlink_to(package)  # it looks for its pages there
        for part in ("logs", "extensions", "wasm_extensions"):
            (folder / "data" / part).mkdir(parents=True)
        server = Lnbits(folder, _free_port())
        server.start()
        try:
            server.install()
            yield server
        finally:
            server.kill()
            shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
