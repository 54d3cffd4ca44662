// The list of the shop: whole once, page by page, then what changed. Each page is kept as it comes, with how far it is, so that
// a cut or a reload goes on from there; what was kept before stays for sale until the new list is whole.
import { app } from "./app.js";
import { ask, Refusal } from "./ask.js";
import * as store from "./store.js";

export { nameOf } from "./goods.js";

let running = null;

export function bring() {
  running ??= read().finally(() => (running = null));
  return running;
}

async function read() {
  await app.loaded;
  const begun = await store.get("kv", "reading");
  const cursor = await store.get("kv", "cursor");
  if (begun || !cursor) return readWhole(begun);
  try {
    let told = { cursor, more: true };
    while (told.more) {
      told = await ask("GET", `/items?since=${encodeURIComponent(told.cursor)}`, undefined, 30);
      await store.keep(told.entries, told.gone, { cursor: told.cursor });
      for (const entry of told.entries) app.entries.set(entry.item_id, entry);
      for (const item of told.gone) app.entries.delete(item);
      if (told.entries.length || told.gone.length) app.changed("list");
    }
  } catch (error) {
    if (isOver(error)) return readWhole();
    throw error;
  }
}

const isOver = (error) => error instanceof Refusal && (error.status === 410 || error.status === 400);

async function readWhole(begun) {
  try {
    await readOn(begun ?? (await begin()));
  } catch (error) {
    if (!begun || !isOver(error)) throw error;
    await readOn(await begin()); // what was begun cannot be gone on with
  }
}

// A new reading: entries that it has not met are gone at its end. Those of another shop are gone at once.
async function begin() {
  const place = app.state.location.id;
  if ((await store.get("kv", "list_of")) !== place) {
    await store.forget(place);
    app.entries.clear();
    app.listed = false;
  }
  return { turn: crypto.randomUUID(), after: "", count: 0, total: null };
}

async function readOn(reading) {
  let page, coming = pageAfter(reading.after);
  do {
    page = await coming;
    coming = page.after ? pageAfter(page.after) : null; // while this one is kept, the next one is on its way
    coming?.catch(() => {});
    for (const entry of page.entries) entry.read = reading.turn;
    reading = { ...reading, after: page.after, count: reading.count + page.entries.length, total: page.total ?? reading.total };
    await store.keep(page.entries, [], page.after ? { reading } : {});
    for (const entry of page.entries) app.entries.set(entry.item_id, entry);
    app.entries.settle();
    app.reading = reading;
    app.changed("list");
  } while (page.after);
  const gone = [...app.entries.values()].filter((entry) => entry.read !== reading.turn).map((entry) => entry.item_id);
  await store.keep([], gone, { cursor: page.cursor, reading: undefined });
  for (const item of gone) app.entries.delete(item);
  app.reading = null;
  app.listed = true;
  app.changed("list");
}

const pageAfter = (after) => ask("GET", `/items?after=${encodeURIComponent(after)}`, undefined, 30);

// What was sold here is gone from the shelf at once, also while the shop cannot say so.
export function taken(lines, sign = 1) {
  for (const line of lines) {
    const entry = app.entries.get(line.item);
    if (entry && entry.available !== null) entry.available = Math.max(0, entry.available - sign * line.quantity);
  }
  app.changed("list");
}

export const search = (words, most) => app.entries.search(words, most);
export const scanned = (code) => app.entries.scanned(code);
export const byVariant = (id) => app.entries.byVariant(id);
