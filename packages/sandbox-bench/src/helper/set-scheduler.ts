import { setScheduler as storeScheduler } from "../frappe/scheduler.ts";
import { type Operation, siteOf } from "./arguments.ts";

/** Switches a site's background jobs on or off. */
export const setScheduler: Operation = (call) => {
  storeScheduler(siteOf(call).connect(), call.args["enabled"] === true);
  return {};
};
