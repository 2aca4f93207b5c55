// Whoever signs out, and whoever is about to sign in, passes a page on which nobody is signed in: here the names that the door
// has kept on this device are erased. Acts that are not sent yet stay; they hold no names but those typed for a walk-in.
import { erase } from '/assets/site/door-store.js';

await erase();
const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
for (const registration of registrations) {
  if (registration.scope.endsWith('/door')) await registration.unregister();
}
document.documentElement.dataset.erased = 'true';
