import { useNowMs } from "../lib/now.ts";
import { ago, local, utc } from "../lib/time.ts";

/** A moment: how long ago, or the moment itself; UTC and the reader's own zone on hover, and to a screen reader. */
export function Time({
  at,
  as = "ago",
  className = "",
}: {
  readonly at: string;
  readonly as?: "ago" | "utc" | "clock";
  readonly className?: string;
}) {
  return (
    <time dateTime={at} title={`${utc(at)}\n${local(at)}`} className={`tabular whitespace-nowrap ${className}`}>
      {as === "ago" ? <Ago at={at} /> : as === "clock" ? at.slice(11, 19) : utc(at)}
    </time>
  );
}

function Ago({ at }: { readonly at: string }) {
  const nowMs = useNowMs(5_000);
  return ago(at, nowMs);
}
