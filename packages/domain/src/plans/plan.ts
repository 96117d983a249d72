/** The plans of the predecessor, kept: the user limits are what `SaaS Settings.max_users` gets. */
export const PLANS = ["Free", "Pro", "Enterprise"] as const;
export type Plan = (typeof PLANS)[number];

/** Most users that may sign in to a workspace of each plan. */
export const MAX_USERS: Readonly<Record<Plan, number>> = { Free: 5, Pro: 50, Enterprise: 1000 };
