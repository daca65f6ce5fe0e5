import { span as length } from "../../../lib/time.ts";
import { densityOf, type Gap, type Line, type Span, ticksOf } from "./model.ts";

const bins = 120;
/** A silence says how long it is where there is room for it, pixels. */
const gapWordsPx = 110;

/** The clock of UTC along the top. */
export function Axis({ span, width }: { readonly span: Span; readonly width: number }) {
  const scale = width / (span.toMs - span.fromMs);
  return (
    <div aria-hidden className="relative h-6 overflow-hidden">
      {ticksOf(span, width).map(({ atMs, says, isDay }) => (
        <span
          key={atMs}
          className={`tabular absolute bottom-0 h-full border-l border-line-strong pt-1 pl-1 text-2xs whitespace-nowrap ${isDay ? "font-semibold text-text" : "text-faint"}`}
          style={{ left: (atMs - span.fromMs) * scale }}
        >
          {says}
        </span>
      ))}
    </div>
  );
}

/** Lines of the clock, and silences, behind all lanes. */
export function Backdrop({ span, width, gaps }: { readonly span: Span; readonly width: number; readonly gaps: readonly Gap[] }) {
  const scale = width / (span.toMs - span.fromMs);
  const x = (atMs: number) => (atMs - span.fromMs) * scale;
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 overflow-hidden">
      {gaps
        .filter(({ fromMs, toMs }) => toMs > span.fromMs && fromMs < span.toMs)
        .map(({ fromMs, toMs }) => (
          <span
            key={fromMs}
            className="absolute inset-y-0 flex items-end justify-center overflow-hidden pb-1 text-2xs whitespace-nowrap text-faint bg-[repeating-linear-gradient(-45deg,transparent_0_6px,var(--line)_6px_7px)]"
            style={{ left: x(fromMs) + 8, width: Math.max(0, x(toMs) - x(fromMs) - 16) }}
          >
            {x(toMs) - x(fromMs) > gapWordsPx && <span className="rounded-sm bg-surface px-1">{length(toMs - fromMs)} of silence</span>}
          </span>
        ))}
      {ticksOf(span, width).map(({ atMs }) => (
        <span key={atMs} className="absolute inset-y-0 border-l border-line/70" style={{ left: x(atMs) }} />
      ))}
    </div>
  );
}

/** The whole of it, small: how much happened when, and which part is looked at. */
export function Overview({
  lines,
  whole,
  span,
  onAt,
}: {
  readonly lines: readonly Line[];
  readonly whole: Span;
  readonly span: Span;
  readonly onAt: (atMs: number) => void;
}) {
  const counts = densityOf(lines, whole, bins);
  const most = Math.max(1, ...counts);
  const part = (atMs: number) => `${(((atMs - whole.fromMs) / (whole.toMs - whole.fromMs)) * 100).toFixed(3)}%`;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label="the whole time; press where to look"
      onClick={(event) => {
        const { left, width } = event.currentTarget.getBoundingClientRect();
        onAt(whole.fromMs + ((event.clientX - left) / width) * (whole.toMs - whole.fromMs));
      }}
      className="relative block h-6 w-full overflow-hidden rounded-sm bg-ground"
    >
      <svg aria-hidden viewBox={`0 0 ${bins} 10`} preserveAspectRatio="none" className="absolute inset-0 size-full text-faint">
        {counts.map((each, at) =>
          each === 0 ? null : (
            // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
            <rect key={at} x={at} width={0.8} y={10 - 2 - (each / most) * 8} height={2 + (each / most) * 8} fill="currentColor" />
          ),
        )}
      </svg>
      <span
        className="absolute inset-y-0 rounded-sm border border-accent bg-accent/15"
        style={{ left: part(span.fromMs), right: `calc(100% - ${part(span.toMs)})` }}
      />
    </button>
  );
}
