/** A town's year as a programme file, with the parts that tests change. */
export interface TownFile {
  readonly key?: string;
  readonly title?: string;
  readonly venue?: string;
  readonly capacity?: number | 'none';
  readonly unit?: 'people' | 'parties';
  /** How one registers for the course beside mode and window: `, approval: true`. */
  readonly registration?: string;
  /** Start of the third session. */
  readonly start?: string;
  readonly thirdVenue?: string;
  readonly thirdStatus?: string;
  readonly more?: string;
  readonly sessions?: readonly string[];
}

export function townFile({
  key = 'town',
  title = 'ひきこもり家族教室',
  venue = '保健所2階',
  capacity = 20,
  unit = 'people',
  registration = '',
  start = '10:00',
  thirdVenue = 'hokenjo',
  thirdStatus = 'scheduled',
  more = '',
  sessions = [
    '{number: 1, date: 2025-04-14, weekday: 月, topic: 心模様}',
    '{number: 2, date: 2025-05-12, topic: 理解する}',
    `{number: 3, date: 2025-05-26, venue: ${thirdVenue}, start: "${start}", topic: 就労について, status: ${thirdStatus}}`,
  ],
}: TownFile = {}): string {
  return `format: tsudoi/1
organization: {key: ${key}, name: 町, timeZone: Asia/Tokyo, contact: {name: 相談窓口, email: desk@town.example}}
venues:
  - {key: hokenjo, name: ${venue}, address: 町1-1}
  - {key: hidamarium, name: 居場所ひだまりうむ}
programmes:
  - key: family-class
    title: ${title}
    kind: class_series
    audiences: [family]
    hosts: [{role: organizer, name: 町}, {role: co_host, name: 家族会}]
    plans: [{fiscalYear: 2025, planned: 12, qualifier: about}]
    results: [{fiscalYear: 2020, held: 3, attendances: 17}]
    courses:
      - key: r7-first
        title: 令和7年度 前期
        registration: {mode: course, opens: 2025-03-01T09:00, closes: 2025-04-10${registration}}
        pools: [{key: onsite, unit: ${unit}, capacity: ${capacity}}]
        defaults: {venue: hokenjo, start: "10:00", end: "11:45"}
        sessions:
${sessions.map((session) => `          - ${session}\n`).join('')}  - key: yell
    title: エールの会
    kind: family_meeting
    partOf: family-class
    courses:
      - key: r7
        title: 令和7年度
        fiscalYear: 2025
        rule: {monthly: [2 tuesday, 4 tuesday], except: {holidays: true, dates: [2025-10-14]}}
${more}`;
}
