import type { PlaceRow } from '../../../src/registrations/entries/personal-entries.queries.js';
import type { Calendar, CalendarEvent } from '../../../src/shared/icalendar.js';

/** A timed entry with every field; pass what the test is about. */
export function sampleEvent(given: Partial<CalendarEvent> = {}): CalendarEvent {
  return {
    uid: 'one@tsudoi',
    sequence: 0,
    changedAt: new Date('2025-03-01T00:00:00Z'),
    startsOn: '2025-04-14',
    startTime: '10:00',
    endsOn: null,
    endTime: '11:45',
    timeZone: 'Asia/Tokyo',
    summary: 'ひきこもり家族教室 第1回',
    description: '内容：家族の対応',
    location: '市民センター 2階',
    url: 'https://tsudoi.example/sessions/1',
    status: 'confirmed',
    categories: ['教室'],
    busy: false,
    ...given,
  };
}

export function sampleCalendar(events: readonly CalendarEvent[], given: Partial<Calendar> = {}): Calendar {
  return { name: 'ひかり市', language: 'ja', timeZone: 'Asia/Tokyo', refreshMinutes: 60, events, ...given };
}

/** A confirmed place in the first session of a class, as the queries read it; pass what the test is about. */
export function samplePlace(given: Partial<PlaceRow> = {}): PlaceRow {
  return {
    id: 'session',
    number: 1,
    title: null,
    topic: null,
    format: null,
    lecturer: null,
    startsOn: '2025-04-14',
    startTime: '10:00',
    endsOn: null,
    endTime: '11:45',
    doorsOpen: null,
    durationText: null,
    timeZone: 'Asia/Tokyo',
    previousStarts: [],
    segments: [],
    status: 'scheduled',
    cancelReason: null,
    sequence: 3,
    changedAt: new Date('2025-03-01T00:00:00Z'),
    organizationName: 'ひかり市',
    organizationNameEn: 'Hikari',
    organizers: null,
    programmeTitle: 'ひきこもり家族教室',
    programmeTitleEn: 'Class for families',
    alsoFor: [],
    neutralTitle: null,
    kind: 'class_series',
    audience: null,
    audiences: ['family', 'supporter'],
    fee: null,
    contact: null,
    contactTel: null,
    contactExtension: null,
    registrationText: null,
    registrationMode: 'session',
    opensAt: null,
    closesAt: new Date('2025-04-10T08:00:00Z'),
    venueName: '市民センター',
    venueNameEn: 'Civic centre',
    venueAddress: '中央1-2-3',
    venueBuilding: '福祉会館2階',
    venueLatitude: 35.5,
    venueLongitude: 139.5,
    venueAccess: null,
    venueUrl: null,
    placeId: 'place',
    placeStatus: 'confirmed',
    revision: 4,
    placeChangedAt: new Date('2025-03-02T00:00:00Z'),
    ...given,
  };
}
