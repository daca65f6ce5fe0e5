import { useState } from "react";
import { onceKey } from "../../api/client.ts";
import { regulationApi } from "../../api/regulation.ts";
import { useMay } from "../../api/session.ts";
import { withStepUp } from "../../api/step-up.tsx";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { tell } from "../../ui/toast.tsx";
import { type AboutSheet, type Sheet, useTaken, type Value } from "./queries.ts";
import { FindingWord } from "./words.tsx";

type About = { readonly sheet: Sheet; readonly values: readonly Value[]; readonly about: AboutSheet };

/** What confirmed values come to, what is missing, and what people found. */
export function ClassificationPanel({ sheet, values, about }: About) {
  const { computed, asProposed, called, missing, classified } = sheet;
  const titles = new Map(values.map(({ id, title }) => [id, title]));
  return (
    <Panel title={`Is it ${called.reportable}?`}>
      <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-sm">
        <dt className="text-faint">by what people confirmed</dt>
        <dd>
          <FindingWord is={computed} />
        </dd>
        <dt className="text-faint">if all proposals hold</dt>
        <dd>
          <FindingWord is={asProposed} />
        </dd>
      </dl>
      {missing.length > 0 && (
        <details className="mt-2 text-sm" open={missing.length <= 4}>
          <summary className="cursor-pointer text-warn">{missing.length} values are missing to know it</summary>
          <ul className="mt-1 list-disc pl-5 text-soft">
            {missing.map((id) => (
              <li key={id}>{titles.get(id) ?? id}</li>
            ))}
          </ul>
        </details>
      )}
      <ol className="mt-3 flex flex-col gap-2 text-sm">
        {classified.length === 0 && <li className="text-soft">Nobody has classified it.</li>}
        {classified.toReversed().map(({ called: as, at, recorded, by, because, missing: lacked }) => (
          <li key={`${recorded} ${by}`} className="border-l-2 border-line-strong pl-2">
            <span className="font-medium">{as}</span>, <Time at={at} as="utc" />, <Inert>{by.replace(/^person:/, "")}</Inert>
            <p className="text-soft">
              <Inert lengthMax={600}>{because}</Inert>
            </p>
            {lacked.length > 0 && <p className="text-xs text-faint">while {lacked.length} values were missing</p>}
          </li>
        ))}
      </ol>
      {about.open && sheet.applies && <Classify sheet={sheet} about={about} />}
    </Panel>
  );
}

function Classify({ sheet: { called }, about: { caseId, regime } }: Pick<About, "sheet" | "about">) {
  const may = useMay("lead");
  const [outcome, setOutcome] = useState<"reportable" | "not-reportable">();
  const taken = useTaken();
  if (!may) return <p className="mt-3 text-xs text-faint">A lead classifies it.</p>;
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      {(["reportable", "not-reportable"] as const).map((each) => (
        <Button key={each} onClick={() => setOutcome(each)}>
          Classify: {called[each]}
        </Button>
      ))}
      <ReasonDialog
        open={outcome !== undefined}
        onClose={() => setOutcome(undefined)}
        title={outcome ? `Classify as ${called[outcome]}` : ""}
        says="It is your finding, with the pack and what was missing at this time. Earlier findings stay on record."
        deed="Classify"
        does={async (because) => {
          if (!outcome) return;
          const once = { idempotencyKey: onceKey() };
          const body = { regime, outcome, because };
          taken(await withStepUp(() => regulationApi.classifyIncident({ params: { id: caseId }, body }, once)));
          tell(`Classified as ${called[outcome]}.`);
        }}
      />
    </div>
  );
}
