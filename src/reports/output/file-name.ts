/**
 * Content-Disposition of a file to be saved: its name in both forms of RFC 6266 §4.3, plain for old clients and in the reader's
 * words for all others.
 * @param plain ASCII, without extension
 * @param words parts of the name, null where there is none
 */
export function savedAs(
  plain: string,
  words: readonly (string | null | undefined)[],
  extension: string,
): string {
  const name = words
    .filter((part) => part != null && part !== '')
    .join('-')
    // Characters that no file may have in its name on some system.
    .replace(/[\\/:*?"<>|\p{Cc}]/gu, '・');
  const encoded = encodeURIComponent(`${name}.${extension}`).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}.${extension}"; filename*=UTF-8''${encoded}`;
}
