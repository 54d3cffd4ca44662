// Sales that the shop has not confirmed. Each is written down before it is sent, under an id made here, and taken out when the
// shop has it: so it is settled once, however often it is sent.
import { app } from "./app.js";
import { ask, Refusal, Unreachable } from "./ask.js";
import * as store from "./store.js";
import { say } from "./dom.js";
import { t } from "./words.js";

const FIRST_WAIT = 2_000, LONGEST_WAIT = 60_000, RECEIPTS = 60;
let wait = FIRST_WAIT, timer = 0;
const asking = new Set(); // ids whose answer somebody stands waiting for: the queue leaves them alone

// A sale just made. Answers what the shop said; null when it waits for the network. Throws Refusal: then nothing was sold.
export async function send(sale, { happened = false } = {}) {
  const entry = { id: sale.id, sale, at: sale.at, problem: "" };
  await store.put("queue", entry);
  await app.countQueue();
  try {
    const answer = await ask("POST", "/sales", { sale, queued: happened });
    await settled(entry, answer);
    return answer;
  } catch (error) {
    if (error instanceof Refusal && !happened) {
      await store.drop("queue", sale.id);
      await app.countQueue();
      throw error;
    }
    soon();
    return null;
  }
}

// A sale that counts only once the shop has said so: its answer, or null while none comes. *basket*: what it was made of, for
// when nothing comes of it. Throws Refusal: then nothing was sold.
export async function sendAnswered(sale, basket) {
  asking.add(sale.id);
  await store.put("queue", { id: sale.id, sale, at: sale.at, problem: "", basket });
  await app.countQueue();
  try {
    const answer = await ask("POST", "/sales", { sale, queued: false });
    await settled({ id: sale.id, sale, at: sale.at }, answer);
    asking.delete(sale.id);
    return answer;
  } catch (error) {
    if (!(error instanceof Refusal)) return null;
    await drop(sale.id);
    asking.delete(sale.id);
    throw error;
  }
}

// Nobody waits for it any more: it is asked what became of it when the network is back.
export function leave(sale) {
  asking.delete(sale.id);
  soon();
}

export async function drop(id) {
  await store.drop("queue", id);
  await app.countQueue();
}

// Everything that waits, in the order in which it was sold. One tab at a time.
export async function drain() {
  if (!app.waiting) return;
  if (navigator.locks) await navigator.locks.request("till-queue", { ifAvailable: true }, async (lock) => lock && drainAll());
  else await drainAll();
}

async function drainAll() {
  const waiting = (await store.all("queue")).sort((a, b) => a.sale.turn - b.sale.turn);
  for (const entry of waiting) {
    if (asking.has(entry.id)) continue;
    try {
      const answer = await ask("POST", "/sales", { sale: entry.sale, queued: true });
      await settled(entry, answer);
      const oversold = answer.notes.filter((note) => note.code === "oversold").length;
      if (oversold) say(t("queue.oversold", { number: answer.number }), "warning");
    } catch (error) {
      if (error instanceof Unreachable || (error instanceof Refusal && error.status === 401)) {
        soon();
        return;
      }
      if (!(error instanceof Refusal)) throw error;
      await store.put("queue", { ...entry, problem: error.message, code: error.code });
      await app.countQueue();
    }
  }
  wait = FIRST_WAIT;
}

// Where an order goes stands on its receipt, and is not kept here.
async function settled(entry, told) {
  const answer = told.order ? { ...told, order: { number: told.order.number } } : told;
  const sent = (await store.all("sent")).sort((a, b) => a.at.localeCompare(b.at));
  await store.change("sent", [{ id: entry.id, at: entry.at, sale: entry.sale, answer }], sent.slice(0, -RECEIPTS).map((one) => one.id));
  await store.drop("queue", entry.id);
  await app.countQueue();
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(drain, wait);
  wait = Math.min(LONGEST_WAIT, wait * 2);
}

export function hurry() {
  wait = FIRST_WAIT;
  return drain();
}

// For a person: what waits, as a file that can be kept or sent elsewhere.
export async function exported() {
  const waiting = await store.all("queue");
  const text = JSON.stringify({ device: app.state?.device, exported: new Date().toISOString(), sales: waiting.map((one) => one.sale) }, null, 2);
  return new Blob([text], { type: "application/json" });
}
