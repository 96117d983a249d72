import { NexusError } from "@nexus/domain/errors/codes";
import { MIN_PASSWORD_SCORE, passwordStrength } from "@nexus/domain/secrets/password-strength";

/** Words of the person's own, which make a password easier to guess. */
export interface OwnWords {
  readonly fullName: string;
  readonly email: string;
  readonly organization: string;
  readonly subdomain: string;
}

/** @throws NexusError PASSWORD_WEAK with advice, for a password that Frappe would refuse. */
export function refuseWeakPassword(password: string, { fullName, email, organization, subdomain }: OwnWords): void {
  const { score, advice } = passwordStrength(password, [fullName, email, organization, subdomain]);
  if (score < MIN_PASSWORD_SCORE) throw new NexusError("PASSWORD_WEAK", { field: "password", details: { score, advice } });
}
