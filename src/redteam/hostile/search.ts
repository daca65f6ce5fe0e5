import { collusion, echo, replay } from "./beside-shapes.ts";
import { breaking } from "./breaking.ts";
import { type Hand, pick, remember, type Strategy } from "./knowledge.ts";
import type { HostileSaying } from "./script.ts";
import { worstCase } from "./worst-case.ts";

// Adaptive search: a bandit over ways to answer (UCB1), and a genetic search over the bytes of what did best.

const arms: Readonly<Record<string, Strategy>> = { worst: worstCase, replay, echo, breaking, collusion, bend };

/** How much of the choice is curiosity. */
const curiosity = 1.4;

/** The strategy that learns from what its answers did. */
export const search: Strategy = (hand) => {
  const { asked, memory } = hand;
  const tries = Object.keys(arms).map((arm) => ({ arm, ...(memory.arms.get(`${asked.role} ${arm}`) ?? { tries: 0, reward: 0 }) }));
  const total = Math.max(
    1,
    tries.reduce((sum, each) => sum + each.tries, 0),
  );
  const worthOf = ({ tries: tried, reward }: { tries: number; reward: number }) =>
    tried === 0 ? Number.POSITIVE_INFINITY : reward / tried + curiosity * Math.sqrt(Math.log(total) / tried);
  const best = tries.reduce((a, b) => (worthOf(b) > worthOf(a) ? b : a));
  memory.arms.set(`${asked.role} ${best.arm}`, { tries: best.tries + 1, reward: best.reward });
  return (arms[best.arm] ?? worstCase)(hand);
};

/** What did best before, with one place of it changed. */
function bend(hand: Hand): HostileSaying {
  const { asked, memory, random } = hand;
  const parents = memory.best.filter(({ role }) => role === asked.role);
  const { text } = pick(parents, random, { role: asked.role, text: "", reward: 0 });
  if (text === "") return worstCase(hand);
  const other = pick(parents, random, parents[0] ?? { role: asked.role, text: "", reward: 0 }).text;
  const at = Math.floor(random() * text.length);
  const which = Math.floor(random() * 4);
  if (which === 0) return { text: text.slice(0, at) + other.slice(Math.floor((at * other.length) / text.length)) };
  if (which === 1) return { text: text.replace(/\d+/g, (digits) => (random() < 0.3 ? String(Number(digits) + 1) : digits)) };
  if (which === 2) return { text: text.slice(0, at) + pick([...'{}[],:"-0e9\\'], random, "}") + text.slice(at + 1) };
  return { text: text.replaceAll("ordinary-business", "unclear").replaceAll("summary", "handover") };
}

/** What the answers of one case came to: zero for nothing, one for an effect. Its outputs are kept where they did better than others. */
export function rewarded(
  { memory }: Pick<Hand, "memory">,
  said: readonly { role: Hand["asked"]["role"]; text: string }[],
  reward: number,
): void {
  for (const { role, text } of said) {
    for (const [arm, held] of memory.arms)
      if (arm.startsWith(`${role} `)) memory.arms.set(arm, { ...held, reward: held.reward + reward / memory.arms.size });
    if (reward > 0) remember(memory.best, { role, text: text.slice(0, 20_000), reward });
  }
  memory.best.sort((a, b) => b.reward - a.reward).splice(40);
}
