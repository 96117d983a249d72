import type { PrismaClient } from "@nexus/db/generated/client";
import { DELEGATES, type Execute } from "./delegate.ts";
import type { DatabaseServer } from "./server.ts";
import { answerTo } from "./statements.ts";
import type { Transaction } from "./transaction.ts";

/** A Prisma client on the model database: the methods and statements that the product uses, no others. */
export function modelPrisma(server: DatabaseServer): PrismaClient {
  const alone: Execute = async (work) => {
    const transaction = server.begin();
    return finished(server, transaction, () => server.statement(transaction, () => work(transaction)));
  };
  const client = Object.assign(methods(server, alone), {
    $transaction: async (work: ((tx: unknown) => Promise<unknown>) | Promise<unknown>[]) => {
      if (Array.isArray(work)) return Promise.all(work);
      const transaction = server.begin();
      const execute: Execute = (statement) => server.statement(transaction, () => statement(transaction));
      return finished(server, transaction, () => work(methods(server, execute)));
    },
    $disconnect: async () => undefined,
  });
  return client as unknown as PrismaClient;
}

async function finished<T>(server: DatabaseServer, transaction: Transaction, work: () => Promise<T>): Promise<T> {
  try {
    const answer = await work();
    await server.commit(transaction);
    return answer;
  } catch (error) {
    server.rollback(transaction);
    throw error;
  }
}

function methods(server: DatabaseServer, execute: Execute): Record<string, unknown> {
  const ask = (strings: TemplateStringsArray, ...values: unknown[]) =>
    execute((transaction) => answerTo(strings, { server, transaction, values }));
  const made: Record<string, unknown> = { $queryRaw: ask, $executeRaw: ask };
  // A transaction uses a few tables; the others' methods are never made.
  for (const [table, delegateOf] of DELEGATES) {
    Object.defineProperty(made, table, { configurable: true, get: () => {
      const value = delegateOf(server, execute);
      Object.defineProperty(made, table, { value });
      return value;
    } });
  }
  return made;
}
