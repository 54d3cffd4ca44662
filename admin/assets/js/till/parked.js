// Sales put aside: on this device only, as the customer stands in this shop.
import { basket } from "./basket.js";
import { h, icon, button } from "./dom.js";
import { dropOrder } from "./order.js";
import * as store from "./store.js";
import { t, money, time } from "./words.js";

export async function park() {
  if (basket.empty) return;
  await store.put("parked", { id: crypto.randomUUID(), at: new Date().toISOString(), total: basket.total + basket.orderTotal, basket: JSON.parse(JSON.stringify(basket.plain)) });
  basket.clear();
}

export function parked(main, show) {
  const rows = h("div", { class: "stack" });
  main.append(h("div", { class: "page" }, h("h1", { tabindex: "-1" }, t("place.parked")), rows));
  draw();

  async function draw() {
    const all = (await store.all("parked")).sort((a, b) => a.at.localeCompare(b.at));
    rows.replaceChildren(
      ...(all.length
        ? all.map((one) =>
            h("section", { class: "card row apart" }, h("div", {}, h("h2", {}, [...one.basket.lines, ...(one.basket.ordered ?? [])].map((line) => `${line.quantity} × ${line.title}`).join(", ").slice(0, 120)), h("p", { class: "muted" }, `${time(one.at)} · ${money(one.total)}`)), h("div", { class: "row" }, button(t("parked.drop"), () => drop(one), { picture: "trash-2", tone: "quiet" }), button(t("parked.resume"), () => resume(one), { picture: "play", tone: "primary" }))),
          )
        : [h("div", { class: "empty" }, h("span", { class: "empty-icon" }, icon("pause")), h("h2", {}, t("parked.none")), h("p", {}, t("parked.none_text")))]),
    );
  }

  async function drop(one) {
    dropOrder(one.basket.order);
    await store.drop("parked", one.id);
    await draw();
  }

  // What is in the basket now is put aside in its place: nothing is lost.
  async function resume(one) {
    await park();
    await store.drop("parked", one.id);
    basket.take(one.basket);
    show("sell");
  }
}
