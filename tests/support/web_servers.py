"""Real servers on loopback, with generated rules and nothing of the system's configuration; and curl to ask them."""

import os
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.programs import find_program, skip_without
from support.project import end

MODULES = Path("/usr/lib/apache2/modules")

APACHE = """\
ServerRoot "{folder}"
PidFile "{folder}/apache.pid"
DefaultRuntimeDir "{folder}"
ErrorLog "{folder}/error.log"
ServerName 127.0.0.1
{modules}
TypesConfig /dev/null
DirectoryIndex other.html
AddLanguage it .it
{listen}
<Directory />
    Require all granted
    # What the rules have to switch off.
    Options FollowSymLinks MultiViews Indexes
    AllowOverride All
</Directory>
{sites}
"""
APACHE_MODULES = (
    "mpm_event",
    "authz_core",
    "dir",
    "mime",
    "rewrite",
    "headers",
    "negotiation",
    "autoindex",
    "alias",
)
NGINX = """\
{user}
daemon off;
master_process off;
pid "{folder}/nginx.pid";
error_log "{folder}/error.log" info;
events {{}}
http {{
    access_log off;
    index other.html;
    client_body_temp_path "{folder}/body";
    proxy_temp_path "{folder}/proxy";
    fastcgi_temp_path "{folder}/fastcgi";
    uwsgi_temp_path "{folder}/uwsgi";
    scgi_temp_path "{folder}/scgi";
    include "{folder}/site.conf";
}}
"""


@dataclass(frozen=True)
class Answer:
    """What a server said; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str = ""

    def __getitem__(self, name: str) -> str:
        return self.headers.get(name, "")


def ask(url: str, accept: str | None = None, *options: str) -> Answer:
    """Ask with curl; no ``accept`` is no header."""
    header = "Accept:" if accept is None else f"Accept: {accept}"
    command = [find_program("curl"), "-sS", "--max-time", "20", "--noproxy", "*", "-H", header, *options]
    with tempfile.TemporaryDirectory() as folder:
        body = Path(folder, "body")
        done = subprocess.run(
            [*command, "-o", body, "-D", "-", "-w", "\n%{url_effective}", url], capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        *heads, last = done.stdout.decode("latin-1").replace("\r\n", "\n").rsplit("\n\n", 1)
        status, *lines = heads[0].split("\n\n")[-1].splitlines()
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(": ")
            headers[name.lower()] = f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
        content = body.read_bytes() if body.exists() else b""
        return Answer(int(status.split()[1]), headers, content, last.strip())


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that a server which gives up its rights can read."""
    with tempfile.TemporaryDirectory(prefix="hosting-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def readable(folder: Path) -> None:
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def configure_apache(folder: Path, sites: dict[int, str]) -> list[str]:
    """Write what Apache needs for what is in each site's block; the command that starts it."""
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in APACHE_MODULES)
    listen = "\n".join(f"Listen 127.0.0.1:{port}" for port in sites)
    blocks = "\n".join(f"<VirtualHost *:{port}>\n{inner}\n</VirtualHost>" for port, inner in sites.items())
    config = folder / "apache.conf"
    config.write_text(APACHE.format(folder=folder, modules=modules, listen=listen, sites=blocks), encoding="utf-8")
    if not MODULES.is_dir():
        skip_without("apache2")
    return [find_program("apache2"), "-f", str(config), "-DFOREGROUND"]


def configure_nginx(folder: Path, rules: str, root: Path, port: int) -> list[str]:
    """The complete server that is generated, with the three lines mended."""
    rules, count = re.subn(
        r'listen 80;\n    server_name "[^"]*";\n    root /srv/www;',
        f'listen 127.0.0.1:{port};\n    root "{root}";',
        rules,
    )
    assert count == 1
    (folder / "site.conf").write_text(rules, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, user=user), encoding="utf-8")
    return [find_program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]


def configure_caddy(folder: Path, rules: str, root: Path, port: int) -> list[str]:
    """The generated file with host and root mended, and nothing else listened on."""
    snippet, _, site = rules.rpartition("\n\n")
    assert site.splitlines()[1:] == ["\troot * /srv/www", "\timport headword", "}"]
    site = f"http://127.0.0.1:{port} {{\n\troot * {root}\n\timport headword\n}}\n"
    config = folder / "Caddyfile"
    config.write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{snippet}\n\n{site}", encoding="utf-8")
    return [find_program("caddy"), "run", "--adapter", "caddyfile", "--config", str(config)]


@contextmanager
def running(command: list[str], folder: Path, port: int, seconds: float = 100) -> Iterator[None]:
    """The server while it is needed."""
    log = folder / "output.log"
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, **home})
    try:
        _wait(process, port, folder, seconds)
        yield
    finally:
        end(process)


def _wait(process: "subprocess.Popen[bytes]", port: int, folder: Path, seconds: float) -> None:
    for _ in range(int(seconds * 20)):
        if process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        else:
            break
    logs = "".join(path.read_text(errors="replace") for path in sorted(folder.glob("*.log")))
    pytest.fail(f"the server did not start:\n{logs}")
