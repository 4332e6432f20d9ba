/** The audit log of what is done by command, where there is no gateway and no log. */

import { OPERATOR, createAudit } from '../auth/audit.ts';
import type { AuditEvent } from '../auth/audit.ts';
import { createLog } from '../common/log.ts';
import type { AuditStore } from '../store/store.ts';

export async function recordByOperator(
  store: AuditStore,
  event: Omit<AuditEvent, 'actor'>,
): Promise<void> {
  const log = createLog({ level: 'error', secrets: [] });
  await createAudit(store, log).record({ ...event, actor: OPERATOR });
}
