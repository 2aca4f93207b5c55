// On the first page of staff: marks that this person tapped on this device and that no server has yet. They leave when the door of
// their session is opened.
import { unsentOf } from '/assets/site/door-store.js';

const notice = document.getElementById('door-unsent');
const { actor } = notice.dataset;
const list = notice.querySelector('ul');
const [line] = list.children;
const query = document.documentElement.lang === 'en' ? '?lang=en' : '';

const unsent = await unsentOf(actor);
list.replaceChildren(
  ...[...unsent].map(([session, count]) => {
    const made = line.cloneNode(true);
    const link = made.querySelector('a');
    link.href = `/staff/sessions/${session}/door${query}`;
    link.textContent = link.textContent.replace('{n}', count);
    return made;
  }),
);
notice.hidden = unsent.size === 0;
