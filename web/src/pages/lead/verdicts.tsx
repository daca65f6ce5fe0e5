import { count } from "../../lib/words.ts";
import { Panel } from "../../ui/panel.tsx";
import { Formula } from "./figure.tsx";
import type { Figures } from "./queries.ts";

type Mix = Figures["verdicts"]["all"];
const kinds: readonly { readonly key: keyof Mix; readonly says: string; readonly fill: string }[] = [
  { key: "truePositive", says: "true positive", fill: "fill-critical" },
  { key: "insufficientData", says: "insufficient data", fill: "fill-warn" },
  { key: "benign", says: "benign", fill: "fill-good" },
  { key: "falsePositive", says: "false positive", fill: "fill-low" },
  { key: "open", says: "open", fill: "fill-line-strong" },
];
const driftSays = { steady: "no change worth a look", watch: "worth a look", changed: "another population" } as const;
const [width, height] = [900, 150];

/** The mix of verdicts day by day, and whether it moved since the period before. */
export function VerdictPanel({ verdicts: { days, all, drift, definition } }: { readonly verdicts: Figures["verdicts"] }) {
  const most = Math.max(1, ...days.map(({ mix }) => sumOf(mix)));
  const step = width / Math.max(1, days.length);
  return (
    <Panel title="Verdicts by day" actions={<Formula of={definition} />}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        className="w-full"
        role="img"
        aria-label={kinds.map(({ key, says }) => `${count(all[key])} ${says}`).join(", ")}
      >
        {days.map(({ day, mix }, at) => (
          <Day key={day} day={day} mix={mix} x={at * step} step={step} most={most} />
        ))}
        <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} className="stroke-line-strong" />
      </svg>
      <p className="mt-1 flex justify-between text-2xs text-faint">
        <span>{days[0]?.day}</span>
        <span>{days.at(-1)?.day}</span>
      </p>
      <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {kinds.map(({ key, says, fill }) => (
          <li key={key} className="flex items-center gap-1.5">
            <svg aria-hidden viewBox="0 0 10 10" className="size-2.5">
              <rect width="10" height="10" rx="2" className={fill} />
            </svg>
            <span className="tabular">{count(all[key])}</span> <span className="text-soft">{says}</span>
          </li>
        ))}
      </ul>
      <p className="mt-2 text-sm text-soft">
        {drift.measured
          ? `Drift against the period before: ${drift.index.toFixed(2)} (${driftSays[drift.grade]}; n ${count(drift.n)} and ${count(drift.nBefore)}).`
          : `Drift: not measured; ${drift.because}.`}
      </p>
    </Panel>
  );
}

const sumOf = (mix: Mix) => kinds.reduce((sum, { key }) => sum + mix[key], 0);

function Day({
  day,
  mix,
  x,
  step,
  most,
}: {
  readonly day: string;
  readonly mix: Mix;
  readonly x: number;
  readonly step: number;
  readonly most: number;
}) {
  let y = height - 1;
  return (
    <g>
      <title>{`${day}: ${kinds.map(({ key, says }) => `${count(mix[key])} ${says}`).join(", ")}`}</title>
      {kinds.map(({ key, fill }) => {
        const tall = (mix[key] / most) * (height - 6);
        y -= tall;
        return <rect key={key} x={x + step * 0.12} width={Math.max(1, step * 0.76)} y={y} height={tall} className={fill} />;
      })}
    </g>
  );
}
