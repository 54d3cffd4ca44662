"""What needs doing, how today goes, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, request

from admin.home.sparkline import points
from admin.home.telling import told_activity
from admin.shell.access import room as make_room
from admin.shell.forms import reading
from admin.shell.rendering import page
from engine.content.queries import count_waiting_comments
from engine.inventory import queries as stock
from engine.jobs.queries import count_dead
from engine.ordering import queries as ordering
from engine.stores import queries
from engine.stores.rules import may, next_step

room = make_room("home", __name__)


@dataclass(frozen=True)
class Task:
    """Something that waits: text key below ``home.task.``, how many, where to do it."""

    key: str
    count: int
    path: str
    icon: str
    tone: str = ""


@room.get("/")
def home() -> Any:
    """The home page; the feed continues by itself."""
    after = request.args.get("after")
    with reading() as session:
        activity = queries.recent_activity(session, after=after, limit=12)
        if request.headers.get("HX-Target") == "more-activity":
            return page("home/feed.html", activity=activity, told_activity=told_activity)
        figures = ordering.figures(session, g.store.timezone)
        dead = count_dead(session)
        comments = count_waiting_comments(session) if may(g.staff.role, "content") else 0
        of_stock = (stock.open_oversells(session), stock.count_low(session))
        latest = ordering.orders_page(session, limit=6).rows if may(g.staff.role, "orders") else []
    return page(
        "home/home.html",
        activity=activity,
        figures=figures,
        latest=latest,
        tasks=_tasks(figures, dead, comments, *of_stock),
        spark=points([day.sales_minor for day in figures.days]),
        step=next_step(list(g.store.row.checklist)),
        done=len(g.store.row.checklist),
        change=_change(figures),
        told_activity=told_activity,
    )


def _tasks(figures: ordering.Figures, dead: int, comments: int, oversold: int, low: int) -> list[Task]:
    tasks = [
        Task("to_fulfil", figures.to_fulfil, "/orders?view=open", "package-check"),
        Task("unpaid", figures.payments_pending, "/orders?view=unpaid", "banknote"),
        Task("oversold", oversold, "/oversells", "triangle-alert", "bad"),
        Task("low_stock", low, "/stock", "package"),
        Task("comments", comments, "/blogs/comments", "message-square"),
        Task("dead", dead if may(g.staff.role, "work") else 0, "/work", "activity", "bad"),
    ]
    return [task for task in tasks if task.count]


def _change(figures: ordering.Figures) -> int | None:
    """Sales of today against the mean of the days before, in per cent; None when there is nothing to compare with."""
    before = [day.sales_minor for day in figures.days[:-1]]
    mean = sum(before) / len(before)
    return round(100 * (figures.today.sales_minor - mean) / mean) if mean else None
