import { Link } from "@tanstack/react-router";
import { EyeOff } from "lucide-react";
import { Verdict } from "../../ui/verdict.tsx";
import type { PartProps } from "./part-props.ts";

/** That a case waits in shadow: what the agent would have done, that it did not, and what is to be done. */
export function ShadowNote({ whole: { state, verdict, acts } }: PartProps) {
  if (state !== "waiting") return null;
  return (
    <section aria-label="shadow mode" className="mb-2 flex gap-3 rounded-lg border border-warn/60 bg-warn/5 p-3 text-sm">
      <EyeOff aria-hidden className="mt-0.5 size-5 shrink-0 text-warn" />
      <div className="min-w-0">
        <p className="font-semibold">
          In shadow: it would have been closed as <Verdict is={verdict} />, and was not.
        </p>
        <p className="text-soft">
          Nobody granted the agent to close cases of this class. Decide it yourself: {waysOf(acts)}. Look at the evidence before you agree;
          what you decide counts for or against{" "}
          <Link to="/autonomy" search={{}} className="text-accent underline underline-offset-2">
            a grant
          </Link>
          .
        </p>
      </div>
    </section>
  );
}

const ways = [
  ["close", "close it where you come to the same"],
  ["overrule", "overrule it where you do not"],
  ["escalate", "escalate it where somebody else must look"],
] as const;

/** Only what the server says may be done. */
function waysOf(acts: PartProps["whole"]["acts"]): string {
  const offered = ways.flatMap(([act, says]) => (acts.includes(act) ? [says] : []));
  return offered.length === 0 ? "whoever triages does" : offered.join(", ");
}
