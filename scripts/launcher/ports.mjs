import { connect, createServer } from "node:net";
import { Failure } from "./failure.mjs";

const LAST_PORT = 65_535;

/**
 * The port for a service: the one that `variable` names, or the first free one from `preferred` on.
 *
 * @param settings the merged settings; @param taken ports that other services of ours are about to use.
 * @throws Failure when the one that was asked for is not to be had.
 */
export async function choosePort({ variable, preferred, what }, { settings, taken, say }) {
  const asked = settings[variable];
  const port = asked === undefined ? await firstFree(preferred, taken) : await exactly(asked, variable, taken);
  taken.add(port);
  if (asked === undefined && port !== preferred) say(`Port ${preferred} is taken; ${port} is used for ${what}. Set ${variable} to choose one.`);
  return port;
}

async function exactly(asked, variable, taken) {
  const port = Number(asked);
  if (!Number.isInteger(port) || port < 1 || port > LAST_PORT) {
    throw new Failure(`${variable} is ${asked}, which is no port. Set it to a whole number from 1 to ${LAST_PORT}.`);
  }
  if (taken.has(port) || !await isFree(port)) {
    throw new Failure(`Port ${port} is taken. Nothing was started. Stop what uses it, or set ${variable} to another one.`);
  }
  return port;
}

async function firstFree(preferred, taken) {
  for (let port = preferred; port <= LAST_PORT; port += 1) {
    if (!taken.has(port) && await isFree(port)) return port;
  }
  throw new Failure(`No port from ${preferred} on is free.`);
}

/** Free on both loopback addresses, and nobody answers there who listens on all addresses. */
export async function isFree(port) {
  const listened = await Promise.all(["127.0.0.1", "::1"].map((host) => canListen(port, host)));
  if (listened.includes(false)) return false;
  const answered = await Promise.all(["127.0.0.1", "::1"].map((host) => canConnect(port, host)));
  return !answered.includes(true);
}

function canListen(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 has no address ::1, which takes nothing away from anybody.
    server.once("error", (error) => resolve(error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT"));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function canConnect(port, host) {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 500 });
    const settle = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => settle(true)).once("error", () => settle(false)).once("timeout", () => settle(false));
  });
}
