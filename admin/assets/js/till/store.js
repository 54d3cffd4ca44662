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

export const change = (name, values, gone = [], { anew = false } = {}) =>
  run(name, "readwrite", (store) => {
    if (anew) store.clear();
    for (const value of values) store.put(value);
    for (const key of gone) store.delete(key);
  });

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
