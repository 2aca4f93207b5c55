import { isoWithOffset } from '../../shared/civil-time.js';
import type { DeliveryJson, WebhookJson } from './webhooks.dto.js';
import type { DeliveryRow, WebhookRow } from './webhooks.service.js';

/** A webhook as JSON; times with the offset of its organization. */
export function webhookJson(row: WebhookRow): WebhookJson {
  const { id, organization, label, url, events, waiting, failed, timeZone } = row;
  const pausedAt = row.pausedAt && isoWithOffset(row.pausedAt, timeZone);
  return { id, organization, label, url, events, pausedAt, waiting, failed };
}

export function deliveryJson(row: DeliveryRow, timeZone: string): DeliveryJson {
  const { id, event, data, state, attempts, lastStatus, lastFault } = row;
  return {
    ...{ id, event, data, state, attempts, lastStatus, lastFault },
    createdAt: isoWithOffset(row.createdAt, timeZone),
    nextAttemptAt: state === 'waiting' && row.dueAt ? isoWithOffset(row.dueAt, timeZone) : null,
  };
}
