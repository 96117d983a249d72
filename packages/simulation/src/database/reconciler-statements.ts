import type { Row } from "./schema.ts";
import { type Answer, inSeconds, seen, type Statement, time } from "./statement.ts";

/** What the reconciler asks in SQL; see `statements.ts`. */
export const RECONCILER_STATEMENTS: readonly [RegExp, (statement: Statement) => Answer][] = [
  [/^insert into bench_looks as look .* returning number, finished_number as previous$/, beginLook],
  [/^update bench_looks set finished_number = number/, finishLook],
  [/^update bench_looks set failing_since = /, failLook],
  [/^select id from drifts where bench = \? and state = 'open'/, dueDrifts],
  [/^update drifts set mended_at = clock_timestamp\(\) where id = \? ?::uuid and state = 'open'/, claimDrift],
  [/^select run\.id, run\.kind, run\.state, run\.attempt, run\.version, run\.input->>'dbName'/, owned],
];

function beginLook({ server, transaction, values: [bench, seconds] }: Statement): Row[] {
  const slot = server.find("benchLook", String(bench));
  const row = slot === undefined ? null : transaction.sees(slot);
  if (slot === undefined || row === null) {
    server.insert(transaction, "benchLook", { bench, number: 1, begunAt: server.now() });
    return [{ number: 1, previous: 0 }];
  }
  if (time(row["begunAt"]) > time(inSeconds(server, -Number(seconds)))) return [];
  transaction.lock(slot, "no key update");
  const number = Number(row["number"]) + 1;
  transaction.write(slot, { ...row, number, begunAt: server.now() });
  return [{ number, previous: row["finishedNumber"] }];
}

function finishLook({ server, transaction, values: [bench, number] }: Statement): Row[] {
  const slot = server.find("benchLook", String(bench));
  const row = slot === undefined ? null : transaction.sees(slot);
  if (slot === undefined || row === null || row["number"] !== number) return [];
  transaction.lock(slot, "no key update");
  transaction.write(slot, { ...row, finishedNumber: number, finishedAt: server.now(), failingSince: null, failure: null });
  return [{ at: server.now() }];
}

function failLook({ server, transaction, values: [failure, bench, number] }: Statement): number {
  const slot = server.find("benchLook", String(bench));
  const row = slot === undefined ? null : transaction.sees(slot);
  if (slot === undefined || row === null || row["number"] !== number) return 0;
  transaction.lock(slot, "no key update");
  transaction.write(slot, { ...row, failingSince: row["failingSince"] ?? server.now(), failure });
  return 1;
}

const isDue = ({ server }: Statement, row: Row, seconds: unknown): boolean =>
  row["state"] === "open" && (row["mendedAt"] === null || time(row["mendedAt"]) <= time(inSeconds(server, -Number(seconds))));

function dueDrifts(statement: Statement): Row[] {
  const [bench, kinds, seconds, limit] = statement.values;
  const due = seen(statement, "drift").map(({ row }) => row).filter((row) => row["bench"] === bench && (kinds as unknown[]).includes(row["kind"]) && isDue(statement, row, seconds));
  return due.sort((a, b) => time(a["openedAt"]) - time(b["openedAt"])).slice(0, Number(limit)).map(({ id }) => ({ id }));
}

function claimDrift(statement: Statement): number {
  const { server, transaction, values: [id, seconds] } = statement;
  const slot = server.find("drift", String(id));
  const row = slot === undefined ? null : transaction.sees(slot);
  if (slot === undefined || row === null || !isDue(statement, row, seconds)) return 0;
  transaction.lock(slot, "no key update");
  transaction.write(slot, { ...row, mendedAt: server.now() });
  return 1;
}

function owned(statement: Statement): Row[] {
  const [changing, final, bench] = statement.values;
  const { server, transaction } = statement;
  const runs = seen(statement, "run").map(({ row }) => row);
  const isBusy = (tenantId: unknown): boolean =>
    runs.some((run) => run["tenantId"] === tenantId && (changing as unknown[]).includes(run["kind"]) && !(final as unknown[]).includes(run["state"]));
  return runs.filter(({ kind, state }) => kind === "provision" || state === "needs_attention").flatMap((run) => {
    const slot = server.find("tenant", String(run["tenantId"]));
    const tenant = slot === undefined ? null : transaction.sees(slot);
    if (tenant === null || tenant["bench"] !== bench) return [];
    const { id, kind, state, attempt, version } = run;
    const dbName = (run["input"] as { dbName?: string }).dbName ?? null;
    return [{ id, kind, state, attempt, version, dbName, tenantId: tenant["id"], subdomain: tenant["subdomain"], site: tenant["site"], tenantState: tenant["state"], busy: isBusy(tenant["id"]) }];
  });
}
