import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import { Empty, Problem } from "../../../ui/empty.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { Skeleton } from "../../../ui/spinner.tsx";
import { Actors } from "../attack/actors.tsx";
import { Behind, techniqueIn } from "../attack/behind.tsx";
import { type Chosen, Matrix } from "../attack/matrix.tsx";
import { type Attack, attackQuery } from "../attack/queries.ts";
import type { PartProps } from "../part-props.ts";

/** What the case shows of ATT&CK: the matrix, the evidence behind each cell, and whose known ways agree with it. */
export default function AttackPart({ whole }: PartProps) {
  const attack = useQuery({ ...attackQuery(whole.id), enabled: whole.case !== null });
  if (whole.case === null)
    return <Empty title="No verdict yet">Techniques are named once the evidence for them is in. The agent is still asking.</Empty>;
  if (attack.error) return <Problem of={attack.error} again={() => void attack.refetch()} />;
  if (!attack.data) return <Skeleton className="h-64 w-full" />;
  if (!attack.data.tactics.some(({ seen, techniques }) => seen || techniques.length > 0) && attack.data.elsewhere.length === 0)
    return (
      <Empty title="Nothing of ATT&CK was seen">
        No rule, event or word of this case points at a technique. That is usual for mistakes of a rule and for plain noise.
      </Empty>
    );
  return <Shown whole={whole} attack={attack.data} />;
}

function Shown({ whole, attack }: PartProps & { readonly attack: Attack }) {
  const [pressed, setChosen] = useState<Chosen>();
  // The surest one is open from the start, so that nothing jumps when another is chosen.
  const chosen = pressed ?? surestIn(attack);
  const choose = (wanted: string) => {
    const tactic = attack.tactics.find(({ techniques }) =>
      techniques.some(({ id, subTechniques }) => id === wanted || subTechniques.some((sub) => sub.id === wanted)),
    );
    setChosen({ technique: wanted, tactic: tactic?.id ?? "" });
  };
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-sm text-soft">
          ATT&CK Enterprise {attack.version}. A technique stands under the tactics that this case shows. The bar says how sure we are.
        </p>
        <a
          href={api.urlOf("downloadCaseReport", { params: { id: whole.id }, query: { format: "navigator" } })}
          download
          data-no-print
          className="inline-flex h-7 items-center gap-1.5 rounded-md border border-line-strong bg-raised px-2.5 text-sm font-medium whitespace-nowrap hover:bg-hover phone:h-10"
        >
          <Download aria-hidden className="size-3.5" />
          Navigator layer
        </a>
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2 2xl:grid-cols-[minmax(0,1fr)_23rem]">
        <div className="min-w-0 lg:col-span-2 2xl:col-span-1 2xl:row-span-2">
          <Matrix tactics={attack.tactics} chosen={chosen} onChoose={setChosen} />
        </div>
        <Behind whole={whole} found={chosen && techniqueIn(attack, chosen.technique)} />
        <div className="flex min-w-0 flex-col gap-4">
          <Actors actors={attack.actors} onChoose={choose} />
          {attack.elsewhere.length > 0 && <Elsewhere attack={attack} onChoose={choose} />}
        </div>
      </div>
    </div>
  );
}

function surestIn({ tactics }: Attack): Chosen | undefined {
  let surest: (Chosen & { readonly confidence: number }) | undefined;
  for (const { id: tactic, techniques } of tactics)
    for (const { id, claim, subTechniques } of techniques)
      for (const each of [...(claim ? [{ id, claim }] : []), ...subTechniques])
        if (each.claim.confidence > (surest?.confidence ?? -1)) surest = { tactic, technique: each.id, confidence: each.claim.confidence };
  return surest;
}

function Elsewhere({ attack, onChoose }: { readonly attack: Attack; readonly onChoose: (technique: string) => void }) {
  return (
    <Panel title="Not in this catalogue">
      <p className="text-sm text-soft">Named by a source; ATT&CK {attack.version} does not hold them.</p>
      <div className="mt-2 flex flex-wrap gap-1">
        {attack.elsewhere.map(({ id }) => (
          <button
            key={id}
            type="button"
            onClick={() => onChoose(id)}
            className="inline-flex h-6 items-center rounded-sm border border-line px-1 font-mono text-2xs hover:bg-hover"
          >
            {id}
          </button>
        ))}
      </div>
    </Panel>
  );
}
