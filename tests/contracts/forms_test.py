"""Every documented kind of form posts to a route that is there."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.exceptions import HTTPException

from engine.rendering.forms import ACTIONS

DOCUMENTED = {
    "activate_customer_password", "cart", "contact", "create_customer", "currency", "customer", "customer_address",
    "customer_login", "guest_login", "localization", "new_comment", "product", "recover_customer_password",
    "reset_customer_password", "storefront_password",
}  # fmt: skip

OF_A_RECORD = {
    "activate_customer_password": "/account/activate/5/token",
    "new_comment": "/blogs/journal/first-firing/comments",
    "reset_customer_password": "/account/reset/5/token",
}
"""Kinds that post to an address of their own: an article's, or that of a link in a letter."""


def test_every_documented_kind_is_known() -> None:
    assert set(ACTIONS) == DOCUMENTED


@pytest.mark.parametrize("kind", sorted(DOCUMENTED))
def test_forms_post_somewhere(kind: str, app: Any) -> None:
    shop = app.extensions["vitrine_origins"]["shop"].url_map.bind("shop.example", "/")
    path = OF_A_RECORD.get(kind, ACTIONS[kind])
    try:
        shop.match(path, method="POST")
    except HTTPException as missing:
        pytest.fail(f"nothing takes a post to {path}: {missing}")
