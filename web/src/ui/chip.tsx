import { X } from "lucide-react";
import type { ReactNode } from "react";

type Tone = "plain" | "good" | "warn" | "bad" | "accent";
const tones: Readonly<Record<Tone, string>> = {
  plain: "border-line-strong text-soft",
  good: "border-good/50 text-good",
  warn: "border-warn/50 text-warn",
  bad: "border-bad/60 text-bad",
  accent: "border-accent/60 text-accent",
};

/** A short word that tells a state. */
export function Badge({ tone = "plain", children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span
      className={`inline-flex h-[18px] items-center gap-1 rounded-sm border px-1.5 text-2xs font-medium whitespace-nowrap ${tones[tone]}`}
    >
      {children}
    </span>
  );
}

/** One filter that holds: its name, its value, and a way to take it off. */
export function Chip({
  name,
  children,
  onRemove,
}: {
  readonly name: string;
  readonly children: ReactNode;
  readonly onRemove?: () => void;
}) {
  return (
    <span className="inline-flex h-6 items-center gap-1 rounded-md border border-line-strong bg-raised pl-2 text-xs">
      <span className="text-faint">{name}</span>
      <span className="font-medium">{children}</span>
      {onRemove ? (
        <button
          type="button"
          onClick={onRemove}
          aria-label={`remove the filter ${name}`}
          className="ml-0.5 inline-flex h-full w-6 items-center justify-center rounded-r-md text-faint hover:bg-hover hover:text-text"
        >
          <X aria-hidden className="size-3" />
        </button>
      ) : (
        <span className="w-2" />
      )}
    </span>
  );
}
