import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { defects } from "./defects.ts";

/** `node with-defect.ts NUMBER EPISODES SEED`: plays against the product with one planted mistake, and prints what broke as JSON. */
const [number = "0", episodes = "1", seed = "1"] = process.argv.slice(2);
const defect = defects[Number(number)];
if (!defect) throw new Error(`there is no defect ${number}`);
const home = fileURLToPath(new URL("../../", import.meta.url));
const planted = new Set<string>();

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const path = url.startsWith("file:") ? fileURLToPath(url).slice(home.length) : "";
    const edits = defect.edits.filter(({ file }) => file === path);
    if (edits.length === 0) return loaded;
    let source = String(loaded.source);
    for (const { text, becomes } of edits) {
      if (!source.includes(text)) throw new Error(`"${text}" is not in ${path} any more`);
      source = source.replace(text, () => becomes);
      planted.add(text);
    }
    return { ...loaded, source };
  },
});

const { playMany } = await import("./run.ts");
const { episodes: played, first } = await playMany(Number(seed), Number(episodes), { stopAtFirst: true });
if (planted.size !== defect.edits.length) throw new Error("not every edit was planted");
const broke = [...new Set(first?.violations.map(({ guarantee }) => guarantee))];
process.stdout.write(
  `${JSON.stringify({ name: defect.name, played, broke, strategy: first?.strategy, how: first?.violations[0]?.how })}\n`,
);
