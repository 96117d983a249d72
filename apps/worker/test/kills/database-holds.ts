import { eventually } from "@nexus/testing/eventually";
import type { RunKind } from "@nexus/domain/states/run";
import pg from "pg";
import type { Hold } from "./hold.ts";

/** A write by which a run comes to a moment. */
export interface HeldWrite {
  readonly subdomain: string;
  /** Of a run of this kind, in its first attempt. */
  readonly run: RunKind;
  /**
   * `intent`: the step's row comes into state `name`; `answer`: DBOS records the answer of its engine step `name`;
   * `next`: the first write of the run after the engine step `name` was recorded.
   */
  readonly kind: "intent" | "answer" | "next";
  readonly step: string;
  readonly name: string;
}

export interface DatabaseHolds {
  readonly hold: (write: HeldWrite) => Promise<Hold>;
  readonly end: () => Promise<void>;
}

/** Class of the advisory locks at which writes wait; any number that nobody else uses. */
const LOCKS = 471_147;
const GONE_MS = 30_000;

/** Triggers of a test's database: a write that is to be held waits for a lock that this process has. */
const SCHEMA = `
  create schema kills;
  create table kills.holds (id int primary key, subdomain text, run text, kind text, step text, name text);
  create function kills.hold() returns trigger language plpgsql security definer set search_path = public as $$
  declare held int; at_run uuid;
  begin
    if not exists (select from kills.holds) then return new; end if;
    at_run := case tg_table_name when 'operation_outputs' then split_part(to_jsonb(new)->>'workflow_uuid', ':', 2)
      when 'run_steps' then to_jsonb(new)->>'run_id' else to_jsonb(new)->>'id' end;
    select holds.id into held from kills.holds join tenants on tenants.subdomain = holds.subdomain
      join runs on runs.tenant_id = tenants.id and runs.id = at_run and runs.kind = holds.run
      where case holds.kind
        when 'intent' then tg_table_name = 'run_steps' and to_jsonb(new)->>'name' = holds.step
          and to_jsonb(new)->>'state' = holds.name and to_jsonb(old)->>'state' <> holds.name
        when 'answer' then tg_table_name = 'operation_outputs' and to_jsonb(new)->>'function_name' = holds.name
        else tg_table_name = 'runs' and exists (
          select from dbos.operation_outputs done where done.workflow_uuid = 'run:' || at_run || ':1' and done.function_name = holds.name)
      end;
    if held is not null then perform pg_advisory_xact_lock(${LOCKS}, held); end if;
    return new;
  end $$;
  create trigger kills_hold before update on run_steps for each row execute function kills.hold();
  create trigger kills_hold before update on runs for each row execute function kills.hold();
  create trigger kills_hold before insert on dbos.operation_outputs for each row when (new.workflow_uuid like 'run:%') execute function kills.hold();`;

/** Makes a database able to hold the worker's writes; as the owner of its tables. */
export async function createDatabaseHolds(ownerUrl: string): Promise<DatabaseHolds> {
  const connection = new pg.Client({ connectionString: ownerUrl });
  // When the server ends before this process does, there is something else to tell.
  connection.on("error", () => undefined);
  await connection.connect();
  await connection.query(SCHEMA);
  const client = inTurn(connection);
  let holds = 0;
  return {
    hold: async ({ subdomain, run, kind, step, name }) => {
      const id = (holds += 1);
      await client.query("select pg_advisory_lock($1, $2)", [LOCKS, id]);
      await client.query("insert into kills.holds values ($1, $2, $3, $4, $5, $6)", [id, subdomain, run, kind, step, name]);
      return { reached: async () => (await waiting(client, id)).length > 0, release: (how) => release(client, id, how) };
    },
    end: () => connection.end(),
  };
}

/** The one connection that has the locks, for many who ask at once. */
interface Client {
  readonly query: <T extends pg.QueryResultRow>(sql: string, values: unknown[]) => Promise<pg.QueryResult<T>>;
}

function inTurn(connection: pg.Client): Client {
  let last: Promise<unknown> = Promise.resolve();
  return {
    query: <T extends pg.QueryResultRow>(sql: string, values: unknown[]) => {
      const answer = last.then(() => connection.query<T>(sql, values));
      last = answer.catch(() => undefined);
      return answer;
    },
  };
}

async function waiting(client: Client, id: number): Promise<number[]> {
  const { rows } = await client.query<{ pid: number }>(
    "select pid from pg_locks where locktype = 'advisory' and classid = $1 and objid = $2 and not granted", [LOCKS, id]);
  return rows.map(({ pid }) => pid);
}

async function release(client: Client, id: number, how: "lost" | "goes on"): Promise<void> {
  await client.query("delete from kills.holds where id = $1", [id]);
  if (how === "lost") {
    // The server does not notice that its client is dead while it waits, and would do what it was told afterwards.
    await eventually(async () => {
      const pids = await waiting(client, id);
      for (const pid of pids) await client.query("select pg_terminate_backend($1)", [pid]);
      if (pids.length > 0) throw new Error("A held connection is still there.");
    }, { timeoutMs: GONE_MS });
  }
  await client.query("select pg_advisory_unlock($1, $2)", [LOCKS, id]);
}
