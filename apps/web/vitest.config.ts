import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // What Next.js makes of the import on the server.
  resolve: { alias: { "server-only": join(import.meta.dirname, "node_modules/server-only/empty.js") } },
  test: { include: ["test/**/*.test.ts"] },
});
