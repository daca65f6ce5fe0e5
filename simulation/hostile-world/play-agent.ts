import type { ContainmentVerb } from "../../src/core/containment/action.ts";
import type { ContainmentAction } from "../../src/core/containment/containment.ts";
import { nextActionId } from "../../src/core/containment/decide.ts";
import type { Handle } from "../../src/core/containment/handle.ts";
import type { Signable } from "../../src/core/containment/to-sign.ts";
import { alertOf } from "../../src/testing/alerts.ts";
import { runOf } from "../../src/testing/confirmed-cases.ts";
import type { Doing } from "./moves.ts";
import { toldWorld } from "./names.ts";
import { people, type Stage } from "./stage.ts";

/** More alerts than one case of this world ever has. */
const alertsMax = 100;

/** An investigation ends: its alerts and its wishes are the adversary's, its filing is the product's. */
export async function propose(
  stage: Stage,
  { process, wishes, severity, sources, text, again, by, forged }: Doing<"propose">,
): Promise<void> {
  const { world } = stage;
  if (!again || stage.caseNumber === 0) stage.caseNumber++;
  const id = `case-${stage.caseNumber}`;
  // Alerts are never the same twice, so what is found again is another case than it was.
  stage.alertNumber += alertsMax;
  if (world.runs.get(toldWorld)?.cases.has(id)) world.changedCases.set(`${toldWorld} ${id}`, world.tick());
  const alerts = wishes.flatMap(({ verb, target }, index) =>
    Array.from({ length: sources }, (_, source) =>
      alertOf(stage.alertNumber + index * 10 + source, {
        product: ["edr", "mail-gateway", "proxy"][source] ?? "edr",
        title: text,
        description: text,
        severity,
        ...seen(verb, target),
      }),
    ),
  );
  const run = runOf([
    { id, alerts, propose: wishes.map(({ verb, target }) => ({ action: verb, target })), conclusion: { severity, title: text } },
  ]);
  const held = world.runs.get(toldWorld);
  if (held) for (const [key, value] of run.cases) held.cases.set(key, value);
  if (held) for (const [key, value] of run.alerts) held.alerts.set(key, value);
  if (held) for (const [key, value] of run.triages) held.triages.set(key, value);
  world.runs.set(toldWorld, held ?? run);
  const at = await world.process(process);
  const { desk } = at;
  const asker = by === undefined ? undefined : people[by];
  const asked = asker
    ? {
        asker: {
          by: asker.name,
          signatureOf: (command: Signable) => (forged ? people.omar.sign(Buffer.from("w")) : world.sign(asker, at, command)),
        },
      }
    : {};
  await desk.fileProposals({ world: toldWorld, run: world.runs.get(toldWorld) ?? run, caseId: id, ...asked });
}

function seen(verb: ContainmentVerb, target: string) {
  const [host = ""] = target.split(": ");
  if (verb === "isolate-host") return { host: target, observables: [{ type: "host" as const, value: target }] };
  if (verb === "quarantine-file") return { host, observables: [{ type: "file" as const, value: target.slice(host.length + 2) }] };
  if (verb === "block-address") return { observables: [{ type: "ip" as const, value: target, role: "source" as const }] };
  return { user: target, observables: [{ type: "user" as const, value: target }] };
}

/** As if a part of the program were the adversary's: an action that no filing would make, with what it is worth made up. */
export async function proposeRaw(
  { world }: Stage,
  { process, wish, sources, tier, severity, by, invent }: Doing<"propose-raw">,
): Promise<void> {
  const { desk } = await world.process(process);
  await desk.refresh();
  const model = [...desk.state.actions.values()].at(-1)?.action;
  if (!model) return;
  const kind =
    wish.verb === "block-address" ? "address" : wish.verb === "disable-account" || wish.verb === "revoke-sessions" ? "account" : "host";
  const target: Handle =
    invent === "handle" ? { kind, id: `${kind}:${wish.target}`, name: wish.target, knownTo: "inventory", aliases: [] } : model.target;
  const action: ContainmentAction = {
    ...model,
    id: nextActionId(desk.state),
    verb: invent === "handle" ? wish.verb : model.verb,
    target,
    effector: invent === "effector" ? "firewall" : model.effector,
    severity,
    sources: ["edr", "mail-gateway", "proxy"].slice(0, Math.max(sources, 1)),
    assessed: {
      ...model.assessed,
      ...(invent === "radius" && {
        tier: tier as 0,
        approvers: 0,
        blastRadius: { ...model.assessed.blastRadius, protected: false, reach: 0 },
      }),
      ...(invent === "orders" && { orders: `sha256:${"0".repeat(64)}` }),
    },
    expiresAtMs: world.clock.nowMs() + 3_600_000,
    nonce: `raw-${nextActionId(desk.state)}`,
  };
  // In somebody's name, and signed by the insider.
  const asked =
    by === undefined ? { by: "agent:watchkeeper" as const } : { by: people[by].name, signature: people.omar.sign(Buffer.from("w")) };
  await desk.obey({ type: "ProposeAction", action, ...asked });
}
