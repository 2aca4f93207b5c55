import type { UploadedFile } from '../../platform/http/multipart.js';
import { textOfBytes } from '../../programmes/import/list-text.js';
import type { SourceText } from '../../programmes/import/source-file.js';

/** What the import page sends: texts that it carries along, files that were chosen, and what is to be done. */
export interface ImportForm {
  readonly files: readonly SourceText[];
  /** True: to be imported, and not only looked at. */
  readonly isConfirmed: boolean;
  /** Mark of the dry run that was shown; '' where none was. */
  readonly mark: string;
  /** Key of the organization whose list of events it is; '' where none was chosen. */
  readonly organization: string;
}

/** The most texts of one form. */
const MOST_TEXTS = 100;

/**
 * Reads the form of the import page. Chosen files take the place of those that the page carried along; what was typed or
 * pasted into an empty page goes with them, under the name `pasted`.
 */
export function readImportForm(body: unknown, pasted: string): ImportForm {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const textOf = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  const carried = Array.from({ length: MOST_TEXTS }, (_, index) => ({
    name: textOf(`files.${index}.name`),
    text: unified(textOf(`files.${index}.text`)),
  })).filter(({ text }) => text.trim() !== '');
  const chosen = [fields.uploads]
    .flat()
    .filter(isUpload)
    // A form without a chosen file sends an empty one.
    .filter(({ name, content }) => name !== '' || content.length > 0)
    .map(({ name, content }) => ({ name, text: unified(textOfBytes(content, name)) }));
  const files = chosen.length > 0 ? [...chosen, ...carried.filter(({ name }) => name === '')] : carried;
  return {
    files: files.map(({ name, text }) => ({ name: name || pasted, text })),
    isConfirmed: textOf('act') === 'confirm',
    mark: textOf('mark'),
    organization: textOf('organization'),
  };
}

function isUpload(value: unknown): value is UploadedFile {
  const { name, content } = (value ?? {}) as Partial<UploadedFile>;
  return typeof name === 'string' && content instanceof Uint8Array;
}

/** Browsers send every line break of a field as CR LF, whatever it was; to YAML all are the same (YAML 1.2.2 §5.4). */
function unified(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}
