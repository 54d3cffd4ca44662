// What is wrong with a page as it stands, as a list of words: it scrolls sideways, words cannot be got to, pictures are
// without size, alternatives or words.
() => {
  const root = document.documentElement, width = root.clientWidth, found = [];
  const name = e => `${e.tagName.toLowerCase()}.${e.getAttribute('class') || ''}`;

  const pictures = [...document.querySelectorAll('main img')].filter(
    i => !['srcset', 'sizes', 'width', 'height', 'alt'].every(each => i.hasAttribute(each)));
  found.push(...pictures.slice(0, 5).map(i => `picture is not ready: ${i.outerHTML.slice(0, 200)}`));

  const styles = new Map();
  const style = e => styles.get(e) || styles.set(e, getComputedStyle(e)).get(e);
  const hides = value => value === 'hidden' || value === 'clip';
  const rolls = value => value === 'auto' || value === 'scroll';

  // Where a rectangle of words ends up outside of what hides its overflow, or outside of the window; '' if it is seen.
  const cut = (owner, part) => {
    let across = false, down = false, where = '';
    for (let e = owner; e && e !== document.body; e = e.parentElement) {
      const s = style(e), box = e.getBoundingClientRect();
      if (s.position === 'fixed' || (s.position === 'absolute' && s.clip !== 'auto')) return '';
      if (s.display === 'inline') continue;
      if (box.width <= 2 || box.height <= 2) return '';  // said to screen readers only
      across ||= rolls(s.overflowX);
      down ||= rolls(s.overflowY);
      if (!across && hides(s.overflowX) && (part.right > box.right + 2 || part.left < box.left - 2)) {
        where ||= `sideways in ${name(e)}`;
      }
      if (!down && hides(s.overflowY) && (part.bottom > box.bottom + 6 || part.top < box.top - 6)) {
        where ||= `below in ${name(e)}`;
      }
    }
    return where || (!across && (part.right > width + 1 || part.left < -1) ? 'beyond the window' : '');
  };

  if (root.scrollWidth > width) {
    const inside = e => e === document.body ? false : style(e).overflowX !== 'visible' || inside(e.parentElement);
    const wide = [...document.body.querySelectorAll('*')]
      .filter(e => e.getBoundingClientRect().right > width && e.checkVisibility() && !inside(e.parentElement));
    found.push(`scrolls sideways, ${root.scrollWidth} px: ${wide.slice(-6).map(name).join(' | ')}`);
  }

  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let node, told = 0; told < 5 && (node = words.nextNode());) {
    const owner = node.parentElement;
    if (!node.data.trim() || owner.closest('script, style, noscript, template, svg, select, iframe')) continue;
    if (!owner.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    range.selectNodeContents(node);
    const parts = [...range.getClientRects()].filter(part => part.width > 1 && part.height > 1);
    const where = parts.map(part => cut(owner, part)).find(Boolean);
    if (where) {
      told += 1;
      found.push(`cut ${where}: ${name(owner)} "${node.data.trim().slice(0, 40)}"`);
    }
  }
  return found;
}
