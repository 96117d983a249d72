import { z } from "zod";

/** Of an event that a watcher had last: every subscription here numbers its own. */
export const eventId = z.string().regex(/^\d{1,19}$/, "This is not the id of an event.");
