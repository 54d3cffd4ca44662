"""What is forked behaves as what is started: arguments, environment, folder, output, exit codes, signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import forked

TELL = "import json, os, sys; print(json.dumps([sys.argv[1:], dict(os.environ), os.getcwd(), 'app' in sys.modules]))"


def test_it_gets_what_it_was_given_and_has_imported_the_program(tmp_path: Path) -> None:
    done = forked.run([sys.executable, "-c", TELL, "a", "b"], env={"ONLY": "this"}, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [["a", "b"], {"ONLY": "this"}, str(tmp_path), True]


@pytest.mark.parametrize(
    ("code", "ends_with", "said"),
    [
        ("raise SystemExit(3)", 3, ""),
        ("raise SystemExit('no')", 1, "no\n"),
        ("1 / 0", 1, "ZeroDivisionError: division by zero\n"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL, ""),
    ],
)
def test_its_end_is_told(code: str, ends_with: int, said: str) -> None:
    done = forked.run([sys.executable, "-c", code])
    assert done.returncode == ends_with
    assert done.stderr.endswith(said)


def test_it_leads_a_session_of_its_own_and_can_be_ended() -> None:
    code = "import os, signal; print(os.getsid(0) == os.getpid(), flush=True); signal.pause()"
    process = forked.spawn([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as lines:
        assert lines.readline() == "True\n"
    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.01)
    process.terminate()
    assert process.wait(timeout=20) == -signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)
