import type { StoryLine } from "./queries.ts";

type Severity = StoryLine["severity"];
const colours: Readonly<Record<NonNullable<Severity>, string>> = {
  critical: "text-critical",
  high: "text-high",
  medium: "text-medium",
  low: "text-low",
  informational: "text-informational",
};

/** A mark: its shape says the severity as its colour does, from the diamond of critical to the ring of informational. */
export function Shape({ severity }: { readonly severity: Severity }) {
  return (
    <svg aria-hidden viewBox="0 0 12 12" className={`size-3 shrink-0 ${severity ? colours[severity] : "text-faint"}`} fill="currentColor">
      {severity === "critical" && <path d="M6 0 12 6 6 12 0 6Z" />}
      {severity === "high" && <path d="M6 .8 11.6 11H.4Z" />}
      {severity === "medium" && <rect x="1.5" y="1.5" width="9" height="9" rx="1" />}
      {severity === "low" && <circle cx="6" cy="6" r="4.5" />}
      {(severity === "informational" || severity === null) && (
        <circle cx="6" cy="6" r="3.8" fill="none" stroke="currentColor" strokeWidth="1.8" />
      )}
    </svg>
  );
}

const shown = ["critical", "high", "medium", "low", "informational"] as const;

/** What the shapes mean. */
export function ShapeLegend() {
  return (
    <ul className="flex flex-wrap items-center gap-x-3 gap-y-1 text-2xs text-soft">
      {shown.map((severity) => (
        <li key={severity} className="inline-flex items-center gap-1">
          <Shape severity={severity} />
          {severity}
        </li>
      ))}
      <li>a figure: so many at once, press it to look closer</li>
      <li>hatched: nothing was recorded</li>
    </ul>
  );
}
