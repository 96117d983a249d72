import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/**
 * Which workspace packages each one may import. Imports point one way; this table is the rule.
 * `testing` is for tests only; `sandbox-bench` is a program of its own that knows only the contract.
 */
const MAY_IMPORT = {
  "packages/domain": [],
  "packages/agent-contract": ["domain"],
  "packages/db": ["domain"],
  "packages/sandbox-bench": ["domain", "agent-contract"],
  "packages/provisioning": ["domain", "agent-contract", "db"],
  "packages/api": ["domain", "db", "provisioning"],
  "packages/testing": ["db", "domain"],
  "apps/web": ["domain", "db", "provisioning", "api"],
  "apps/worker": ["domain", "agent-contract", "db", "provisioning"],
  "apps/agent": ["domain", "agent-contract"],
  // Plays the shipped programs in a model of everything around them; nothing imports it.
  "packages/simulation": ["domain", "agent-contract", "db", "provisioning", "api", "worker", "agent"],
};
const PACKAGES = ["domain", "agent-contract", "db", "sandbox-bench", "provisioning", "api", "testing", "web", "worker", "agent", "simulation"];

/** Libraries that one place alone may know. */
const ONLY_IN = {
  execa: ["apps/agent"],
  "@dbos-inc/dbos-sdk": ["apps/worker", "packages/db"],
  next: ["apps/web"],
  "next-auth": ["apps/web"],
};

const importRules = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  files: [`${folder}/src/**/*.{ts,tsx}`],
  rules: {
    "no-restricted-imports": ["error", {
      patterns: [
        {
          group: PACKAGES.filter((name) => !allowed.includes(name)).flatMap((name) => [`@nexus/${name}`, `@nexus/${name}/*`]),
          message: `${folder} may import only ${allowed.join(", ") || "no other package"} (see eslint.config.js).`,
        },
        ...Object.entries(ONLY_IN)
          .filter(([, places]) => !places.includes(folder))
          .map(([library, places]) => ({ group: [library, `${library}/*`], message: `Only ${places.join(" and ")} may know ${library}.` })),
      ],
    }],
  },
}));

export default tseslint.config(
  { ignores: ["**/node_modules/", "**/.next/", "**/generated/", ".nexus/", "**/next-env.d.ts", "**/vitest.config.ts", "**/playwright.config.ts", "**/test-results/", "**/playwright-report/"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/no-invalid-void-type": "off",
      "@typescript-eslint/no-dynamic-delete": "off",
      "max-lines": ["warn", { max: 200, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["warn", { max: 40, skipBlankLines: true, skipComments: true }],
      "max-params": ["warn", { max: 5 }],
    },
  },
  {
    // The environment is read in one place of each program, and checked there.
    files: ["{apps,packages}/*/src/**/*.{ts,tsx}"],
    ignores: ["**/env.ts", "packages/sandbox-bench/src/**"],
    rules: { "no-restricted-properties": ["error", { object: "process", property: "env", message: "Read the environment in env.ts." }] },
  },
  ...importRules,
  { files: ["apps/web/**/*.{ts,tsx}"], plugins: { "react-hooks": reactHooks }, rules: reactHooks.configs.recommended.rules },
  {
    files: ["**/test/**", "**/e2e/**"],
    rules: { "max-lines-per-function": "off", "max-lines": "off", "@typescript-eslint/no-non-null-assertion": "error" },
  },
  {
    // A run is a page of data, one entry a step.
    files: ["packages/provisioning/src/*.ts"],
    rules: { "max-lines-per-function": "off" },
  },
  { files: ["**/*.{js,mjs}"], languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly", fetch: "readonly", setTimeout: "readonly", clearTimeout: "readonly", setInterval: "readonly", clearInterval: "readonly", Buffer: "readonly", AbortSignal: "readonly", AbortController: "readonly", URLSearchParams: "readonly", performance: "readonly" } } },
);
