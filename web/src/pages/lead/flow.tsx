import { count, share } from "../../lib/words.ts";
import { Panel } from "../../ui/panel.tsx";
import { Formula } from "./figure.tsx";
import type { Figures } from "./queries.ts";

const width = 900;
const height = 210;
const gap = 10;

/** What came in and what became of it, as bands whose thickness is their count. The sums are the ledger's. */
export function FlowPanel({ flow }: { readonly flow: Figures["flow"] }) {
  const parts = [
    { name: "closed by the agent", value: flow.closedByAgent, fill: "fill-good/70" },
    { name: "closed by people", value: flow.closedByPeople, fill: "fill-low/70" },
    { name: "escalated", value: flow.escalated, fill: "fill-warn/80" },
    { name: "open", value: flow.open, fill: "fill-accent/70" },
    { name: "could not be read", value: flow.deadLettered, fill: "fill-bad/80" },
  ].filter(({ value }) => value > 0);
  return (
    <Panel title="Alerts in, and what became of them" actions={<Formula of={flow.definition} />}>
      {flow.accepted === 0 ? (
        <p className="text-sm text-soft">No alert came in this period.</p>
      ) : (
        <Bands parts={parts} total={flow.accepted} truePositives={flow.truePositives} />
      )}
      <p className="mt-2 text-sm text-soft">
        {count(flow.accepted)} in; {count(flow.handedToPeople)} were handed to a person at some time; {count(flow.truePositives)} are true
        positives.
      </p>
    </Panel>
  );
}

type Part = { readonly name: string; readonly value: number; readonly fill: string };

function Bands({
  parts,
  total,
  truePositives,
}: {
  readonly parts: readonly Part[];
  readonly total: number;
  readonly truePositives: number;
}) {
  const room = height - gap * Math.max(0, parts.length - 1) - 20;
  const thick = (value: number) => Math.max(3, (value / total) * room);
  const left = parts.reduce((sum, { value }) => sum + thick(value), 0);
  let [from, to] = [(height - left) / 2, 10];
  const bands = parts.map((part) => {
    const band = { ...part, thickness: thick(part.value), from, to };
    from += band.thickness;
    to += band.thickness + gap;
    return band;
  });
  const said = parts.map(({ name, value }) => `${count(value)} ${name}`).join(", ");
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      className="w-full"
      role="img"
      aria-label={`${count(total)} alerts: ${said}; ${count(truePositives)} true positives`}
    >
      <text x="0" y={height / 2 - left / 2 - 6} className="fill-soft text-[12px]">
        {count(total)} in
      </text>
      <rect x="0" y={(height - left) / 2} width="10" height={left} className="fill-line-strong" />
      {bands.map(({ name, value, fill, thickness, from: y, to: end }) => (
        <g key={name}>
          <path
            d={`M10 ${y} C300 ${y} 300 ${end} 600 ${end} L600 ${end + thickness} C300 ${end + thickness} 300 ${y + thickness} 10 ${y + thickness} Z`}
            className={fill}
            opacity="0.55"
          />
          <rect x="600" y={end} width="8" height={thickness} className={fill} />
          <text x="616" y={end + thickness / 2 + 4} className="fill-text text-[13px]">
            {count(value)} {name} ({share(value / total)})
          </text>
        </g>
      ))}
    </svg>
  );
}
