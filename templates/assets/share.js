// Hands the address of the page to the browser's own means of sharing, where it has them; the page shows the address anyway.
if (navigator.share) {
  for (const button of document.querySelectorAll('[data-share]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      // The address alone: a title would say what it is about. Whoever closes the list refuses the promise.
      navigator.share({ url: button.dataset.share }).catch(() => undefined);
    });
  }
}
