import { type ContainmentVerb, undoOf } from "../../core/containment/action.ts";
import { entryOf } from "../../core/containment/catalogue.ts";
import type { Handle } from "../../core/containment/handle.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { callMsMax, type EffectOrder, type Effector, type Guard, type Observed, type ProductState } from "../../ports/effector.ts";
import { refused } from "./answer.ts";
import { interrupted, type Leave, leaveOf, stoppedBy } from "./leave.ts";
import { quoted } from "./quoted.ts";

/** Ends before whoever calls stops waiting, so that "nothing was sent" is still heard, milliseconds. */
const limitMsDefault = callMsMax - 500;

/** What a connector writes; what is the same for all of them is added by `boundedEffector`. */
export type EffectorBody = Pick<Effector, "name" | "product" | "provenOn" | "verbs"> & {
  /** What a located id looks like: nothing else is ever put into a request. */
  readonly located: RegExp;
  readonly locate: (target: Handle, verb: ContainmentVerb, signal: AbortSignal) => Promise<string>;
  readonly observe: (order: EffectOrder, signal: AbortSignal) => Promise<Observed>;
  /** Changes leave through `leave`, and questions wait for as long as its signal lets them. */
  readonly perform: (order: EffectOrder, leave: Leave) => Promise<{ readonly says: string }>;
  readonly undo: (order: EffectOrder & { readonly before: ProductState }, leave: Leave) => Promise<{ readonly says: string }>;
  readonly check: (signal: AbortSignal) => Promise<{ readonly says: string }>;
};

/**
 * An effector whose calls end within `limitMs`, know only its verbs and ids of its shape, never undo what has no undo, and change nothing after a stop. What
 * fails before anything left surely did nothing, and says so.
 */
export function boundedEffector(body: EffectorBody, clock: Clock, limitMs: number = limitMsDefault): Effector {
  const { name, product, provenOn, verbs } = body;
  const within = <Answer>(run: (signal: AbortSignal) => Promise<Answer>) => withinLimit(name, clock, limitMs, run);
  const changing = <Answer>(guard: Guard, run: (leave: Leave) => Promise<Answer>) => guarded(name, guard, within, run);
  const known = (verb: ContainmentVerb) => {
    if (!verbs.includes(verb)) throw unknownVerb(name, verb, verbs);
  };
  const fits = (order: EffectOrder) => {
    known(order.verb);
    if (!body.located.test(order.located)) throw refused(name, `${quoted(order.located)} is no id of "${name}"`);
  };
  return {
    name,
    product,
    provenOn,
    verbs,
    async locate(target, verb) {
      known(verb);
      if (!entryOf(verb).targets.includes(target.kind)) throw noTarget(name, target);
      const located = await within((signal) => body.locate(target, verb, signal));
      if (!body.located.test(located)) throw noTarget(name, target);
      return located;
    },
    async observe(order) {
      fits(order);
      return within((signal) => body.observe(order, signal));
    },
    async perform(order, guard) {
      fits(order);
      return changing(guard, (leave) => body.perform(order, leave));
    },
    async undo(order, guard) {
      fits(order);
      if (undoOf[order.verb] === undefined) throw irreversible(order.verb);
      return changing(guard, (leave) => body.undo(order, leave));
    },
    check: () => within((signal) => body.check(signal)),
  };
}

type Within = <Answer>(run: (signal: AbortSignal) => Promise<Answer>) => Promise<Answer>;

/** Ends the call at once when somebody stops, unless a change is under way, and tells what surely did nothing from what is unknown. */
async function guarded<Answer>(name: string, guard: Guard, within: Within, run: (leave: Leave) => Promise<Answer>): Promise<Answer> {
  let hasLeft = () => false;
  try {
    return await within((limit) => {
      const leave = leaveOf(name, guard, limit);
      hasLeft = leave.hasLeft;
      // Once a change has left, what it came to is waited for.
      const halted = new Promise<never>((_, fail) => {
        const halt = () => hasLeft() || fail(stoppedBy(name, guard.signal));
        guard.signal.addEventListener("abort", halt, { once: true });
        if (guard.signal.aborted) halt();
      });
      halted.catch(() => undefined);
      return Promise.race([halted, run(leave)]);
    });
  } catch (cause) {
    if (hasLeft()) throw isStop(cause) ? interrupted(name) : cause;
    if (guard.signal.aborted) throw stoppedBy(name, guard.signal);
    // It may be asked for again, under the same id, without fear that it is done twice.
    if (cause instanceof SocError && !isStop(cause) && cause.retry !== "never") throw refused(name, cause.problem, cause);
    throw cause;
  }
}

const isStop = (cause: unknown) => cause instanceof SocError && cause.code === "effector/stopped";

/** Ends the call when its time is over. Requests are stopped by the signal; whatever does not listen is left behind. */
async function withinLimit<Answer>(
  name: string,
  clock: Clock,
  limitMs: number,
  run: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const late = new AbortController();
  const done = new AbortController();
  const deadline = clock.sleep(limitMs, done.signal).then(() => {
    late.abort();
    throw tooLate(name, limitMs);
  });
  // Once the call has ended nobody waits for the deadline any more.
  deadline.catch(() => undefined);
  try {
    return await Promise.race([run(late.signal), deadline]);
  } finally {
    done.abort();
  }
}

/** Exactly one, or a refusal that says how many: none is `effector/no-target`, more are `effector/several-targets`. Never chooses. */
export function onlyOne<Found>(name: string, target: Handle, found: readonly Found[]): Found {
  if (found.length > 1) throw severalTargets(name, target, found.length);
  const [one] = found;
  if (one === undefined) throw noTarget(name, target);
  return one;
}

/** The target is not at the product. */
export const noTarget = (name: string, target: Handle) =>
  new SocError({
    code: "effector/no-target",
    problem: `"${name}" does not know ${quoted(target.id)}`,
    remedy: "see that it is enrolled there under a name that the inventory has",
    retry: "never",
  });

/** The target could be several things at the product; `count` of them were seen. */
export const severalTargets = (name: string, target: Handle, count: number) =>
  new SocError({
    code: "effector/several-targets",
    problem: `"${name}" knows ${count} things that could be ${quoted(target.id)}`,
    remedy: "remove old registrations there, or give the full name in the inventory",
    retry: "never",
  });

const irreversible = (verb: ContainmentVerb) =>
  new SocError({
    code: "effector/irreversible",
    problem: `"${verb}" has no way back`,
    remedy: "do what remains by hand",
    retry: "never",
  });

const unknownVerb = (name: string, verb: string, verbs: readonly string[]) =>
  new SocError({
    code: "effector/unknown-verb",
    problem: `"${name}" does not know ${quoted(verb)}`,
    remedy: `give it to another effector; this one knows ${verbs.join(", ")}`,
    retry: "never",
  });

const tooLate = (name: string, limitMs: number) =>
  new SocError({
    code: "connector/too-late",
    problem: `"${name}" did not answer within ${Math.ceil(limitMs / 1_000)} seconds`,
    remedy: `run "watchkeeper connector check ${name}"`,
    retry: { afterMs: 60_000 },
  });
