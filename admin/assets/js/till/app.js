// What the whole app shares. Screens listen for "change".
import { Goods } from "./goods.js";
import * as store from "./store.js";

class App extends EventTarget {
  state = null; // what the shop last said of this device; kept for when the network is gone
  online = navigator.onLine;
  revoked = false;
  waiting = 0; // sales in the queue
  troubled = 0; // those that a person has to look at
  entries = new Goods(); // the list, by item
  listed = false; // whether the list was ever read whole
  reading = null; // how far a reading of the whole list is: {count, total}
  loaded = Promise.resolve(); // settled when all that is kept of the list is here
  full = false; // whether it is

  changed(what = "all") {
    this.dispatchEvent(new CustomEvent("change", { detail: what }));
  }

  setOnline(online) {
    if (this.online === online) return;
    this.online = online;
    this.changed("network");
    if (online) this.dispatchEvent(new Event("back"));
  }

  setRevoked(revoked) {
    if (this.revoked === revoked) return;
    this.revoked = revoked;
    this.changed("door");
  }

  async setState(state) {
    const door = this.state?.shift?.id !== state?.shift?.id || this.state?.device.id !== state?.device.id;
    this.state = state;
    this.revoked = false;
    await store.put("kv", state, "state");
    this.changed(door ? "door" : "state");
  }

  async load() {
    this.state = (await store.get("kv", "state")) ?? null;
    this.listed = Boolean(await store.get("kv", "cursor"));
    this.reading = (await store.get("kv", "reading")) ?? null;
    this.loaded = this.#loadList();
    await this.countQueue();
  }

  // A part at a time: the first goods are there at once, and keys are answered in between.
  async #loadList() {
    for await (const entries of store.parts("items", 1_000)) {
      for (const entry of entries) this.entries.set(entry.item_id, entry);
      this.entries.settle();
      this.changed("list");
    }
    this.full = true;
    this.changed("list");
  }

  async countQueue() {
    const queue = await store.all("queue");
    this.waiting = queue.length;
    this.troubled = queue.filter((entry) => entry.problem).length;
    this.changed("queue");
  }
}

export const app = new App();
