/** Ends a subscription. */
export type Unsubscribe = () => void;

/** Tells when a run changed, in whatever process. A change may go untold when a connection is lost. */
export interface RunEvents {
  subscribe(runId: string, wake: () => void): Unsubscribe;
}

/** Tells when the audit log grew. */
export interface AuditEvents {
  subscribe(wake: () => void): Unsubscribe;
}
