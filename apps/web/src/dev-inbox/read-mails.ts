import "server-only";
import type { DevInboxMail } from "@nexus/db/client";
import { apiServices } from "../trpc/services.ts";

/** More than a person looks at in development. */
const SHOWN = 100;

/** The newest mails that would have been sent. */
export function readMails(): Promise<DevInboxMail[]> {
  return apiServices().prisma.devInboxMail.findMany({ orderBy: { at: "desc" }, take: SHOWN });
}
