import { share } from "../../../lib/words.ts";

/** An id, and how sure we are of what it names: in figures, and as a bar along its foot. */
export function Confidence({ is, children }: { readonly is: number; readonly children: string }) {
  return (
    <span className="flex w-full flex-col gap-0.5 text-2xs" title={`confidence ${share(is)}`}>
      <span className="flex items-baseline justify-between gap-1">
        <span className="font-mono text-faint">{children}</span>
        <span className="tabular text-soft">
          <span className="sr-only">confidence </span>
          {Math.round(is * 100)}%
        </span>
      </span>
      <span aria-hidden className="h-0.5 overflow-hidden rounded-full bg-line-strong">
        <span className="block h-full bg-accent" style={{ width: `${Math.round(is * 100)}%` }} />
      </span>
    </span>
  );
}
