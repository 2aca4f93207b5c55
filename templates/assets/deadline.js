// Says five minutes before something on the page runs out that it will, and then that it has (WCAG 2.2, 2.2.1). The end is an instant
// of the server, and what is left is counted from the instant at which the server made the page: clocks of devices are often wrong.
const SOON_MS = 5 * 60_000;
const EVERY_MS = 5_000;

// A page that comes out of the browser's memory was made earlier than it seems: then only the device's clock knows.
const [navigation] = performance.getEntriesByType('navigation');
const isOld = navigation?.type === 'back_forward';
const loadedAt = Date.now();

for (const region of document.querySelectorAll('[data-closes]')) {
  const ahead = isOld ? 0 : Date.parse(region.dataset.now) - loadedAt;
  const closes = Date.parse(region.dataset.closes);
  let said = '';
  const look = () => {
    const left = closes - (Date.now() + ahead);
    const words = left <= 0 ? region.dataset.over : left <= SOON_MS ? region.dataset.soon : '';
    if (words === said) return;
    said = words;
    region.textContent = words;
  };
  requestAnimationFrame(look);
  setInterval(look, EVERY_MS);
  document.addEventListener('visibilitychange', look);
}
