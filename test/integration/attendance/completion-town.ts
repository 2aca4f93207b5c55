import type { StaffBrowser } from '../../support/staff.js';

/** The boxes of people on the page of a course's completion, by the name beside each. */
export function peopleIn(html: string): Map<string, string> {
  const rows = [...html.matchAll(/name="people" value="([^"]+)"[\s\S]*?<th scope="row">([^<]+)</g)];
  return new Map(rows.map(([, key, name]) => [name!.trim(), key!]));
}

/** Text of a page, without tags. */
export function textOf(html: string): string {
  return html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

export const completionPath = (courseId: string) => `/staff/courses/${courseId}/completion`;

export async function keysOn(staff: StaffBrowser, courseId: string): Promise<Map<string, string>> {
  return peopleIn((await staff.get(completionPath(courseId))).text);
}
