// What is kept here for people who come for it: into the basket, and paid as anything else.
import { app } from "./app.js";
import { ask } from "./ask.js";
import { basket } from "./basket.js";
import { h, icon, button, say } from "./dom.js";
import * as list from "./list.js";
import { t, time } from "./words.js";

export function pickups(main, show) {
  const rows = h("div", { class: "stack" });
  main.append(h("div", { class: "page" }, h("h1", { tabindex: "-1" }, t("place.pickups")), rows));
  load();

  const note = (picture, title, text, act) => h("div", { class: "empty" }, h("span", { class: "empty-icon" }, icon(picture)), h("h2", {}, title), h("p", {}, text), act ?? "");

  async function load() {
    try {
      draw((await ask("GET", "/pickups")).holds);
    } catch (error) {
      rows.replaceChildren(note("wifi-off", t("pickups.offline"), error.message || t("pickups.offline_text"), button(t("again"), load, { picture: "refresh-cw" })));
    }
  }

  function draw(holds) {
    if (!holds.length) {
      rows.replaceChildren(note("package", t("pickups.none"), t("pickups.none_text")));
      return;
    }
    rows.replaceChildren(
      ...holds.map((hold) => h("section", { class: "card row apart" }, h("div", {}, h("h2", {}, `${hold.number} · ${hold.name}`), h("p", {}, `${hold.quantity} × ${hold.title}`), h("p", { class: "muted" }, t("pickups.until", { time: time(hold.until) }))), button(t("pickups.take"), () => take(hold), { picture: "plus", tone: "primary", disabled: basket.holds.includes(hold.id) }))),
    );
  }

  function take(hold) {
    const one = list.byVariant(hold.variant);
    if (!one || !app.state.shift) {
      say(t("pickups.gone"), "warning");
      return;
    }
    if (basket.kind === "return") basket.clear();
    basket.add(one, hold.quantity);
    const line = basket.lines.find((found) => found.variant === hold.variant);
    line.held = (line.held ?? 0) + hold.quantity;
    basket.holds.push(hold.id);
    basket.changed();
    show("sell");
  }
}
