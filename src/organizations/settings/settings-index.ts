import type { Role } from '../principal.js';

/** One page of settings. Its words are `settings.entries.<key>.title` and `.line`. */
export interface SettingsEntry {
  readonly key: string;
  /** The page; with `:slug` there is one for each organization. */
  readonly path: string;
  /** Who may open it. */
  readonly role: Role;
  /** True: about the account itself, which a session of one organization's provider must not touch. */
  readonly ownAccount?: true;
}

/** What is set up now and then, not worked with every day; groups by their key, `settings.groups.<key>`. */
export const SETTINGS: Readonly<Record<string, readonly SettingsEntry[]>> = {
  year: [
    { key: 'plans', path: '/staff/plans', role: 'viewer' },
    { key: 'venues', path: '/staff/venues', role: 'viewer' },
    { key: 'closures', path: '/staff/organizations/:slug/closures', role: 'organizer' },
    { key: 'import', path: '/staff/import', role: 'organizer' },
  ],
  site: [
    { key: 'look', path: '/staff/organizations/:slug/look', role: 'organizer' },
    { key: 'privacy', path: '/staff/organizations/:slug/privacy', role: 'owner' },
    { key: 'readings', path: '/staff/organizations/:slug/readings', role: 'organizer' },
  ],
  figures: [
    { key: 'categories', path: '/staff/organizations/:slug/head-categories', role: 'organizer' },
    { key: 'tallies', path: '/staff/tallies', role: 'viewer' },
  ],
  mails: [{ key: 'texts', path: '/staff/mail-texts', role: 'organizer' }],
  staff: [
    { key: 'members', path: '/staff/members', role: 'owner' },
    { key: 'signIn', path: '/staff/organizations/:slug/sign-in', role: 'owner' },
    { key: 'audit', path: '/staff/audit', role: 'organizer' },
  ],
  machines: [
    { key: 'tokens', path: '/staff/tokens', role: 'owner' },
    { key: 'webhooks', path: '/staff/webhooks', role: 'owner' },
  ],
  own: [
    { key: 'account', path: '/staff/account', role: 'viewer' },
    { key: 'secondFactor', path: '/staff/account/second-factor', role: 'viewer', ownAccount: true },
    { key: 'notices', path: '/staff/notices', role: 'organizer' },
    { key: 'calendar', path: '/staff/calendar-feed', role: 'viewer' },
  ],
};
