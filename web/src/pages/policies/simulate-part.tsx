import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../api/session.ts";
import { useDraft } from "../../lib/draft.ts";
import { Button } from "../../ui/button.tsx";
import { HowToAdopt } from "./how-to-adopt.tsx";
import { PolicyEditor } from "./policy-editor.tsx";
import { type Policies, type PolicyFile, policyQueries, simulatedLast } from "./queries.ts";
import { SimulationPanel } from "./simulation-panel.tsx";

/** Other policies, written here, against the record: what they would have decided otherwise. Adopts nothing. */
export default function SimulatePart({ policies }: { readonly policies: Policies }) {
  return <Simulating original={policies.texts} folder={policies.folder} version={policies.orders.onDisk} />;
}

type Asked = { readonly original: readonly PolicyFile[]; readonly folder: string | null; readonly version: string };

function Simulating({ original, folder, version }: Asked) {
  const session = useSession()?.session;
  const [texts, setTexts] = useDraft(`${session} policies ${version}`, original);
  const [tried, setTried] = useState(original);
  const [begun, setBegun] = useState(0);
  const [last, setLast] = useState(simulatedLast);
  const simulation = useQuery(policyQueries.simulation(tried, last));
  const changed = texts.filter(({ text }, at) => text !== original[at]?.text);
  const back = () => {
    setTexts(original);
    setTried(original);
    setBegun(begun + 1);
  };
  const simulate = (
    <>
      {changed.length > 0 && (
        <Button kind="quiet" onClick={back}>
          Back to what is on disk
        </Button>
      )}
      <Button kind="primary" busy={simulation.isFetching} disabled={texts === tried} onClick={() => setTried(texts)}>
        Simulate
      </Button>
    </>
  );
  return (
    <div className="flex flex-col gap-4">
      <PolicyEditor {...{ texts, changed, begun }} simulation={simulation.data} actions={simulate} onTexts={setTexts} />
      <SimulationPanel simulation={simulation} old={texts !== tried} last={last} onLast={setLast} />
      {changed.length > 0 && <HowToAdopt changed={changed} folder={folder} />}
    </div>
  );
}
