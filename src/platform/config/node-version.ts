/** The major version of Node.js that the application is made for. */
const NEEDED = 24;

/**
 * Says what to do where an older Node.js runs the application: parts of it would fail later, one by one. Scripts of npm use the
 * version that comes with the dependencies; `node dist/…` by hand uses whatever is there.
 * @returns undefined where the version will do
 */
export function nodeVersionFault(version: string = process.versions.node): string | undefined {
  if (Number.parseInt(version, 10) >= NEEDED) return undefined;
  return `Node.js ${NEEDED} or newer is needed, and this is ${version}: use "npm start" and "npm run tsudoi --", or update it.`;
}
