import type { ApiBodyOptions } from '@nestjs/swagger';
import { WEEKDAYS } from '../../programmes/domain/weekdays.js';
import { CHANNELS, PRIORITIES } from './registering-form.js';

type Schema = Extract<ApiBodyOptions, { schema: unknown }>['schema'];

const MOMENT = {
  type: 'string',
  example: '2025-03-31T17:00',
  description: 'A date, or a date and a clock time of the organization',
} as const;
const CLOCK = { type: 'string', example: '17:00' } as const;
const NAMES = { type: 'array', items: { type: 'string' } } as const;

const CHANNEL: Schema = {
  type: 'object',
  properties: {
    opens: MOMENT,
    closes: { ...MOMENT, description: 'A date alone closes when its day is over' },
    closesBefore: {
      type: 'object',
      description: 'Ends so many days before each session, at this clock time',
      required: ['days', 'at'],
      properties: { days: { type: 'integer', minimum: 0 }, at: CLOCK },
    },
    weekdays: { type: 'array', items: { type: 'string', enum: [...WEEKDAYS] } },
    from: { ...CLOCK, description: 'Somebody answers from then, for people to read' },
    until: CLOCK,
  },
};

const REGISTRATION: Schema = {
  type: 'object',
  description: 'How one registers; what is left out is as by default',
  properties: {
    mode: { type: 'string', enum: ['course', 'session', 'both', 'none', 'members', 'elsewhere', 'unstated'] },
    opens: MOMENT,
    closes: { ...MOMENT, description: 'A date alone closes when its day is over' },
    waitingList: { type: 'boolean' },
    queue: {
      type: 'string',
      enum: ['passes', 'holds'],
      description: 'Whether those behind pass who does not fit',
    },
    offerHours: {
      type: 'integer',
      minimum: 1,
      maximum: 720,
      description: 'Hours to answer in when a seat is free; left out: it is theirs at once',
    },
    approval: { type: 'boolean', description: 'Staff decide on each request; not together with a lottery' },
    lottery: {
      type: 'object',
      description: 'Seats are drawn once registration has closed',
      properties: {
        priorities: { type: 'array', items: { type: 'string', enum: [...PRIORITIES] } },
        residents: { ...NAMES, description: 'Municipalities whose residents come first' },
      },
    },
    closesWhenFull: { type: 'boolean', description: 'Not together with a waiting list' },
    joinUntil: {
      type: 'integer',
      minimum: 1,
      description:
        'The whole course can be joined until its session of this number begins; left out: at any time',
    },
    maxPeople: { type: 'integer', minimum: 1, maximum: 20 },
    minimum: {
      type: 'object',
      description:
        'Staff are told at 10:00 so many days before a session for which fewer people are registered',
      required: ['people', 'daysBefore'],
      properties: {
        people: { type: 'integer', minimum: 1, maximum: 9999 },
        daysBefore: { type: 'integer', minimum: 0, maximum: 60 },
      },
    },
    channels: {
      type: 'object',
      description: 'A way that is not named is not offered; left out: the web',
      properties: Object.fromEntries(CHANNELS.map((way) => [way, CHANNEL])),
    },
  },
};

const POOL: Schema = {
  type: 'object',
  required: ['key'],
  properties: {
    key: { type: 'string', example: 'onsite' },
    label: { type: 'string' },
    labelEn: { type: 'string' },
    unit: { type: 'string', enum: ['people', 'parties'] },
    capacity: { description: 'A number of 1 or more, or `none`; left out: not stated', example: 20 },
    keptFor: { ...NAMES, description: 'Municipalities for whose residents seats are kept until `keptUntil`' },
    kept: { type: 'integer', minimum: 1, description: 'How many are kept; left out: all' },
    keptUntil: { ...MOMENT, description: "From then on they are everybody's" },
  },
};

/** The body of both calls; what a course may say stands in docs/programme-file.schema.json. */
export const COURSE_BODY: ApiBodyOptions = {
  description:
    'A course as in a programme file (docs/programme-file.md), with decisions on sessions beside it',
  schema: {
    type: 'object',
    required: ['key', 'title'],
    additionalProperties: true,
    properties: {
      key: { type: 'string', description: 'Kept as it is where the course exists' },
      title: { type: 'string' },
      fiscalYear: { type: 'integer' },
      registration: REGISTRATION,
      completion: {
        type: 'object',
        description: '修了: sessions to attend; left out: there is none',
        required: ['atLeast'],
        properties: { atLeast: { description: 'A number of 1 or more, or `all` that are held', example: 2 } },
      },
      pools: { type: 'array', items: POOL },
      rule: { description: 'One rule, or a list of rules' },
      decisions: {
        type: 'object',
        description: 'By session id: keep, apply, cancel, or move:<id of a new session>',
        additionalProperties: { type: 'string' },
      },
      cancelReason: { type: 'string', nullable: true, description: 'Told to holders of what is cancelled' },
    },
    example: {
      key: 'r7',
      title: '令和7年度',
      fiscalYear: 2025,
      defaults: { start: '10:00', end: '11:45' },
      registration: {
        mode: 'course',
        offerHours: 48,
        channels: { web: {}, telephone: { from: '08:30', until: '17:15' } },
      },
      rule: { monthly: ['3 saturday'], exceptMonths: [8, 12], except: { holidays: true, yearEnd: true } },
    },
  },
};
