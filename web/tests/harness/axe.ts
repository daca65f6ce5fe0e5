import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { inPage, toolsOf } from "./browser.ts";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
type Found = { readonly id: string; readonly help: string; readonly nodes: readonly { readonly target: unknown; readonly html: string }[] };

/** What stands between the page as it is now and WCAG 2.2 AA, a line each; of its `contrast` alone where the rest was asked before. */
export type Axe = (name: string, contrast?: "contrast") => Promise<string[]>;

/** Brings axe to the page, for as long as its document stays: in a world of its own, where the page's policy stays as it is. */
export async function openAxe(page: Page): Promise<Axe> {
  const tools = await toolsOf(page);
  const { frameTree } = await tools.send("Page.getFrameTree");
  const { executionContextId } = await tools.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe" });
  await inPage(page, source, executionContextId);
  return async (name, contrast) => {
    const runOnly = contrast ? { type: "rule", values: ["color-contrast"] } : { type: "tag", values: tags };
    const run = `axe.run(document, ${JSON.stringify({ runOnly, resultTypes: ["violations"] })}).then(({ violations }) =>
    JSON.stringify(violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 4).map(({ target, html }) => ({ target, html })) }))))`;
    const found = JSON.parse(await inPage<string>(page, run, executionContextId)) as Found[];
    return found.map(
      ({ id, help, nodes }) =>
        `${name}: axe: ${id}: ${help}: ${nodes.map(({ target, html }) => `${String(target)} ${html.slice(0, 160)}`).join(" | ")}`,
    );
  };
}
