import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum, type SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import pg from "pg";

/** OIDs of the catalogs' own type "char", which adapter-pg does not know, and of text. */
const INTERNAL_CHAR = 18;
const TEXT = 25;

/** adapter-pg made fit for the schema engine, and its pool of one connection: the engine takes session locks. */
export interface SchemaAdapter {
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  readonly pool: pg.Pool;
}

/**
 * adapter-pg falls short of the schema engine in two ways: it cuts a script at every `;`, also inside a
 * function's body, and it fails on the catalogs' type "char". Scripts are sent whole here, which also makes
 * each one transaction; "char" columns are passed off as text on the way in and named on the way out.
 *
 * @param onScriptError gets PostgreSQL's own error, which the engine would lose.
 */
export function schemaAdapter(url: string, onScriptError: (error: Error) => void): SchemaAdapter {
  const charColumns = new WeakMap<object, readonly number[]>();
  const pool = poolThatMarks(url, charColumns);
  const inner = new PrismaPg(pool);
  const connect = async () => {
    const adapter = await inner.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const column of charColumns.get(result.rows) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character;
      return result;
    };
    adapter.executeScript = async (script) => {
      await pool.query(await withItsRecord(script, pool)).catch((error: Error) => { onScriptError(error); throw error; });
    };
    return adapter;
  };
  const { provider, adapterName } = inner;
  return { factory: { provider, adapterName, connect, connectToShadowDb }, pool };
}

/**
 * Lets a migration and the record that it is done commit together: a runner that is killed right after
 * would otherwise leave a migration that looks undone and cannot be done again.
 */
async function withItsRecord(script: string, pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ there: boolean }>({ text: "select to_regclass('_prisma_migrations') is not null as there" });
  if (!rows[0]?.there) return script;
  return `${script}\n;update _prisma_migrations set finished_at = now() where finished_at is null and rolled_back_at is null`;
}

function poolThatMarks(url: string, charColumns: WeakMap<object, readonly number[]>): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const query = pool.query.bind(pool);
  const marking = async (config: string | pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult> => {
    const result = await query(config, values);
    const fields = (result.fields ?? []).map((field, column) => ({ field, column }));
    const found = fields.filter(({ field }) => field.dataTypeID === INTERNAL_CHAR);
    for (const { field } of found) field.dataTypeID = TEXT;
    if (found.length > 0) charColumns.set(result.rows, found.map(({ column }) => column));
    return result;
  };
  return Object.assign(pool, { query: marking });
}

async function connectToShadowDb(): Promise<never> {
  throw new Error("The migration runner never makes a shadow database.");
}
