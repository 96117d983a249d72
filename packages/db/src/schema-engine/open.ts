import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import { schemaAdapter } from "./adapter.ts";

/** Prisma's schema engine on one database, and how to let go of it. */
export interface OpenSchemaEngine {
  readonly engine: SchemaEngine;
  /** What PostgreSQL said about the script that failed last. */
  readonly scriptError: () => Error | null;
  readonly close: () => Promise<void>;
}

/** The part of WebAssembly that is used here; Node's types leave it to those of the browser. */
interface WebAssemblyLoader {
  readonly instantiate: (bytes: Uint8Array, imports: Record<string, object>) =>
    Promise<{ readonly instance: { readonly exports: Record<string, unknown> } }>;
}

let loaded: Promise<void> | null = null;

/** Opens the WebAssembly build of Prisma's schema engine: the same code as the CLI's binary, without its download. */
export async function openSchemaEngine(url: string): Promise<OpenSchemaEngine> {
  await (loaded ??= load());
  let failure: Error | null = null;
  const { factory, pool } = schemaAdapter(url, (error) => { failure = error; });
  const adapter = bindMigrationAwareSqlAdapterFactory(factory);
  const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
  const close = async (): Promise<void> => {
    engine.free();
    await pool.end();
  };
  return { engine, scriptError: () => failure, close };
}

async function load(): Promise<void> {
  // Where the engine leaves the words of a panic; without it a panic is a TypeError about nothing.
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (words: string) => console.error(words) } });
  const file = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const wasm = await readFile(file.replace(/schema_engine\.js$/, "schema_engine_bg.wasm"));
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyLoader };
  const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": { ...bindings } });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports["__wbindgen_start"];
  if (typeof start === "function") start();
}
