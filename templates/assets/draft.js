// Keeps what somebody has begun to write in a form, in this tab alone: others may read the same phone, so nothing goes into
// localStorage, nothing outlives the tab, and answers to sensitive questions (data-draft-never) are not kept at all.
const PREFIX = 'tsudoi.draft.';
const TICKED = new Set(['checkbox', 'radio']);

/** The tab's storage; null where the browser allows none. */
function storage() {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}
const kept = storage();

for (const place of document.querySelectorAll('[data-draft-done]')) {
  for (const key of place.dataset.draftDone.split(' ')) kept?.removeItem(PREFIX + key);
}

const form = document.querySelector('form[data-draft]');
if (form && kept) begin(form);

function begin(form) {
  const key = PREFIX + form.dataset.draft;
  const said = form.querySelector('[data-draft-said]');
  const bar = form.querySelector('[data-draft-bar]');
  const restoredBar = form.querySelector('[data-draft-restored-bar]');
  // Only what a visitor fills in; what stands in hidden fields is the page's own.
  const fields = () =>
    [...form.elements].filter(
      (field) =>
        field.name &&
        !field.closest('[data-draft-never]') &&
        (field.tagName !== 'INPUT' || field.type !== 'hidden') &&
        ['INPUT', 'SELECT', 'TEXTAREA'].includes(field.tagName),
    );
  const written = () =>
    fields()
      .filter((field) => !TICKED.has(field.type) || field.checked)
      .map((field) => [field.name, field.value]);
  const isUntouched = () =>
    fields().every((field) => {
      if (TICKED.has(field.type)) return field.checked === field.defaultChecked;
      if (field.tagName !== 'SELECT') return field.value === field.defaultValue;
      const standing = [...field.options].findIndex((option) => option.defaultSelected);
      return field.selectedIndex === Math.max(0, standing);
    });
  const show = (isKept) => {
    bar.hidden = !isKept;
    if (!isKept) restoredBar.hidden = true;
  };

  const save = () => {
    const isKept = !(form.dataset.fresh === 'true' && isUntouched());
    try {
      if (isKept) kept.setItem(key, JSON.stringify(written()));
      else kept.removeItem(key);
    } catch {
      // A full storage keeps nothing; the form works all the same.
    }
    show(isKept);
  };

  const restore = (draft) => {
    for (const field of fields()) {
      const values = draft.filter(([name]) => name === field.name).map(([, value]) => value);
      if (TICKED.has(field.type)) field.checked = values.includes(field.value);
      else if (values.length > 0) field.value = values.shift();
    }
    for (const fold of form.querySelectorAll('details')) {
      const inside = fields().filter((field) => fold.contains(field));
      if (
        inside.some((field) =>
          TICKED.has(field.type) ? field.checked !== field.defaultChecked : field.value !== '',
        )
      )
        fold.open = true;
    }
  };

  const draft = read(key);
  if (draft && form.dataset.fresh === 'true' && isUntouched()) {
    restore(draft);
    if (isUntouched()) kept.removeItem(key);
    else {
      show(true);
      restoredBar.hidden = false;
      say(said.dataset.restored);
    }
  } else {
    save();
  }

  form.addEventListener('input', save);
  form.addEventListener('change', save);
  for (const button of form.querySelectorAll('[data-draft-clear]')) {
    button.addEventListener('click', () => {
      kept.removeItem(key);
      if (form.dataset.fresh !== 'true') {
        // What the server has put into the fields goes with a new page.
        location.replace(form.dataset.blank);
        return;
      }
      form.reset();
      show(false);
      say(said.dataset.cleared);
      form.querySelector('#nickname').focus();
    });
  }

  /** Into a region that is there already: only then it is read out. */
  function say(words) {
    requestAnimationFrame(() => {
      said.textContent = words;
    });
  }
}

function read(key) {
  try {
    const draft = JSON.parse(kept.getItem(key));
    return Array.isArray(draft) ? draft.filter((one) => Array.isArray(one) && one.length === 2) : null;
  } catch {
    return null;
  }
}
