/** A mistake to be made on purpose in a file of the product, to see that the oracle finds it. */
export interface PlantedBug {
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** What stands there, exactly once, and what stands there instead. */
  readonly from: string;
  readonly to: string;
  /** A unique index that the database does without, as `table(fields)`. */
  readonly withoutIndex?: string;
}

const provisioning = (file: string): string => `packages/provisioning/src/${file}`;
const agent = (file: string): string => `apps/agent/src/${file}`;
const worker = (file: string): string => `apps/worker/src/${file}`;

export const PLANTED_BUGS: readonly PlantedBug[] = [
  // Who may write
  { name: "the journal is not fenced", file: provisioning("journal/fenced-transaction.ts"), from: "where: { id: facts.id, epoch: facts.epoch, attempt: facts.attempt }", to: "where: { id: facts.id }" },
  { name: "a take-over does not raise the epoch", file: worker("leases/take-over.ts"), from: "data: { epoch: { increment: 1 }, version: { increment: 1 }, executorId: null }", to: "data: { version: { increment: 1 }, executorId: null }" },
  { name: "what a run hands over is not fenced", file: worker("ports/prisma-secrets.ts"), from: "await fencedTransaction(prisma, run, (tx) => tx.secret.upsert(", to: "await prisma.$transaction((tx) => tx.secret.upsert(" },
  { name: "the agent does not fence", file: agent("ledger/fence.ts"), from: 'if (isPast(before, { epoch, undoes })) throw new AgentRefused("STALE_EPOCH");', to: "" },
  { name: "the agent does what was sent before the undo began", file: agent("ledger/fence.ts"), from: " || (epoch === before.epoch && before.undoing && undoes === false)", to: "" },
  { name: "a take-over leaves the workflows where they are", file: worker("leases/take-over.ts"), from: "await requeueWorkflows(tx, executorId);", to: "" },
  { name: "a retry keeps the attempt's number", file: provisioning("runs/request-retry.ts"), from: "attempt: { increment: 1 }, epoch: { increment: 1 }", to: "epoch: { increment: 1 }" },
  // What is written when
  { name: "the effect comes before the intent", file: provisioning("interpret.ts"), from: 'const verdict = await engine.step(`${step.name}:start:${tries}`, () => journal.startStep(step, tries));\n    if (verdict === "abort") return ABORTED;\n    const failure = await tryOnce(interpreter, { step, direction: "run", attempt: interpreter.attempt, tries });', to: 'const failure = await tryOnce(interpreter, { step, direction: "run", attempt: interpreter.attempt, tries });\n    const verdict = await engine.step(`${step.name}:start:${tries}`, () => journal.startStep(step, tries));\n    if (verdict === "abort") return ABORTED;' },
  { name: "a step's own work is done outside of its transaction", file: provisioning("journal/prisma-journal.ts"), from: "await work.act(booksOf(tx));", to: "await work.act(booksOf(prisma as never));" },
  { name: "a retried step leaves no event", file: provisioning("journal/change-step.ts"), from: "if (row === undefined) return false;", to: 'if (row === undefined || (change.to === "undone" && row.undoTries > 1)) return false;' },
  { name: "the success of a step that was tried again leaves no event", file: provisioning("journal/change-step.ts"), from: "const durationMs = elapsed(row, change.since, now);", to: 'if (change.to === "succeeded" && row.tries > 1) return true;\n  const durationMs = elapsed(row, change.since, now);' },
  { name: "a change of a run is not compared with what it was", file: provisioning("journal/change-run.ts"), from: "where: { id: run.id, state: { in: from } }", to: "where: { id: run.id }" },
  { name: "an abort undoes a workspace that is open", file: provisioning("journal/prisma-journal.ts"), from: " && (await isPending(tx, run, step))", to: "" },
  // What is undone
  { name: "a half-done step is not undone", file: provisioning("journal/parts.ts"), from: '["running", "succeeded", "failed", "undoing", "undo_failed"]', to: '["succeeded", "failed", "undoing", "undo_failed"]' },
  { name: "a failed step is not undone", file: provisioning("journal/parts.ts"), from: '["running", "succeeded", "failed", "undoing", "undo_failed"]', to: '["running", "succeeded", "undoing", "undo_failed"]' },
  { name: "an undo that failed is not undone by the next attempt", file: provisioning("journal/parts.ts"), from: '"undoing", "undo_failed"]', to: '"undoing"]' },
  { name: "the name is free before the site is dropped", file: provisioning("journal/prisma-undo-journal.ts"), from: 'orderBy: { ordinal: "desc" }', to: 'orderBy: { ordinal: "asc" }' },
  { name: "an undo is tried once", file: provisioning("retry.ts"), from: "stubborn: RetryPolicy = { maxTries: 12", to: "stubborn: RetryPolicy = { maxTries: 1" },
  { name: "an undo drops the next attempt's database", file: provisioning("steps/drop-site.ts"), from: "dbName: siteDatabase(run), backup: false", to: "dbName: siteDatabase({ ...run, attempt: run.attempt + 1 }), backup: false" },
  { name: "what a broken-off try left is not removed before the next", file: provisioning("steps/create-site.ts"), from: "if (tries > 1) await dropSite(context);", to: "" },
  { name: "an installation is tried again on half an app", file: provisioning("steps/install-app.ts"), from: "if (tries > 1) {", to: "if (tries > 1000) {" },
  { name: "an earlier attempt's leftovers are forgotten", file: provisioning("interpret.ts"), from: 'if (!(await undoAll(interpreter, definition, leftovers, "keep-rows"))) return;', to: "void leftovers;" },
  // What the agent does
  { name: "the agent does a repeated command again", file: agent("commands/start.ts"), from: "if (known !== undefined) return attach(", to: "if (known?.state === \"queued\") return attach(" },
  { name: "a removed folder stays where it was moved", file: agent("runner/remove-all.ts"), from: "removeMoved(bench, dbName);", to: "" },
  { name: "database and user are forgotten where the folder is gone", file: agent("runner/remove-all.ts"), from: "  if (isOurs) moveAway(bench, { site, dbName });\n  await tools.asAdministrator(", to: "  const isKnown = (await remainsOf(tools, bench, { site, dbName })).includes(`folder:${site}`);\n  if (isOurs) moveAway(bench, { site, dbName });\n  if (isKnown) await tools.asAdministrator(" },
  { name: "the reconciler believes one look", file: worker("reconcile/record-look.ts"), from: "look: look.number, firstSeenAt: at, lastSeenAt: at }", to: 'look: look.number, firstSeenAt: at, lastSeenAt: at, state: "open", openedAt: at }' },
  { name: "the reconciler believes two looks between which it could not see", file: worker("reconcile/record-look.ts"), from: "const isRipe = isSeenAgain && found.length > 0", to: "const isRipe = found.length > 0" },
  { name: "the reconciler judges workspaces that are being worked on", file: provisioning("drift/owned.ts"), from: "filter((tenant) => !tenant.busy && JSON.stringify(before.get(tenant.id)) === JSON.stringify(tenant));", to: "filter((tenant) => before.has(tenant.id));" },
  { name: "every folder of the name is ours", file: agent("runner/drop-site.ts"), from: "return configured === command.dbName || (configured === null && isMarked(job.bench, command.dbName));", to: "return true;" },
  { name: "no backup is kept of what is removed", file: agent("runner/drop-site.ts"), from: "command.backup ? await keepBackup(work, parts) : []", to: "[]" },
  { name: "two commands work on one site", file: agent("commands/queue.ts"), from: "&& others.every(({ site }) => site !== command.site)", to: "" },
  { name: "a restarted agent takes what still runs for lost", file: agent("commands/recover.ts"), from: "agent.queue.adopt({ key: entry.key, site: entry.request.site, place: \"runner\", begin: () => follow(agent, entry) });", to: 'markFailed(agent, entry.key, "LOST");' },
  { name: "the ledger keeps the command with its secrets", file: agent("commands/start.ts"), from: "request: { ...withoutSecrets(command), type", to: "request: { ...command, type" },
  { name: "the mark is made after the folder", file: agent("runner/new-site.ts"), from: 'writeDurably(mark, "");\n  try {', to: "try {" },
  // What is told
  { name: "a mail has a new id with each try", file: worker("mail/send-mail.ts"), from: "messageId: mail.messageId, to", to: "messageId: `<${parts.now().getTime()}@new>`, to" },
  { name: "a mail counts as sent before it is delivered", file: worker("mail/send-mail.ts"), from: "  try {\n    await deliver(", to: "  await markSent(parts, mail.id);\n  try {\n    await deliver(" },
  { name: "nobody is told of a rollback", file: provisioning("provision-site.ts"), from: 'await books.mailOwner("workspace_failed");', to: "" },
  { name: "the password is kept after the activation", file: provisioning("provision-site.ts"), from: 'await books.wipeSecrets(["owner_password", "administrator_password"]);', to: "" },
  { name: "the register is not told of a new workspace", file: provisioning("provision-site.ts"), from: "await books.queueRegistration();", to: "" },
  { name: "nobody is told of a changed password", file: provisioning("reset-password.ts"), from: 'await books.mailOwner("password_changed");', to: "" },
  { name: "the register is not told of another plan", file: provisioning("set-plan.ts"), from: "inTransaction((books) => books.queueRegistration())", to: "inTransaction(async () => {})" },
  { name: "the register is entered without keys", file: provisioning("steps/register-tenant.ts"), from: "return await secrets.reveal(purpose);", to: "return await secrets.reveal(purpose).then(() => null);" },
  // What is kept, and what the owner gets
  { name: "the keys of a build that was undone are kept", file: provisioning("provision-site.ts"), from: 'await books.wipeSecrets(["administrator_password", "api_key", "api_secret"]);', to: "" },
  { name: "the secrets of a removed workspace are kept", file: provisioning("deprovision-site.ts"), from: 'await books.wipeSecrets(["owner_password", "administrator_password", "api_key", "api_secret"]);', to: "" },
  { name: "the keys of a registered workspace are kept for ever", file: provisioning("register-tenant.ts"), from: 'run: inTransaction((books) => books.expireSecrets(["api_key", "api_secret"], KEYS_KEPT))', to: "run: inTransaction(async () => {})" },
  { name: "the owner's new password is not set", file: provisioning("steps/set-owner-password.ts"), from: 'await bench.run({ type: "setOwnerPassword", site: run.tenant.site, dbName: await tenant.database(), email: run.owner.email, password });', to: "void [bench, password];" },
  { name: "a workspace that is to be closed stays open", file: provisioning("steps/close-site.ts"), from: "dbName: await tenant.database(), on: true });", to: "dbName: await tenant.database(), on: false });" },
  { name: "what came back of a failed build is not removed", file: provisioning("steps/remove-leftovers.ts"), from: 'await bench.run({ type: "removeLeftovers", site, dbName });', to: "void [bench, site];" },
  // Whose name it is
  { name: "the unique index of occupied names is dropped", file: provisioning("runs/request-retry.ts"), from: 'if (!isFree) throw new NexusError("SUBDOMAIN_TAKEN");', to: "", withoutIndex: "tenant(subdomain)" },
  { name: "a rolled-back name is taken again from whoever has it", file: provisioning("runs/request-retry.ts"), from: 'if (!isFree) throw new NexusError("SUBDOMAIN_TAKEN");', to: "" },
];

/** A bug by its name. @throws RangeError when there is none of that name. */
export function plantedBug(name: string): PlantedBug {
  const bug = PLANTED_BUGS.find((known) => known.name === name);
  if (bug === undefined) throw new RangeError(`There is no planted bug “${name}”.`);
  return bug;
}

/** The file's text with the bug in it. @throws RangeError when what the bug changes does not stand there exactly once. */
export function withBug(source: string, { name, file, from, to }: PlantedBug): string {
  if (source.split(from).length !== 2) throw new RangeError(`The planted bug “${name}” does not fit ${file} any more; mend it in packages/simulation/src/planted/bugs.ts.`);
  return source.replace(from, () => to);
}
