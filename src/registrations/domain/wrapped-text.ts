/**
 * Breaks lines longer than `columns` characters at spaces. A word that is longer (a link) keeps a line of its own, whole;
 * continued lines are indented like their first. For text whose words are parted by spaces.
 */
export function wrapped(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => wrappedLine(line, columns))
    .join('\n');
}

function wrappedLine(line: string, columns: number): string {
  if (line.length <= columns) return line;
  const indent = ' '.repeat(/^ *(?:- )?/.exec(line)?.[0].length ?? 0);
  const lines: string[] = [];
  let current = '';
  for (const word of line.trimEnd().split(/(?<=\S) +/)) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (longer.length <= columns || current === '') {
      current = longer;
    } else {
      lines.push(current);
      current = `${indent}${word}`;
    }
  }
  return [...lines, current].join('\n');
}
