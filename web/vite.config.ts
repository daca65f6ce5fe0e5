import { isBuiltin } from "node:module";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** What the document of the API says of each operation in prose is the server's alone: the page asks by path and shape, and need not fetch it. */
const withoutProse: Plugin = {
  name: "contract-without-prose",
  enforce: "pre",
  transform(code, id) {
    if (!/\/src\/server\/contract\/[^/]+\.ts$/.test(id)) return null;
    return { code: code.replace(/^ +summary:\s*"(?:[^"\\\n]|\\.)*",\n/gm, "").replace(/^ +problems: \{[^{}]*\},\n/gm, ""), map: null };
  },
};

/** What only Node has must not reach a page: there it would be an empty module that fails when it is first used. The build fails instead. */
const nothingOfNode: Plugin = {
  name: "nothing-of-node",
  enforce: "pre",
  apply: "build",
  async resolveId(source, importer, options) {
    if (!isBuiltin(source)) return null;
    const found = await this.resolve(source, importer, { ...options, skipSelf: true });
    // A package of the same name that is made for browsers may stand in for it.
    if (found && !found.id.includes("__vite-browser-external") && !found.external) return found;
    this.error(
      `${importer ?? "a page"} imports ${source}, which no browser has: move what the page needs of it into a file that imports nothing of Node`,
    );
  },
};

/** What pages ask that are not the first one, and several of them (web/src/api/operations.ts). */
const beside =
  /\/src\/(core\/(alarm|autonomy|configuration|governance|measure|quality-sample|regulation|exercise)\/|server\/contract\/(autonomy|governance|missed-rate|quality-samples|quality-simulation|regulation|regulation-shapes|regulation-register-shapes|alarms|exercises|measures|handover|journal|playbooks|platform)\.ts|api\/(autonomy|governance|quality|regulation|measures|handovers|journal|playbooks)\.ts)/;
const npm = (...names: readonly string[]) => new RegExp(`/node_modules/(${names.join("|")})/`);
/**
 * What nearly every page needs comes in a few files: of many small ones each is compressed alone, and asked for alone. What one page needs stays with it.
 * `web/tests/first-scripts.test.ts` holds their sum.
 */
const groups = [
  { name: "frame", test: npm("react", "react-dom", "scheduler", "zod", "@tanstack", "use-sync-external-store") },
  {
    name: "floating",
    test: npm("@floating-ui", "@radix-ui", "aria-hidden", "react-remove-scroll[^/]*", "react-style-singleton", "use-[^/]*"),
  },
  {
    name: "contract",
    test: (id: string) => !beside.test(id) && /\/src\/(core|server\/contract)|\/web\/src\/(api|lib)\//.test(id),
    minShareCount: 2,
  },
  { name: "beside", test: beside, minShareCount: 2 },
  { name: "parts", test: /\/web\/src\/(ui|app)\/|\/lucide-react\//, minShareCount: 3 },
];

/** The console is built into web/dist, which the server serves under a strict policy: no inline script, styles by nonce, nothing from elsewhere. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [nothingOfNode, withoutProse, react(), tailwindcss()],
  html: { cspNonce: "%CSP_NONCE%" },
  build: {
    target: "es2023",
    outDir: "dist",
    emptyOutDir: true,
    // A font or picture as data: in a style would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What is built in, each with its licence.
    license: { fileName: "licences.md" },
    chunkSizeWarningLimit: 2_000,
    // What stands first must run first (lib/no-eval.ts), however the files are cut.
    rolldownOptions: { output: { strictExecutionOrder: true, codeSplitting: { groups } } },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8420", "/health": "http://127.0.0.1:8420" } },
});
