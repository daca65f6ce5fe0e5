import type { ContainmentEvent } from "../core/containment/containment.ts";
import { bytesToSign, nextActionId } from "../core/containment/decide.ts";
import { assess, targetsOf } from "../engine/containment/assess-now.ts";
import { type ContainmentDesk, deskOf, openBench } from "../engine/containment/desk.ts";
import type { Asker } from "../engine/containment/file-proposals.ts";
import type { Bench, DeskParts } from "../engine/containment/parts.ts";
import { type ActionSketch, factsOf, people } from "./containment-world.ts";
import type { TestPerson } from "./people.ts";

/** A desk with the people before it. Each step is what the command of that name would do. */
export type Scene = {
  readonly bench: Bench;
  readonly desk: ContainmentDesk;
  /** Two admins sign the orders at hand. */
  readonly adopt: () => Promise<void>;
  /** Gives the id; throws when it was refused. */
  readonly propose: (sketch?: ActionSketch, by?: TestPerson) => Promise<string>;
  /** A person as one who asks. */
  readonly asker: (person: TestPerson) => Asker;
  readonly reject: (id: string, by: TestPerson, because?: string) => Promise<readonly ContainmentEvent[]>;
  readonly approve: (id: string, ...by: readonly TestPerson[]) => Promise<readonly ContainmentEvent[]>;
  readonly undo: (id: string, by?: TestPerson) => Promise<readonly ContainmentEvent[]>;
  readonly resume: (...by: readonly TestPerson[]) => Promise<void>;
  /** One pass. */
  readonly pass: () => ReturnType<ContainmentDesk["carryOut"]>;
  readonly statusOf: (id: string) => string | undefined;
};

const waitMs = 3_600_000;

/** Opens the desk of one process. */
export async function openScene(parts: DeskParts): Promise<Scene> {
  const bench = await openBench(parts);
  const desk = deskOf(bench);
  const { state, orders, ordersDigest } = bench;
  const signed = (person: TestPerson, command: Parameters<typeof bytesToSign>[0]) => person.sign(bytesToSign(command, state, { orders }));
  return {
    bench,
    desk,
    async adopt() {
      for (const person of [people.mara, people.ines]) {
        const command = { type: "SignOrders", digest: ordersDigest, people: orders.people, by: person.name } as const;
        await desk.obey({ ...command, signature: signed(person, command) });
      }
    },
    asker: (person) => ({ by: person.name, signatureOf: (command) => signed(person, command) }),
    async reject(id, by, because = "a false alarm") {
      const command = { type: "RejectAction", id, by: by.name } as const;
      return desk.obey({ ...command, because, signature: signed(by, command) });
    },
    async propose(sketch = {}, person) {
      const by = person?.name ?? "agent:watchkeeper";
      const inventory = await bench.inventory();
      const facts = await bench.decide(async () => {
        const action = { ...factsOf(sketch), id: nextActionId(state) };
        const assessed = assess(bench, {
          action,
          inventory,
          targets: targetsOf(state, action),
          requester: by,
          approvals: [],
          breakGlass: false,
        });
        const nonce = bench.random.secret(16);
        const whole = { ...action, assessed, expiresAtMs: bench.nowMs() + waitMs, nonce };
        const signature = person && signed(person, { type: "ProposeAction", action: whole, by: person.name });
        return { type: "ProposeAction", by, action: whole, signature };
      });
      const proposed = facts.find((fact) => fact.type === "ActionProposed");
      if (!proposed || facts.length > 1) throw new Error(`not proposed: ${JSON.stringify(facts.slice(-1))}`);
      return proposed.action.id;
    },
    async approve(id, ...by) {
      await desk.refresh();
      const facts: ContainmentEvent[] = [];
      for (const person of by) {
        const digest = state.actions.get(id)?.digest ?? "";
        const command = { type: "ApproveAction", id, by: person.name, digest, breakGlass: false } as const;
        facts.push(...(await desk.obey({ ...command, because: "seen on two sensors", signature: signed(person, command) })));
      }
      return facts;
    },
    async undo(id, by = people.mara) {
      await desk.refresh();
      const command = { type: "AskUndo", id, by: by.name } as const;
      return desk.obey({ ...command, because: "it was a false alarm", signature: signed(by, command) });
    },
    async resume(...by) {
      for (const person of by.length > 0 ? by : [people.mara, people.ines]) {
        await desk.refresh();
        const command = { type: "AskResume", scope: "all", by: person.name } as const;
        await desk.obey({ ...command, because: "it is over", signature: signed(person, command) });
      }
    },
    pass: () => desk.carryOut(new AbortController().signal),
    statusOf: (id) => state.actions.get(id)?.status,
  };
}
