import type { NextConfig } from "next";

const config: NextConfig = {
  // The workspace's packages are TypeScript sources.
  transpilePackages: ["@nexus/api", "@nexus/agent-contract", "@nexus/db", "@nexus/domain", "@nexus/provisioning"],
  serverExternalPackages: ["@prisma/client", "@prisma/adapter-pg", "pg", "pino"],
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
};

export default config;
