/** The five severities, gravest last. */
const severities = ["informational", "low", "medium", "high", "critical"] as const;
export type SeverityName = (typeof severities)[number];
const colours: Readonly<Record<SeverityName, string>> = {
  informational: "text-informational",
  low: "text-low",
  medium: "text-medium",
  high: "text-high",
  critical: "text-critical",
};

/** How bad it would be if true: as many filled bars as it is grave, and the word. `bare` leaves the word to those who cannot see the bars. */
export function Severity({ is, bare = false }: { readonly is: SeverityName; readonly bare?: boolean }) {
  const grade = severities.indexOf(is);
  return (
    <span className={`inline-flex items-baseline gap-1.5 whitespace-nowrap ${colours[is]}`} title={bare ? is : undefined}>
      <svg aria-hidden viewBox="0 0 18 12" className="h-3 w-[18px] shrink-0">
        {severities.map((each, at) => (
          <rect
            key={each}
            x={at * 3.7}
            y={9 - at * 2}
            width="2.7"
            height={3 + at * 2}
            rx="0.7"
            fill="currentColor"
            opacity={at <= grade ? 1 : 0.22}
          />
        ))}
      </svg>
      <span className={bare ? "sr-only" : "font-medium"}>{is}</span>
    </span>
  );
}
