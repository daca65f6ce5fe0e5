import { CircleAlert, CircleCheck, Info } from "lucide-react";
import type { Check } from "./verify/check.ts";

const looks = {
  yes: { Icon: CircleCheck, colour: "text-good", says: "holds" },
  no: { Icon: CircleAlert, colour: "text-bad", says: "does not hold" },
  note: { Icon: Info, colour: "text-warn", says: "mind" },
} as const;

/** A check, step by step, as it went. */
export function Steps({ of: { steps } }: { readonly of: Check }) {
  return (
    <div role="status">
      <ul className="flex flex-col gap-1.5 text-sm">
        {steps.map(({ holds, says }) => {
          const { Icon, colour, says: word } = looks[holds];
          return (
            <li key={says} className="flex items-start gap-2">
              <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${colour}`} />
              <span>
                <span className="sr-only">{word}: </span>
                {says}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
