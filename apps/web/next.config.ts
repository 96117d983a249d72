import type { NextConfig } from "next";

const config: NextConfig = {
  // The workspace's packages are TypeScript sources.
  transpilePackages: ["@nexus/api", "@nexus/agent-contract", "@nexus/db", "@nexus/domain", "@nexus/provisioning"],
  serverExternalPackages: ["@prisma/client", "@prisma/adapter-pg", "pg", "pino"],
  // Types are checked by a step of their own; a first start should not wait for them again.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // No request of ours is longer; without it Next.js keeps 10 MB of each before a route is asked.
  experimental: { proxyClientMaxBodySize: "64kb" },
};

export default config;
