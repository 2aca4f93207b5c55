import type { SourceText } from '../../../../src/programmes/import/source-file.js';
import { YearImport } from '../../../../src/registrations/year/year-import.js';
import type { TestApp } from '../../../support/test-app.js';

/** A city whose list has something in every column, with a session of every sort. */
export const CITY = `format: tsudoi/1
organization:
  key: hikari
  name: ひかり市
  kind: municipality
  municipalityCode: "261009"
  contact: {name: ひかり市 福祉課, tel: 075-000-0000, email: fukushi@hikari.example}
venues:
  - key: hall
    name: 市民会館
    address: 京都府ひかり市中央1-2-3
    building: 2階 会議室A
    latitude: 35.0116
    longitude: 135.7681
    access: 中央駅から徒歩5分
    parking: 20台（無料）
  - {key: room, name: オンライン, online: true, url: "https://rooms.example/secret"}
programmes:
  - key: class
    title: ひきこもり家族教室
    titleKana: ヒキコモリカゾクキョウシツ
    titleEn: Class for families
    kind: class_series
    audience: ひかり市に住む方のご家族
    audiences: [family]
    summary: 家族にできることを学びます。
    description: "全3回です。\\n1回だけの参加もできます。"
    fee: 無料
    contact: 健康センター ひきこもり相談係
    contactTel: 075-111-2222
    contactExtension: "345"
    registrationText: 電話または窓口で
    notes: [筆記用具をお持ちください。, "車での来場は、ご遠慮ください。"]
    hosts: [{role: organizer, name: ひかり市}, {role: organizer, name: ひかり市社会福祉協議会}, {role: sponsor, name: ある会社}]
    courses:
      - key: first
        title: 令和8年度 前期
        fiscalYear: 2026
        notes: 先着順です。
        registration: {mode: both, closes: 2026-05-08}
        defaults: {venue: hall, start: "10:00", end: "11:45"}
        pools: [{key: onsite, label: 会場, capacity: 20}, {key: online, label: オンライン, capacity: 10}]
        sessions:
          - {number: 1, date: 2026-05-13, topic: 心もようを知る, lecturer: 精神科医 ひかり花子, listNumber: "2026-001", segments: [{start: "10:00", topic: 話}, {start: "11:00", topic: 質問}]}
          - {number: 2, date: 2026-06-10, status: cancelled, cancelReason: 講師の都合のため}
          - {number: 3, date: 2026-07-08, venue: room, doorsOpen: "09:45", durationText: 105分程度, without: [end], alsoFor: [talks]}
          - {key: trip, undated: 秋ごろ}
  - key: talks
    title: つどい
    kind: family_meeting
    fee: 1家族 500円（お茶代）
    courses:
      - key: r8
        title: 令和8年度
        fiscalYear: 2026
        registration: {mode: none}
        pools: [{key: onsite, unit: parties, capacity: 8}]
        sessions:
          - {key: open, date: 2026-05-16, title: 特別なつどい}
          - {key: camp, date: 2026-08-01, endDate: 2026-08-02, start: "13:00", end: "24:00"}
  - key: forum
    title: ＝「市民フォーラム」, 2026
    kind: forum
    fee: 参加費 1,500円
    contactTel: "+81 75-111-2222"
    registrationText: "=HYPERLINK(\\"https://evil.example\\",\\"申込\\")"
    courses:
      - key: r8
        title: 令和8年度
        fiscalYear: 2026
        registration: {mode: session, closes: 2026-09-30T17:00}
        pools: [{key: onsite, label: 会場, capacity: 300}, {key: stream, label: 中継, capacity: none}]
        sessions: [{key: forum, date: 2026-10-10, timeZone: Asia/Seoul, start: "13:00"}]
`;

/** A prefecture, and a group that is no local government; little is known of what they do. */
export const PREFECTURE = `format: tsudoi/1
organization: {key: pref, name: 京都府, kind: prefecture, municipalityCode: "260002"}
programmes:
  - key: lecture
    title: 講演会
    kind: lecture
    courses: [{key: r8, title: 令和8年度, fiscalYear: 2026, sessions: [{key: one, date: 2026-05-13}]}]
`;
export const GROUP = `format: tsudoi/1
organization: {key: group, name: 家族の会, kind: npo}
programmes:
  - key: meeting
    title: 例会
    kind: family_meeting
    courses: [{key: r8, title: 令和8年度, fiscalYear: 2026, sessions: [{key: one, date: 2026-05-13, start: "10:00"}]}]
`;

export async function importTowns(app: TestApp, ...texts: readonly string[]): Promise<void> {
  const files: SourceText[] = texts.map((text, index) => ({ name: `town-${index}.yaml`, text }));
  await app.nest.get(YearImport).run(files, { dryRun: false, actor: 'system', organizationIds: 'any' });
}
