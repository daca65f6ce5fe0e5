import { CircleCheck, CircleDashed, CircleX } from "lucide-react";
import { visible } from "../../../../../src/server/contract/inert.ts";
import { sentence } from "../../../lib/sentence.ts";
import { Copy } from "../../../ui/copy.tsx";
import { Inert } from "../../../ui/text.tsx";
import type { TrialAnswer } from "../queries.ts";

/** What came of a trial, and what to write where so that it stays. */
export function TrialResult({ of: { works, says, remedy, code, yaml, put } }: { readonly of: TrialAnswer }) {
  return (
    <section aria-label="what came of it" className="flex flex-col gap-4 border-t border-line pt-4">
      <Outcome {...{ works, says, remedy, code }} />
      <div className="flex flex-col gap-2">
        <h3 className="text-sm font-semibold">{works === false ? "As it was tried" : "To keep it"}</h3>
        <p className="text-sm text-soft">
          Put this under <code className="font-mono text-xs">{put.under}</code> in <code className="font-mono text-xs">{put.file}</code>.
          The console writes no configuration: what is connected is said in one place.
        </p>
        <div className="relative">
          <pre className="inert overflow-auto rounded-md border border-line bg-ground p-3 pr-9 font-mono text-xs whitespace-pre-wrap">
            {yaml.trimEnd().split("\n").map(indented).join("\n")}
          </pre>
          <span className="absolute top-2 right-2">
            <Copy text={yaml} says="copy what to put into the file" />
          </span>
        </div>
        <ol className="ml-5 list-decimal text-sm text-soft marker:text-faint">
          {put.next.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ol>
      </div>
    </section>
  );
}

/** A line of YAML: how far it is indented means something, so that its first blanks stay; what else hides is shown. */
function indented(line: string): string {
  const text = line.trimStart();
  return line.slice(0, line.length - text.length) + visible(text);
}

const looks = {
  true: { Icon: CircleCheck, colour: "text-good", says: "It works" },
  false: { Icon: CircleX, colour: "text-bad", says: "It does not work yet" },
  null: { Icon: CircleDashed, colour: "text-warn", says: "It was not tried" },
} as const;

function Outcome({ works, says, remedy, code }: Pick<TrialAnswer, "works" | "says" | "remedy" | "code">) {
  const { Icon, colour, says: title } = looks[`${works}`];
  return (
    <div role="status">
      <p className={`flex items-center gap-2 text-base font-semibold ${colour}`}>
        <Icon aria-hidden className="size-4.5" />
        {title}
      </p>
      <p className="mt-1 text-sm">
        <Inert lengthMax={600}>{sentence(says)}</Inert>
      </p>
      {remedy !== null && (
        <p className="text-sm text-soft">
          <Inert lengthMax={600}>{sentence(remedy)}</Inert>
        </p>
      )}
      {code !== null && <p className="mt-1 font-mono text-2xs text-faint">{code}</p>}
    </div>
  );
}
