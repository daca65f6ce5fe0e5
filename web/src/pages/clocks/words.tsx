import { Check, CircleHelp, Minus } from "lucide-react";
import { Badge } from "../../ui/chip.tsx";
import type { Clock, Finding, Mark, Regime } from "./queries.ts";

export const regimeWords: Readonly<Record<Regime, string>> = { dora: "DORA", nis2: "NIS2", gdpr: "GDPR", sec: "SEC", "ai-act": "AI Act" };

const markWords: Readonly<Record<Mark, string>> = {
  P: "the legal text was read",
  S: "from a secondary page",
  K: "known, and not checked again",
  NV: "not verified",
};

/** An article with how sure it is. What nobody verified says so in words. */
export function Article({ of, mark }: { readonly of: string; readonly mark: Mark }) {
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-1.5 text-xs text-faint" title={markWords[mark]}>
      {of}
      {mark === "NV" ? (
        <Badge tone="warn">not verified</Badge>
      ) : mark === "P" ? (
        <span className="sr-only">({markWords.P})</span>
      ) : (
        <span>({markWords[mark]})</span>
      )}
    </span>
  );
}

const findingLooks = {
  met: { Icon: Check, colour: "text-warn", says: "met" },
  "not-met": { Icon: Minus, colour: "text-soft", says: "not met" },
  unknown: { Icon: CircleHelp, colour: "text-accent", says: "unknown" },
} as const;

/** What is known of a criterion: met, not met, or unknown, which is neither. */
export function FindingWord({ is }: { readonly is: Finding }) {
  const { Icon, colour, says } = findingLooks[is];
  return (
    <span className={`inline-flex items-baseline gap-1 whitespace-nowrap font-medium ${colour}`}>
      <Icon aria-hidden className="size-3.5 shrink-0 self-center" />
      {says}
    </span>
  );
}

const stateLooks: Readonly<Record<Clock["state"], readonly ["plain" | "good" | "warn" | "bad" | "accent", string]>> = {
  "not-applicable": ["plain", "not applicable"],
  running: ["accent", "running"],
  submitted: ["good", "submitted"],
  late: ["bad", "late"],
  waived: ["plain", "waived"],
};
const alarmWords: Readonly<Record<Clock["alarm"], string | null>> = {
  none: null,
  "50": "half its time is gone",
  "75": "three quarters of its time are gone",
  "90": "nine tenths of its time are gone",
  passed: null,
};

/** Where a clock stands, how much of it is gone, and what is not settled about it. */
export function ClockState({ of }: { readonly of: Clock }) {
  const [tone, says] = stateLooks[of.state];
  const alarm = of.state === "running" ? alarmWords[of.alarm] : null;
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      <Badge tone={tone}>{of.submittedLate ? "submitted late" : says}</Badge>
      {alarm !== null && <Badge tone={of.alarm === "90" ? "bad" : "warn"}>{alarm}</Badge>}
      {of.estimated && <Badge tone="warn">time not confirmed</Badge>}
      {of.provisional && <Badge>provisional</Badge>}
    </span>
  );
}
