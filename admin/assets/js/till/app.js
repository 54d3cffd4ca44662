// What the whole app shares. Screens listen for "change".
import * as store from "./store.js";

class App extends EventTarget {
  state = null; // what the shop last said of this device; kept for when the network is gone
  online = navigator.onLine;
  revoked = false;
  waiting = 0; // sales in the queue
  troubled = 0; // those that a person has to look at
  entries = new Map(); // the list, by item
  listed = false; // whether the list was ever read whole

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
    for (const entry of await store.all("items")) this.entries.set(entry.item_id, entry);
    this.listed = Boolean(await store.get("kv", "cursor"));
    await this.countQueue();
  }

  async countQueue() {
    const queue = await store.all("queue");
    this.waiting = queue.length;
    this.troubled = queue.filter((entry) => entry.problem).length;
    this.changed("queue");
  }
}

export const app = new App();
