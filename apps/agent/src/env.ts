import { availableParallelism } from "node:os";
import path from "node:path";
import { z } from "zod";

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);
/** The bench's own settings and what programs need to find each other; none of the agent's secrets. */
const PASSED_ON = /^(PATH|HOME|USER|LOGNAME|LANG|LC_ALL|TZ|TMPDIR|NODE_COMPILE_CACHE|FRAPPE_\w+|SANDBOX_\w+)$/;

const secret = z
  .string("Set AGENT_SECRET to a random text of at least 32 characters, e.g. from `openssl rand -hex 32`.")
  .min(32, "AGENT_SECRET is too short: set a random text of at least 32 characters, e.g. from `openssl rand -hex 32`.")
  .refine(
    (text) => !/example|change|replace|your[-_ ]|secret|placeholder/i.test(text) && new Set(text).size >= 10,
    "AGENT_SECRET looks like an example: set one of your own, e.g. from `openssl rand -hex 32`.",
  );

const flag = z.enum(["true", "false"], "is either true or false").transform((text) => text === "true");
const wholeNumber = (name: string, least: number, most: number) =>
  z.coerce.number(`${name} must be a whole number.`).int(`${name} must be a whole number.`).min(least, `${name} must be at least ${least}.`).max(most, `${name} must be at most ${most}.`);

const schema = z.object({
  BENCH_PATH: z.string("Set BENCH_PATH to the folder of the bench: the one that holds apps/, sites/ and env/.").min(1, "BENCH_PATH is empty: set it to the bench's folder."),
  AGENT_SECRET: secret,
  AGENT_HOST: z.string().min(1).default("127.0.0.1"),
  AGENT_PORT: wholeNumber("AGENT_PORT", 0, 65535).default(8788),
  AGENT_STATE_DIR: z.string().min(1).optional(),
  AGENT_TLS_CERT_FILE: z.string().min(1).optional(),
  AGENT_TLS_KEY_FILE: z.string().min(1).optional(),
  AGENT_ALLOW_PLAINTEXT: flag.default(false),
  AGENT_MAX_COMMANDS: wholeNumber("AGENT_MAX_COMMANDS", 1, 64).default(availableParallelism()),
  AGENT_MAX_HELPERS: wholeNumber("AGENT_MAX_HELPERS", 1, 16).default(2),
  AGENT_QUEUE_LIMIT: wholeNumber("AGENT_QUEUE_LIMIT", 1, 10_000).default(200),
  AGENT_COMMAND_NICE: wholeNumber("AGENT_COMMAND_NICE", 0, 19).default(5),
  AGENT_END_COMMANDS_ON_STOP: flag.default(false),
  DB_ROOT_USER: z.string().min(1).optional(),
  DB_ROOT_PASSWORD: z.string().optional(),
  DB_USER_HOST: z.string().regex(/^[\w.%:-]+$/, "DB_USER_HOST must be a host pattern of MariaDB such as %.").optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], "LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.").default("info"),
});

/** The agent's configuration; all paths are absolute. */
export interface AgentEnv {
  readonly benchPath: string;
  readonly secret: string;
  readonly host: string;
  readonly port: number;
  readonly stateDir: string;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly maxCommands: number;
  readonly maxHelpers: number;
  readonly queueLimit: number;
  readonly nice: number;
  readonly endCommandsOnStop: boolean;
  readonly databaseAdmin: { readonly user: string; readonly password: string } | null;
  /** Host part of the database users that new-site makes; null is Frappe's own choice. */
  readonly databaseUserHost: string | null;
  readonly logLevel: string;
  /** What bench commands see of this process's environment. */
  readonly benchEnvironment: Readonly<Record<string, string>>;
}

/** A setting that is missing or wrong; the message says what to set. */
export class EnvError extends Error {
  override readonly name = "EnvError";
}

/**
 * Reads the configuration.
 *
 * @throws EnvError with one line for each setting that is missing or wrong.
 */
export function readEnv(source: NodeJS.ProcessEnv = process.env): AgentEnv {
  const parsed = schema.safeParse(source);
  if (!parsed.success) throw new EnvError(parsed.error.issues.map((issue) => sentence(issue)).join("\n"));
  const env = parsed.data;
  const benchPath = path.resolve(env.BENCH_PATH);
  const stateDir = path.resolve(env.AGENT_STATE_DIR ?? path.join(benchPath, ".nexus-agent"));
  return {
    benchPath,
    secret: env.AGENT_SECRET,
    host: env.AGENT_HOST,
    port: env.AGENT_PORT,
    stateDir,
    tls: readTls(env),
    maxCommands: env.AGENT_MAX_COMMANDS,
    maxHelpers: env.AGENT_MAX_HELPERS,
    queueLimit: env.AGENT_QUEUE_LIMIT,
    nice: env.AGENT_COMMAND_NICE,
    endCommandsOnStop: env.AGENT_END_COMMANDS_ON_STOP,
    databaseAdmin: env.DB_ROOT_PASSWORD === undefined ? null : { user: env.DB_ROOT_USER ?? "root", password: env.DB_ROOT_PASSWORD },
    databaseUserHost: env.DB_USER_HOST ?? null,
    logLevel: env.LOG_LEVEL,
    // Without the cache, half of a short command's time would go into compiling the runner's own program.
    benchEnvironment: { NODE_COMPILE_CACHE: path.join(stateDir, "compile-cache"), ...passedOn(source) },
  };
}

function readTls(env: z.infer<typeof schema>): AgentEnv["tls"] {
  const { AGENT_TLS_CERT_FILE: certFile, AGENT_TLS_KEY_FILE: keyFile } = env;
  if (certFile !== undefined && keyFile !== undefined) return { certFile: path.resolve(certFile), keyFile: path.resolve(keyFile) };
  if (certFile !== undefined || keyFile !== undefined) throw new EnvError("Set both AGENT_TLS_CERT_FILE and AGENT_TLS_KEY_FILE, or neither.");
  if (LOOPBACK.has(env.AGENT_HOST) || env.AGENT_ALLOW_PLAINTEXT) return null;
  throw new EnvError(
    `AGENT_HOST is ${env.AGENT_HOST}, so passwords would cross a network unencrypted. Set AGENT_TLS_CERT_FILE and AGENT_TLS_KEY_FILE; ` +
      "or, on a private network between containers that nobody else can join, AGENT_ALLOW_PLAINTEXT=true.",
  );
}

function passedOn(source: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(source).filter((pair): pair is [string, string] => PASSED_ON.test(pair[0]) && pair[1] !== undefined));
}

function sentence(issue: z.core.$ZodIssue): string {
  const name = issue.path.join(".");
  return issue.message.includes(name) ? issue.message : `${name} ${issue.message}`;
}
