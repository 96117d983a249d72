import type { Instrumentation } from "next";

/** Runs once before the first request: a wrong setting ends the process with a sentence, where Next.js would go on without a page that works. */
export async function register(): Promise<void> {
  try {
    await prepare();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

async function prepare(): Promise<void> {
  const { env, tellNextAuthItsAddress, webOrigin } = await import("./env.ts");
  tellNextAuthItsAddress();
  const { readProduct } = await import("./product/read-product.ts");
  readProduct();
  const { proxyIsTrusted, trustOnlySockets } = await import("./requests/socket-address.ts");
  if (!proxyIsTrusted(env.TRUST_PROXY, webOrigin())) trustOnlySockets();
}

/** What a page or a route threw, with the request's id. */
export const onRequestError: Instrumentation.onRequestError = async (error, request) => {
  const { logger } = await import("./logging/logger.ts");
  const requestId = request.headers["x-request-id"];
  logger.error({ err: error, requestId, method: request.method, path: request.path.split("?")[0] }, "A request failed.");
};
