// Lists of the door that are drawn anew: only where they have changed, and whoever is in them by keyboard stays there.

const drawn = new WeakMap();

/**
 * @param items what is listed, each with an `id` @param rowOf makes the line of one
 * @param heading takes the focus where the line that had it is gone
 */
export function drawList(list, items, rowOf, heading) {
  const now = JSON.stringify(items);
  if (drawn.get(list) === now) return;
  drawn.set(list, now);
  const held = list.contains(document.activeElement) ? document.activeElement : null;
  const line = held?.closest('[data-of]');
  const position = line ? [...line.querySelectorAll('button')].indexOf(held) : -1;
  list.replaceChildren(
    ...items.map((item) => {
      const made = rowOf(item);
      made.dataset.of = item.id;
      return made;
    }),
  );
  if (!held) return;
  const again = [...list.children].find(({ dataset }) => dataset.of === line?.dataset.of);
  // Never the button of another line: a key that is pressed twice would do that too.
  focusOn([...(again?.querySelectorAll('button') ?? [])][position] ?? again ?? heading);
}

/** Gives the focus to what is no button as well. */
export function focusOn(element) {
  if (!element.matches('button, summary, input')) element.tabIndex = -1;
  element.focus();
}

/** Where what has the focus goes away, or can be pressed no more, `other` has it. */
export function handOver(element, other) {
  if (element.contains(document.activeElement)) focusOn(other);
}
