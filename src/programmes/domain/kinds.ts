/** Kinds of programmes; `words.kind.<kind>` in the message catalogues names each. */
export const KINDS = [
  'class_series',
  'family_meeting',
  'womens_gathering',
  'free_space',
  'club',
  'online_space',
  'consultation',
  'lecture',
  'forum',
  'seminar',
  'training',
  'work_experience',
  'peer_group',
  'network_meeting',
  'sports',
  'other',
] as const;
export type Kind = (typeof KINDS)[number];

/** Who a programme is for, as filters know it; `words.audience.<code>` names each. */
export const AUDIENCES = ['self', 'family', 'women', 'over40', 'supporter', 'anyone'] as const;
export type Audience = (typeof AUDIENCES)[number];
