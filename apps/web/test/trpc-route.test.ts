import type { NextRequest } from "next/server";
import superjson from "superjson";
import { beforeAll, expect, test, vi } from "vitest";

const SECRET = "0123456789".repeat(4);
const ORIGIN = "http://nexus.localhost:3000";

let route: (request: NextRequest) => Promise<Response>;

// As Next.js loads it, with a database that is not there: what is refused here has asked for none.
beforeAll(async () => {
  for (const name of ["NEXTAUTH_SECRET", "NEXUS_ENCRYPTION_KEY"]) vi.stubEnv(name, SECRET);
  vi.stubEnv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none");
  vi.stubEnv("LOG_LEVEL", "silent");
  ({ POST: route } = await import("../src/app/api/trpc/[trpc]/route.ts"));
}, 60_000);

async function post(headers: Record<string, string>): Promise<{ status: number; error: unknown }> {
  const request = new Request(`${ORIGIN}/api/trpc/signup.start`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: "{}" });
  const answer = await route(request as NextRequest);
  const { error } = (await answer.json()) as { error: Parameters<typeof superjson.deserialize>[0] };
  return { status: answer.status, error: superjson.deserialize(error) };
}

test.each([
  ["another site's page", { origin: "https://evil.example", "content-length": "2" }, 403, "FORBIDDEN", /came from another site/],
  ["somebody who does not say how long it is", { origin: ORIGIN }, 400, "INVALID_INPUT", /does not say how long/],
  ["somebody who sends too much", { origin: ORIGIN, "content-length": "65537" }, 400, "INVALID_INPUT", /too large/],
])("a call by %s is refused before it is read, in a sentence that a page can show", async (_, headers, status, code, sentence) => {
  const answer = await post(headers);
  expect(answer).toMatchObject({ status, error: { message: expect.stringMatching(sentence) as string, data: { code, fields: {} } } });
});
