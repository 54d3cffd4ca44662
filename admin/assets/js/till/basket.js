// The basket: lines, a discount, and what it comes to. Reckoned in whole minor units, as the shop reckons it. What is ordered
// stands in it beside what is taken along: one order, to one place, which the shop prices (order.js).
import { app } from "./app.js";
import * as store from "./store.js";
import { nameOf } from "./list.js";

class Basket extends EventTarget {
  kind = "sale";
  lines = [];
  holds = []; // pick-ups whose goods are in it
  discount = null; // {percent} or {minor}, with a reason
  ordered = []; // lines of the order
  order = null; // {id, to: home or shop, form: what was typed, way, ready: what the shop answered to all of it}

  get units() {
    return [...this.lines, ...this.ordered].reduce((sum, line) => sum + line.quantity, 0);
  }

  get empty() {
    return !this.lines.length && !this.ordered.length;
  }

  get subtotal() {
    return this.lines.reduce((sum, line) => sum + line.unit * line.quantity, 0);
  }

  get discountMinor() {
    if (!this.discount || this.kind === "return") return 0;
    const wanted = this.discount.percent ? Math.floor((this.subtotal * this.discount.percent + 50) / 100) : this.discount.minor;
    return Math.min(this.subtotal, wanted);
  }

  get tax() {
    const { rate_bp: rate, included } = app.state.tax;
    const base = included ? 10_000 + rate : 10_000;
    const shares = share(this.discountMinor, this.lines.map((line) => line.unit * line.quantity));
    const taxed = this.lines.reduce((sum, line, i) => sum + (line.taxable ? line.unit * line.quantity - shares[i] : 0), 0);
    return Math.floor((2 * taxed * rate + base) / (2 * base));
  }

  get total() {
    return this.subtotal - this.discountMinor + (app.state.tax.included ? 0 : this.tax);
  }

  // What the order comes to: what the shop said of it, or its goods, while it is not known where it goes.
  get orderTotal() {
    return this.order?.ready?.total ?? this.ordered.reduce((sum, line) => sum + line.unit * line.quantity, 0);
  }

  add(one, quantity = 1) {
    this.put(this.lines, one, quantity);
    this.changed();
  }

  // The whole order goes to one place: the last word counts for all of it.
  addOrdered(one, to) {
    this.order ??= { id: crypto.randomUUID(), to, form: {}, way: null, ready: null };
    const moved = this.ordered.length > 0 && this.order.to !== to;
    this.put(this.ordered, one, 1);
    this.setTo(to);
    return moved;
  }

  setTo(to) {
    Object.assign(this.order, { to, way: null, ready: null });
    this.changed();
  }

  put(lines, { entry, variant }, quantity) {
    const found = lines.find((line) => line.variant === variant.id);
    if (found) found.quantity += quantity;
    else {
      lines.push({
        variant: variant.id,
        item: entry.item_id,
        title: variant.product.title,
        variant_title: nameOf(variant) === variant.product.title ? null : variant.title,
        sku: variant.sku,
        unit: variant.price.minor,
        taxable: variant.taxable,
        picture: variant.product.picture,
        quantity,
      });
    }
  }

  setQuantity(line, quantity, lines = this.lines) {
    line.quantity = Math.max(0, Math.min(9_999, quantity));
    if (!line.quantity) lines.splice(lines.indexOf(line), 1);
    if (lines === this.ordered) this.order = lines.length ? { ...this.order, ready: null } : null;
    this.changed();
  }

  // Prices that the shop just said are the ones that hold.
  reprice(find) {
    for (const line of [...this.lines, ...this.ordered]) line.unit = find(line.variant)?.variant.price.minor ?? line.unit;
    this.changed();
  }

  clear(kind = "sale") {
    Object.assign(this, { kind, lines: [], holds: [], discount: null, ordered: [], order: null });
    this.changed();
  }

  take(saved) {
    Object.assign(this, { kind: saved.kind ?? "sale", lines: saved.lines ?? [], holds: saved.holds ?? [], discount: saved.discount ?? null, ordered: saved.ordered ?? [], order: saved.order ?? null });
    this.changed();
  }

  get plain() {
    return { kind: this.kind, lines: this.lines, holds: this.holds, discount: this.discount, ordered: this.ordered, order: this.order };
  }

  keep() {
    store.put("kv", JSON.parse(JSON.stringify(this.plain)), "basket");
  }

  changed() {
    this.keep();
    this.dispatchEvent(new Event("change"));
  }
}

// Largest remainders first, earlier lines first among equals: the shop shares a discount the same way.
function share(minor, weights) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!minor || !total) return weights.map(() => 0);
  const parts = weights.map((weight) => Number((BigInt(minor) * BigInt(weight)) / BigInt(total)));
  const rest = weights.map((weight) => (BigInt(minor) * BigInt(weight)) % BigInt(total));
  const order = weights.map((_, i) => i).sort((a, b) => (rest[a] === rest[b] ? a - b : rest[a] < rest[b] ? 1 : -1));
  for (const i of order.slice(0, minor - parts.reduce((sum, part) => sum + part, 0))) parts[i] += 1;
  return parts;
}

export const basket = new Basket();

// The sale as it is sent: nothing of it changes afterwards.
export async function madeSale({ lines, kind = "sale", discount = 0, reason = null, total, payments, of = null, holds = [], order = null }) {
  const { state } = app;
  const turn = await store.nextTurn(state.turn);
  return {
    id: crypto.randomUUID(),
    kind,
    turn,
    at: new Date().toISOString(),
    shift: state.shift?.id ?? null,
    currency: state.currency,
    lines: lines.map(({ variant, item, title, variant_title, sku, quantity, unit, of: line }) => ({
      variant: variant ?? null,
      item: item ?? null,
      title,
      variant_title: variant_title ?? null,
      sku: sku ?? null,
      quantity,
      unit,
      of: line ?? null,
    })),
    discount,
    discount_reason: reason,
    total,
    payments,
    of,
    holds,
    order,
  };
}

export const numberOf = (sale) => `${app.state.device.number}-${String(sale.turn).padStart(4, "0")}`;
