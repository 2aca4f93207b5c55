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
  // Each with what tells it apart: a name may come twice, and boxes of one name have values of their own.
  const told = () => {
    const seen = new Map();
    return fields().map((field) => {
      const name = TICKED.has(field.type) ? `${field.name}=${field.value}` : field.name;
      const before = seen.get(name) ?? 0;
      seen.set(name, before + 1);
      return [`${name}#${before}`, field];
    });
  };
  const isChanged = (field) => {
    if (TICKED.has(field.type)) return field.checked !== field.defaultChecked;
    if (field.tagName !== 'SELECT') return field.value !== field.defaultValue;
    const standing = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(0, standing);
  };
  const isUntouched = () => !fields().some(isChanged);
  const isFresh = form.dataset.fresh === 'true';
  const draft = read(key);
  const known = new Set(draft?.map(([id]) => id));
  // Only what somebody has changed: what the page itself has chosen, e.g. the language of mails, follows the page. After a fault the
  // page has put in what was written before, which then is no longer a change.
  const isWritten = ([id, field]) => isChanged(field) || (!isFresh && (!draft || known.has(id)));
  const written = () =>
    told()
      .filter(isWritten)
      .map(([id, field]) => [id, TICKED.has(field.type) ? field.checked : field.value]);
  const show = (isKept) => {
    bar.hidden = !isKept;
    if (!isKept) restoredBar.hidden = true;
  };

  const save = () => {
    const isKept = !(isFresh && isUntouched());
    try {
      if (isKept) kept.setItem(key, JSON.stringify(written()));
      else kept.removeItem(key);
    } catch {
      // A full storage keeps nothing; the form works all the same.
    }
    show(isKept);
  };

  const restore = (values) => {
    for (const [id, field] of told()) {
      if (!values.has(id)) continue;
      if (TICKED.has(field.type)) field.checked = values.get(id);
      else field.value = values.get(id);
    }
    for (const fold of form.querySelectorAll('details')) {
      const inside = fields().filter((field) => fold.contains(field));
      if (inside.some((field) => (TICKED.has(field.type) ? isChanged(field) : field.value !== '')))
        fold.open = true;
    }
  };

  if (draft && isFresh && isUntouched()) {
    restore(new Map(draft));
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
      if (!isFresh) {
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
