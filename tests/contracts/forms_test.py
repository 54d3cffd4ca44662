"""Every documented kind of form posts to a route that is there, or the linter names it."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.exceptions import HTTPException

from engine.rendering.forms import ACTIONS, NOWHERE

DOCUMENTED = {
    "activate_customer_password", "cart", "contact", "create_customer", "currency", "customer", "customer_address",
    "customer_login", "guest_login", "localization", "new_comment", "product", "recover_customer_password",
    "reset_customer_password", "storefront_password",
}  # fmt: skip

OF_A_LETTER = {
    "activate_customer_password": "/account/activate/5/token",
    "reset_customer_password": "/account/reset/5/token",
}
"""Kinds that post to the address of the page that they stand on, which only a letter names."""


def test_every_documented_kind_is_known() -> None:
    assert set(ACTIONS) == DOCUMENTED
    assert set(NOWHERE) <= DOCUMENTED


@pytest.mark.parametrize("kind", sorted(DOCUMENTED - set(NOWHERE)))
def test_forms_post_somewhere(kind: str, app: Any) -> None:
    shop = app.extensions["vitrine_origins"]["shop"].url_map.bind("shop.example", "/")
    try:
        shop.match(OF_A_LETTER.get(kind, ACTIONS[kind]), method="POST")
    except HTTPException as missing:
        pytest.fail(f"nothing takes a post to {ACTIONS[kind]}: {missing}")
