import { dirname } from "node:path";
import type { Connectors } from "../cli/system.ts";
import { SocError } from "../core/soc-error.ts";
import type { Clock } from "../ports/clock.ts";
import { effectorKinds, openEffector, openEffectors } from "./effectors.ts";

/** The products that carry out containment, as the commands need them. Paths in the orders begin at the folder of their file. */
export function connectorsOf(parts: {
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Connectors {
  return {
    kinds: effectorKinds,
    openAll: ({ orders, path }) => openEffectors(orders.effectors, { ...parts, folder: dirname(path) }),
    async openOne({ orders, path }, name) {
      const order = orders.effectors.find((each) => each.name === name);
      if (!order)
        throw unknownName(
          name,
          orders.effectors.map((each) => each.name),
        );
      return openEffector(order, { ...parts, folder: dirname(path) });
    },
  };
}

const unknownName = (name: string, names: readonly string[]) =>
  new SocError({
    code: "connector/unknown-name",
    problem: `no effector is called "${name.slice(0, 80)}"`,
    remedy: names.length > 0 ? `use one of ${names.toSorted().join(", ")}` : "add it under effectors in containment.yaml",
    retry: "never",
  });
