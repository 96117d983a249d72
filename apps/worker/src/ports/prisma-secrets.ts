import type { PrismaClient, Secret } from "@nexus/db/client";
import { StepError } from "@nexus/domain/errors/step-failure";
import { seal, unseal } from "@nexus/domain/secrets/seal";
import type { SecretPurpose, SecretsPort } from "@nexus/provisioning/ports";
import { fencedTransaction } from "@nexus/provisioning/journal/fenced-transaction";
import type { RunFacts } from "@nexus/provisioning/run-facts";

export interface PrismaSecretsParts {
  readonly prisma: PrismaClient;
  readonly sealingKey: Buffer;
  readonly run: RunFacts;
  readonly now: () => Date;
}

/** The sealed values of the run's tenant in table `secrets`. Whoever lost the run keeps nothing: what it made would outlive the run. */
export function prismaSecrets({ prisma, sealingKey, run, now }: PrismaSecretsParts): SecretsPort {
  const subject = run.tenant.id;
  const find = async (purpose: SecretPurpose): Promise<Secret | null> => {
    const row = await prisma.secret.findUnique({ where: { subject_purpose: { subject, purpose } } });
    return row === null || (row.expiresAt !== null && row.expiresAt <= now()) ? null : row;
  };
  const open = ({ sealed }: Secret, purpose: SecretPurpose): string => unseal(sealingKey, { subject, purpose }, sealed);
  return {
    reveal: async (purpose) => {
      const row = await find(purpose);
      if (row === null) throw missing(purpose);
      return open(row, purpose);
    },

    ensure: async (purpose, make) => {
      const kept = await find(purpose);
      if (kept !== null) return open(kept, purpose);
      const sealed = seal(sealingKey, { subject, purpose }, make());
      const row = await fencedTransaction(prisma, run, async (tx) => {
        // What ran out is in the way of the new one; of two who make one at once, the first one's is kept.
        await tx.secret.deleteMany({ where: { subject, purpose, expiresAt: { lte: now() } } });
        await tx.secret.createMany({ data: { subject, tenantId: subject, purpose, sealed }, skipDuplicates: true });
        return tx.secret.findUniqueOrThrow({ where: { subject_purpose: { subject, purpose } } });
      });
      return open(row, purpose);
    },

    handOver: async (purpose, value, seconds) => {
      const sealed = seal(sealingKey, { subject: run.id, purpose }, value);
      const expiresAt = new Date(now().getTime() + seconds * 1000);
      await fencedTransaction(prisma, run, (tx) => tx.secret.upsert({
        where: { subject_purpose: { subject: run.id, purpose } },
        create: { subject: run.id, tenantId: subject, purpose, sealed, expiresAt },
        update: { sealed, expiresAt },
      }));
    },
  };
}

const SIGN_UP_AGAIN = "to go on, sign up for this name again";
/** What each is called, and what a person does when it is gone. */
const MISSING: Readonly<Record<SecretPurpose, readonly [name: string, next: string]>> = {
  owner_password: ["password that was chosen at the signup", SIGN_UP_AGAIN],
  new_owner_password: ["new password", "to go on, set it again"],
  administrator_password: ["administrator's password", SIGN_UP_AGAIN],
  api_key: ["API key", SIGN_UP_AGAIN],
  api_secret: ["API secret", SIGN_UP_AGAIN],
  sign_in_link: ["sign-in link", "to go on, ask for another"],
};

function missing(purpose: SecretPurpose): StepError {
  const [name, next] = MISSING[purpose];
  const message = `The ${name} is not kept any more. Nothing else is lost; ${next}.`;
  return new StepError({ code: "SECRET_EXPIRED", message, retryable: false });
}
