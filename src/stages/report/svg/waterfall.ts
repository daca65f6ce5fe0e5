import { inert } from "../../../core/inert/inert.ts";
import { type Html, ready, svg } from "../html/html.ts";
import type { Balance, EvidenceItem } from "../reading.ts";
import { signed } from "../words.ts";
import { fitted } from "./label.ts";

const stepsMax = 14;
/** What moves less has no bar of its own. */
const weightMin = 0.05;
const rowHeight = 24;
const barHeight = 14;
const labelWidth = 420;
const chartWidth = 620;
const valueWidth = 54;
const topHeight = 34;
const width = labelWidth + chartWidth + valueWidth;
/** The sum is held at this (`core/hypothesis`): certainty has no place on a scale. */
const oddsMax = 12;
/** Bars of an overwhelming case go on beyond that, up to here. */
const drawnMax = 40;

/** Where the probabilities that people know stand on the scale of log-odds. */
const ticks: readonly (readonly [string, number])[] = [
  ["0.1 %", Math.log(0.001 / 0.999)],
  ["1 %", Math.log(0.01 / 0.99)],
  ["10 %", Math.log(0.1 / 0.9)],
  ["50 %", 0],
  ["90 %", Math.log(0.9 / 0.1)],
  ["99 %", Math.log(0.99 / 0.01)],
  ["99.9 %", Math.log(0.999 / 0.001)],
];

type Row = {
  readonly label: string;
  readonly full: string;
  readonly from: number;
  readonly to: number;
  readonly value: string;
  readonly kind: "for" | "against" | "even" | "total";
};

/** From the base rate to the verdict, one bar per piece of evidence that counted. */
export function waterfall(balance: Balance, anchor: string): Html {
  const rows = rowsOf(balance);
  const values = rows.flatMap(({ from, to }) => [from, to]).map(held);
  const least = Math.min(-3, ...values) - 0.4;
  const most = Math.max(3, ...values) + 0.4;
  const x = (odds: number) => labelWidth + ((held(odds) - least) / (most - least)) * chartWidth;
  const height = topHeight + rows.length * rowHeight + 6;
  const marks = spaced(
    ticks.filter(([, odds]) => odds > least && odds < most),
    x,
  );
  return svg`<svg class="drawing waterfall" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${anchor}-odds-title"><title id="${anchor}-odds-title">From log-odds ${signed(balance.start)} to ${signed(balance.end)} in ${balance.steps.length} steps</title>
${marks.map(([name, odds]) => svg`<line class="${odds === 0 ? "axis zero" : "axis"}" x1="${round(x(odds))}" x2="${round(x(odds))}" y1="22" y2="${height - 4}"/><text class="tick" x="${round(x(odds))}" y="15" text-anchor="middle">${name}</text>`)}
${rows.map((row, index) => bar(row, topHeight + index * rowHeight, x))}</svg>`;
}

const held = (odds: number) => Math.max(-drawnMax, Math.min(drawnMax, odds));

function rowsOf({ start, startExact, end, steps }: Balance): Row[] {
  let running = start;
  const shown = steps.filter(({ weight }) => Math.abs(weight) >= weightMin).slice(0, stepsMax);
  const rest = steps.filter((step) => !shown.includes(step)).reduce((sum, { weight }) => sum + weight, 0);
  const rows: Row[] = [
    {
      label: startExact ? "before any evidence" : "before any evidence (base rate)",
      full: "",
      from: 0,
      to: start,
      value: signed(start),
      kind: "even",
    },
  ];
  const step = (label: string, full: string, weight: number): void => {
    rows.push({
      label,
      full,
      from: running,
      to: running + weight,
      value: signed(weight),
      kind: weight > 0 ? "for" : weight < 0 ? "against" : "even",
    });
    running += weight;
  };
  for (const item of shown) step(labelOf(item), inert(item.says), item.weight);
  if (steps.length > shown.length) step(`${steps.length - shown.length} further items`, "", rest);
  rows.push({
    label: Math.abs(end) === oddsMax ? "in all, held at ±12" : "in all",
    full: "",
    from: 0,
    to: end,
    value: signed(end),
    kind: "total",
  });
  return rows;
}

const labelOf = ({ id, says }: EvidenceItem) => `${id}  ${inert(says)}`;

function bar({ label, full, from, to, value, kind }: Row, y: number, x: (odds: number) => number): Html {
  const [a, b] = [x(from), x(to)];
  const start = round(Math.min(a, b));
  const length = round(Math.max(1.5, Math.abs(a - b)));
  return svg`<g class="step ${kind}">${full && svg`<title>${ready(full)}</title>`}<text x="0" y="${y + 12}">${ready(fitted(label, labelWidth - 14, "end"))}</text><rect x="${start}" y="${y + 1}" width="${length}" height="${barHeight}" rx="2"/>${kind !== "total" && svg`<line class="carry" x1="${round(b)}" x2="${round(b)}" y1="${y + 1}" y2="${y + rowHeight + 1}"/>`}<text class="amount" x="${width}" y="${y + 12}" text-anchor="end">${value}</text></g>
`;
}

const tickDistance = 44;
/** Ticks that would stand on one another are left out, the middle one never. */
function spaced(marks: readonly (readonly [string, number])[], x: (odds: number) => number): readonly (readonly [string, number])[] {
  const kept: (readonly [string, number])[] = marks.filter(([, odds]) => odds === 0);
  for (const mark of marks) if (kept.every((other) => Math.abs(x(other[1]) - x(mark[1])) >= tickDistance)) kept.push(mark);
  return kept;
}

const round = (value: number) => Math.round(value * 10) / 10;
