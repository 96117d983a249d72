import type { Session as NexusSession } from "@nexus/api/context";

declare module "next-auth" {
  interface User {
    nexus: NexusSession;
  }
  interface Session {
    nexus?: NexusSession;
    passwordMark?: string | null;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    nexus?: NexusSession;
    /** Of the password at the sign-in; see passwordMark. */
    passwordMark?: string | null;
  }
}
