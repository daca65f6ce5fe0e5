import { CircleCheck, CircleDashed, CircleHelp, ShieldAlert, ShieldOff } from "lucide-react";

const looks = {
  "true-positive": { Icon: ShieldAlert, colour: "text-critical", says: "true positive" },
  benign: { Icon: CircleCheck, colour: "text-good", says: "benign" },
  "false-positive": { Icon: ShieldOff, colour: "text-good", says: "false positive" },
  "insufficient-data": { Icon: CircleHelp, colour: "text-warn", says: "insufficient data" },
} as const;

/** What we conclude, as a shape and in words; "not yet" while nothing is concluded. */
export function Verdict({ is }: { readonly is: string | null }) {
  const { Icon, colour, says } = (is !== null && looks[is as keyof typeof looks]) || {
    Icon: CircleDashed,
    colour: "text-faint",
    says: is ?? "not yet",
  };
  return (
    <span className={`inline-flex items-baseline gap-1.5 whitespace-nowrap font-medium ${colour}`}>
      <Icon aria-hidden className="size-3.5 shrink-0 self-center" />
      {says}
    </span>
  );
}
