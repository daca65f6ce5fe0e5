import assert from "node:assert/strict";
import { test } from "node:test";
import { cast, isBegun, Story, storyOrders } from "../../testing/containment-story.ts";
import { personOf, type TestPerson } from "../../testing/people.ts";
import type { ContainmentRole, StandingOrders } from "./orders.ts";

const { ada, bo } = cast;

// Guarantees separation of duties in every small world: three people with every assignment of roles, every requester, every owner, every choice of who
// approves and how, every tier. Whatever they do, an action begins only when enough distinct people with the right role, none of whom asked for it or owns
// its case, said yes in the right way; and whenever they did, it does begin.
test("no assignment of roles lets an action begin without the people that its tier takes", (context) => {
  const roleSets: ContainmentRole[][] = [["responder"], ["lead"], ["admin"], ["break-glass"], ["responder", "break-glass"]];
  const names = ["p1", "p2", "p3"] as const;
  let states = 0;
  let begun = 0;
  for (const first of roleSets)
    for (const second of roleSets)
      for (const third of roleSets) {
        const trio = [first, second, third].map((roles, at) => personOf(names[at] ?? "", roles)).map(remembering);
        const people = [...trio, ada, bo].map(({ line }) => line);
        const orders = { plain: storyOrders({ people }), guarded: storyOrders({ people, protected: { hosts: ["ws-1.example.test"] } }) };
        for (const tier of [1, 2, 3, 4] as const)
          for (const requester of [undefined, trio[0]])
            for (let choice = 0; choice < 8; choice++)
              for (const owned of [false, true]) {
                states++;
                begun += Number(oneWorld({ orders: tier === 4 ? orders.guarded : orders.plain, trio, tier, requester, choice, owned }));
              }
      }
  context.diagnostic(`${states} states enumerated, ${begun} of them with an effect`);
  assert.equal(states, 5 ** 3 * 4 * 2 * 8 * 2);
  assert.ok(begun > 1_000 && begun < states);
});

type World = {
  orders: StandingOrders;
  trio: readonly TestPerson[];
  tier: 1 | 2 | 3 | 4;
  requester: TestPerson | undefined;
  choice: number;
  owned: boolean;
};

function oneWorld({ orders, trio, tier, requester, choice, owned }: World): boolean {
  const story = new Story(orders);
  story.state.orders = { digest: story.ordersDigest, people: story.orders.people };
  const owner = owned ? trio[1] : undefined;
  const of = { world: "office", id: "case-1", revision: "sha256:r", title: "t", ...(owner && { owner: owner.name }) };
  const mayAsk = !requester || requester.line.roles.some((role) => role !== "admin");
  const sketch = { case: of, assessed: { tier: tier === 4 ? (1 as const) : tier, approvers: 0 } };
  if (!mayAsk) {
    story.refuses("no-role", () => story.propose(sketch, requester));
    return false;
  }
  const id = story.propose(sketch, requester);
  const willing = trio.filter((_, at) => choice & (1 << at));
  if (story.held(id).status === "proposed") for (const person of willing) story.approve(id, person, tier === 4);
  let isOn = false;
  try {
    isOn = isBegun(story.begin(id, { caseRevision: "sha256:r" }));
  } catch {
    // Refused: nothing began.
  }
  const others = willing.filter((person) => person.name !== requester?.name && person.name !== owner?.name);
  const able = others.filter(({ line: { roles } }) =>
    tier === 4 ? roles.includes("break-glass") : roles.includes("responder") || roles.includes("lead"),
  );
  const enough = { 1: 0, 2: 1, 3: 2, 4: 2 }[tier];
  const lead = tier !== 3 || able.some(({ line: { roles } }) => roles.includes("lead"));
  assert.equal(
    isOn,
    able.length >= enough && lead && !(tier === 4 && requester === undefined),
    JSON.stringify({ tier, requester: requester?.name, choice, owned }),
  );
  return isOn;
}

/** The same person, who signs the same bytes once: worlds that differ in who approves have the same action. */
function remembering(person: TestPerson): TestPerson {
  const signatures = new Map<string, string>();
  return {
    ...person,
    sign(bytes) {
      const key = Buffer.from(bytes).toString("hex");
      const signature = signatures.get(key) ?? person.sign(bytes);
      signatures.set(key, signature);
      return signature;
    },
  };
}
