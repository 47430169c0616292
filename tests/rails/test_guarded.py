"""What an address that somebody else chose can not bring us to do."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot import visiting
from bot.guarded import BYTES_MOST, Guard, Unreached, is_public
from domain.errors import Refused

LOCAL = Guard(is_local_allowed=True, seconds_most=0.4)
PUBLIC = "93.184.216.34"


class Names:
    """The names of the world, for one test: what each call is answered with, and how many came."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers, self.asked = list(answers), 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Host:
    """A server of somebody who means no good. It counts who comes in and what it could send."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.sent = 0

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(request.path)
        match request.path:
            case "/json":
                return web.json_response({"agent": request.headers["User-Agent"]})
            case "/onwards":
                raise web.HTTPFound("/json")
            case "/html":
                return web.Response(text="<html>", content_type="text/html")
            case "/deep":
                return web.Response(text="[" * 60_000)
            case "/full":
                return web.json_response("x" * (BYTES_MOST - 2))
            case "/big":
                return await self._pour(request, 10_000_000)
            case "/says_big":
                return web.Response(body=b"x" * (BYTES_MOST + 1))
            case "/packed":
                response = web.json_response(["a"] * 100)
                response.enable_compression(web.ContentCoding.gzip)
                return response
            case "/slow":
                await asyncio.sleep(5)
            case "/dripping":
                return await self._pour(request, 1000, pause=0.1)
            case "/cut":
                assert request.transport is not None
                request.transport.abort()
        return web.Response(status=int(request.path[1:]) if request.path[1:].isdigit() else 404)

    async def _pour(self, request: web.Request, size: int, pause: float = 0) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(size // 10 if pause else size // 10_000):
            await response.write(b"x" * (10 if pause else 10_000))
            self.sent += 10_000
            await asyncio.sleep(pause)
        return response


@asynccontextmanager
async def listening(host: Host, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    runner = web.ServerRunner(web.Server(host.serve), shutdown_timeout=0.1)
    await runner.setup()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        await web.SockSite(runner, listener, ssl_context=tls).start()
        yield listener.getsockname()[1]
        await runner.cleanup()


@pytest.fixture
async def host() -> Host:
    return Host()


@pytest.fixture
async def url(host: Host) -> AsyncIterator[str]:
    async with listening(host) as port:
        yield f"http://localhost:{port}"


async def test_json_is_fetched(url: str) -> None:
    assert await LOCAL.get_json(f"{url}/json") == {"agent": "Bitework"}


async def test_an_answer_may_be_just_as_large_as_the_limit(url: str) -> None:
    assert len(await LOCAL.get_json(f"{url}/full")) == BYTES_MOST - 2


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/onwards", "sends us on"),
        ("/301", "sends us on"),
        ("/304", "sends us on"),
        ("/html", "can't be read"),
        ("/deep", "can't be read"),
        ("/big", "more than 64 kB"),
        ("/says_big", "more than 64 kB"),
        ("/packed", "doesn't answer as it should"),
        ("/404", "HTTP 404"),
        ("/204", "HTTP 204"),
    ],
)
async def test_what_is_no_good_is_refused(host: Host, url: str, path: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        await LOCAL.get_json(f"{url}{path}")
    assert host.calls == [path]  # nobody followed it anywhere
    assert host.sent < 2_000_000  # a large answer isn't read to its end


@pytest.mark.parametrize(
    ("path", "is_there"),
    [
        ("/html", True), ("/packed", True), ("/says_big", True), ("/onwards", True),
        ("/403", True), ("/404", False), ("/500", False), ("/slow", False),
    ],
)  # fmt: skip
async def test_a_knock_reads_nothing(host: Host, url: str, path: str, is_there: bool) -> None:
    assert await visiting.answers(f"{url}{path}", LOCAL) is is_there
    assert host.calls[0] == path


async def test_nobody_knocks_at_this_machine(host: Host, url: str) -> None:
    assert not await visiting.answers(f"{url}/html")
    assert host.calls == []


async def test_a_page_over_http_is_looked_at_where_it_is_allowed_and_public() -> None:
    asked: list[str] = []

    async def at_home(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["10.0.0.1"]

    assert not await visiting.answers("http://example.org/", Guard(resolve=at_home))
    assert asked == []
    allowed = Guard(resolve=at_home, is_http_allowed=True)
    assert not await visiting.answers("http://example.org/", allowed)
    assert asked == ["example.org"]
    assert allowed._is_fit("93.184.215.14", "http")
    assert not Guard()._is_fit("93.184.215.14", "http")


@pytest.mark.parametrize("path", ["/429", "/500", "/503", "/slow", "/dripping", "/cut"])
async def test_what_may_be_better_later_is_said_so(url: str, path: str) -> None:
    with pytest.raises(Unreached):
        await LOCAL.get_json(f"{url}{path}")


async def test_nobody_listens_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unreached):
        await LOCAL.get_json(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "address",
    [
        "http://wallet.example/", "ftp://wallet.example/", "file:///etc/passwd", "wallet.example",
        "", "https://", "https://[", "//wallet.example", "javascript:alert(1)",
        "https://wallet.example/" + "a" * 2000,
    ],
)  # fmt: skip
async def test_only_https_is_taken(address: str) -> None:
    names = Names([PUBLIC])
    with pytest.raises(Refused, match="https"):
        await Guard(resolve=names).get(address)
    assert names.asked == 0


@pytest.mark.parametrize("address", ["https://ann@a.example/", "https://ann:word@a.example/"])
async def test_no_names_and_passwords_in_addresses(address: str) -> None:
    with pytest.raises(Refused, match="password"):
        await Guard(resolve=Names([PUBLIC])).get(address)


@pytest.mark.parametrize("name", ["abc.onion", "ABC.ONION", "abc.onion."])
async def test_hidden_services_are_refused(name: str) -> None:
    with pytest.raises(Refused, match="public internet"):
        await Guard(resolve=Names([PUBLIC])).get(f"https://{name}/")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1",  # noqa: S104
        "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
        "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1",
        "fec0::1", "::ffff:127.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "100::1",
    ],
)  # fmt: skip
async def test_no_way_into_a_private_network(address: str) -> None:
    assert not is_public(address)
    for addresses in ([address], [PUBLIC, address], [address, PUBLIC]):
        with pytest.raises(Refused, match="public internet"):
            await Guard(resolve=Names(addresses)).get("https://wallet.example/")


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700:4700::1111", "2a00:1450::1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:7f00:1]", "localhost"]
)
async def test_this_machine_by_any_of_its_names(host: str) -> None:
    """The system's own resolver is asked here."""
    with pytest.raises((Refused, Unreached)):
        await Guard().get(f"https://{host}:9/")


async def test_this_machine_is_not_reached_though_it_listens(host: Host, url: str) -> None:
    async with listening(host) as port:
        with pytest.raises(Refused):
            await Guard().get(f"https://localhost:{port}/json")
    assert host.calls == []


async def test_the_setting_lets_nobody_elsewhere_be_asked_over_http() -> None:
    with pytest.raises(Refused, match="public internet"):
        await Guard(is_local_allowed=True, resolve=Names([PUBLIC])).get("http://wallet.example/")
    with pytest.raises(Refused, match="public internet"):
        await Guard(is_local_allowed=True, resolve=Names(["10.0.0.1"])).get("https://wallet.example/")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (socket.EAI_NONAME, Refused),
        (socket.EAI_AGAIN, Unreached),
        (socket.EAI_FAIL, Unreached),
    ],
)
async def test_a_name_that_nobody_knows_and_one_that_nobody_tells(
    number: int, expected: type[Exception]
) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(number, "no name")

    with pytest.raises(expected):
        await Guard(resolve=resolve).get("https://wallet.example/")


async def test_a_name_without_addresses() -> None:
    with pytest.raises(Refused):
        await Guard(resolve=Names([])).get("https://wallet.example/")


async def test_a_resolver_that_does_not_answer_is_not_waited_for() -> None:
    async def silent(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(5)
        return [PUBLIC]

    with pytest.raises(Unreached):
        await Guard(resolve=silent, seconds_most=0.1).get("https://wallet.example/")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for wallet.example, with its key, that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "wallet.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("wallet.example")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    pem = serialization.Encoding.PEM
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, form, plain))
    return file


async def test_a_name_is_asked_once_and_can_not_mean_another_machine_later(
    host: Host, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second answer would lead elsewhere: there is no second question."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    names = Names(["127.0.0.1"], ["127.0.0.2"])
    guard = Guard(is_local_allowed=True, resolve=names)
    async with listening(host, tls) as port:
        await guard.get_json(f"https://wallet.example:{port}/json")
    assert (names.asked, host.calls) == (1, ["/json"])


async def test_a_certificate_has_to_be_somebody_s_whom_one_trusts(
    host: Host, certificate: Path
) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    async with listening(host, tls) as port:
        with pytest.raises(Unreached):
            await Guard(is_local_allowed=True, resolve=Names(["127.0.0.1"])).get(
                f"https://wallet.example:{port}/json"
            )
    assert host.calls == []


async def test_a_file_is_written_as_it_comes(url: str, tmp_path: Path) -> None:
    to = tmp_path / "file"
    assert await LOCAL.save(f"{url}/html", to) == "text/html"
    assert to.read_bytes() == b"<html>"
    assert await LOCAL.save(f"{url}/onwards", to) == "application/json"  # behind a redirect
    assert to.read_bytes() == b'{"agent": "Bitework"}'


@pytest.mark.parametrize("path", ["/big", "/says_big"])
async def test_a_file_is_not_larger_than_the_limit(
    url: str, host: Host, path: str, tmp_path: Path
) -> None:
    to = tmp_path / "file"
    with pytest.raises(Refused, match="answers with more than 64 kB"):
        await LOCAL.save(f"{url}{path}", to)
    assert to.stat().st_size <= BYTES_MOST


async def test_a_redirect_leads_no_further_than_an_address(tmp_path: Path) -> None:
    class Sly(Host):
        async def serve(self, request: web.Request) -> web.StreamResponse:
            self.calls.append(request.path)
            raise web.HTTPFound(request.path.replace("/to/", "http://", 1))

    sly = Sly()
    async with listening(sly) as port:
        start = f"http://localhost:{port}"
        for inside in ("10.0.0.1/x", "169.254.169.254/latest", f"0.0.0.0:{port}/x"):
            with pytest.raises(Refused, match="isn't on the public internet"):
                await LOCAL.save(f"{start}/to/{inside}", tmp_path / "file")
        with pytest.raises(Refused, match="sends us on"):
            await LOCAL.save(f"{start}/round", tmp_path / "file")
        assert sly.calls.count("/round") == 4
