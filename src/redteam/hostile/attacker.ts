import { openRandom } from "../../learning/random.ts";
import { type AskedOfAttacker, evidenceIn, offersIn, slotsIn } from "./asked.ts";
import { collusion, echo, refusal, replay, timing } from "./beside-shapes.ts";
import { breaking } from "./breaking.ts";
import { type AttackerMemory, emptyMemory, remember, type Strategy, type StrategyName, strategyNames, type Wants } from "./knowledge.ts";
import type { HostileSaying } from "./script.ts";
import { rewarded, search } from "./search.ts";
import { worstCase } from "./worst-case.ts";

export { emptyOf, orderFor, orders } from "./beside-shapes.ts";
export { type AttackerMemory, emptyMemory, type StrategyName, strategyNames, type Wants } from "./knowledge.ts";

const strategies: Readonly<Record<StrategyName, Strategy>> = {
  "worst-case": worstCase,
  breaking,
  replay,
  echo,
  search,
  timing,
  collusion,
  refusal,
};

/** An attacker who is the model, for one case. */
export type Attacker = {
  readonly strategy: StrategyName;
  /** Never throws; the same seed, memory and questions give the same answers. */
  readonly say: (asked: AskedOfAttacker) => HostileSaying;
  /** Tells what the answers of this case came to, 0 to 1, for whoever learns from it. */
  readonly reward: (value: number) => void;
};

/** What the attacker is; the memory may be shared between cases and tenants. Without a strategy, chance takes another one for each question. */
export type AttackerOrder = {
  readonly seed: number;
  readonly strategy?: StrategyName;
  readonly memory?: AttackerMemory;
  readonly wants?: Wants;
};

/** A name below a domain that nobody can own (RFC 6761). */
export const sinkholeName = "sinkhole.invalid";

/** Opens an attacker. */
export function openAttacker({
  seed,
  strategy,
  memory = emptyMemory(),
  wants = { sinkhole: sinkholeName, foreign: [] },
}: AttackerOrder): Attacker {
  const random = openRandom(seed);
  const said: { readonly role: AskedOfAttacker["role"]; readonly text: string }[] = [];
  return {
    strategy: strategy ?? "worst-case",
    say(asked) {
      const name = strategy ?? strategyNames[Math.floor(random() * strategyNames.length)] ?? "worst-case";
      const saying = strategies[name]({ asked, random, memory, wants });
      remember(memory.offers, ...offersIn(asked.text).slice(0, 8));
      remember(memory.evidence, ...evidenceIn(asked.text).slice(0, 8));
      remember(
        memory.quotes,
        ...slotsIn(asked.text)
          .slice(0, 4)
          .map(({ text }) => text.slice(0, 60))
          .filter((text) => text !== ""),
      );
      if ("text" in saying) {
        const output = { role: asked.role, text: saying.text.slice(0, 20_000) };
        remember(memory.outputs, output);
        remember(said, output);
      }
      return saying;
    },
    reward: (value) => rewarded({ memory }, said, value),
  };
}
