"""``flask --app app catalogue``: bring products in from elsewhere."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import click

from engine.wiring.commands.services import services

FINISHED_WITH_PROBLEMS = 1
COULD_NOT_START = 2


@click.group()
def catalogue() -> None:
    """The catalogue: bring products in from another shop.

    `import` reads product CSV as Shopify exports it, and catalogues of Magento 2. It can be repeated at will (what is equal
    is left alone), runs while the shop sells, and lists every row that it could not take with line and reason:

    \b
      flask --app app catalogue import products_export.csv --store demo
      flask --app app catalogue import --help
    """


@catalogue.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--store", "handle", required=True, help="Handle of the store (see `stores list`).")
@click.option(
    "--partner", help="Handle or name of the brand that gets everything. Without it, vendors become brands."
)
@click.option(
    "--format",
    "source_format",
    type=click.Choice(["shopify", "magento"]),
    help="What FILE is; told by its columns if left out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with the whole report.")
def import_(file: Path, handle: str, partner: str | None, source_format: str | None, as_json: bool) -> None:
    """Bring the products of FILE into a store.

    \b
    shopify   a product CSV as Shopify exports it, in its older or newer column names
    magento   a product export of Magento 2 (CSV), or a folder with one and, beside it,
              categories.csv, links (related.csv, upsell.csv, crosssell.csv), images_*.csv

    Run it as often as you like: products are known again by their handle (shopify) or SKU (magento), what is equal is
    left alone, what differs is brought up to date. Stock is set to the file's only where the file's changed, so sales
    in between are not undone. A row that cannot be read is reported with its line, and the rest comes in.

    Pictures at addresses are fetched by a job afterwards; pictures beside FILE are taken at once. Selling goes on while
    it runs. Ctrl-C stops after the batch at hand; run it again to go on.

    \b
    Exit code  0  everything came in
               1  finished, with problems or rows left out (they are listed)
               2  could not start: nothing was written

    \b
    Examples
      flask --app app catalogue import products_export.csv --store demo
      flask --app app catalogue import brand.csv --store demo --partner sorrelund --json
      flask --app app catalogue import sample-data/ --store demo --format magento
    """
    from engine.catalogue.importing.parsed import Unreadable
    from engine.catalogue.importing.run import Watch, import_catalogue
    from engine.stores.queries import store_by_handle

    own = services()
    with own.db.read(None) as session:
        store = store_by_handle(session, handle)
    if store is None:
        click.echo(f"There is no store called {handle}; `flask --app app stores list` names them.", err=True)
        sys.exit(COULD_NOT_START)
    ticker = _Ticker(quiet=as_json or not sys.stderr.isatty())
    watch = Watch(progress=ticker.show, problem=ticker.problem)
    try:
        report = import_catalogue(
            own.db, store.id, file, source_format=source_format, partner=partner, watch=watch
        )
    except Unreadable as error:
        if as_json:
            click.echo(json.dumps({"error": str(error)}))
        else:
            click.echo(f"Not started: {error}", err=True)
        sys.exit(COULD_NOT_START)
    except KeyboardInterrupt:
        ticker.clear()
        click.echo("Stopped. What came in stays; run it again to go on.", err=True)
        sys.exit(130)
    ticker.clear()
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        _print(report.as_dict())
    sys.exit(0 if report.is_clean else FINISHED_WITH_PROBLEMS)


def _print(report: dict[str, Any]) -> None:
    """The report for a person, problems first."""
    for problem in report["problems"]:
        place = problem["file"] + (f":{problem['line']}" if problem["line"] else "")
        click.echo(f"{place}  {problem['key'] or '-'}  {problem['reason']}")
    more = report["problem_count"] - len(report["problems"])
    if more:
        click.echo(f"… and {more} more problems")
    for note in report["notes"]:
        click.echo(f"note: {note}")
    if report["offered"]:
        click.echo(_offered(report["offered"]))
    rate = report["products"] / report["seconds"] if report["seconds"] else 0
    click.echo(
        f"{report['added']} added ({report['variants_added']} variants), {report['changed']} changed, "
        f"{report['unchanged']} unchanged, {report['skipped']} skipped; "
        f"{report['collections_added']} collections added, {report['links_changed']} link lists changed, "
        f"{report['pictures_added']} pictures added, {report['pictures_to_fetch']} to fetch"
    )
    click.echo(f"{report['products']} products in {report['seconds']:.1f} s ({rate:.0f}/s)")


def _offered(offered: dict[str, int]) -> str:
    """120 items: 100 sold online and in the shop, 20 not listed."""
    from engine.base.texts import Texts
    from engine.catalogue.queries import offered_parts

    texts = Texts()
    parts = [texts.get(f"import.offered.{name}", count=count) for name, count in offered_parts(offered)]
    return texts.get("import.offered.all", count=sum(offered.values()), parts=", ".join(parts))


class _Ticker:
    """One line on the terminal, rewritten four times a second at most."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.began, self.shown = quiet, time.monotonic(), 0.0
        self.found = 0

    def show(self, report: Any, fraction: float) -> None:
        """Products so far, per second, and how long it will take."""
        now = time.monotonic()
        if self.quiet or now - self.shown < 0.25:
            return
        self.shown = now
        passed = now - self.began
        left = passed / fraction - passed if fraction > 0.01 else 0
        sys.stderr.write(
            f"\r\033[K{fraction:4.0%}  {report.products} products, {report.products / max(passed, 0.001):.0f}/s, "
            f"{self.found} problems, {left:.0f} s left"
        )
        sys.stderr.flush()

    def problem(self, _problem: dict[str, Any]) -> None:
        """Counted here, printed with the report."""
        self.found += 1

    def clear(self) -> None:
        """Leave the line empty."""
        if not self.quiet:
            sys.stderr.write("\r\033[K")
