import type { StaffBrowser } from '../../support/staff.js';

/** The page on which staff have their calendar. */
export const PAGE = '/staff/calendar-feed';

/** The path of the calendar's address as the page shows it; null where it shows none. */
export async function addressOf(staff: StaffBrowser): Promise<string | null> {
  const { text } = await staff.get(PAGE).expect(200);
  const url = /id="subscribe-address"[^>]* value="([^"]+)"/.exec(text)?.[1];
  return url ? new URL(url).pathname : null;
}

export async function makeAddress(staff: StaffBrowser): Promise<string> {
  await staff.post(PAGE, { act: 'renew', replaces: '' });
  return (await addressOf(staff)) as string;
}
