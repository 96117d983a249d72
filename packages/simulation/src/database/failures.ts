import { Prisma } from "@nexus/db/generated/client";

/** A failure as Prisma tells it, by its code. */
export function prismaError(code: "P1001" | "P1017" | "P2002" | "P2025" | "P2028" | "P2034", message: string): Error {
  return new Prisma.PrismaClientKnownRequestError(message, { code, clientVersion: "model" });
}

export const unreachable = (): Error => prismaError("P1001", "Can't reach database server");
export const connectionLost = (): Error => prismaError("P1017", "Server has closed the connection");
export const conflict = (): Error => prismaError("P2034", "Transaction failed due to a write conflict or a deadlock");
export const uniqueViolation = (): Error => prismaError("P2002", "Unique constraint failed");
export const notFound = (): Error => prismaError("P2025", "No record was found for a query");
