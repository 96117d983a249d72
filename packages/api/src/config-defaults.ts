import type { ApiConfig } from "./config.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** The part of the configuration that most installations leave as it is. */
export const CONFIG_DEFAULTS: Pick<ApiConfig, "passwordCost" | "rates" | "codeTries" | "codeSends" | "unfinishedRuns" | "durations"> = {
  // OWASP's recommendation for scrypt with 32 MiB (Password Storage Cheat Sheet).
  passwordCost: { N: 2 ** 15, r: 8, p: 3 },
  rates: {
    availabilityByIp: { points: 240, seconds: 60 },
    signupByIp: { points: 30, seconds: 3600 },
    codeMailByAddressAndIp: { points: 10, seconds: 3600 },
    codeMailByAddress: { points: 40, seconds: 3600 },
    codeByIp: { points: 60, seconds: 3600 },
    codeByAddressAndIp: { points: 20, seconds: 86_400 },
    codeByAddress: { points: 200, seconds: 86_400 },
    signInByIp: { points: 40, seconds: 900 },
    signInByAddressAndIp: { points: 15, seconds: 900 },
    signInByAddress: { points: 400, seconds: 900 },
    openByUser: { points: 30, seconds: 3600 },
    changeRunByUser: { points: 30, seconds: 3600 },
    resetPasswordByUser: { points: 10, seconds: 3600 },
    refusalsAuditedByIp: { points: 60, seconds: 3600 },
  },
  codeTries: 5,
  codeSends: 5,
  unfinishedRuns: 2,
  durations: {
    code: 15 * MINUTE,
    resend: 30 * SECOND,
    hold: 30 * MINUTE,
    verifiedHold: 120 * MINUTE,
    ticket: 2 * MINUTE,
    deletionGrace: 7 * DAY,
    nameRest: 180 * DAY,
    idempotencyKey: 7 * DAY,
    reread: 5 * SECOND,
    openWait: 15 * SECOND,
  },
};
