/** 年間計画 of a fiscal year as a programme file says it. */
export interface FilePlan {
  readonly fiscalYear: number;
  readonly planned?: number;
  readonly plannedMax?: number;
  readonly qualifier?: 'exact' | 'about' | 'at_least' | 'at_most' | 'range';
  readonly unit?: string;
  readonly status?: 'new' | 'continued' | 'suspended' | 'cancelled' | 'trial';
  readonly reason?: string;
  readonly text?: string;
}

/** 実績 of a fiscal year as it was reported. */
export interface FileResult {
  readonly fiscalYear: number;
  readonly held?: number;
  readonly approximate?: boolean;
  readonly unit?: string;
  readonly attendances?: number;
  readonly uniquePeople?: number;
  readonly note?: string;
}
