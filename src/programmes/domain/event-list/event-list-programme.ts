import { fullWidthKana } from '../open-data-rules.js';
import type { FileHost, FileProgramme } from '../programme-file.js';
import { CLOSING, closingLines, type ListCourse } from './event-list-courses.js';
import { type ListDescription, listDescription } from './event-list-descriptions.js';
import { type ListGroup, sessionKey } from './event-list-groups.js';
import { audiencesOfEvent, kindOfEvent } from './event-list-kinds.js';
import { cellLine, type ListMember, oneLine } from './event-list-members.js';
import { listedSession, takenNumbers } from './event-list-sessions.js';
import { sameName } from './event-list-titles.js';
import type { ListedVenue } from './event-list-venues.js';
import { type ListWords, listWords, ownLines, sharedColumns } from './event-list-words.js';

/** How lists from here begin a reason. */
const WHY = /^中止の?理由\s*[：:]\s*/u;

/** One programme of a list in the making. */
export class ListedProgramme {
  private readonly words: ListWords;
  private readonly description: ListDescription;
  private readonly title: string;
  private readonly isRenamed: boolean;

  constructor(
    private readonly group: ListGroup,
    ownAddress: string,
    private readonly venueOf: ReadonlyMap<ListMember, ListedVenue>,
  ) {
    const { programme, members } = group;
    const isKnown = programme !== undefined;
    const sessions = programme?.courses.flatMap((course) => course.sessions) ?? [];
    this.words = listWords(members, isKnown, ownAddress);
    const sample = sessions.find(({ cells }) => cells !== undefined);
    const after = sample?.aroundTopic.after ?? '';
    this.description = listDescription(members, isKnown, { before: '', after });
    const name = oneLine(members[0]!.event.title);
    const isOneName = members.every(({ event }) => sameName(event.title) === sameName(name));
    this.isRenamed =
      isKnown &&
      isOneName &&
      sameName(name) !== sameName(programme.title) &&
      members.every(({ event }) => sameName(event.cells.イベント名) !== sameName(programme.title)) &&
      members.every(({ speaks }) => speaks('イベント名'));
    this.title = programme && !this.isRenamed ? programme.title : name;
  }

  programme(): FileProgramme {
    const { key, programme, members } = this.group;
    const { words, description, title } = this;
    const hosts = this.hosts();
    const audiences = audiencesOfEvent(title);
    const text = (thing: keyof ListWords) => (words[thing].value === '' ? undefined : words[thing].value);
    const line = (thing: keyof ListWords) =>
      words[thing].value === '' ? undefined : oneLine(words[thing].value);
    const kana = words.titleKana.value === '' ? undefined : katakana(words.titleKana.value);
    const values: { readonly [Field in keyof FileProgramme]?: FileProgramme[Field] | undefined } = {
      titleKana: kana && isKatakana(kana) ? kana : undefined,
      titleEn: line('titleEn'),
      audiences: programme || audiences.length === 0 ? undefined : audiences,
      description: description.value === '' ? undefined : description.value,
      fee: text('fee'),
      contact: text('contact'),
      contactTel: line('contactTel'),
      contactExtension: line('contactExtension'),
      registrationText: [text('registrationText'), text('seats')].filter(Boolean).join('\n') || undefined,
      notes: this.notes(),
      hosts: hosts.length > 0 ? hosts : undefined,
    };
    const stated = Object.entries(values).filter(([, value]) => value !== undefined);
    return {
      ...{ key, title },
      kind: programme?.kind ?? kindOfEvent(title, members.map(({ event }) => event.cells.説明).join('\n')),
      ...(Object.fromEntries(stated) as Partial<FileProgramme>),
    };
  }

  /** Columns of a programme that is there already. */
  said(): ReadonlySet<string> {
    const { words, description, isRenamed } = this;
    const same = [
      'titleKana',
      'titleEn',
      'fee',
      'contact',
      'contactTel',
      'contactExtension',
      'registrationText',
      'notes',
    ] as const;
    return new Set([
      ...same.filter((thing) => words[thing].isSaid),
      ...(words.address.isSaid ? ['notes'] : []),
      ...(words.hosts.isSaid ? ['children'] : []),
      ...(description.isSaid ? ['description'] : []),
      ...(isRenamed ? ['title'] : []),
    ]);
  }

  sessions(course: ListCourse) {
    const { programme } = this.group;
    const taken = takenNumbers(course.course, course.members);
    const shared = new Set([...sharedColumns(this.words), ...(course.said.has('closesAt') ? CLOSING : [])]);
    return course.members.map((member) => ({
      member,
      ...listedSession(member, {
        key: sessionKey(member.event.no, member.place),
        ...{ programme, taken, shared, title: this.title },
        venue: this.venueOf.get(member)!,
        description: this.description.restOf.get(member),
        reason: this.reasonOf(member),
        lines: [...ownLines(this.words, member), ...closingLines(course, member)],
      }),
    }));
  }

  /** 備考 of a cancelled row says why, beside what it shares with the others. */
  private reasonOf({ event }: ListMember): string {
    if (!event.isCancelled) return '';
    const shared = this.words.notes.value || (this.group.programme?.notes ?? []).join('\n');
    const { remarks } = event;
    const isShared = shared !== '' && `\n${remarks}`.endsWith(`\n${shared}`);
    return (isShared ? remarks.slice(0, -shared.length) : remarks).trim().replace(WHY, '');
  }

  private notes(): string[] | undefined {
    const { notes, address, titleKana } = this.words;
    if (this.group.programme && !notes.isSaid && !address.isSaid) return undefined;
    const isAddress = (note: string) => note.startsWith(cellLine('URL', ''));
    const before = (this.group.programme?.notes ?? []).filter(
      (note) => address.isSaid === false || !isAddress(note),
    );
    const kept = notes.isSaid ? before.filter(isAddress) : before;
    const kana = titleKana.value;
    const all = [
      ...(notes.isSaid ? [notes.value] : []),
      ...kept,
      ...(address.isSaid ? [cellLine('URL', address.value)] : []),
      ...(kana !== '' && !isKatakana(katakana(kana)) ? [cellLine('イベント名_カナ', kana)] : []),
    ];
    return all.length > 0 ? [...new Set(all)] : undefined;
  }

  private hosts(): FileHost[] {
    const { hosts } = this.words;
    if (!hosts.isSaid) return [];
    const named = hosts.value
      .split(/[、，\n]/u)
      .map(oneLine)
      .filter((name) => name !== '');
    const others = (this.group.programme?.hosts ?? []).filter(({ role }) => role !== 'organizer');
    return [...[...new Set(named)].map((name): FileHost => ({ role: 'organizer', name })), ...others];
  }
}

/** Kana as the list wants them: hiragana and half-width signs become katakana. */
function katakana(text: string): string {
  const full = fullWidthKana(oneLine(text));
  return full.replace(/[\u3041-\u3096]/gu, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0x60));
}

function isKatakana(text: string): boolean {
  return !/\p{Script=Han}/u.test(text);
}
