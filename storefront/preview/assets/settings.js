// Which setting a clicked text or picture comes from: the server tells what a section's settings hold, and what is clicked is
// looked for among them.

const known = new Map();

export function forget(section) {
  known.delete(section);
}

// [{block, setting, text} or {block, setting, media}] of a section; asked for once, as the pointer comes near.
export function learn(path, section) {
  if (!known.has(section)) {
    const query = new URLSearchParams({ path, section });
    const asked = fetch(`/_preview/values?${query}`, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : []))
      .catch(() => []);
    known.set(section, asked);
  }
  return known.get(section);
}

const squeezed = (text) => (text ?? "").replace(/\s+/g, "");

// {setting, block}: the setting's id, or null; the block of a section's part that names none of its own.
export async function settingOf(path, element, { section, block }, target) {
  const values = await learn(path, section);
  const inBlock = values.filter((value) => value.block === block);
  for (const candidates of [inBlock, values]) {
    const found = pictured(candidates, target) ?? worded(candidates, target, element);
    if (found) return { setting: found.setting, block: block ?? found.block };
  }
  return { setting: null };
}

function pictured(candidates, target) {
  const picture = target.closest?.("img, picture, video");
  const source = picture?.querySelector?.("img, source") ?? picture;
  const shown = source?.currentSrc || source?.src || source?.srcset || "";
  const number = shown.match(/\/media\/(\d+)\//)?.[1];
  return number ? candidates.find((value) => value.media === Number(number)) : undefined;
}

function worded(candidates, target, section) {
  for (let at = target; at && at !== section.parentElement; at = at.parentElement) {
    const text = squeezed(at.textContent);
    if (!text) continue;
    const found = candidates.filter((value) => value.text && squeezed(value.text) === text);
    if (found.length) return found[0];
  }
  const part = squeezed(target.textContent);
  const holding = part.length > 3 ? candidates.filter((value) => squeezed(value.text).includes(part)) : [];
  return holding.length === 1 ? holding[0] : undefined;
}
