// The course wizard shows what a rule gives while somebody types. Without this script the button 「プレビュー」 does the same.
const form = document.querySelector('form[data-preview]');
const PAUSE_MS = 400;
let timer;
let asked;

async function show() {
  asked?.abort();
  asked = new AbortController();
  const status = document.getElementById('preview-status');
  try {
    const answer = await fetch(form.dataset.preview, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
      signal: asked.signal,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const region = page.getElementById('preview');
    document.getElementById('preview').replaceWith(region);
    status.textContent = region.querySelector('[data-summary]').textContent.trim();
  } catch (error) {
    if (error.name !== 'AbortError') status.textContent = form.dataset.failed;
  }
}

function soon({ target }) {
  // What is decided within the preview must not make it be drawn anew under the hand.
  if (target.closest('#preview')) return;
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE_MS);
}

form.addEventListener('input', soon);

for (const buttons of form.querySelectorAll('[data-month-buttons]')) {
  buttons.hidden = false;
  buttons.addEventListener('click', ({ target }) => {
    if (!target.matches('button')) return;
    const months = target.value.split(',');
    for (const box of buttons.parentElement.querySelectorAll('[data-months] input')) {
      box.checked = months.includes(box.name.split('.').at(-1));
    }
    buttons.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
