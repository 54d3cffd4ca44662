// What there is, by item, and how it is found: rows in the order of their names, sorted once; by code at once. What is set or
// deleted is worked in when somebody looks, all of it together.
export const nameOf = (variant) =>
  variant.title && variant.title !== "Default Title" ? `${variant.product.title} · ${variant.title}` : variant.product.title;

// Without accents and capitals, so that "cafe" finds "Café".
const PLAIN = /^[ -~]*$/;
const fold = (text) => (PLAIN.test(text) ? text.toLowerCase() : bare(text));
const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
// As people count: 9 before 10. Plain strings, which compare many times faster than words of a language.
const placeOf = (entry, name) => (entry.for_sale ? "0" : "1") + fold(name).replace(/\d{1,12}/g, (digits) => digits.padStart(12, "0"));
const byPlace = (a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : a.variant.id - b.variant.id);

export class Goods extends Map {
  #rows = [];
  #of = new Map(); // rows by item
  #variants = new Map();
  #codes = { barcode: new Map(), sku: new Map() };
  #dirty = new Set();
  #last = null; // the last search: one that goes on from it looks through what it found

  set(id, entry) {
    this.#dirty.add(id);
    return super.set(id, entry);
  }

  delete(id) {
    this.#dirty.add(id);
    return super.delete(id);
  }

  clear() {
    for (const id of this.keys()) this.#dirty.add(id);
    super.clear();
  }

  // The first *most* that have all the words, and how many there are.
  search(words, most) {
    this.settle();
    const wanted = fold(words).split(/\s+/).filter(Boolean);
    const goesOn = this.#last && this.#last.wanted.every((word) => wanted.some((longer) => longer.includes(word)));
    const found = wanted.length ? matching(goesOn ? this.#last.found : this.#rows, wanted) : this.#rows;
    this.#last = { wanted, found };
    return { found: found.slice(0, most), total: found.length };
  }

  // Every variant with that barcode, else with that SKU: a code that is known twice is asked about.
  scanned(code) {
    this.settle();
    const text = code.trim().toLowerCase();
    return this.#codes.barcode.get(text) ?? this.#codes.sku.get(text) ?? [];
  }

  byVariant(id) {
    this.settle();
    return this.#variants.get(id) ?? null;
  }

  // Work in what was set: a little after each page of a long list, rather than all of it when somebody looks.
  settle() {
    if (!this.#dirty.size) return;
    const gone = new Set(), fresh = [];
    for (const id of this.#dirty) {
      const entry = this.get(id), before = this.#of.get(id) ?? [];
      const rows = entry ? entry.variants.map((variant) => rowOf(entry, variant)) : [];
      if (rows.length === before.length && rows.every((row, i) => sameRow(row, before[i]))) {
        rows.forEach((row, i) => Object.assign(before[i], row));
        continue;
      }
      for (const row of before) {
        gone.add(row);
        this.#forget(row);
      }
      for (const row of rows) this.#know(row);
      fresh.push(...rows);
      if (rows.length) this.#of.set(id, rows);
      else this.#of.delete(id);
    }
    this.#dirty.clear();
    if (gone.size || fresh.length) this.#last = null;
    const kept = gone.size ? this.#rows.filter((row) => !gone.has(row)) : this.#rows;
    this.#rows = fresh.length ? merged(kept, fresh.sort(byPlace)) : kept;
  }

  #know(row) {
    this.#variants.set(row.variant.id, row);
    for (const [kind, code] of codesOf(row)) {
      const known = this.#codes[kind].get(code);
      if (known) known.push(row);
      else this.#codes[kind].set(code, [row]);
    }
  }

  #forget(row) {
    if (this.#variants.get(row.variant.id) === row) this.#variants.delete(row.variant.id);
    for (const [kind, code] of codesOf(row)) {
      const left = (this.#codes[kind].get(code) ?? []).filter((one) => one !== row);
      if (left.length) this.#codes[kind].set(code, left);
      else this.#codes[kind].delete(code);
    }
  }
}

const rowOf = (entry, variant) => ({ entry, variant, place: placeOf(entry, nameOf(variant)), text: fold(`${variant.product.title} ${variant.title} ${variant.sku ?? ""} ${variant.barcode ?? ""}`) });
const sameRow = (a, b) => a.variant.id === b.variant.id && a.place === b.place && a.text === b.text;
const codesOf = ({ variant }) => ["barcode", "sku"].filter((kind) => variant[kind]).map((kind) => [kind, variant[kind].trim().toLowerCase()]);

// A plain loop: the first letter that is typed looks through all rows, before the browser has made anything of it fast.
function matching(rows, words) {
  const [first, ...others] = [...words].sort((a, b) => b.length - a.length), found = [];
  for (let i = 0; i < rows.length; i += 1) {
    const { text } = rows[i];
    if (text.includes(first) && (!others.length || others.every((word) => text.includes(word)))) found.push(rows[i]);
  }
  return found;
}

function merged(rows, fresh) {
  const all = new Array(rows.length + fresh.length);
  for (let i = 0, j = 0, k = 0; k < all.length; k += 1) all[k] = j >= fresh.length || (i < rows.length && byPlace(rows[i], fresh[j]) <= 0) ? rows[i++] : fresh[j++];
  return all;
}
