// What the device keeps: the list, the queue, parked sales, receipts, and a few words of its own. All in IndexedDB.
const STORES = { kv: undefined, items: "item_id", queue: "id", parked: "id", sent: "id" };
let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("till", 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) {
        if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name, keyPath ? { keyPath } : undefined);
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(name, mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
    const request = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const get = (name, key) => run(name, "readonly", (store) => store.get(key));
export const all = (name) => run(name, "readonly", (store) => store.getAll());
export const count = (name) => run(name, "readonly", (store) => store.count());
export const put = (name, value, key) => run(name, "readwrite", (store) => store.put(value, key));
export const drop = (name, key) => run(name, "readwrite", (store) => store.delete(key));

export const change = (name, values, gone = []) =>
  run(name, "readwrite", (store) => {
    for (const value of values) store.put(value);
    for (const key of gone) store.delete(key);
  });

// Values by key, in order, so many at once: reading all of a long list in one go holds up everything else.
export async function* parts(name, most) {
  let last;
  do {
    const range = last === undefined ? undefined : IDBKeyRange.lowerBound(last, true);
    const found = await run(name, "readonly", (store) => store.getAll(range, most));
    if (found.length) yield found;
    last = found.length === most ? found.at(-1)[STORES[name]] : undefined;
  } while (last !== undefined);
}

// A stretch of the list with the words that say how far it is: both or neither. A word that is undefined is dropped. Not
// forced to the disk: what a crash takes back is the end of it, words and goods together.
export async function keep(entries, gone, words) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(["items", "kv"], "readwrite", { durability: "relaxed" });
    const items = transaction.objectStore("items"), kv = transaction.objectStore("kv");
    for (const entry of entries) items.put(entry);
    for (const item of gone) items.delete(item);
    for (const [key, value] of Object.entries(words)) value === undefined ? kv.delete(key) : kv.put(value, key);
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

// Nothing of a list is kept; the next one is of this place.
export async function forget(place) {
  await run("items", "readwrite", (store) => store.clear());
  await keep([], [], { cursor: undefined, reading: undefined, list_of: place });
}

// The next number of a receipt: counted here, so that there is one without the network too.
export async function nextTurn(least) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("kv", "readwrite", { durability: "strict" });
    const store = transaction.objectStore("kv");
    let turn = 0;
    store.get("turn").onsuccess = (event) => {
      turn = Math.max(event.target.result ?? 0, least) + 1;
      store.put(turn, "turn");
    };
    transaction.oncomplete = () => resolve(turn);
    transaction.onerror = () => reject(transaction.error);
  });
}
