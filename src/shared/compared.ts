/** Text as it is compared: widths of letters and spaces make no difference. 「市民センター 2階」 and 「市民センター２階」 are one. */
export function asCompared(text: string | null): string {
  return (text ?? '').normalize('NFKC').replace(/\s/g, '');
}
