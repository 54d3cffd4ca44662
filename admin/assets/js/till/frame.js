// The bar above: whose shop, who sells, whether the network is there, and the way to the other screens.
import { app } from "./app.js";
import { ask } from "./ask.js";
import { h, icon, say } from "./dom.js";
import { t } from "./words.js";

const PLACES = [
  ["sell", "shopping-basket"],
  ["pickups", "package"],
  ["returns", "undo-2"],
  ["parked", "pause"],
  ["day", "banknote"],
  ["waiting", "cloud-upload"],
  ["settings", "settings"],
];

export function frame(screen, show) {
  const bar = document.getElementById("bar");
  const open = app.state !== null && !app.revoked && app.state.shift;
  if (!open) {
    bar.replaceChildren();
    bar.hidden = true;
    return;
  }
  bar.hidden = false;
  const nav = h(
    "nav",
    { class: "places", "aria-label": t("places") },
    PLACES.map(([name, picture]) =>
      h("button", { type: "button", class: "place", "aria-current": name === screen ? "page" : null, onclick: () => show(name), "data-place": name }, icon(picture), h("span", {}, t(`place.${name}`)), name === "waiting" && app.waiting ? h("b", { class: "count" }, String(app.waiting)) : null),
    ),
  );
  const network = app.online
    ? h("span", { class: "network good" }, icon("wifi"), h("span", { class: "network-words" }, t("network_on")))
    : h("span", { class: "network bad" }, icon("wifi-off"), h("span", { class: "network-words" }, t("network_off")));
  const chip = app.waiting
    ? h("button", { type: "button", class: `chip${app.troubled ? " bad" : ""}`, onclick: () => show("waiting") }, icon("cloud-upload"), t("waiting_count", { count: app.waiting }))
    : null;
  const lock = h("button", { type: "button", class: "who", onclick: () => leave() }, h("span", { class: "avatar", "aria-hidden": "true" }, app.state.shift.name.slice(0, 1)), h("span", { class: "who-name" }, app.state.shift.name), icon("lock"), h("span", { class: "sr" }, t("lock")));
  const place = h("p", { class: "till-name" }, h("strong", {}, app.state.location.name), h("span", {}, app.state.device.name));
  const state = h("div", { class: "bar-state", role: "status" }, network, chip);
  const focused = document.activeElement?.dataset?.place;
  bar.replaceChildren(place, nav, state, lock);
  if (focused) bar.querySelector(`[data-place="${focused}"]`)?.focus();
}

// Without the network nobody could come in again: a PIN is checked by the shop.
async function leave() {
  try {
    await app.setState(await ask("POST", "/shift/ending", {}));
  } catch {
    say(t("lock_offline"), "warning");
  }
}
