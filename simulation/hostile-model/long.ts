import { parseArgs } from "node:util";
import { played } from "./played.ts";
import { playHonest } from "./run.ts";
import { tableOf } from "./tally.ts";

// `node simulation/hostile-model/long.ts --episodes 30000 [--seed N] [--threads N]`: the long mode; prints the table of docs/redteam.md.
const { values } = parseArgs({ options: { episodes: { type: "string" }, seed: { type: "string" }, threads: { type: "string" } } });
const say = (text: string) => process.stdout.write(`${text}\n`);
const episodes = Number(values.episodes ?? 30_000);
const seed = Number(values.seed ?? 1);

say("an honest model that adds nothing, each base case once:");
for (const line of tableOf(await playHonest()).slice(0, 3)) say(`  ${line}`);
const tally = await played(seed, episodes, {
  ...(values.threads !== undefined && { threads: Number(values.threads) }),
  told: (so) => say(`after ${so.episodes}: ${JSON.stringify(so.first ?? "nothing broke")}; ${tableOf(so).slice(1, 3).join("; ")}`),
});
say(`a hostile model, from seed ${seed}:`);
for (const line of tableOf(tally)) say(`  ${line}`);
process.exitCode = tally.first ? 1 : 0;
