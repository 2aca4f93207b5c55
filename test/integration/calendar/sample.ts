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
