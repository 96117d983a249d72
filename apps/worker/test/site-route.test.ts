import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { StepError } from "@nexus/domain/errors/step-failure";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { httpSiteRoute } from "../src/ports/http-site-route.ts";

let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: IncomingMessage[];
let upstream: string;
const server = createServer((request, response) => {
  asked.push(request);
  request.resume().on("end", () => answer(request, response));
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  upstream = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
});
beforeEach(() => {
  asked = [];
});
afterAll(() => void server.close());

const SITE = "acme.sites.localhost";
const status = (code: number, body = "{}") => (_: IncomingMessage, response: ServerResponse) => void response.writeHead(code).end(body);
const failureOf = async (call: Promise<unknown>) => {
  const error: unknown = await call.then(() => null, (thrown: unknown) => thrown);
  return error instanceof StepError ? error.failure : error;
};

test("a site is asked under its own host", async () => {
  answer = status(200);
  await httpSiteRoute(upstream).ping(SITE);
  expect(asked.map(({ method, url, headers }) => [method, url, headers.host])).toEqual([["GET", "/api/method/ping", SITE]]);
});

describe("what may pass by itself can be tried again", () => {
  test.each([[404, "SITE_NOT_SERVED"], [302, "SITE_NOT_SERVED"], [429, "SITE_RATE_LIMITED"], [500, "SITE_ERROR"], [503, "SITE_ERROR"]])(
    "an answer of %i to a ping is %s", async (code, expected) => {
      answer = status(code);
      expect(await failureOf(httpSiteRoute(upstream).ping(SITE))).toMatchObject({ code: expected, retryable: true });
    },
  );

  test("so can a site that cuts the line, or is not there", async () => {
    answer = (request) => void request.socket.destroy();
    expect(await failureOf(httpSiteRoute(upstream).ping(SITE))).toMatchObject({ code: "SITE_UNREACHABLE", retryable: true });
    expect(await failureOf(httpSiteRoute("http://127.0.0.1:1").ping(SITE))).toMatchObject({ code: "SITE_UNREACHABLE", retryable: true });
  });
});

test("a password is accepted or refused; anything else is neither", async () => {
  const route = httpSiteRoute(upstream);
  answer = status(200, '{"message":"Logged In"}');
  expect(await route.signIn(SITE, "ada@example.com", "a+b&c")).toBe("accepted");
  answer = status(401);
  expect(await route.signIn(SITE, "ada@example.com", "wrong")).toBe("refused");
  answer = status(301);
  expect(await failureOf(route.signIn(SITE, "ada@example.com", "x"))).toMatchObject({ code: "SITE_UNEXPECTED_ANSWER" });
});

test("a password never leaves in an address or a failure", async () => {
  answer = status(500);
  const failure = await failureOf(httpSiteRoute(upstream).signIn(SITE, "ada@example.com", "s3cret-canary"));
  expect(JSON.stringify([failure, asked.map(({ url, headers }) => [url, headers])])).not.toContain("s3cret-canary");
});

test("an API key tells whose it is, or that it is nobody's", async () => {
  const route = httpSiteRoute(upstream);
  answer = (request, response) => void response.end(JSON.stringify({ message: request.headers.authorization === "token k:s" ? "ada@example.com" : "Guest" }));
  expect(await route.userOfApiKey(SITE, "k", "s")).toBe("ada@example.com");
  answer = status(401);
  expect(await route.userOfApiKey(SITE, "k", "other")).toBeNull();
  answer = status(200, "<html>");
  expect(await route.userOfApiKey(SITE, "k", "s")).toBeNull();
});
