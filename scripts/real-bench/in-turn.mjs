import { randomBytes } from "node:crypto";
import { Failure } from "../launcher/failure.mjs";
import { ask, cookieJar } from "./ask.mjs";
import { benchProcesses, processorSeconds } from "./processes.mjs";
import { rawRun } from "./raw-run.mjs";
import { newPerson, visitor } from "./visitor.mjs";

/**
 * Makes the same workspace by raw bench commands and by a run of ours, in turn; who begins changes each
 * time, so that a machine that becomes slower is nobody's advantage.
 *
 * @returns `{raw, ours}`: for each repetition `steps`, `total` and, of ours, `usable`, in ms; and `processor`, the
 *   seconds of processor time that it took beside MariaDB and PostgreSQL.
 */
export async function inTurn(parts, repetitions) {
  const sides = { raw: () => raw(parts), ours: () => ours(parts) };
  const taken = { raw: [], ours: [] };
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    for (const side of repetition % 2 === 0 ? ["raw", "ours"] : ["ours", "raw"]) {
      const took = await sides[side]();
      taken[side].push(took);
      parts.say(`${side} ${repetition + 1} of ${repetitions}: ${(took.total / 1000).toFixed(2)} s`);
    }
  }
  return taken;
}

async function raw({ bench, nice, installation: { scratch, sitesDomain, signal } }) {
  const id = randomBytes(12).toString("hex");
  const made = { site: `raw-${id.slice(0, 8)}.${sitesDomain}`, dbName: `nx_${id}_1` };
  scratch.willMake(made.site, made.dbName);
  const before = processorSeconds(process.pid);
  const steps = await rawRun(bench, { ...made, person: newPerson(), nice, signal });
  return { steps, total: steps.reduce((sum, { ms }) => sum + ms, 0), processor: processorSeconds(process.pid) - before };
}

/** `total` is the run's own time, from its acceptance to its end; `usable` goes from the sent form to the open desk. */
async function ours({ bench, installation }) {
  const { web, sitesDomain, signal } = installation;
  const someone = visitor(web);
  const before = processorOfSystem(bench, installation);
  const begun = performance.now();
  const view = await someone.follow(await someone.signUp(), { signal });
  if (view.state !== "succeeded") throw new Failure(`A run ended as ${view.state}: ${view.error?.code} ${view.error?.message ?? ""}`);
  await openDesk(bench, `${someone.person.subdomain}.${sitesDomain}`, (await someone.open(view.tenant.tenantId)).url);
  const usable = performance.now() - begun;
  const processor = processorOfSystem(bench, installation) - before;
  const steps = view.steps.map(({ name, startedAt, finishedAt }) => ({ name, ms: Date.parse(finishedAt) - Date.parse(startedAt) }));
  return { steps, usable, processor, total: Date.parse(view.finishedAt) - Date.parse(view.createdAt) };
}

/** All that the system used, with what it started: runners and their commands are the agent's children, resident helpers still run. */
function processorOfSystem(bench, { pidOf }) {
  const agent = pidOf("agent");
  const helpers = benchProcesses(bench).filter(({ kind, parent }) => kind === "helper" && parent === agent).map(({ pid }) => pid);
  return [agent, pidOf("worker"), pidOf("web"), ...helpers].reduce((sum, pid) => sum + processorSeconds(pid), 0);
}

/** Follows a single-use link until the site shows a page to the person that it signed in. */
async function openDesk(bench, site, url) {
  const jar = cookieJar();
  let path = new URL(url).pathname + new URL(url).search;
  for (let hops = 0; hops < 6; hops += 1) {
    const answer = await ask(`${bench.upstream}${path}`, { host: site, headers: { cookie: jar.header(), accept: "text/html" } });
    jar.take(answer);
    if (answer.status === 200) return;
    if (answer.headers.location === undefined) throw new Failure(`The new site answers ${answer.status} to its owner.`);
    const next = new URL(answer.headers.location, `http://${site}`);
    path = next.pathname + next.search;
  }
  throw new Failure("The new site leads its owner in circles.");
}
