import type { Instrumentation } from "next";

/** Runs once before the first request: a wrong environment stops the start here, with a sentence. */
export async function register(): Promise<void> {
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
