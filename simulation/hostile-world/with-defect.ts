import { plant } from "../planted/defect.ts";
import { defects } from "./defects.ts";

// `node with-defect.ts NUMBER EPISODES SEED`: plays against the product with one planted mistake, and prints what broke as JSON.
const { defect, episodes, seed, requireLoaded } = plant(defects);
const { playMany, shortest } = await import("./run.ts");
const { episodes: played, first } = await playMany(episodes, seed, { stopAtFirst: true });
requireLoaded();
const broke = [...new Set(first?.violations.map(({ guarantee }) => guarantee))];
const moves = first ? (await shortest(first.whole)).moves.map((move) => move.do) : [];
process.stdout.write(`${JSON.stringify({ name: defect.name, played, broke, moves })}\n`);
