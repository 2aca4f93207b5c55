import type { RegistrationMode } from '../../programmes/course.entity.js';
import type { FileChannels } from '../../programmes/domain/registering-file.js';

/** Seats of one sort as a list of events speaks of them; who took them is in no list. */
export interface ListedSeats {
  readonly label: string;
  readonly unit: 'people' | 'parties';
  readonly capacity: number | null;
  readonly capacityStated: boolean;
}

/** A dated session with all that a list of events says of it. Civil values are those of `timeZone`. */
export interface ListedEvent {
  readonly id: string;
  readonly listNumber: string | null;
  readonly number: number | null;
  readonly title: string | null;
  readonly topic: string | null;
  readonly format: string | null;
  readonly lecturer: string | null;
  readonly segments: readonly { readonly start: string; readonly topic: string }[];
  readonly startsOn: string;
  readonly startTime: string | null;
  readonly endsOn: string | null;
  readonly endTime: string | null;
  readonly doorsOpen: string | null;
  readonly durationText: string | null;
  readonly timeZone: string;
  readonly status: 'scheduled' | 'cancelled';
  readonly cancelReason: string | null;
  readonly organization: {
    readonly name: string;
    readonly kind: string;
    readonly timeZone: string;
    /** 全国地方公共団体コード, six digits. */
    readonly municipalityCode: string | null;
    readonly municipalityName: string | null;
    readonly contactName: string | null;
    readonly contactTel: string | null;
  };
  readonly programme: {
    readonly title: string;
    readonly titleKana: string | null;
    readonly titleEn: string | null;
    readonly summary: string | null;
    readonly description: string | null;
    readonly audience: string | null;
    readonly fee: string | null;
    readonly contact: string | null;
    readonly contactTel: string | null;
    readonly contactExtension: string | null;
    readonly registrationText: string | null;
    readonly notes: readonly string[];
  };
  readonly course: { readonly mode: RegistrationMode; readonly notes: string | null };
  readonly closesAt: Date | null;
  /** Ways of registering with bounds of their own; null: the course names none. */
  readonly channels: FileChannels | null;
  /** When registration for this session ended before its time; null: it did not. */
  readonly registrationClosedAt: Date | null;
  /** Names of those who hold it (主催), in their order. */
  readonly organizers: readonly string[];
  /** Titles of further programmes that the session serves, in their order. */
  readonly alsoFor: readonly string[];
  /** `latitude` and `longitude` in degrees, WGS 84. */
  readonly venue: {
    readonly name: string;
    readonly address: string | null;
    readonly building: string | null;
    readonly latitude: number | null;
    readonly longitude: number | null;
    readonly access: string | null;
    readonly parking: string | null;
  } | null;
  readonly pools: readonly ListedSeats[];
}
