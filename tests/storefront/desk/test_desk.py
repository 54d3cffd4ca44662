"""The author's desk without a browser: its end, its terminal, and what it keeps to itself."""

from __future__ import annotations

import json
import signal
import socket
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support import forked
from tests.support.authors import Bench, command_line, dev, environment, lines_of, write
from tests.support.waiting import until

pytestmark = pytest.mark.slow


def get(bench: Bench, path: str) -> tuple[str, dict[str, str]]:
    port = bench.shop.rsplit(":", 1)[1].strip("/")
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Host": f"demo.localhost:{port}"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode(), {name.lower(): value for name, value in answer.headers.items()}


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_and_leaves_nothing(sign: signal.Signals, own_pack: Path) -> None:
    files = sorted(own_pack.rglob("*"))
    with dev(own_pack) as bench:
        get(bench, "/")
        mine = stores_of(bench.process.pid)
        assert mine
        bench.process.send_signal(sign)
        assert bench.process.wait(15) == 0
    assert not any(folder.exists() for folder in mine)
    assert sorted(own_pack.rglob("*")) == files


def stores_of(pid: int) -> set[Path]:
    """Folders of copied stores that a process has files of open."""
    found = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            parents = link.readlink().parents
            found |= {folder for folder in parents if folder.name.startswith("vitrine-authors-")}
    return found


def test_findings_are_told_as_they_change(own_pack: Path) -> None:
    with dev(own_pack) as bench:
        follow_findings(bench, own_pack)


def follow_findings(bench: Bench, pack: Path) -> None:
    assert bench.next_findings() == {"new": [], "mended": []}
    good = (pack / "sections/welcome.liquid").read_text()
    write(pack, {"sections/welcome.liquid": f"{{{{ shop.name | upcaze }}}}{good}"})
    told = bench.next_findings()
    assert [each["rule"] for each in told["new"]] == ["unknown-filter"] and told["mended"] == []
    write(pack, {"sections/welcome.liquid": f"\n\n{{{{ shop.name | upcaze }}}}{good}", "assets/tool.py": "x"})
    told = bench.next_findings()
    assert [each["rule"] for each in told["new"]] == ["program"], "a line that moved is no news"
    write(pack, {"sections/welcome.liquid": good, "assets/tool.py": None})
    told = bench.next_findings()
    assert told["new"] == [] and sorted(each["rule"] for each in told["mended"]) == [
        "program",
        "unknown-filter",
    ]


def test_its_module_is_served_and_the_policy_stays_strict(bench: Bench) -> None:
    html, headers = get(bench, "/")
    assert html.count("/_desk/listen.js?") == 1 and html.rstrip().endswith("</html>")
    policy = headers["content-security-policy"]
    assert (
        "script-src 'self'" in policy
        and "style-src 'self' 'sha256-" in policy
        and "unsafe-eval" not in policy
    )
    assert headers["cache-control"] == "no-store" and "etag" not in headers
    fragment, _ = get(bench, "/?section_id=welcome")
    assert "_desk" not in fragment
    assert json.loads(get(bench, "/cart.js")[0])["items"] == []
    assert "EventSource" in get(bench, "/_desk/listen.js")[0]


def test_shoppers_never_see_the_desk(client: object) -> None:
    answer = client.get("/_desk/news")  # type: ignore[attr-defined]
    assert answer.status_code in (302, 404)


def test_a_port_that_is_taken(own_pack: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = command_line("dev", str(own_pack), "--port", port)
        done = forked.run(command, env=environment())
    assert done.returncode == 2
    ((place, *_, message, cure),) = lines_of(done.stderr)
    assert place == "--port" and port in message and "--port" in cure


def test_files_may_come_and_go_in_numbers(bench: Bench, pack: Path) -> None:
    for number in range(2_100):
        (pack / "snippets" / f"s{number}.liquid").touch()
    port = bench.shop.rsplit(":", 1)[1].strip("/")

    def status() -> int:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/", headers={"Host": f"demo.localhost:{port}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    until(lambda: status() == 503, 15, "too many files to be told")
    for number in range(2_100):
        (pack / "snippets" / f"s{number}.liquid").unlink()
    until(lambda: status() == 200, 15, "the page again")


def test_what_a_killed_desk_left_goes_with_the_next(own_pack: Path) -> None:
    with dev(own_pack) as bench:
        get(bench, "/")
        (left,) = stores_of(bench.process.pid)
        bench.process.kill()
        bench.process.wait(10)
    assert left.exists()
    with dev(own_pack) as bench:
        get(bench, "/")
        assert not left.exists() and stores_of(bench.process.pid)
