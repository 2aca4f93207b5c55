// The door by keyboard: letters are keys only while a person of the list has the focus (WCAG 2.2, 2.1.4).
import { all, one, root } from '/assets/site/door-view.js';

const MARKS = {
  l: 'late',
  e: 'left_early',
  o: 'online',
  x: 'excused',
  a: 'absent',
  Delete: null,
  Backspace: null,
};

/** @param rows people that are shown, as rows @param mark marks one of them @param undoLast takes back the last act */
export function useKeys({ rows, mark, undoLast, marked }) {
  const field = one('#door-filter');

  root.addEventListener('keydown', (event) => {
    if (
      (event.ctrlKey || event.metaKey) &&
      event.key === 'z' &&
      !event.target.matches('input[type="text"]') &&
      // What is typed is taken back there; an empty field has nothing.
      !(event.target === field && field.value)
    ) {
      event.preventDefault();
      undoLast();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target === field) inFilter(event);
    else if (event.target.closest('[data-member]')) inList(event, event.target.closest('[data-member]'));
  });

  function inFilter(event) {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      one('[data-tap]', rows()[0] ?? root)?.focus();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const [only, second] = rows();
      if (!only || second || one('[data-tap]', only).disabled) return;
      // The next name can be typed at once.
      if (marked(only)) one('[data-tap]', only).focus();
      else markRow(only, 'attended');
      if (!marked(only)) return;
      field.value = '';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    } else if (event.key === 'Escape' && field.value) {
      event.preventDefault();
      field.value = '';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }

  function inList(event, row) {
    const { key } = event;
    const choices = one('details', row);
    if (key === 'Escape') {
      event.preventDefault();
      if (choices.open) {
        choices.open = false;
        one('[data-tap]', row).focus();
      } else field.focus();
    } else if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      move(row, key === 'ArrowDown' ? 1 : -1, choices);
    } else if (key === 'ArrowRight') {
      event.preventDefault();
      choices.open = true;
      one('button:not(:disabled)', choices)?.focus();
    } else {
      const name = key.length === 1 ? key.toLowerCase() : key;
      if (!Object.hasOwn(MARKS, name) || one('[data-tap]', row).disabled) return;
      event.preventDefault();
      choices.open = false;
      one('[data-tap]', row).focus();
      markRow(row, MARKS[name]);
    }
  }

  /** To the next person, or the next choice where they are open. */
  function move(row, by, choices) {
    const within = choices.open
      ? all('button:not(:disabled)', choices)
      : rows().map((other) => one('[data-tap]', other));
    const from = choices.open ? within.indexOf(document.activeElement) : rows().indexOf(row);
    within[from + by]?.focus();
  }

  function markRow(row, word) {
    mark(row.closest('[data-place]').dataset.place, Number(row.dataset.member), word);
  }
}
