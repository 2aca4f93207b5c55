import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** 団体: a municipality, social-welfare council or NPO; the tenant. */
@Entity('organizations')
export class Organization {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { unique: true })
  slug!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  nameEn!: string | null;

  /** Its name in hiragana, by which it is sorted, read out and found. */
  @Column('text', { nullable: true })
  nameKana!: string | null;

  @Column('text', { default: 'municipality' })
  kind!: string;

  /** Government code of the municipality (全国地方公共団体コード), for open data. */
  @Column('text', { nullable: true })
  municipalityCode!: string | null;

  /** 市区町村名 for open data; null: the name of a municipality is its own, and others have none. */
  @Column('text', { nullable: true })
  municipalityName!: string | null;

  /** IANA zone of its sessions unless a session says otherwise. */
  @Column('text', { default: 'Asia/Tokyo' })
  timeZone!: string;

  /** Sender name on mails; null sends under the neutral name of the message catalogue. */
  @Column('text', { nullable: true })
  senderName!: string | null;

  @Column('text', { nullable: true })
  contactName!: string | null;

  @Column('text', { nullable: true })
  contactEmail!: string | null;

  @Column('text', { nullable: true })
  contactTel!: string | null;

  /** 年末年始: first and last day, `MM-DD`, on which nothing is planned by rule. */
  @Column('text', { default: '12-29' })
  yearEndFrom!: string;

  @Column('text', { default: '01-03' })
  yearEndUntil!: string;

  /** Further days on which the house is closed, `YYYY-MM-DD`, both ends included; without `until` one day. */
  @Column('jsonb', { default: '[]' })
  closures!: { readonly from: string; readonly until?: string; readonly reason?: string }[];

  /** Civil times between which nothing that wants an answer arrives or runs out. */
  @Column('text', { default: '21:00' })
  quietFrom!: string;

  @Column('text', { default: '08:00' })
  quietUntil!: string;

  /** Weekdays on which nobody is there to answer (`saturday`); sessions may be held on them all the same. */
  @Column('text', { array: true, default: '{}' })
  deskClosedOn!: string[];

  /** True: nobody answers on public holidays. */
  @Column('boolean', { default: false })
  deskClosedOnHolidays!: boolean;

  /** Days after a registrant's last session on which answers to sensitive questions are erased. */
  @Column('integer', { default: 30 })
  sensitiveAnswersDays!: number;

  /** Categories of head counts, in their order; empty: the usual four (本人, 家族, 支援者, その他). */
  @Column('jsonb', { default: '[]' })
  headCategories!: {
    readonly key: string;
    readonly label: string;
    readonly labelEn?: string;
    /** True: nothing is counted under it any more; what was counted keeps its name. */
    readonly retired?: true;
  }[];

  /** Ages (years) at which the age bands of its reports begin; below the first and 不明 are bands of their own. */
  @Column('integer', { array: true, default: '{10,20,30,40,50,60}' })
  ageBands!: number[];

  /** True: nobody acts for it by a password alone. */
  @Column('boolean', { default: false })
  secondFactorRequired!: boolean;

  /** Colour of its pages and leaflets, `#rrggbb`; null: that of the site. */
  @Column('text', { nullable: true })
  accent!: string | null;

  /** Picture in the head of its pages. */
  @ForeignKey('Picture', { onDelete: 'SET NULL' })
  @Column('uuid', { nullable: true })
  logoId!: string | null;

  /** How words of its own are read, in hiragana: furigana on its pages, and found by search. */
  @Column('jsonb', { default: '[]' })
  readings!: { readonly text: string; readonly reading: string }[];

  /** What it adds in its own words to the page that says what is kept of whom. */
  @Column('text', { nullable: true })
  privacyNote!: string | null;

  /** What a programme file last asked of this row; where a column differs, staff changed it since. */
  @Column('jsonb', { nullable: true })
  asked!: object | null;

  @Column('timestamptz')
  createdAt!: Date;
}
