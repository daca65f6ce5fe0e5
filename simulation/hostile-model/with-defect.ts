import { plant } from "../planted/defect.ts";
import { defects } from "./defects.ts";

// `node with-defect.ts NUMBER EPISODES SEED`: plays against the product with one planted mistake, and prints what broke as JSON.
const { defect, episodes, seed, requireLoaded } = plant(defects);
const { playMany } = await import("./run.ts");
const { episodes: played, first } = await playMany(seed, episodes, { stopAtFirst: true });
requireLoaded();
const broke = [...new Set(first?.violations.map(({ guarantee }) => guarantee))];
process.stdout.write(
  `${JSON.stringify({ name: defect.name, played, broke, strategy: first?.strategy, how: first?.violations[0]?.how })}\n`,
);
