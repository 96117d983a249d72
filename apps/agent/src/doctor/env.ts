import { z } from "zod";
import { type AgentEnv, EnvError, readEnv } from "../env.ts";

const schema = z.object({
  DEFAULT_APPS: z.string().default(""),
  MASTER_SITE_NAME: z.string().optional(),
  SITES_UPSTREAM: z.url({ protocol: /^https?$/, error: "SITES_UPSTREAM is an address that begins with http:// or https://." }),
});

/** What the doctor looks at: the agent's own configuration, and what the system expects of its bench. */
export interface DoctorEnv {
  readonly agent: AgentEnv;
  /** Apps that every new site gets beside frappe. */
  readonly apps: readonly string[];
  readonly masterSite: string | null;
  /** Where the sites are served; no slash at its end. */
  readonly sitesUpstream: string;
}

/** Reads the configuration of the system as far as the bench goes. @throws EnvError */
export function readDoctorEnv(source: NodeJS.ProcessEnv = process.env): DoctorEnv {
  const parsed = schema.safeParse(source);
  if (!parsed.success) throw new EnvError(parsed.error.issues.map(({ message }) => message).join("\n"));
  return {
    agent: readEnv(source),
    apps: parsed.data.DEFAULT_APPS.split(",").map((app) => app.trim()).filter((app) => app !== ""),
    masterSite: parsed.data.MASTER_SITE_NAME ?? null,
    sitesUpstream: parsed.data.SITES_UPSTREAM.replace(/\/+$/, ""),
  };
}
