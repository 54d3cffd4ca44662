// The list of the shop: whole once, then what changed. What is shown of it is found here too.
import { app } from "./app.js";
import { ask, Refusal } from "./ask.js";
import * as store from "./store.js";

let running = null;

export function bring() {
  running ??= read().finally(() => (running = null));
  return running;
}

async function read() {
  const cursor = await store.get("kv", "cursor");
  if (!cursor) return readWhole();
  try {
    let told = { cursor, more: true };
    while (told.more) {
      told = await ask("GET", `/items?since=${encodeURIComponent(told.cursor)}`);
      await store.change("items", told.entries, told.gone);
      await store.put("kv", told.cursor, "cursor");
      for (const entry of told.entries) app.entries.set(entry.item_id, entry);
      for (const item of told.gone) app.entries.delete(item);
      if (told.entries.length || told.gone.length) app.changed("list");
    }
  } catch (error) {
    if (error instanceof Refusal && (error.status === 410 || error.status === 400)) return readWhole();
    throw error;
  }
}

async function readWhole() {
  const entries = [];
  let page = { after: "" };
  do {
    page = await ask("GET", `/items?after=${encodeURIComponent(page.after ?? "")}`, undefined, 30);
    entries.push(...page.entries);
  } while (page.after);
  await store.change("items", entries, [], { anew: true });
  await store.put("kv", page.cursor, "cursor");
  app.entries = new Map(entries.map((entry) => [entry.item_id, entry]));
  app.listed = true;
  app.changed("list");
}

// What was sold here is gone from the shelf at once, also while the shop cannot say so.
export function taken(lines, sign = 1) {
  for (const line of lines) {
    const entry = app.entries.get(line.item);
    if (entry && entry.available !== null) entry.available = Math.max(0, entry.available - sign * line.quantity);
  }
  app.changed("list");
}

export function* goods() {
  for (const entry of app.entries.values()) for (const variant of entry.variants) yield { entry, variant };
}

export const nameOf = (variant) =>
  variant.title && variant.title !== "Default Title" ? `${variant.product.title} · ${variant.title}` : variant.product.title;

export function search(words, most) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [];
  for (const one of goods()) {
    const text = `${one.variant.product.title} ${one.variant.title} ${one.variant.sku ?? ""} ${one.variant.barcode ?? ""}`.toLowerCase();
    if (wanted.every((word) => text.includes(word))) found.push(one);
  }
  const rank = (one) => (one.entry.for_sale ? 0 : 1);
  found.sort((a, b) => rank(a) - rank(b) || nameOf(a.variant).localeCompare(nameOf(b.variant)));
  return { found: found.slice(0, most), total: found.length };
}

// Every variant with that barcode or SKU: a barcode that is known twice is asked about.
export function scanned(code) {
  const text = code.trim().toLowerCase();
  if (!text) return [];
  const found = [...goods()].filter((one) => (one.variant.barcode ?? "").toLowerCase() === text);
  return found.length ? found : [...goods()].filter((one) => (one.variant.sku ?? "").toLowerCase() === text);
}

export function byVariant(id) {
  for (const one of goods()) if (one.variant.id === id) return one;
  return null;
}
