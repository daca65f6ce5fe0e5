import { StandingOrders } from "../../src/core/containment/orders.ts";
import { personOf, type TestPerson } from "../../src/testing/people.ts";
import type { Doing } from "./moves.ts";
import { cast } from "./signatures.ts";
import { because, people, type Stage, tolerating } from "./stage.ts";

/** Somebody stops everything, in one of the ways there are. */
export async function stop(stage: Stage, number: number, how: Doing<"stop">["how"]): Promise<void> {
  const { world } = stage;
  if (how === "file") world.stopFile.stopped = "somebody touched it";
  if (how === "unreadable") world.stopFile.unreadable = true;
  if (how === "record" || how === "effector") {
    const { desk } = await world.process(number);
    await desk.obey({ type: "Stop", scope: how === "record" ? "all" : "effector:edr", by: cast.tove.name, because: "enough" });
  }
  const what = how === "record" ? "all" : how === "effector" ? "effector:edr" : how;
  stage.asked.delete(what);
  world.stops.push({ what, fromTick: world.tick(), toTick: Number.POSITIVE_INFINITY });
}

/** The file is taken away, and people ask for what stands stopped. A stop is over for the judge when two admins by the orders, with a key each, have asked. */
export async function resume(stage: Stage, { process, people: names, honest }: Doing<"resume">): Promise<void> {
  const { world, asked } = stage;
  world.stopFile.stopped = undefined;
  world.stopFile.unreadable = false;
  const end = (what: string) => {
    for (const span of world.stops) if (span.what === what) span.toTick = Math.min(span.toTick, world.tick());
  };
  end("file");
  end("unreadable");
  const at = await world.process(process);
  for (const person of honest ? [cast.mara, cast.ines] : names.map((name) => people[name])) {
    await at.desk.refresh();
    for (const scope of [...at.desk.state.stops.keys()])
      await tolerating(stage, async () => {
        const command = { type: "AskResume", scope, by: person.name, because, signature: "" } as const;
        await at.desk.obey({ ...command, signature: world.sign(person, at, command) });
        const keys = asked.get(scope) ?? new Set();
        if (person.line.roles.includes("admin")) keys.add(person.line["public-key"]);
        asked.set(scope, keys);
        if (keys.size >= 2) end(scope);
      });
  }
}

/** These people sign the orders that lie on the machine of that process. */
export async function adopt(stage: Stage, number: number, ...by: readonly TestPerson[]): Promise<void> {
  const at = await stage.world.process(number);
  const orders = stage.world.ordersAtHand(number);
  const digest = stage.world.digestOf(orders);
  for (const person of by)
    await tolerating(stage, async () => {
      await at.desk.refresh();
      const command = { type: "SignOrders", digest, people: orders.people, by: person.name, signature: "" } as const;
      await at.desk.obey({ ...command, signature: stage.world.sign(person, at, command) });
    });
}

/** Somebody writes other orders and starts a process with them; the insider signs, and honest admins only where the move says so. */
export async function changeOrders(stage: Stage, { process, change, adopt: honest }: Doing<"orders">): Promise<void> {
  const { world } = stage;
  const held = world.ordersAtHand(process);
  const changed = (): StandingOrders => {
    switch (change) {
      case "insider-alone":
        return {
          ...held,
          people: [cast.omar.line, personOf("omar-two", ["admin", "lead", "responder", "break-glass"]).line].map((line) => ({
            ...line,
            roles: [...line.roles],
          })),
        };
      case "more-budget":
        return StandingOrders.parse({
          ...held,
          budgets: {
            ...held.budgets,
            "per-hour": 10_000,
            "standing-share": 1,
            "class-share-per-hour": 1,
            "per-rule-per-hour": 10_000,
            "per-source-per-hour": 10_000,
          },
        });
      case "unprotect":
        return StandingOrders.parse({ ...held, protected: {} });
      case "own-key":
        return {
          ...held,
          people: held.people.map((line) => (line.name === "mara" ? { ...line, "public-key": cast.omar.line["public-key"] } : line)),
        };
      case "back":
        return [...world.orders.values()][0] ?? held;
    }
  };
  await world.restart(process, changed());
  await adopt(stage, process, cast.omar, personOf("omar-two", []), ...(honest ? [cast.mara, cast.ines] : []));
}
