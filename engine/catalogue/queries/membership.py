"""Rules of collections as SQL: the members of a collection by rule in one statement (decisions as in rules/membership.py)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, not_, or_, select

from engine.base.db import StoreSession
from engine.catalogue import ports
from engine.catalogue.models import Collection, Product, ProductTag, Variant
from engine.catalogue.rules.membership import UNLIMITED, Rule, read_rule
from engine.stores.models import Partner

_NUMBERS: dict[str, Callable[[Any, Any], Any]] = {
    "equals": operator.eq,
    "not_equals": operator.ne,
    "greater_than": operator.gt,
    "less_than": operator.lt,
}


def products_matching(session: StoreSession, collection: Collection) -> Select[int]:
    """Ids of the products that a collection's rules let in, drafts included (lists show active ones only)."""
    rules = [Rule(rule["field"], rule["relation"], rule["value"]) for rule in collection.rules]
    conditions = [_condition(session.store, rule) for rule in rules]
    if not conditions:
        joined: ColumnElement[bool] = false()
    else:
        joined = or_(*conditions) if collection.match_mode == "any" else and_(*conditions)
    return select(Product.id).where(Product.store_id == session.store, joined)


def preview_rules(
    session: StoreSession, rules: Sequence[Mapping[str, Any]], match_mode: str, currency: str, limit: int = 6
) -> tuple[int, list[str]]:
    """How many products rules as typed would let in, and the titles of a few; two queries. Raises Refused."""
    read = [read_rule(rule, currency).stored() for rule in rules]
    draft = Collection(kind="rule", rules=read, match_mode=match_mode)
    wanted = products_matching(session, draft)
    count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    titles = session.scalars(wanted.with_only_columns(Product.title).order_by(Product.title).limit(limit))
    return int(count), list(titles)


def _condition(store: int, rule: Rule) -> ColumnElement[bool]:
    if rule.field == "title":
        return _text(Product.title, rule)
    if rule.field == "type":
        return _text(func.coalesce(Product.product_type, ""), rule)
    if rule.field == "brand":
        return Product.partner_id.in_(
            select(Partner.id).where(Partner.store_id == store, _text(Partner.name, rule))
        )
    if rule.field == "tag":
        of_product = and_(ProductTag.store_id == store, ProductTag.product_id == Product.id)
        return _any_or_none(rule, ProductTag.id, of_product, lambda asked: _text(ProductTag.tag, asked))
    if rule.field == "price":
        of_product = and_(Variant.store_id == store, Variant.product_id == Product.id)
        return _any_or_none(
            rule,
            Variant.id,
            of_product,
            lambda asked: _NUMBERS[asked.relation](Variant.price_minor, asked.value),
        )
    return _NUMBERS[rule.relation](_stock(store), rule.value)


def _text(column: Any, rule: Rule) -> ColumnElement[bool]:
    # both sides folded by the database, which then agrees with itself (SQLite folds ASCII letters only)
    have, wanted = func.lower(column), func.lower(str(rule.value))
    if rule.relation == "contains":
        return have.contains(_escaped(rule), escape="\\")
    if rule.relation == "starts_with":
        return have.startswith(_escaped(rule), escape="\\")
    return have == wanted if rule.relation == "equals" else have != wanted


def _escaped(rule: Rule) -> Any:
    plain = str(rule.value).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return func.lower(plain)


def _any_or_none(
    rule: Rule, column: Any, of_product: Any, condition: Callable[[Rule], Any]
) -> ColumnElement[bool]:
    if rule.relation == "not_equals":
        equal = Rule(rule.field, "equals", rule.value)
        return not_(exists(select(column).where(of_product, condition(equal))))
    return exists(select(column).where(of_product, condition(rule)))


def _stock(store: int) -> Any:
    """Units free to sell, summed over variants; very many when one variant is not limited."""
    stocked = ports.stock().select_stock().subquery("stocked")
    units = case((stocked.c.unlimited, UNLIMITED), (stocked.c.quantity < 0, 0), else_=stocked.c.quantity)
    return (
        select(func.coalesce(func.sum(units), 0))
        .select_from(Variant)
        .join(
            stocked,
            and_(stocked.c.store_id == Variant.store_id, stocked.c.item_id == Variant.inventory_item_id),
        )
        .where(Variant.store_id == store, Variant.product_id == Product.id)
        .correlate(Product)
        .scalar_subquery()
    )
