import type { PictureView } from '../../organizations/pictures/picture.queries.js';
import type { FormValues } from '../../platform/http/edited-form.js';
import type { UploadedFile } from '../../platform/http/multipart.js';
import type { LookDto } from './look.dto.js';

const FIELDS = ['accent', 'nameKana'] as const;

/** The look as plain text by field. */
export function lookForm(words: Required<LookDto>): FormValues {
  return Object.fromEntries(FIELDS.map((field) => [field, words[field] ?? '']));
}

/** What the DTO reads of a form: only the fields that were `touched`. */
export function lookRequest(values: FormValues, touched: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    FIELDS.filter((field) => touched.includes(field)).map((field) => [field, values[field] ?? '']),
  );
}

/** What the page of a picture sends. */
export interface PictureForm {
  readonly act: 'save' | 'remove';
  readonly values: { readonly alt: string; readonly altEn: string };
  /** Which picture was on the page (`pictureMark`); undefined where the form does not say. */
  readonly seen: string | undefined;
  /** The chosen file; undefined where none was. */
  readonly upload: UploadedFile | undefined;
}

export function pictureForm(body: unknown): PictureForm {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const textOf = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  const [file] = [fields.file].flat().filter(isUpload);
  return {
    act: textOf('act') === 'remove' ? 'remove' : 'save',
    values: { alt: textOf('alt'), altEn: textOf('altEn') },
    seen: typeof fields.seen === 'string' ? fields.seen : undefined,
    // A form without a chosen file sends an empty one.
    upload: file && (file.name !== '' || file.content.length > 0) ? file : undefined,
  };
}

/** What a form says of the picture that its page shows; empty: there was none. */
export function pictureMark(picture: PictureView | null): string {
  return picture?.files[0]?.hash ?? '';
}

function isUpload(value: unknown): value is UploadedFile {
  const { name, content } = (value ?? {}) as Partial<UploadedFile>;
  return typeof name === 'string' && content instanceof Uint8Array;
}
