import { OCCUPYING_STATES } from "@nexus/domain/states/tenant";
import { RECONCILER_STATEMENTS } from "./reconciler-statements.ts";
import type { Row, TableName } from "./schema.ts";
import { type Answer, inSeconds, seen, type Statement, time } from "./statement.ts";

/** What the product asks in SQL, by the words that tell one statement from the others. */
const STATEMENTS: readonly [RegExp, (statement: Statement) => Answer][] = [
  [/^select from tenants where id = \? ?::uuid for update$/, (statement) => locked(statement, "tenant", "update", {})],
  [/^select from signups where id = \? ?::uuid for update$/, (statement) => locked(statement, "signup", "update", {})],
  [/^select from users where id = \? ?::uuid for update$/, (statement) => locked(statement, "user", "update", {})],
  [/^select state from tenants where id = \? ?::uuid for share$/, (statement) => locked(statement, "tenant", "share", { state: "state" })],
  [/^select 1 from worker_leases where executor_id = \? for key share$/, (statement) => locked(statement, "workerLease", "key share", { "?column?": "executorId" })],
  [/^select clock_timestamp\(\) as now$/, ({ server }) => [{ now: server.now() }]],
  [/^insert into worker_leases .* values/, takeLease],
  [/^update worker_leases set expires_at/, renewLease],
  [/^insert into worker_leases .* select distinct/, leasesOfTheUnknown],
  [/^select executor_id from worker_leases where expires_at < clock_timestamp\(\)/, expiredLeases],
  [/^delete from worker_leases where executor_id = \( select/, deleteLease],
  [/^select split_part\(workflow_uuid, ':', 2\) as run/, dispatchedRuns],
  [/^update dbos\.workflow_status set status = 'ENQUEUED', owner_xid = null,.* where executor_id = \? and status = 'PENDING' and queue_name is not null$/, (statement) => requeue(statement, () => true).length],
  [/^update dbos\.workflow_status set status = 'ENQUEUED', owner_xid = null,.* and updated_at < .* returning workflow_uuid$/, requeueForgotten],
  [/^select dbos\.enqueue_workflow\(/, enqueue],
  [/^select run\.id from runs run left join dbos\.workflow_status/, abandonedRuns],
  // What a model does is never over for so long.
  [/^select workflow_uuid from dbos\.workflow_status workflow where created_at < .*days => \?/, () => []],
  [/^select id from tenants where state = 'deletion_scheduled' and delete_at <= clock_timestamp\(\)/, dueDeletions],
  [/^select coalesce\(delete_at <= clock_timestamp\(\), false\) as due from tenants/, isDue],
  [/^select wanted\.name from unnest/, freeNames],
  [/^select pg_advisory_xact_lock\(hashtextextended\(\?, 0\)\)::text$/, takeAdvisoryLock],
  [/^update runs set turn_at = greatest\(/, takeTurn],
  ...RECONCILER_STATEMENTS,
];

/** The same template is the same array in each of its calls. */
const recognised = new WeakMap<readonly string[], (statement: Statement) => Answer>();

/** The answer to a statement in SQL, which is given in the parts between its values. Throws for one that the model does not know. */
export function answerTo(parts: readonly string[], statement: Statement): Answer {
  const known = recognised.get(parts) ?? recognise(parts);
  recognised.set(parts, known);
  return known(statement);
}

function recognise(parts: readonly string[]): (statement: Statement) => Answer {
  const text = parts.join("?").replace(/\s+/g, " ").trim();
  const known = STATEMENTS.find(([words]) => words.test(text));
  if (known === undefined) throw new TypeError(`The model database does not know this statement: ${text}`);
  return known[1];
}

function locked(statement: Statement, table: TableName, mode: "update" | "share" | "key share", columns: Readonly<Record<string, string>>): Row[] {
  const { server, transaction, values: [key] } = statement;
  const slot = server.find(table, String(key));
  if (slot === undefined || transaction.sees(slot) === null) return [];
  transaction.lock(slot, mode);
  const row = transaction.sees(slot);
  return row === null ? [] : [Object.fromEntries(Object.entries(columns).map(([name, field]) => [name, row[field]]))];
}

function takeLease({ server, transaction, values: [executorId, host, pid, places, seconds] }: Statement): number {
  const slot = server.find("workerLease", String(executorId));
  if (slot !== undefined && transaction.sees(slot) !== null) return 0;
  server.insert(transaction, "workerLease", { executorId, host, pid, places, expiresAt: inSeconds(server, seconds) });
  return 1;
}

function renewLease({ server, transaction, values: [seconds, executorId] }: Statement): number {
  const slot = server.find("workerLease", String(executorId));
  const row = slot === undefined ? null : transaction.sees(slot);
  if (slot === undefined || row === null) return 0;
  transaction.lock(slot, "no key update");
  transaction.write(slot, { ...row, expiresAt: inSeconds(server, seconds) });
  return 1;
}

function leasesOfTheUnknown(statement: Statement): number {
  const { server, transaction } = statement;
  const known = new Set(seen(statement, "workerLease").map(({ row }) => row["executorId"]));
  const unknown = new Set(seen(statement, "workflow").filter(({ row }) => row["status"] === "PENDING" && row["executorId"] !== null && !known.has(row["executorId"])).map(({ row }) => row["executorId"]));
  for (const executorId of unknown) server.insert(transaction, "workerLease", { executorId, host: "unknown", pid: 0, places: 0, expiresAt: inSeconds(server, -1) });
  return unknown.size;
}

function expiredLeases(statement: Statement): Row[] {
  const [own] = statement.values;
  const now = statement.server.now().getTime();
  return seen(statement, "workerLease").filter(({ row }) => row["executorId"] !== own && time(row["expiresAt"]) < now).map(({ row }) => ({ executor_id: row["executorId"] }));
}

function deleteLease({ server, transaction, values: [executorId, isOwn] }: Statement): number {
  const slot = server.find("workerLease", String(executorId));
  const row = slot === undefined ? null : transaction.sees(slot);
  if (slot === undefined || row === null) return 0;
  if (isOwn !== true && time(row["expiresAt"]) >= server.now().getTime()) return 0;
  // SKIP LOCKED
  if (transaction.holderAgainst(slot, "update") !== null) return 0;
  transaction.lock(slot, "update");
  transaction.write(slot, null);
  return 1;
}

function dispatchedRuns(statement: Statement): Row[] {
  const [executorId, name] = statement.values;
  return seen(statement, "workflow")
    .filter(({ row }) => row["executorId"] === executorId && row["status"] === "PENDING" && row["name"] === name)
    .map(({ row }) => ({ run: String(row["id"]).split(":")[1] }));
}

function requeue(statement: Statement, which: (row: Row) => boolean): Row[] {
  const { transaction, values: [executorId] } = statement;
  const targets = seen(statement, "workflow").filter(({ row }) => row["executorId"] === executorId && row["status"] === "PENDING" && which(row));
  for (const { slot } of targets) transaction.lock(slot, "no key update");
  for (const { slot, row } of targets) transaction.write(slot, { ...row, status: "ENQUEUED", ownerXid: null, updatedAt: statement.server.now() });
  return targets.map(({ row }) => row);
}

function requeueForgotten(statement: Statement): Row[] {
  const [, seconds, working] = statement.values;
  const before = statement.server.now().getTime() - Number(seconds) * 1000;
  const forgotten = requeue(statement, (row) => time(row["updatedAt"]) < before && !(working as string[]).includes(String(row["id"])));
  return forgotten.map((row) => ({ workflow_uuid: row["id"] }));
}

function enqueue({ server, transaction, values: [name, queue, id, args, partition, priority] }: Statement): Row[] {
  const known = server.find("workflow", String(id));
  if (known !== undefined && transaction.sees(known) !== null) return [{}];
  server.insert(transaction, "workflow", { id, name, queue, partition, priority, args: (args as string[]).map((arg) => JSON.parse(arg) as unknown) });
  return [{}];
}

function abandonedRuns(statement: Statement): Row[] {
  const { server, transaction } = statement;
  const open = seen(statement, "run").filter(({ row }) => ["queued", "running", "undoing"].includes(String(row["state"])));
  const isAbandoned = (run: Row): boolean => {
    const slot = server.find("workflow", `run:${String(run["id"])}:${String(run["attempt"])}`);
    const status = slot === undefined ? undefined : transaction.sees(slot)?.["status"];
    return status !== "PENDING" && status !== "ENQUEUED";
  };
  return open.filter(({ row }) => isAbandoned(row)).map(({ row }) => ({ id: row["id"] }));
}

function dueDeletions(statement: Statement): Row[] {
  const now = statement.server.now().getTime();
  return seen(statement, "tenant").filter(({ row }) => row["state"] === "deletion_scheduled" && time(row["deleteAt"]) <= now).map(({ row }) => ({ id: row["id"] }));
}

function isDue({ server, transaction, values: [id] }: Statement): Row[] {
  const slot = server.find("tenant", String(id));
  const row = slot === undefined ? null : transaction.sees(slot);
  return row === null ? [] : [{ due: row["deleteAt"] !== null && time(row["deleteAt"]) <= server.now().getTime() }];
}

function freeNames(statement: Statement): Row[] {
  const [names, , restedSince, ownUser, now, ownSignup, limit] = statement.values;
  const tenants = seen(statement, "tenant").map(({ row }) => row);
  const holds = seen(statement, "nameHold").map(({ row }) => row);
  const isOccupied = (name: string): boolean => tenants.some((row) => row["subdomain"] === name && (
    OCCUPYING_STATES.some((state) => state === row["state"]) || (row["state"] === "deleted" && time(row["deletedAt"]) > time(restedSince) && row["ownerId"] !== ownUser)));
  const isHeld = (name: string): boolean => holds.some((row) => row["subdomain"] === name && time(row["expiresAt"]) > time(now) && row["signupId"] !== ownSignup);
  return (names as string[]).filter((name) => !isOccupied(name) && !isHeld(name)).slice(0, Number(limit)).map((name) => ({ name }));
}

function takeAdvisoryLock({ server, transaction, values: [name] }: Statement): Row[] {
  transaction.lock(server.advisoryLock(String(name)), "update");
  return [{}];
}

function takeTurn(statement: Statement): Row[] {
  const { server, transaction, values: [source, , spacing, id] } = statement;
  const others = seen(statement, "run").map(({ row }) => row).filter((row) => source !== null && row["source"] === source && row["state"] === "queued" && row["id"] !== id);
  const turns = others.map((row) => time(row["turnAt"])).filter((turn) => !Number.isNaN(turn));
  const slot = server.find("run", String(id));
  const row = slot === undefined ? null : transaction.sees(slot);
  if (slot === undefined || row === null) return [];
  transaction.lock(slot, "no key update");
  const turnAt = new Date(Math.max(server.now().getTime(), ...(turns.length === 0 ? [] : [Math.max(...turns) + Number(spacing) * 1000])));
  transaction.write(slot, { ...row, turnAt });
  return [{ turn_at: turnAt }];
}
