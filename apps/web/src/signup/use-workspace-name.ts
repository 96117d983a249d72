"use client";

import { slugFromOrganization } from "@nexus/domain/names/suggest";
import { trpc } from "../trpc/client.ts";
import { type Availability, availabilityOf, isWorthAsking } from "./availability-state.ts";
import { useDebounced } from "./use-debounced.ts";

/** How long typing must rest before the server is asked, in milliseconds. */
const REST_MS = 300;

interface Wanted {
  readonly organization: string;
  /** `null` while the visitor has not touched the name. */
  readonly typed: string | null;
  /** The visitor's own signup, whose hold on a name does not count against them. */
  readonly signupId: string | undefined;
}

interface WorkspaceName {
  readonly name: string;
  readonly availability: Availability;
}

/**
 * The name in the box and what is known of it: what was typed, else a free name made from the
 * organization's, at first by rule and then as the server suggests.
 */
export function useWorkspaceName({ organization, typed, signupId }: Wanted): WorkspaceName {
  const named = organization.trim();
  const restedOrganization = useDebounced(named, REST_MS);
  const suggested = trpc.availability.suggest.useQuery(
    { organization: restedOrganization },
    { enabled: typed === null && restedOrganization !== "" },
  );
  const ownSlug = named === "" ? "" : slugFromOrganization(named);
  const suggestion = restedOrganization === named ? suggested.data?.subdomain : undefined;
  const name = typed ?? suggestion ?? ownSlug;

  const asked = useDebounced(name, REST_MS);
  const check = trpc.availability.check.useQuery({ subdomain: asked, ...(signupId === undefined ? {} : { signupId }) }, { enabled: isWorthAsking(asked) });
  return { name, availability: availabilityOf(name, check.data, check.isError && asked === name) };
}
