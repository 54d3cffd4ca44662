"""What is installed is pinned, comes from nowhere in particular, and is installed once."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.setup import bootstrap
from tests.support.paths import ROOT


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_python_package_is_pinned(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith("#")]
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.!+-]+( *;.*)?", line)] == []


def test_every_npm_package_is_pinned_and_has_no_address() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values()), wanted
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in locked.items() if "resolved" in entry] == []
    assert [name for name, entry in locked.items() if name and "integrity" not in entry] == []


def test_htmx_is_of_the_second_line() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    assert package["dependencies"]["htmx.org"].startswith("2.0.")
    assert (ROOT / "node_modules/htmx.org/dist/htmx.min.js").stat().st_size < 70_000


def test_setting_up_again_does_nothing() -> None:
    command = [sys.executable, str(ROOT / "engine/setup/bootstrap.py"), "--dev"]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # a list may just have changed
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert time.monotonic() - began < 5


def test_a_changed_list_of_packages_is_installed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    packages, stamp = tmp_path / "requirements.txt", tmp_path / ".stamp"
    packages.write_text("one==1\n")
    ran: list[str] = []
    step: bootstrap.Step = ("Packages", stamp, packages, lambda: ran.append("ran"))
    bootstrap._install(bootstrap._due([step]))
    assert bootstrap._due([step]) == []
    packages.write_text("one==2\n")
    bootstrap._install(bootstrap._due([step]))
    assert ran == ["ran", "ran"]


def test_a_step_that_fails_is_due_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    packages = tmp_path / "requirements.txt"
    packages.write_text("one==1\n")

    def fail() -> None:
        bootstrap._run([sys.executable, "-c", "raise SystemExit('no such package')"])

    step: bootstrap.Step = ("Packages", tmp_path / ".stamp", packages, fail)
    with pytest.raises(bootstrap.SetupError, match="no such package"):
        bootstrap._install([step])
    assert bootstrap._due([step]) == [step]


def test_uv_is_told_what_pip_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"index-url": "file:///srv/packages", "cert": "/etc/ssl/own.pem"}
    monkeypatch.setattr(bootstrap, "_pip_settings", lambda: told)
    for name in ("UV_DEFAULT_INDEX", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    passed_on = bootstrap._uv_environment()
    assert passed_on["UV_DEFAULT_INDEX"] == "file:///srv/packages"
    assert passed_on["SSL_CERT_FILE"] == "/etc/ssl/own.pem"
