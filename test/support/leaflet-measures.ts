import type { Page } from 'playwright-core';

/**
 * What runs over on the sheets of a leaflet, in words: parts that leave the sheet or the part they stand in, and texts wider than
 * their box. Empty: everything is where it belongs.
 */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const faults = [];
    const boxes = '.poster, .poster-head, .poster-body, .poster-foot, .panel, .card, .card-words, .card-facts, .qr, .row';
    for (const sheet of document.querySelectorAll('.sheet')) {
      const outer = sheet.getBoundingClientRect();
      for (const box of [sheet, ...sheet.querySelectorAll(boxes)]) {
        const { left, right, top, bottom } = box.getBoundingClientRect();
        if (left < outer.left - 1 || right > outer.right + 1 || top < outer.top - 1 || bottom > outer.bottom + 1)
          faults.push(box.className + ' leaves the sheet by ' + Math.round(Math.max(bottom - outer.bottom, right - outer.right)));
        for (const inner of box.querySelectorAll('*')) {
          if (inner.closest('svg')) continue;
          const rect = inner.getBoundingClientRect();
          if (rect.width === 0 || rect.height === 0) continue;
          const over = Math.max(rect.bottom - bottom, rect.right - right, top - rect.top, left - rect.left);
          if (over > 1.5) faults.push(box.className + ' > ' + inner.className + ' ' + inner.tagName + ' over by ' + Math.round(over) + ': ' + inner.textContent.trim().slice(0, 30));
        }
      }
    }
    return [...new Set(faults)].slice(0, 8);
  })()`) as Promise<string[]>;
}

/** The smallest letters on the sheets, in points. */
export function smallestText(page: Page): Promise<number> {
  return page.evaluate(`(() => {
    let least = Infinity;
    const walker = document.createTreeWalker(document.querySelector('.sheets'), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.textContent.trim() || node.parentElement.closest('svg, rt')) continue;
      least = Math.min(least, Number.parseFloat(getComputedStyle(node.parentElement).fontSize) * 0.75);
    }
    return Math.round(least * 10) / 10;
  })()`) as Promise<number>;
}
