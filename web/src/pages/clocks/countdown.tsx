import { useNowMs } from "../../lib/now.ts";
import { local, utc } from "../../lib/time.ts";

const [secondMs, minuteMs, hourMs, dayMs] = [1_000, 60_000, 3_600_000, 86_400_000] as const;
const two = (value: number) => String(value).padStart(2, "0");

/** "3 d 04 h", "4 h 07 min", "7 min 09 s": two units, so that its width hardly changes */
export function leftSays(leftMs: number): string {
  const left = Math.abs(leftMs);
  const [days, hours, minutes] = [Math.floor(left / dayMs), Math.floor(left / hourMs) % 24, Math.floor(left / minuteMs) % 60];
  if (days > 0) return `${days} d ${two(hours)} h`;
  if (hours > 0) return `${hours} h ${two(minutes)} min`;
  return `${minutes} min ${two(Math.floor(left / secondMs) % 60)} s`;
}

/** How long there is still, or since when it is over. It says nothing to screen readers by itself every second: the moment is its name. */
export function Countdown({ due, over = "over since" }: { readonly due: string; readonly over?: string }) {
  const nowMs = useNowMs();
  const leftMs = Date.parse(due) - nowMs;
  return (
    <time
      dateTime={due}
      title={`${utc(due)}\n${local(due)}`}
      className={`tabular text-lg font-semibold whitespace-nowrap ${leftMs < 0 ? "text-bad" : ""}`}
    >
      {leftMs < 0 && <span className="text-xs font-medium">{over} </span>}
      {leftSays(leftMs)}
    </time>
  );
}
