"""Private links to a look are given out, and ended."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from tests.admin.switching.conftest import Fitting
from tests.support.serving import HostClient


def test_links_that_were_given_out_are_ended(
    fitting: Fitting, client_at: Callable[[str], HostClient]
) -> None:
    theme_id = fitting.try_on()

    def given() -> str:
        page = fitting.desk.get(f"/theme/looks/{theme_id}").text
        found = re.search(r'id="look-link"[^>]*value="([^"]+)"', page)
        assert found is not None
        return "/" + html.unescape(found.group(1)).split("/", 3)[3]

    somebody = client_at(f"preview.{fitting.store.host}")
    first = given()
    assert "/assets/trestle-" in somebody.get(first, follow_redirects=True).text
    answer = fitting.desk.post(f"/theme/looks/{theme_id}/links/ending")
    assert answer.headers["Location"] == f"/theme/looks/{theme_id}"
    assert "Every private link has ended" in fitting.desk.get(f"/theme/looks/{theme_id}").text
    assert somebody.get("/products/bowl-0").status_code == 403, "whoever was in is out"
    assert somebody.get(first, follow_redirects=True).status_code == 403
    assert somebody.get(given(), follow_redirects=True).status_code == 200
