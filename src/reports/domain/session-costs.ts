import type { Fault } from '../../shared/domain-error.js';

/** 謝礼, 報酬, 補助 as asked: a sum, or so many at so much. */
export interface AskedCost {
  readonly label: string;
  readonly quantity: number | null;
  /** JPY for each. */
  readonly unitPrice: number | null;
  /** JPY; null: quantity times price. */
  readonly yen: number | null;
}

/** The same with its sum. */
export interface Cost extends AskedCost {
  readonly yen: number;
}

const MOST_YEN = 2_000_000_000;

/** The sums of what is asked, or what is wrong with it; fields are `items.<index>.…`. */
export function costsOf(asked: readonly AskedCost[]): {
  readonly costs: readonly Cost[];
  readonly faults: readonly Fault[];
} {
  const faults: Fault[] = [];
  const costs = asked.map((one, index): Cost => {
    const { quantity, unitPrice, yen } = one;
    const at = (field: string, code: string) => faults.push({ field: `items.${index}.${field}`, code });
    if (quantity !== null && unitPrice === null) at('unitPrice', 'costHalf');
    if (quantity === null && unitPrice !== null) at('quantity', 'costHalf');
    const product = quantity === null || unitPrice === null ? null : quantity * unitPrice;
    if (product === null && yen === null && quantity === null && unitPrice === null) at('yen', 'costEmpty');
    if (product !== null && yen !== null && product !== yen) at('yen', 'costProduct');
    if (product !== null && product > MOST_YEN) at('quantity', 'costTooMuch');
    return { ...one, yen: yen ?? product ?? 0 };
  });
  return { costs, faults };
}
