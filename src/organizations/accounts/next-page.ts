const HOME = '/staff';
const SITE = 'http://localhost';

/**
 * Where to go after sign-in: the page first asked for, if it is a staff page of this site; else the staff home. Whatever
 * else an address can say (another site, another scheme, `//host`, `/staff/../..`) is not followed. Without `lang`.
 */
export function nextPage(asked: unknown): string {
  if (typeof asked !== 'string' || !URL.canParse(asked, SITE)) return HOME;
  const url = new URL(asked, SITE);
  url.searchParams.delete('lang');
  const { origin, pathname, search } = url;
  const isStaffPage = pathname === HOME || pathname.startsWith(`${HOME}/`);
  const isDoor = /^\/staff\/sign-(in|out)(\/|$)/.test(pathname);
  return origin === SITE && isStaffPage && !isDoor ? `${pathname}${search}` : HOME;
}
