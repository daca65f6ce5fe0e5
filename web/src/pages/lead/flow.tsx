import { count, share } from "../../lib/words.ts";
import { Panel } from "../../ui/panel.tsx";
import { Formula } from "./figure.tsx";
import type { Figures } from "./queries.ts";

const [width, height, gap] = [900, 210, 6] as const;
/** A line of a label, in the units of the drawing. */
const labelHeight = 20;
/** Where what became of them stands, and where those that are true positives do. */
const [outcomesAt, truthAt] = [400, 740] as const;

/** What came in and what became of it, as bands whose thickness is their count. The sums are the ledger's. */
export function FlowPanel({ flow }: { readonly flow: Figures["flow"] }) {
  const parts = [
    { name: "closed by the agent", value: flow.closedByAgent, fill: "fill-good/70" },
    { name: "closed by people", value: flow.closedByPeople, fill: "fill-low/70", byPeople: true },
    { name: "escalated", value: flow.escalated, fill: "fill-warn/80", byPeople: true },
    { name: "waiting in shadow", value: flow.waitingInShadow, fill: "fill-warn/40", byPeople: true },
    { name: "open", value: flow.open, fill: "fill-accent/70" },
    { name: "could not be read", value: flow.deadLettered, fill: "fill-bad/80" },
  ].filter(({ value }) => value > 0);
  return (
    <Panel title="Alerts in, and what became of them" actions={<Formula of={flow.definition} />}>
      {flow.accepted === 0 ? (
        <p className="text-sm text-soft">No alert came in this period.</p>
      ) : (
        <>
          <Bands parts={parts} total={flow.accepted} truePositives={flow.truePositives} />
          <BandLines parts={parts} total={flow.accepted} />
        </>
      )}
      <p className="mt-2 text-sm text-soft">
        {count(flow.accepted)} in; {count(flow.handedToPeople)} were handed to a person at some time; {count(flow.truePositives)} are true
        positives.
      </p>
    </Panel>
  );
}

type Part = { readonly name: string; readonly value: number; readonly fill: string; readonly byPeople?: boolean };

/** The same on a phone, where words in the drawing would be too small: a line and a bar for each. */
function BandLines({ parts, total }: { readonly parts: readonly Part[]; readonly total: number }) {
  return (
    <ul className="hidden flex-col gap-2 phone:flex">
      {parts.map(({ name, value, fill }) => (
        <li key={name} className="text-sm">
          <span className="tabular flex justify-between gap-3">
            <span>{name}</span>
            <span>
              {count(value)} <span className="text-faint">({share(value / total)})</span>
            </span>
          </span>
          <svg aria-hidden className="mt-0.5 h-2 w-full rounded-sm bg-hover" preserveAspectRatio="none" viewBox="0 0 100 1">
            <rect width={Math.max(0.5, (value / total) * 100)} height="1" className={fill} />
          </svg>
        </li>
      ))}
    </ul>
  );
}

function Bands({
  parts,
  total,
  truePositives,
}: {
  readonly parts: readonly Part[];
  readonly total: number;
  readonly truePositives: number;
}) {
  const slots = parts.length;
  const room = height - gap * Math.max(0, slots - 1) - 20;
  const thick = (value: number) => Math.max(3, (value / total) * room);
  // A label is taller than a thin band: each has at least its line, and the drawing is as tall as that takes.
  const tall = parts.reduce((sum, { value }) => sum + Math.max(labelHeight, thick(value)), 0) + gap * Math.max(0, slots - 1) + 20;
  const left = parts.reduce((sum, { value }) => sum + thick(value), 0);
  let [from, to] = [(tall - left) / 2, 10];
  const bands = parts.map((part): Band => {
    const thickness = thick(part.value);
    const slot = Math.max(labelHeight, thickness);
    const band = { ...part, thickness, from, to: to + (slot - thickness) / 2 };
    from += thickness;
    to += slot + gap;
    return band;
  });
  const said = parts.map(({ name, value }) => `${count(value)} ${name}`).join(", ");
  const ofPeople = bands.filter(({ byPeople }) => byPeople);
  return (
    <svg
      viewBox={`0 0 ${width} ${tall}`}
      preserveAspectRatio="xMinYMid meet"
      className="max-h-72 w-full phone:hidden"
      role="img"
      aria-label={`${count(total)} alerts: ${said}; ${count(truePositives)} true positives`}
    >
      <text x="0" y={tall / 2 - left / 2 - 6} className="fill-soft text-[12px]">
        {count(total)} in
      </text>
      <rect x="0" y={(tall - left) / 2} width="10" height={left} className="fill-line-strong" />
      {truePositives > 0 && truePositives <= ofPeople.reduce((sum, { value }) => sum + value, 0) && (
        <Truth of={ofPeople} tall={tall} thickness={thick(truePositives)} says={`${count(truePositives)} true positives`} />
      )}
      {bands.map((band) => (
        <Outcome key={band.name} band={band} says={`${count(band.value)} ${band.name} (${share(band.value / total)})`} />
      ))}
    </svg>
  );
}

type Band = Part & { readonly thickness: number; readonly from: number; readonly to: number };

function Outcome({ band: { fill, thickness, from, to }, says }: { readonly band: Band; readonly says: string }) {
  return (
    <g>
      <path d={ribbon([10, from, thickness], [outcomesAt, to, thickness])} className={fill} opacity="0.55" />
      <rect x={outcomesAt} y={to} width="8" height={thickness} className={fill} />
      <text x={outcomesAt + 18} y={to + thickness / 2 + 4} className="fill-text text-[13px]">
        {says}
      </text>
    </g>
  );
}

/** Of what people were given, that which is an attack. */
function Truth({
  of,
  tall,
  thickness,
  says,
}: {
  readonly of: readonly Band[];
  readonly tall: number;
  readonly thickness: number;
  readonly says: string;
}) {
  const top = Math.min(...of.map(({ to }) => to));
  const whole = Math.max(...of.map((band) => band.to + band.thickness)) - top;
  const y = Math.min(tall - thickness, top + (whole - thickness) / 2);
  return (
    <g>
      <path d={ribbon([outcomesAt + 8, top, whole], [truthAt, y, thickness])} className="fill-critical" opacity="0.16" />
      <rect x={truthAt} y={y} width="8" height={thickness} className="fill-critical" />
      <text x={truthAt + 16} y={y + thickness / 2 + 4} className="fill-text text-[13px]">
        {says}
      </text>
    </g>
  );
}

type End = readonly [x: number, y: number, thickness: number];

/** The outline of a band from one end to the other. */
function ribbon([x, y, thick]: End, [toX, toY, toThick]: End): string {
  const bend = (x + toX) / 2;
  return `M${x} ${y} C${bend} ${y} ${bend} ${toY} ${toX} ${toY} L${toX} ${toY + toThick} C${bend} ${toY + toThick} ${bend} ${y + thick} ${x} ${y + thick} Z`;
}
