import { apiServices } from "../../trpc/services.ts";

/** Longest wait for the database, in milliseconds: who asks wants to know soon. */
const PATIENCE_MS = 3_000;

/** Whether this process works and reaches its database; for every Host, without cookies. */
export async function GET(): Promise<Response> {
  const database = await isDatabaseUp();
  const body = { status: database ? "ok" : "degraded", database: database ? "up" : "down" };
  return Response.json(body, { status: database ? 200 : 503, headers: { "cache-control": "no-store" } });
}

async function isDatabaseUp(): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, PATIENCE_MS, false).unref());
  const asked = apiServices().prisma.$queryRaw`select 1`.then(() => true, () => false);
  return Promise.race([asked, late]);
}
