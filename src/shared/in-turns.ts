import { setImmediate } from 'node:timers/promises';

/** Items of one turn: some ten milliseconds of what is done here with each. */
const TURN = 200;

/** What `make` gives for each of these, in their order; between turns whatever else waits in the process gets its own. */
export async function inTurns<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Made,
): Promise<Made[]> {
  const made: Made[] = [];
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % TURN === 0) await setImmediate();
    made.push(make(item));
  }
  return made;
}
