import { afterAll, beforeAll, expect, test } from "vitest";
import { listen } from "../src/listen.ts";
import { createEmptyDatabase, type EmptyDatabase } from "./database.ts";

let database: EmptyDatabase;
beforeAll(async () => { database = await createEmptyDatabase(); });
afterAll(async () => { await database.drop(); });

test("a listener whose connection is cut says so, and hears again", async () => {
  const reconnected = Promise.withResolvers<void>();
  const heard = Promise.withResolvers<string>();
  const listener = listen(database.url, ["news"], {
    onNotify: (channel, payload) => heard.resolve(`${channel}: ${payload}`),
    onReconnect: reconnected.resolve,
  });
  await listener.ready;
  await database.query("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen %' and datname = current_database()");
  await reconnected.promise;
  await database.query("select pg_notify('news', 'hello')");
  expect(await heard.promise).toBe("news: hello");
  await listener.close();
});

test("a closed listener hears nothing and holds no connection", async () => {
  const listener = listen(database.url, ["silence"], {
    onNotify: () => { throw new Error("told after closing"); },
    onReconnect: () => undefined,
  });
  await listener.ready;
  await listener.close();
  const { rows } = await database.query("select 1 from pg_stat_activity where query ilike 'listen \"silence\"' and datname = current_database()");
  expect(rows).toEqual([]);
});

test("a listener whose server is away reports it and can still be closed", async () => {
  const failed = Promise.withResolvers<Error>();
  const url = "postgresql://nobody:nothing@127.0.0.1:1/none";
  const listener = listen(url, ["news"], { onNotify: () => undefined, onReconnect: () => undefined, onError: failed.resolve });
  expect(await failed.promise).toMatchObject({ code: "ECONNREFUSED" });
  await listener.close();
});
