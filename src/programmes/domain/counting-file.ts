/** 修了: so many sessions attended (3回中2回以上), or all that were held (全6回). */
export interface FileCompletion {
  readonly atLeast: number | 'all';
}

/** A category of head counts beside the usual 本人, 家族, 支援者, その他. */
export interface FileHeadCategory {
  readonly key: string;
  readonly label: string;
  readonly labelEn?: string;
}

/** Ages (years) at which the bands of reports begin where an organization does not say. */
export const DEFAULT_AGE_BANDS: readonly number[] = [10, 20, 30, 40, 50, 60];
