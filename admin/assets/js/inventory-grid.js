// The grid of items by keyboard and scanner. "/" searches; j, k and arrows walk the rows; o, v, n and 1 to 9 press the controls
// of the row; space picks it. A scanner types as fast as no person does and ends with Enter: wherever that happens, it searches.

const FAST = 60; // milliseconds between two keys of a scanner, at most
const SHORTEST = 4;

const search = () => document.querySelector("#inventory-q");
const rows = () => [...document.querySelectorAll(".item[data-item]")];
const isTyping = (element) => element?.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable=true]");

let typed = "";
let last = 0;
let pending = 0;
let lookedUp = false;
let lastPicked = null;

const walk = (by) => {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement?.closest?.(".item"));
  all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))].focus();
};

const press = (key) => {
  const row = document.activeElement?.closest?.(".item[data-item]");
  const undo = document.querySelector("[data-undo]");
  if (key === "j") walk(1);
  else if (key === "k") walk(-1);
  else if (key === "u" && undo) undo.click();
  else if (!row) return;
  else if (key === "x") pick(row);
  else if (key >= "1" && key <= "9") row.querySelectorAll(".toggle.shop")[Number(key) - 1]?.click();
  else row.querySelector({ o: ".toggles .for_sale", v: ".toggles .view_only", n: ".toggles .not_listed" }[key] ?? "unset")?.click();
};

const pick = (row) => {
  const box = row.querySelector(".pick input");
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
};

const look = (code) => {
  search().value = code;
  search().form.requestSubmit();
};

document.addEventListener("keydown", (event) => {
  if (!search() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const now = event.timeStamp;
  const isFast = now - last < FAST;
  if (event.key.length === 1 && event.key !== " ") {
    clearTimeout(pending);
    typed = isFast ? typed + event.key : event.key;
    last = now;
    event.stopImmediatePropagation();
    event.preventDefault();
    if (typed.length > 1) return;
    const key = event.key;
    if (key === "/") {
      search().focus();
      search().select();
    } else pending = setTimeout(() => press(key.toLowerCase()), FAST + 10);
    return;
  }
  const row = event.target.closest?.(".item[data-item]");
  if (event.key === "Enter" && isFast && typed.length >= SHORTEST) {
    event.preventDefault();
    look(typed);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!row) return;
    event.preventDefault();
    walk(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.target === row && event.key === " ") {
    event.preventDefault();
    pick(row);
  } else if (event.target === row && event.key === "Enter") {
    row.querySelector(".item-link").click();
  }
  if (event.key.length > 1 && event.key !== "Shift") typed = "";
}, true);

// the second click of a double-click would take the first one back
document.addEventListener("click", (event) => {
  if (event.detail > 1 && event.target.closest?.(".toggle")) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".item[data-item] .pick input");
  if (!box) return;
  const all = rows().map((row) => row.querySelector(".pick input"));
  if (event.shiftKey && lastPicked && all.includes(lastPicked)) {
    const [from, to] = [all.indexOf(lastPicked), all.indexOf(box)].sort((a, b) => a - b);
    for (const one of all.slice(from, to + 1)) one.checked = box.checked;
  }
  lastPicked = box;
});

const count = () => {
  const place = document.querySelector("[data-picked-words]");
  if (!place) return;
  place.dataset.none ??= place.textContent;
  const picked = document.querySelectorAll(".item[data-item] .pick input:checked").length;
  place.textContent = picked ? place.dataset.pickedWords.replace("#", picked) : place.dataset.none;
};

document.addEventListener("change", (event) => {
  const all = event.target.closest?.("[data-pick-grid]");
  if (all) for (const row of rows()) row.querySelector(".pick input").checked = all.checked;
  if (all || event.target.closest?.(".item .pick")) count();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.(".item[data-item]");
  if (row) for (const one of rows()) one.tabIndex = one === row ? 0 : -1;
});

document.addEventListener("submit", (event) => {
  if (event.target.id === "inventory-filters") lookedUp = true;
}, true);

const settle = () => {
  const all = rows();
  if (all.length && !all.some((row) => row.tabIndex === 0)) all[0].tabIndex = 0;
  count();
};

document.addEventListener("htmx:afterSwap", (event) => {
  settle();
  if (event.detail.target?.id !== "list" || !lookedUp) return;
  lookedUp = false;
  if (rows().length === 1) rows()[0].focus();
  else search()?.select();
});
settle();
