import { Panel } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";
import type { Action } from "./queries.ts";

type Radius = Action["blastRadius"];
/** How far below the top of its ring a number stands: halfway to the next ring. Pixels. */
const labelDepth = 21;
/** Of the drawing, in pixels: the target's disc, how far a ring is from the one within it, and the first from the middle. */
const [targetRadius, ringStep, innerRadius] = [20, 34, 22] as const;

/** Who and what is hit, drawn: the target in the middle, rings for what it takes along, the number in each ring. */
export function BlastRadius({ radius, verb, target }: { readonly radius: Radius; readonly verb: string; readonly target: string }) {
  const rings = [
    { says: "machines", one: "machine", count: radius.hosts },
    { says: "accounts", one: "account", count: radius.identities },
    { says: "dependents", one: "dependent", count: radius.dependents },
  ].filter(({ count }) => count > 0);
  return (
    <Panel title="Whom and what it hits">
      <div className="flex flex-wrap items-center gap-6">
        <Rings rings={rings} label={`${verb} ${target}`} />
        <div className="min-w-56 flex-1">
          <p className="text-base">
            <Inert lengthMax={400}>{radius.says}</Inert>
          </p>
          <Counts radius={radius} />
        </div>
      </div>
    </Panel>
  );
}

function Rings({
  rings,
  label,
}: {
  readonly rings: readonly { readonly says: string; readonly one: string; readonly count: number }[];
  readonly label: string;
}) {
  const middle = innerRadius + rings.length * ringStep + 1;
  const size = middle * 2;
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      width={size}
      height={size}
      className="shrink-0"
      role="img"
      aria-label={`${label}: ${rings.map(({ says, one, count }) => `${count} ${count === 1 ? one : says}`).join(", ") || "nothing beside the target"}`}
    >
      {rings.toReversed().map(({ says, one, count }, at) => {
        const radius = innerRadius + (rings.length - at) * ringStep;
        return (
          <g key={says}>
            <circle cx={middle} cy={middle} r={radius} className="fill-warn/10 stroke-warn/60" strokeWidth="1" />
            <text x={middle} y={middle - radius + labelDepth} textAnchor="middle" className="fill-text text-[11px] font-medium">
              {count} {count === 1 ? one : says}
            </text>
          </g>
        );
      })}
      <circle cx={middle} cy={middle} r={targetRadius} className="fill-critical/25 stroke-critical" strokeWidth="1.5" />
      <text x={middle} y={middle + 4} textAnchor="middle" className="fill-text text-[11px] font-semibold">
        target
      </text>
    </svg>
  );
}

function Counts({ radius }: { readonly radius: Radius }) {
  const facts: readonly (readonly [string, string])[] = [
    ["machines", String(radius.hosts)],
    ["accounts", String(radius.identities)],
    ["dependents", String(radius.dependents)],
    ["sessions cut", String(radius.sessions)],
    ["services", radius.services.length === 0 ? "none" : radius.services.join(", ")],
    ["criticality", radius.criticality],
    ["protected", radius.protected ? "yes: no approval overrides that" : "no"],
    ["redundant", radius.redundant ? "yes" : "no"],
    ["in the inventory", radius.known ? "yes" : "no: it counts as large"],
  ];
  return (
    <dl className="mt-3 grid grid-cols-[max-content_1fr] gap-x-4 gap-y-0.5 text-sm">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-faint">{name}</dt>
          <dd>
            <Inert>{value}</Inert>
          </dd>
        </div>
      ))}
    </dl>
  );
}
