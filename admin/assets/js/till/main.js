// The app: which screen is shown, what runs in the background. Screens are functions that fill the main element.
import { app } from "./app.js";
import { ask } from "./ask.js";
import { basket } from "./basket.js";
import { say } from "./dom.js";
import { frame } from "./frame.js";
import * as list from "./list.js";
import * as queue from "./queue.js";
import * as store from "./store.js";
import { t } from "./words.js";
import { pair } from "./pair.js";
import { pin } from "./pin.js";
import { sell } from "./sell.js";
import { returns } from "./returns.js";
import { parked } from "./parked.js";
import { pickups } from "./pickups.js";
import { day } from "./day.js";
import { waiting } from "./waiting.js";
import { settings } from "./settings.js";

const SCREENS = { sell, pickups, returns, parked, day, waiting, settings };
const EVERY = 20_000, GREET_EVERY = 15;
let shown = "", leave = null;

export function show(name = "sell") {
  const main = document.getElementById("main");
  const door = app.state === null || app.revoked ? "pair" : app.state.shift ? name : "pin";
  const screen = { pair, pin }[door] ?? SCREENS[name];
  leave?.();
  main.replaceChildren();
  main.dataset.screen = shown = door;
  document.body.dataset.screen = door;
  frame(door, show);
  leave = screen(main, show) ?? null;
  main.scrollTop = 0;
  window.scrollTo(0, 0);
  const first = main.querySelector("[data-first]");
  if (first) first.focus();
}

app.addEventListener("change", ({ detail }) => {
  if (detail === "door") show("sell");
  else if (detail !== "list") frame(shown, show);
});
app.addEventListener("back", () => queue.hurry().then(() => list.bring()).catch(() => {}));
addEventListener("online", () => greet());
addEventListener("offline", () => app.setOnline(false));

// Whether the shop is there is found by asking it; the browser knows only of the cable.
async function greet() {
  if (app.state === null) return;
  try {
    await app.setState(await ask("POST", "/greeting", {}));
    await queue.drain();
  } catch {
    /* without the network everything goes on */
  }
}

let rounds = 0;
async function tick() {
  if (document.hidden || app.state === null || app.revoked) return;
  rounds += 1;
  if (!app.online || rounds % GREET_EVERY === 0) await greet();
  if (app.online) await list.bring().catch(() => {});
}

async function start() {
  try {
    await app.load();
    app.loaded.catch(() => say(t("store_broken"), "warning"));
    basket.take((await store.get("kv", "basket")) ?? {});
  } catch {
    say(t("store_broken"), "warning");
  }
  show();
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/till/worker.js", { scope: "/till/" }).catch(() => {});
    navigator.serviceWorker.ready.then(() => (document.body.dataset.kept = "1"));
  }
  navigator.storage?.persist?.();
  if (app.state === null) {
    // paired before, but this memory was cleared: the key in the cookie is enough to go on
    try {
      const state = await ask("POST", "/greeting", {});
      if (state.device) await app.setState(state);
    } catch {
      app.setRevoked(false);
    }
  } else await greet();
  if (app.state !== null && app.online) await list.bring().catch(() => {});
  setInterval(tick, EVERY);
}

start();
