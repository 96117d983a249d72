import { randomBytes } from "node:crypto";
import { Failure } from "../launcher/failure.mjs";
import { ask } from "./ask.mjs";
import { benchCommand } from "./bench-command.mjs";

const WIZARD = "frappe.desk.page.setup_wizard.setup_wizard.setup_complete";
const CHARTS = "erpnext.accounts.doctype.account.chart_of_accounts.chart_of_accounts.get_charts_for_country";

/**
 * What an operator's shell script would do to make the same workspace: bench commands one after the other,
 * and `execute` where there is none. Its steps have the names of a run's steps.
 *
 * @param options `site`, `dbName`, `person`; `nice`: the priority that the agent gives its commands; `signal`.
 * @returns `[{name, ms}]`. @throws Failure when a command fails or the site is not what it should be.
 */
export async function rawRun(bench, { site, dbName, person, nice, signal }) {
  const run = (argv, input = []) => benchCommand(bench, argv, { input, nice, signal });
  const onSite = (...argv) => run(["--site", site, ...argv]);
  const execute = (method, args) => onSite("execute", method, "--args", JSON.stringify(args));
  const [firstName, lastName] = person.fullName.split(" ");
  const administrator = randomBytes(12).toString("hex");
  const keys = {};
  const steps = {
    create_site: () => run(["new-site", site, "--db-name", dbName, "--db-root-username", bench.admin.user], [bench.admin.password, administrator, administrator]),
    ...Object.fromEntries(bench.apps.map((app) => [`install_app.${app}`, () => onSite("install-app", app)])),
    create_owner: () => onSite("add-system-manager", person.email, "--first-name", firstName, "--last-name", lastName, "--password", person.password),
    issue_api_keys: async () => {
      keys.secret = JSON.parse(await execute("frappe.core.doctype.user.user.generate_keys", [person.email])).api_secret;
      keys.key = JSON.parse(await execute("frappe.db.get_value", ["User", person.email, "api_key"]));
    },
    complete_setup: async () => {
      await execute(WIZARD, [await wizardAnswers(bench, person, execute)]);
      await execute("frappe.db.set_value", ["Role", "Desk User", "home_page", "/app"]);
      await onSite("set-config", "host_name", `http://${site}:${new URL(bench.upstream).port}`);
    },
    enable_scheduler: () => onSite("scheduler", "enable"),
    verify_ready: () => verify(bench, site, person, keys),
  };
  const took = [];
  for (const [name, step] of Object.entries(steps)) {
    const begun = performance.now();
    await step();
    took.push({ name, ms: performance.now() - begun });
  }
  return took;
}

async function wizardAnswers(bench, { fullName, organization }, execute) {
  const answers = { language: "English", lang: "English", country: "United States", timezone: "America/New_York", currency: "USD", full_name: fullName, enable_telemetry: 0 };
  if (!bench.apps.includes("erpnext")) return answers;
  const year = new Date().getFullYear();
  const [chart] = JSON.parse(await execute(CHARTS, ["United States"]));
  return { ...answers, company_name: organization, company_abbr: "ORC", chart_of_accounts: chart, fy_start_date: `${year}-01-01`, fy_end_date: `${year}-12-31`, setup_demo: 0 };
}

async function verify(bench, site, { email, password }, { key, secret }) {
  const expect = async (what, status, path, options) => {
    const answer = await ask(`${bench.upstream}${path}`, { host: site, ...options });
    if (answer.status !== status) throw new Failure(`The raw commands' site answers ${answer.status} instead of ${status} to ${what}.`);
  };
  const signIn = (pwd) => ({ method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ usr: email, pwd }).toString() });
  await expect("a ping", 200, "/api/method/ping");
  await expect("the owner's sign-in", 200, "/api/method/login", signIn(password));
  await expect("a wrong password", 401, "/api/method/login", signIn(randomBytes(12).toString("hex")));
  await expect("the API key", 200, "/api/method/frappe.auth.get_logged_user", { headers: { authorization: `token ${key}:${secret}` } });
}
