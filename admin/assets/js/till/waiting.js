// What the shop has not confirmed: sent by itself as soon as the network is there; a person can look, hurry, or keep a file.
import { app } from "./app.js";
import { basket, numberOf } from "./basket.js";
import { h, icon, button, say } from "./dom.js";
import { park } from "./parked.js";
import * as queue from "./queue.js";
import * as store from "./store.js";
import { t, money, time } from "./words.js";

const NOT_BOOKED = "tills.order_needs_network";

export async function saveFile() {
  const address = URL.createObjectURL(await queue.exported());
  const link = h("a", { href: address, download: `till-${new Date().toISOString().slice(0, 10)}.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function waiting(main, show) {
  const rows = h("div", { class: "stack" });
  main.append(h("div", { class: "page" }, h("h1", { tabindex: "-1" }, t("place.waiting")), rows));
  draw();
  const redraw = ({ detail }) => (detail === "queue" || detail === "network") && draw();
  app.addEventListener("change", redraw);
  return () => app.removeEventListener("change", redraw);

  // It was never booked: what it was made of lies in the basket again.
  async function takeBack(one) {
    await park();
    await queue.drop(one.id);
    basket.take(one.basket);
    show("sell");
  }

  async function draw() {
    const all = (await store.all("queue")).sort((a, b) => a.sale.turn - b.sale.turn);
    if (!all.length) {
      rows.replaceChildren(h("div", { class: "empty" }, h("span", { class: "empty-icon" }, icon("cloud-check")), h("h2", {}, t("queue.none")), h("p", {}, t("queue.none_text"))));
      return;
    }
    const acts = h("div", { class: "row" }, button(t("queue.send"), () => queue.hurry().then(() => app.waiting && say(t(app.online ? "queue.some_left" : "needs_network"), "warning")), { picture: "cloud-upload", tone: "primary" }), button(t("queue.export"), saveFile, { picture: "download" }));
    rows.replaceChildren(
      h("p", {}, app.online ? t("queue.sending") : t("queue.offline")),
      acts,
      h("ul", { class: "card lines" }, all.map((one) => h("li", { class: "line" }, h("span", { class: "line-name" }, numberOf(one.sale), h("span", { class: "muted small" }, time(one.at)), one.problem ? h("span", { class: "wrong-note" }, one.problem) : null, one.code === NOT_BOOKED && one.basket ? button(t("queue.take_back"), () => takeBack(one), { picture: "undo-2", tone: "small" }) : null), h("b", { class: "line-total" }, money(one.sale.kind === "return" ? -one.sale.total : one.sale.total))))),
    );
  }
}
