import { cpus, totalmem } from "node:os";
import { appsOf } from "../testing/real-bench.mjs";
import { median, percentile } from "./latency.mjs";
import { seconds, table } from "./table.mjs";

/** What issue and docs/performance.md promise. */
const TARGETS = { overheadShare: 0.02, overheadMs: 1_000, memoryMb: 120, healthMs: 50 };

/** The measurement as Markdown. @returns `{text, missed}`: whether a target was missed. */
export function report({ turns, many, memory, idle, nice }, bench) {
  const [raw, ours] = [median(turns.raw.map(({ total }) => total)), median(turns.ours.map(({ total }) => total))];
  const allowed = Math.max(raw * TARGETS.overheadShare, TARGETS.overheadMs);
  const succeeded = many.states.filter((state) => state === "succeeded").length;
  const rows = [
    row("our run over the raw commands", `${seconds(ours - raw)} (ratio ${(ours / raw).toFixed(3)})`, `at most ${seconds(allowed)}`, ours - raw <= allowed),
    row("its processor time, without databases", processor(turns), "", true),
    row("signup to usable desk", seconds(median(turns.ours.map(({ usable }) => usable))), "", true),
    row("agent, idle", `${mb(memory.agent.rss)} RSS, ${mb(memory.agent.pss)} PSS`, `at most ${TARGETS.memoryMb} MB RSS`, memory.agent.rss <= TARGETS.memoryMb),
    row(`its ${memory.helpers.length} helpers, idle`, memory.helpers.map(({ rss, pss }) => `${mb(rss)} RSS, ${mb(pss)} PSS`).join("; ") || "none", "", true),
    row(`${many.states.length} runs at once`, `${succeeded} succeeded in ${seconds(many.ms)}`, `all ${many.states.length}`, succeeded === many.states.length),
    row("bench commands at a time, nice", `${many.commands.most}, nice ${many.commands.nices.join(" and ")}`, `at most ${cpus().length}, nice ${nice}`, many.commands.most <= cpus().length && many.commands.nices.every((value) => value === Number(nice))),
    ...health("agent", idle.agent, many.health.agent),
    ...health("web", idle.web, many.health.web),
    ...machine(idle.nothing, many.health.nothing),
  ];
  const text = [
    `${appsOf(bench.path)}; new sites get ${["frappe", ...bench.apps].join(", ")}. ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB. Medians of ${turns.raw.length}; all bench commands with nice ${nice}.`,
    table(["what", "measured", "target", ""], rows),
    table(["step", "raw commands", "our run", "ratio"], [...stepRows(turns), ["all of it", seconds(raw), seconds(ours), (ours / raw).toFixed(3)]]),
    `Each repetition, raw/ours: ${turns.raw.map(({ total }, at) => `${seconds(total)}/${seconds(turns.ours[at].total)}`).join(", ")}.`,
  ].join("\n\n");
  return { text, missed: rows.some((cells) => cells.at(-1) === "missed") };
}

function processor({ raw, ours }) {
  const [plain, own] = [raw, ours].map((side) => median(side.map((run) => run.processor)));
  return `${own.toFixed(1)} s instead of ${plain.toFixed(1)} s (ratio ${(own / plain).toFixed(3)})`;
}

function row(what, measured, target, met) {
  return [what, measured, target, target === "" ? "" : met ? "met" : "missed"];
}

function health(who, idle, loaded) {
  return [["idle", idle], ["loaded", loaded]].map(([how, { times, failed }]) => {
    return row(`${who} /health p99, ${how}`, latency(times, failed), `below ${TARGETS.healthMs} ms`, percentile(times, 0.99) < TARGETS.healthMs && failed === 0);
  });
}

/** What a request takes on this machine that nothing is done for. */
function machine(idle, loaded) {
  return [["idle", idle], ["loaded", loaded]].map(([how, { times, failed }]) => row(`a server that does nothing, p99, ${how}`, latency(times, failed), "", true));
}

function latency(times, failed) {
  return `${percentile(times, 0.99).toFixed(1)} ms (median ${percentile(times, 0.5).toFixed(1)}, most ${(times.at(-1) ?? Number.NaN).toFixed(1)}, ${times.length} asked${failed > 0 ? `, ${failed} failed` : ""})`;
}

function stepRows({ raw, ours }) {
  const names = ours[0].steps.map(({ name }) => name);
  const of = (side, name) => side.map(({ steps }) => steps.find((step) => step.name === name)?.ms).filter((ms) => ms !== undefined);
  return names.map((name) => {
    const [plain, own] = [median(of(raw, name)), median(of(ours, name))];
    return [name, seconds(plain), seconds(own), Number.isFinite(plain / own) ? (own / plain).toFixed(2) : ""];
  });
}

function mb(megabytes) {
  return `${megabytes.toFixed(0)} MB`;
}
