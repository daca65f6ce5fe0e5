import type { EffectorOrder } from "../../../src/core/containment/orders.ts";

/** What one child is told: where the record is, which product, and when it dies. */
export type ChildPlan = {
  readonly dataDir: string;
  readonly product: ProductPlan;
  /** What the child calls itself in the record. */
  readonly executor: string;
  /** It kills itself with signal 9 where it reaches this boundary for the n-th time; undefined leaves that to others. */
  readonly dieAt?: Place;
};

/** A boundary by its name, such as "while perform", and the time that it is reached. */
export type Place = { readonly boundary: string; readonly time: number };

/** The product of a trial, as a child reaches it: its parent through a pipe, or a real one as containment.yaml would name it. */
export type ProductPlan =
  | { readonly kind: "memory" }
  | { readonly kind: "directory" | "firewall"; readonly order: EffectorOrder; readonly environment: Readonly<Record<string, string>> };

/** The name of the effector in every trial. */
export const effectorName = "product";
