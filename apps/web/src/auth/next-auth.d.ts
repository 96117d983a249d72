import type { Session as NexusSession } from "@nexus/api/context";

declare module "next-auth" {
  interface User {
    nexus: NexusSession;
  }
  interface Session {
    nexus?: NexusSession;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    nexus?: NexusSession;
  }
}
