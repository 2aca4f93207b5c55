import { describe, expect, it } from '@jest/globals';
import { givenAway } from '../../../../src/registrations/mails/texts/hidden-words.js';
import { textFaults } from '../../../../src/registrations/mails/texts/text-faults.js';
import { filledBody, filledLine, worded } from '../../../../src/registrations/mails/texts/text-template.js';

const RULES = {
  values: ['greeting', 'lead', 'code', 'programme'],
  telling: ['programme'],
  blocks: ['dates', 'link'],
  required: ['dates', 'link'],
  order: ['greeting', 'lead', 'dates', 'link'],
};
const BODY = '{{greeting}}\n\nお待ちしています。\n\n{{dates}}\n\n{{link}}';
const PLAIN = { discreet: false, hidden: [] };
const DISCREET = {
  discreet: true,
  hidden: [
    'ひきこもり家族教室',
    'Family Class',
    'ひかり市',
    '福祉部 生活福祉課',
    'あすはステーション（別館）',
    null,
  ],
};
const codes = (text: { subject?: string; body?: string }, readers: typeof PLAIN | typeof DISCREET = PLAIN) =>
  textFaults({ subject: 'お知らせ', body: BODY, ...text }, RULES, readers).map(
    ({ field, code }) => `${field} ${code}`,
  );

describe('what is wrong with a text', () => {
  it('is nothing, where it names what is known and every block stands alone', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ subject: '{{programme}}（{{ code }}）' })).toEqual([]);
    expect(codes({ body: BODY.replaceAll('\n', '\r\n') })).toEqual([]);
    // Braces that mean nothing of ours are what they are.
    expect(codes({ body: `${BODY}\n\n{かっこ} {b} }}` })).toEqual([]);
  });

  it.each([
    ['{{kode}}', 'mailText.unknownPlaceholder'],
    ['{{受付番号}}', 'mailText.unknownPlaceholder'],
    ['{{}}', 'mailText.unknownPlaceholder'],
    ['{{#if code}}', 'mailText.unknownPlaceholder'],
    ['{{constructor}}', 'mailText.unknownPlaceholder'],
    ['{{code', 'mailText.unclosed'],
    ['{{code}', 'mailText.unclosed'],
    ['{{code {{code}}', 'mailText.unclosed'],
    ['{code}', 'mailText.singleBraces'],
    ['｛｛code｝｝', 'mailText.wideBraces'],
  ])('is told of %s, in the subject and in the body', (written, code) => {
    expect(codes({ subject: written })).toEqual([`subject ${code}`]);
    expect(codes({ body: `${BODY}\n\n番号 ${written}` })).toEqual([`body ${code}`]);
  });

  it('names the unknown placeholder, and all that are known', () => {
    const [fault] = textFaults({ subject: '{{kode}}', body: BODY }, RULES, PLAIN);
    expect(fault?.params).toEqual({ name: '{{kode}}', known: '{{code}} {{programme}}' });
  });

  it('is a block beside other words, a block or a whole sentence in the subject, and a block that is missing', () => {
    expect(codes({ body: BODY.replace('{{dates}}', '日時 {{dates}}') })).toEqual([
      'body mailText.blockNotAlone',
    ]);
    expect(codes({ body: BODY.replace('{{dates}}\n\n', '') })).toEqual(['body mailText.missingBlock']);
    expect(codes({ body: 'お待ちしています。' })).toEqual([
      'body mailText.missingBlock',
      'body mailText.missingBlock',
    ]);
    for (const name of ['dates', 'lead', 'greeting'])
      expect(codes({ subject: `{{${name}}}` })).toEqual(['subject mailText.notInSubject']);
  });

  it('is a second line or a control character in the subject, and what turns the lines of either', () => {
    for (const character of ['\n', '\r', '\u0000', '\u007F', '\u2028', '\u202E'])
      expect(codes({ subject: `お知らせ${character}Bcc: a@b.example` })).toEqual(['subject isPlainText']);
    for (const character of ['\u0000', '\u001B', '\u202E'])
      expect(codes({ body: `${BODY}\n\n番号${character}` })).toEqual(['body isPlainLines']);
  });

  it('is more than 120 characters of a subject, more than 4,000 of a body, and nothing at all', () => {
    expect(codes({ subject: '𠮷'.repeat(120) })).toEqual([]);
    expect(codes({ subject: '𠮷'.repeat(121) })).toEqual(['subject maxLength']);
    const rest = `\n\n${BODY}`;
    expect(codes({ body: `${'あ'.repeat(4000 - rest.length)}${rest}` })).toEqual([]);
    expect(codes({ body: `${'あ'.repeat(4001 - rest.length)}${rest}` })).toEqual(['body maxLength']);
    expect(codes({ subject: ' ' })).toEqual(['subject isNotEmpty']);
  });
});

describe('a discreet text', () => {
  it('has no placeholder that tells what it is about', () => {
    expect(codes({ subject: '{{programme}}' }, DISCREET)).toEqual(['subject mailText.unknownPlaceholder']);
    expect(codes({ subject: '{{programme}}' }, { ...DISCREET, discreet: false })).toEqual([]);
  });

  it.each([
    'ひきこもりの会',
    'ヒキコモリ',
    'ﾋｷｺﾓﾘ',
    '引きこもり',
    '引き籠り',
    'Hikikomori',
    'ＨＩＫＩＫＯＭＯＲＩ',
    'ひき\u200Bこもり',
    'ひき・こもり',
    'ひき{{code}}こもり',
    '引きこもり家族教室のご案内',
    'ﾋｶﾘ市からのお知らせ'.replace('ﾋｶﾘ', 'ひかり'),
    'the FAMILY　class',
    'family-class',
    // What is left of a title without the word.
    '家族教室のお知らせ',
    '家族　教室',
    '引き込もり',
    '引込もり',
    'ひき込り',
    'Hikkikomori',
    'social withdrawal',
    // What stands by itself in a name.
    '生活福祉課より',
    'あすはステーションの日',
  ])('does not say %s', (words) => {
    expect(codes({ subject: words }, DISCREET)).toEqual(['subject mailText.givesAway']);
    expect(codes({ body: `${BODY}\n\n${words}` }, DISCREET)).toEqual(['body mailText.givesAway']);
    // Negative control: whoever asked for plain mail may be told.
    expect(codes({ subject: words }, { ...DISCREET, discreet: false })).toEqual([]);
  });

  it('says what only looks alike', () => {
    expect(codes({ subject: '家族のこと' }, DISCREET)).toEqual([]);
    expect(givenAway('会の日', ['会', ''])).toBeUndefined();
  });

  it.each([
    ['次の教室のお知らせ', ['教室', 'ひきこもり教室']],
    ['ご相談ください。相談会もあります', ['相談', 'ひきこもり相談会', '個別相談会']],
    ['講演会のあとにお茶があります', ['講演会', 'ひきこもり講演会（第2回）']],
    ['令和7年度の予定、前期の日程', ['令和7年度 前期', '令和7年度']],
    ['土曜の会場は2階です', ['土曜の会', '会場', '2階']],
    [
      'The next class starts soon; support is there',
      ['Class', 'Hikikomori support', 'Art', 'Lecture (online)'],
    ],
    ['家族の方もどうぞ', ['ひきこもりの家族のつどい', '当事者・家族']],
    ['悲喜こもごも、ひきこもごも。話に引き込まれます', []],
  ])('says ordinary words, whatever has them as its title: %s', (text, names) => {
    expect(givenAway(text, names)).toBeUndefined();
  });

  it('is found out at once, however long a title is and whatever it is made of', () => {
    const before = performance.now();
    expect(
      givenAway('次の日時', [`${'会議室'.repeat(2000)}花`, 'のとや'.repeat(2000), 'ひき'.repeat(3000)]),
    ).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it.each([
    ['家族のつどいです', 'ひきこもり家族のつどい'],
    ['当事者の居場所より', '居場所'],
    ['家族会の日です', 'ひきこもり家族会（テーマ別セッション／フリートークセッション）'],
    ['フリートークセッションの日', 'ひきこもり家族会（テーマ別セッション／フリートークセッション）'],
    ['支援センターから', 'ひきこもりの支援センター'],
    ['Our family meeting', 'Hikikomori family meeting'],
    ['オヤノカイ', '親のかい（おやのかい）'],
  ])('does not say %s of what is called %s', (text, name) => {
    expect(givenAway(text, [name])).toBeDefined();
    expect(givenAway('次の日時をお知らせします', [name])).toBeUndefined();
  });
});

describe('filling a text', () => {
  const parts = {
    values: { greeting: '{{code}} <b>さま</b>', lead: '', code: 'ABC234', programme: '' },
    blocks: { dates: [], link: [{ kind: 'button', lead: 'l', label: 'b', url: 'u' }] },
  } as const;

  it('puts values in once: a nickname is never a placeholder', () => {
    expect(filledLine('{{greeting}} {{code}}', parts)).toBe('{{code}} <b>さま</b> ABC234');
    expect(filledBody('{{greeting}}', parts)).toEqual([{ kind: 'paragraph', text: '{{code}} <b>さま</b>' }]);
    // Not even as a pattern of String.replace.
    expect(filledLine('[{{code}}]', { values: { code: '$& $1 $$' } })).toBe('[$& $1 $$]');
  });

  it('leaves what it does not know as it is, whatever every object of the language answers to', () => {
    expect(filledLine('{{constructor}} {{toString}} {{__proto__}}', parts)).toBe(
      '{{constructor}} {{toString}} {{__proto__}}',
    );
    expect(filledBody('{{valueOf}}', parts)).toEqual([{ kind: 'paragraph', text: '{{valueOf}}' }]);
  });

  it('leaves out a paragraph of which nothing is left', () => {
    expect(filledBody('{{lead}}\n\n \n\n{{dates}}\n\n終わり', parts)).toEqual([
      { kind: 'paragraph', text: '終わり' },
    ]);
  });

  const usual = { subject: 'いつもの件名', body: '{{greeting}}\n\n{{lead}}\n\n{{link}}' };
  const said = (own: { subject: string; body: string }, hidden: readonly string[] | null = null) =>
    worded({ own, usual, parts, hidden }).subject;

  it('says the usual words where a text names what there is not this time', () => {
    const body = '{{lead}}\n\n{{link}}';
    expect(said({ subject: '番号 {{code}}', body })).toBe('番号 ABC234');
    expect(said({ subject: '{{programme}}のこと', body })).toBe('いつもの件名');
    expect(said({ subject: '番号', body: `${body}\n\n{{unheard}}` })).toBe('いつもの件名');
  });

  it('says the usual words where a discreet text has come to give something away', () => {
    const own = { subject: 'あさがおのご案内', body: '{{link}}' };
    expect(said(own, ['ひきこもり家族教室'])).toBe('あさがおのご案内');
    expect(said(own, ['あさがお'])).toBe('いつもの件名');
    expect(said({ ...own, subject: 'ご案内', body: 'アサガオ\n\n{{link}}' }, ['あさがお'])).toBe(
      'いつもの件名',
    );
    // Negative control: in plain mail it may be said.
    expect(said(own, null)).toBe('あさがおのご案内');
    // Nor what the whole organization hides, whatever this mail is about.
    const kept = { ...own, hidden: ['あさがお'] };
    expect([said(kept, []), said(kept, null)]).toEqual(['いつもの件名', 'あさがおのご案内']);
  });
});
