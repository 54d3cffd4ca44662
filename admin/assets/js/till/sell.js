// Selling: what there is on the left, the basket on the right; on a phone the basket waits below.
import { app } from "./app.js";
import { basket } from "./basket.js";
import { basketPanel } from "./panel.js";
import { camera, canScan } from "./camera.js";
import { h, icon, button, say, sheet } from "./dom.js";
import { itemSheet } from "./item.js";
import * as list from "./list.js";
import { t, money, number } from "./words.js";

const MOST = 90; // tiles at first, and with each "more"
const AT_ONCE = 24; // tiles while somebody types: the others come when they pause
const PAUSE = 150, BY_HAND = 30; // milliseconds: between keys that come faster nobody reads, they are a scanner's

export function sell(main, show) {
  const input = h("input", { type: "search", id: "find", "data-first": matchMedia("(pointer: fine)").matches, placeholder: t("sell.search"), "aria-label": t("sell.search_label"), autocomplete: "off", spellcheck: "false", oninput: typed, onkeydown: enter });
  const grid = h("ul", { class: "goods", "aria-label": t("sell.goods") });
  const note = h("p", { class: "goods-note muted", role: "status" });
  const meter = h("progress", { class: "meter" }), how = h("span", { class: "muted" });
  const progress = h("div", { class: "goods-progress", hidden: true }, meter, how);
  let most = MOST, tiles = new Map(), asked = 0, pause = 0, lastKey = 0;
  const heading = h("h1", { class: "sr" }, t("place.sell"));
  const search = h("div", { class: "search" }, icon("search"), input, canScan() ? button("", () => camera(scan), { picture: "scan-barcode", tone: "quiet only", "aria-label": t("sell.camera") }) : null);
  const panel = basketPanel(show);
  main.append(h("div", { class: "selling" }, h("section", { class: "shelf" }, heading, search, h("div", { class: "goods-notes" }, note, progress), grid), panel.element));
  draw();

  // With the next picture, whatever else happens until then.
  function drawSoon() {
    asked ||= requestAnimationFrame(draw);
  }

  function typed({ timeStamp }) {
    const byHand = timeStamp - lastKey > BY_HAND;
    lastKey = timeStamp;
    most = MOST;
    clearTimeout(pause);
    pause = setTimeout(() => { pause = 0; drawSoon(); }, PAUSE);
    if (byHand) drawSoon();
  }

  function draw() {
    asked = 0;
    const { found, total } = list.search(input.value, pause ? AT_ONCE : most);
    const before = tiles;
    tiles = new Map(found.map((one) => [one.variant.id, tileOf(one, before.get(one.variant.id))]));
    const shown = [...tiles.values()].map(({ element }) => element);
    if (total > found.length && !pause) shown.push(more(Math.min(MOST, total - found.length)));
    place(shown);
    tell(total);
  }

  // In words: how much of it is shown, or why there is nothing.
  function tell(total) {
    const some = total > most ? t("sell.more", { shown: number(most), total: number(total) }) : "";
    const none = app.reading || !app.full || !app.listed ? t(app.online || app.listed ? "sell.loading" : "sell.loading_waits") : input.value ? t("sell.nothing_found") : t("sell.empty");
    note.textContent = total && app.listed ? some : none;
    note.hidden = !note.textContent;
    const { count = 0, total: all = 0 } = app.reading ?? {};
    progress.hidden = app.listed || !count;
    if (progress.hidden) return;
    meter.setAttribute("aria-label", t("sell.loading"));
    Object.assign(meter, { max: Math.max(all, count), value: count });
    how.textContent = t("sell.read_of", { shown: number(count), total: number(Math.max(all, count)) });
  }

  // What has the focus keeps it, also when a new list brings other tiles.
  function place(shown) {
    if (shown.length === grid.children.length && shown.every((element, i) => element === grid.children[i])) return;
    const focused = grid.contains(document.activeElement) ? document.activeElement : null;
    const where = focused?.closest("li")?.dataset.variant;
    grid.replaceChildren(...shown);
    if (!focused || document.activeElement === focused) return;
    if (focused.isConnected) focused.focus({ preventScroll: true });
    else grid.querySelector(`[data-variant="${where}"] .${focused.classList[0]}`)?.focus({ preventScroll: true });
  }

  function more(count) {
    const go = () => {
      const first = tiles.size;
      most += MOST;
      draw();
      grid.children[first]?.querySelector("button")?.focus();
    };
    return h("li", { class: "goods-more" }, button(t("sell.show_more", { count: number(count) }), go));
  }

  // While the list comes, what stands there stays where it is: nobody taps what has just moved.
  function onNews() {
    if (!(app.listed && app.full) && !input.value && tiles.size >= most) tell(app.entries.size);
    else drawSoon();
  }

  function enter(event) {
    if (event.key === "Escape") clear();
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (list.scanned(input.value).length) scan(input.value);
    else {
      const { found, total } = list.search(input.value, 2);
      if (total === 1) choose(found[0]);
      else if (!total) unknown(input.value);
      else return;
    }
    clear();
  }

  function clear() {
    input.value = "";
    most = MOST;
    drawSoon();
  }

  // What the device keeps is brought in within a moment of opening: a code waits for that.
  function unknown(code) {
    if (!app.full) app.loaded.then(() => (list.scanned(code).length ? scan(code) : say(t("sell.unknown_code", { code }), "warning")), () => {});
    else say(t(app.listed ? "sell.unknown_code" : "sell.not_read_yet", { code }), "warning");
  }

  function scan(code) {
    const found = list.scanned(code);
    if (!found.length) unknown(code);
    else if (found.length === 1) choose(found[0]);
    else {
      const dialog = sheet(t("sell.known_twice"), h("p", { class: "muted" }, t("sell.known_twice_text", { code })), h("div", { class: "stack tight" }, found.map((one) => button(`${list.nameOf(one.variant)} · ${money(one.variant.price.minor)}`, () => { dialog.close(); choose(one); }, { tone: "block" }))));
    }
  }

  function choose(one) {
    if (!one.entry.for_sale) return itemSheet(one, show);
    if (basket.kind === "sale" && runsOut(one)) say(t("sell.last", { title: list.nameOf(one.variant) }), "warning");
    basket.add(one);
  }

  function runsOut({ entry }) {
    const inBasket = basket.lines.filter((line) => line.item === entry.item_id).reduce((sum, line) => sum + line.quantity, 0);
    return entry.available !== null && !entry.back_order && inBasket >= entry.available;
  }

  // A tile that says the same as before is the same tile.
  function tileOf(one, before) {
    const { entry, variant } = one;
    const says = [entry.available, entry.for_sale, list.nameOf(variant), variant.price.minor, variant.product.picture].join("\n");
    return before?.says === says && before.one === one ? before : { says, one, element: tile(one) };
  }

  function tile(one) {
    const { entry, variant } = one, title = list.nameOf(variant), price = money(variant.price.minor);
    const left = entry.available === null ? "" : entry.available > 0 ? t("sell.left", { count: entry.available }) : t("sell.none_left");
    const state = entry.for_sale ? left : t("sell.not_here");
    const picture = variant.product.picture ? h("img", { src: variant.product.picture, alt: "", width: 160, height: 160, loading: "lazy", decoding: "async" }) : icon("image");
    return h(
      "li",
      { class: `good${entry.for_sale ? "" : " elsewhere"}${entry.available === 0 ? " out" : ""}`, "data-variant": variant.id },
      h("button", { type: "button", class: "good-main", onclick: () => choose(one) }, h("span", { class: "good-picture" }, picture), h("span", { class: "good-title" }, title), h("span", { class: "good-row" }, h("b", {}, price), h("span", { class: "good-state" }, state))),
      h("button", { type: "button", class: "good-more", onclick: () => itemSheet(one, show), "aria-label": t("sell.about", { title }) }, icon("info")),
    );
  }

  // A scanner types: wherever the focus is, but in a field, what comes goes into the search.
  function type(event) {
    const inField = event.target.closest?.("input, textarea, select, dialog");
    if (inField || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === " ") return;
    input.focus();
  }

  const onList = ({ detail }) => (detail === "list" || detail === "network") && onNews();
  app.addEventListener("change", onList);
  document.addEventListener("keydown", type);
  return () => {
    cancelAnimationFrame(asked);
    clearTimeout(pause);
    app.removeEventListener("change", onList);
    document.removeEventListener("keydown", type);
    panel.leave();
  };
}
