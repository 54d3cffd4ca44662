// Words and money, as the page brought them along.
export const boot = JSON.parse(document.getElementById("boot").textContent);

export function t(key, values = {}) {
  let text = boot.words[key];
  if ("count" in values) text = boot.words[`${key}.${values.count === 1 ? "one" : "other"}`] ?? text;
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

const format = new Intl.NumberFormat(boot.locale, { style: "currency", currency: boot.currency });
const scale = 10 ** boot.decimals;

const counts = new Intl.NumberFormat(boot.locale);
export const number = (count) => counts.format(count);

export const money = (minor) => format.format(minor / scale);

// "12.5" or "12,50" → 1250; null for what is no amount. Text is cut apart, never multiplied as a fraction.
export function readMoney(text) {
  const found = /^(\d{1,9})(?:[.,](\d*))?$/.exec(text.trim());
  if (!found || (found[2] ?? "").length > boot.decimals) return null;
  return Number(found[1] + (found[2] ?? "").padEnd(boot.decimals, "0"));
}

export function plainMoney(minor) {
  const digits = String(Math.abs(minor)).padStart(boot.decimals + 1, "0");
  return boot.decimals ? `${digits.slice(0, -boot.decimals)}.${digits.slice(-boot.decimals)}` : digits;
}

export function time(iso) {
  return new Intl.DateTimeFormat(boot.locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}
