import { TRPCError } from "@trpc/server";
import superjson, { type SuperJSONResult } from "superjson";

/** All that our inputs need beside JSON. Other types make much work of little input: a long BigInt blocks for seconds. */
const INPUT_TYPES: readonly unknown[] = ["Date", "undefined"];

/** superjson, which takes no other types from a caller than our inputs have. */
export const transformer = {
  input: { serialize: superjson.serialize, deserialize: readInput },
  output: { serialize: superjson.serialize, deserialize: superjson.deserialize },
};

function readInput(input: SuperJSONResult): unknown {
  if (!namesOnlyOurTypes(input?.meta?.values)) throw new TRPCError({ code: "BAD_REQUEST" });
  return superjson.deserialize(input);
}

/** A type's name is a string in the tree; a field's name is a key. */
function namesOnlyOurTypes(tree: unknown): boolean {
  if (typeof tree !== "object" || tree === null) return tree === undefined || INPUT_TYPES.includes(tree);
  return Object.values(tree).every(namesOnlyOurTypes);
}
