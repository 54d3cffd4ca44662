"""A Chromium that stops answering is replaced, instead of holding the whole suite up."""

from __future__ import annotations

import os
import signal

import pytest

from tests.support import browser as support

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:waited"),
    pytest.mark.filterwarnings("ignore:Chromium was gone"),
]


def test_one_that_stands_still_is_replaced(
    _chromium: support.Chromium, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(support, "ANSWERS_WITHIN", 3)
    before = _chromium.window(support.PHONE)
    before.new_page().goto("about:blank")
    (still,) = support._chromiums()
    os.kill(still, signal.SIGSTOP)
    _chromium.shut(before)
    after = _chromium.window(support.DESKTOP)
    assert after.new_page().evaluate("1 + 1") == 2
    assert still not in support._chromiums()
    _chromium.shut(after)
