/* Forms that need a passkey: the browser is asked for it when they are sent, and its answer goes along. */
(() => {
  const library = globalThis.SimpleWebAuthnBrowser;
  if (!library?.browserSupportsWebAuthn()) return;

  async function answerFor(form) {
    const body = new URLSearchParams({ _csrf: form.elements._csrf.value });
    const response = await fetch(form.dataset.options, { method: 'POST', body, credentials: 'same-origin' });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const optionsJSON = await response.json();
    return form.dataset.passkey === 'make'
      ? library.startRegistration({ optionsJSON })
      : library.startAuthentication({ optionsJSON });
  }

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const fault = form.querySelector('[data-passkey-fault]');
    form.hidden = false;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      fault.hidden = true;
      try {
        form.elements.answer.value = JSON.stringify(await answerFor(form));
        form.submit();
      } catch {
        fault.hidden = false;
      }
    });
  }
})();
