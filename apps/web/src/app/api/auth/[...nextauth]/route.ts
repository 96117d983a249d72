import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { authOptions } from "../../../../auth/options.ts";

/** Made for each request: the options come from the environment, which a build does not have. */
async function handle(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  const response: Response = await NextAuth(request, context, authOptions());
  return response;
}

export { handle as GET, handle as POST };
