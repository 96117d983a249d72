import { siteMissing } from "../frappe/errors.ts";
import { type Operation, siteOf } from "./arguments.ts";

/** Closes a site to visitors, to read as well, or opens it again. */
export const setMaintenanceMode: Operation = (call) => {
  const site = siteOf(call);
  if (!site.exists()) throw siteMissing(site.name);
  const isClosed = call.args["on"] === true;
  site.changeConfig({ maintenance_mode: isClosed ? 1 : 0, allow_reads_during_maintenance: isClosed ? 0 : undefined });
  return {};
};
