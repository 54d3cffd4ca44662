"""`customer`, its addresses and orders: every property as documented, read in batches, and of nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from engine.base.db import Database
from engine.catalogue.models import Product
from engine.rendering.visit import FormState
from engine.stores.commands import customers
from engine.stores.commands.customers import AddressInput
from engine.stores.models import Customer
from tests.factories.past_orders import make_past_orders
from tests.factories.shopfront import Shopfront
from tests.support.counting import counted

Liquid = Callable[..., str]

EVERYTHING = """
{% paginate customer.orders by 50 %}{% for order in customer.orders %}
  {{ order.name }} {{ order.customer_url }} {{ order.order_status_url }} {{ order.confirmation_number }}
  {{ order.financial_status_label }} {{ order.fulfillment_status_label }} {{ order.shipping_address.summary }}
  {% for line in order.line_items %}{{ line.product.title }} {{ line.variant.title }} {{ line.url }}
    {{ line.image | image_url: width: 100 }} {{ line.fulfillment.tracking_number }} {{ line.final_line_price | money }}
  {% endfor %}
  {% for payment in order.transactions %}{{ payment.amount | money }} {{ payment.status_label }}{% endfor %}
  {% for parcel in order.fulfillments %}{{ parcel.item_count }}{{ parcel.fulfillment_line_items.size }}{% endfor %}
{% endfor %}{% endpaginate %}
{{ customer.orders_count }} {{ customer.total_spent }} {{ customer.last_order.name }}
{% for address in customer.addresses %}{{ address.summary }} {{ address.country.name }}{% endfor %}
{{ customer.default_address.city }} {{ customer.addresses_count }}
"""


@pytest.fixture
def token(db: Database, shop: Shopfront) -> str:
    """Ada is signed in; the token of her cookie."""
    return _sign_in(db, shop.store_id, "ada@example.com")


def _sign_in(db: Database, store_id: int, email: str) -> str:
    with db.write(store_id) as session:
        made, _ = customers.record_of(
            session, email, first_name="Ada", last_name="Lovelace", name="Ada Lovelace", state="enabled"
        )
        made.note, made.tags = "grumpy", ["friend"]
        return customers.start_customer_session(session, made.id, None)


def _customer(db: Database, store_id: int, email: str = "ada@example.com") -> int:
    with db.read(store_id) as session:
        return session.scalars(select(Customer.id).where(Customer.email == email)).one()


def _add_address(db: Database, store_id: int, city: str) -> None:
    with db.write(store_id) as session:
        street = AddressInput(
            first_name="Ada", last_name="Lovelace", line1="Torstraße 1", line2="Hinterhaus",
            postcode="10115", city=city, country="DE", phone="030 1",
        )  # fmt: skip
        customers.add_address(session, _customer(db, store_id), street)


def test_a_visitor_is_no_customer_and_costs_no_query(db: Database, liquid: Liquid) -> None:
    assert liquid("{% if customer %}somebody{% else %}nobody{% endif %}") == "nobody"
    with counted(db) as statements:
        liquid("{{ customer.name }}{{ customer.orders.size }}")
    assert not [text for text in statements.seen if "customer_session" in text]
    assert liquid("{{ customer.email }}", customer_token="no such token") == ""


def test_the_customer_as_documented(liquid: Liquid, token: str) -> None:
    source = (
        "{{ customer.email }}|{{ customer.first_name }}|{{ customer.last_name }}|{{ customer.name }}|"
        "{{ customer.has_account }}|{{ customer.accepts_marketing }}|{{ customer.tax_exempt }}|{{ customer.tags | join }}|"
        "{{ customer.b2b? }}|{{ customer.has_avatar? }}|{{ customer.orders_count }}|{{ customer.addresses_count }}|"
        "{{ customer.total_spent }}|{{ customer.last_order.name }}|{{ customer.default_address.city }}|"
        "{{ customer.note }}{{ customer.password_hash }}"
    )
    assert liquid(source, customer_token=token) == (
        "ada@example.com|Ada|Lovelace|Ada Lovelace|true|false|false|friend|false|false|0|0|0|||"
    ), "what the merchant notes is not for the customer"


def test_addresses_as_documented(db: Database, shop: Shopfront, liquid: Liquid, token: str) -> None:
    _add_address(db, shop.store_id, "Berlin")
    source = (
        "{% assign a = customer.default_address %}{{ a.first_name }}|{{ a.last_name }}|{{ a.name }}|{{ a.address1 }}|"
        "{{ a.address2 }}|{{ a.street }}|{{ a.zip }}|{{ a.city }}|{{ a.country }}|{{ a.country_code }}|{{ a.country.name }}|"
        "{{ a.phone }}|{{ a.url | slice: 0, 19 }}|{{ a.summary }}"
    )
    assert liquid(source, customer_token=token) == (
        "Ada|Lovelace|Ada Lovelace|Torstraße 1|Hinterhaus|Torstraße 1, Hinterhaus|10115|Berlin|Germany|DE|Germany|030 1|"
        "/account/addresses/|Ada Lovelace, Torstraße 1, Hinterhaus, 10115 Berlin, Germany"
    )


def test_orders_as_documented(db: Database, shop: Shopfront, liquid: Liquid, token: str) -> None:
    with db.write(shop.store_id) as session:
        make_past_orders(session, _customer(db, shop.store_id), 2)
    source = (
        "{% assign o = customer.orders.first %}{{ o.name }}|{{ o.order_number }}|{{ o.financial_status }}|"
        "{{ o.fulfillment_status }}|{{ o.cancelled }}|{{ o.item_count }}|{{ o.subtotal_price }}|{{ o.shipping_price }}|"
        "{{ o.total_price }}|{{ o.tax_price }}|{{ o.tax_lines.first.rate_percentage }}|{{ o.shipping_methods.first.title }}|"
        "{{ o.confirmation_number.size }}|{{ o.shipping_address.last_name }}|{{ o.transactions.first.kind }}|"
        "{{ o.transactions.first.status }}|{{ o.fulfillments.first.tracking_number }}|{{ o.customer.email }}|"
        "{% assign l = o.line_items.first %}{{ l.title }}|{{ l.final_line_price }}|{{ l.quantity }}|{{ l.sku | slice: 0 }}|"
        "{{ l.successfully_fulfilled_quantity }}|{{ l.fulfillment.tracking_company }}|{{ customer.last_order.name }}"
    )
    assert liquid(source, customer_token=token) == (
        "#1002|1002|paid|fulfilled|false|3|3000|490|3490|238|19.0|Post|9|Lovelace|sale|success|T1002|ada@example.com|"
        "Bowl &lt;0&gt; &amp; Co - Oat|1000|1|B|1|Post|#1002"
    )
    assert "secret reference" not in liquid(
        "{{ customer.orders.first.transactions | json }}", customer_token=token
    )


def test_orders_and_addresses_can_be_paged(db: Database, shop: Shopfront, liquid: Liquid, token: str) -> None:
    with db.write(shop.store_id) as session:
        make_past_orders(session, _customer(db, shop.store_id), 5)
    source = (
        "{% paginate customer.orders by 2 %}{{ paginate.pages }}:"
        "{% for order in customer.orders %}{{ order.order_number }} {% endfor %}{% endpaginate %}"
    )
    assert liquid(source, customer_token=token) == "3:1005 1004 "
    assert liquid(source, customer_token=token, query=(("page", "3"),)) == "3:1001 "
    for city in ("Berlin", "Cobh", "Rome"):
        _add_address(db, shop.store_id, city)
    source = "{% paginate customer.addresses by 2 %}{{ customer.addresses | map: 'city' | join: ',' }}{% endpaginate %}"
    assert liquid(source, customer_token=token, query=(("page", "2"),)) == "Rome"


def test_nobody_sees_the_orders_of_another(db: Database, shop: Shopfront, liquid: Liquid, token: str) -> None:
    other = _sign_in(db, shop.store_id, "ben@example.com")
    with db.write(shop.store_id) as session:
        make_past_orders(session, _customer(db, shop.store_id), 1)
    assert liquid("{{ customer.orders_count }}", customer_token=token) == "1"
    assert liquid("{{ customer.orders_count }}{{ customer.orders.first.name }}", customer_token=other) == "0"


def test_fifty_orders_cost_as_many_queries_as_one(
    db: Database, shop: Shopfront, liquid: Liquid, token: str
) -> None:
    def cost() -> tuple[int, Any]:
        liquid(EVERYTHING, customer_token=token)  # what a process reads once is read
        with counted(db) as statements:
            shown = liquid(EVERYTHING, customer_token=token)
        assert "Liquid error" not in shown and "T1001" in shown
        return statements.count, statements

    with db.write(shop.store_id) as session:
        make_past_orders(session, _customer(db, shop.store_id), 1)
        gone = session.scalars(select(Product).order_by(Product.id)).first()
        assert gone is not None
        gone.status = "draft"
    _add_address(db, shop.store_id, "Berlin")
    few, _ = cost()
    with db.write(shop.store_id) as session:
        make_past_orders(session, _customer(db, shop.store_id), 49, first=1002)
    many, statements = cost()
    assert many == few, statements


def test_forms_of_accounts_post_where_the_format_says(
    db: Database, shop: Shopfront, liquid: Liquid, token: str
) -> None:
    _add_address(db, shop.store_id, "Berlin")

    def form(kind: str, inside: str = "", **visit: Any) -> str:
        return liquid(f"{{% form {kind} %}}{inside}{{% endform %}}", customer_token=token, **visit)

    assert 'action="/account/login"' in form("'customer_login'")
    assert 'action="/account"' in form("'create_customer'")
    assert 'action="/account/recover"' in form("'recover_customer_password'")
    path = "/account/reset/7/token"
    assert f'action="{path}"' in form("'reset_customer_password'", path=path)
    assert 'name="checkout_url" value="/cart"' in form("'guest_login'", query=(("checkout_url", "/cart"),))
    new = form(
        "'customer_address', customer.new_address",
        "{{ form.id }}|{{ form.city }}|{{ form.set_as_default_checkbox }}",
    )
    assert 'action="/account/addresses"' in new and "new||<input" in new and "_method" not in new
    own = form(
        "'customer_address', customer.default_address", "{{ form.city }}|{{ form.country_option_tags }}"
    )
    assert (
        'name="_method" value="put"' in own
        and "Berlin|" in own
        and '<option value="DE" selected>Germany' in own
    )


def test_what_was_typed_comes_back_in_its_own_form_alone(
    db: Database, shop: Shopfront, liquid: Liquid, token: str
) -> None:
    _add_address(db, shop.store_id, "Berlin")
    state = FormState("customer_address", {"city": "Typed"}, {"zip": "is missing."})
    source = (
        "{% form 'customer_address', customer.new_address %}{{ form.city }} {{ form.errors | default_errors }}{% endform %}"
        "{% form 'customer_address', customer.default_address %}{{ form.city }}{{ form.errors.size }}{% endform %}"
    )
    shown = liquid(source, customer_token=token, form=state)
    assert "Typed" in shown and "postcode is missing." in shown and ">Berlin<" in shown
