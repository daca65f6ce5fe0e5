import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The console is built into web/dist, which the server serves under a strict policy: no inline script, styles by nonce, nothing from elsewhere. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
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
    rolldownOptions: { output: { strictExecutionOrder: true } },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8420", "/health": "http://127.0.0.1:8420" } },
});
