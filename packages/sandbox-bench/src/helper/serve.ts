import type { HelperRequest, HelperResponse } from "@nexus/agent-contract/helper-protocol";
import type { Bench } from "../bench/paths.ts";
import { Lines } from "../terminal/console.ts";
import { asObject } from "../disk/write-atomic.ts";
import { Trouble } from "../trouble.ts";
import { FrappeError, redisDown } from "../frappe/errors.ts";
import { OperationalError } from "../mariadb/errors.ts";
import type { Session } from "./arguments.ts";
import { OPERATION_NAMES, OPERATIONS } from "./operations.ts";
import { withoutArguments } from "./without-arguments.ts";

/**
 * Answers the agent's requests, one JSON document a line, until its input ends: what the helper does
 * on a real bench's interpreter, on the sandbox's state.
 *
 * @returns the exit code.
 */
export async function serveHelper(bench: Bench): Promise<number> {
  const session: Session = { databaseAdmin: null };
  const lines = new Lines(process.stdin);
  for (let line = await lines.next(); line !== null; line = await lines.next()) {
    if (line.trim() === "") continue;
    const request = parse(line);
    if (request === null) process.stderr.write("A line was not a request of the helper protocol; it was left unanswered.\n");
    else await answer({ bench, session }, request);
  }
  return 0;
}

/** Reads a request without zod, which would triple the time that the helper takes to start. */
function parse(line: string): HelperRequest | null {
  try {
    const { id, op, args } = asObject(JSON.parse(line));
    const known = OPERATION_NAMES.find((name) => name === op);
    return typeof id === "number" && known !== undefined ? { id, op: known, args: asObject(args) } : null;
  } catch {
    return null;
  }
}

interface Helper {
  readonly bench: Bench;
  readonly session: Session;
}

async function answer(helper: Helper, request: HelperRequest): Promise<void> {
  const { site, subdomain } = request.args;
  const trouble = Trouble.take(helper.bench.root, {
    kind: "op", name: request.op, site: typeof site === "string" ? site : null, ...(typeof subdomain === "string" ? { subdomain } : {}),
  });
  const dies = trouble.find("helper_dies");
  if (dies !== undefined && (dies.atPercent ?? 0) === 0) process.exit(1);
  if (trouble.find("helper_lingers") !== undefined) linger();
  await trouble.delay("slow");
  const response = await respond(helper, request, trouble);
  if (dies !== undefined) process.exit(1);
  const text = trouble.find("helper_garbage") === undefined ? JSON.stringify(response) : "Segmentation fault (core dumped)";
  process.stdout.write(`${text}\n`);
}

/** Goes on to live until somebody kills it, whatever it is told. */
function linger(): void {
  process.on("SIGTERM", () => {});
  setInterval(() => {}, 60_000);
}

async function respond(helper: Helper, { id, op, args }: HelperRequest, trouble: Trouble): Promise<HelperResponse> {
  try {
    await trouble.at(0);
    const result = await OPERATIONS[op]({ ...helper, trouble, args, now: new Date() });
    await trouble.at(100);
    if (trouble.find("exit_nonzero_after_effect") !== undefined) throw redisDown(13_000);
    return { id, ok: true, result };
  } catch (error) {
    if (error instanceof FrappeError || error instanceof OperationalError) {
      return { id, ok: false, error: { exception: error.exception, message: withoutArguments(error.message, args) } };
    }
    const message = error instanceof Error ? `${error.name} in the sandbox's helper` : "Unknown error in the sandbox's helper";
    return { id, ok: false, error: { exception: "builtins.RuntimeError", message } };
  }
}
