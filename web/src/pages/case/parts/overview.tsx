import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowDown, ArrowUp } from "lucide-react";
import { share } from "../../../lib/words.ts";
import { Badge } from "../../../ui/chip.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Facts, Panel } from "../../../ui/panel.tsx";
import { Severity } from "../../../ui/severity.tsx";
import { Inert, Observable } from "../../../ui/text.tsx";
import { Time } from "../../../ui/time.tsx";
import { Verdict } from "../../../ui/verdict.tsx";
import { AttackStages, Further } from "../attack-stages.tsx";
import { Cited } from "../cited.tsx";
import { ModelPanel } from "../model-panel.tsx";
import { ModelPreview } from "../model-preview.tsx";
import { NextSteps } from "../next-steps.tsx";
import type { PartProps } from "../part-props.ts";
import { caseQueries, type HeldCase } from "../queries.ts";
import { Waterfall } from "../waterfall.tsx";

const observablesMax = 24;
const techniquesMax = 8;

/** What a tired reader needs first: why we think so, what is not known, what to do now. */
export default function Overview({ whole }: PartProps) {
  const held = whole.case;
  if (whole.mergedInto !== null)
    return (
      <Empty title={`It is part of ${whole.mergedInto} now`}>
        Verdict and evidence stand{" "}
        <Link to="/cases/$id" params={{ id: whole.mergedInto }} className="text-accent underline">
          there
        </Link>
        . Take it out again, with a reason, where it turns out to be another matter.
      </Empty>
    );
  if (!held)
    return (
      <Empty title="No verdict yet">
        The agent is still asking. Its answers appear here as they come;{" "}
        <Link to="/cases/$id" params={{ id: whole.id }} search={{ part: "alerts" }} className="text-accent underline">
          its alerts
        </Link>{" "}
        are there already.
      </Empty>
    );
  return (
    <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <Decisive held={held} ids={whole.decisive} />
        <div className="grid gap-4 lg:grid-cols-2">
          <Unknown held={held} />
          <NextSteps whole={whole} />
        </div>
        <Waterfall id={whole.id} />
        <ModelPanel held={held} />
        <ModelPreview id={whole.id} />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <About whole={whole} held={held} />
        <Similar id={whole.id} />
      </div>
    </div>
  );
}

/** The few reasons that carry the verdict, each with the evidence that says so. */
function Decisive({ held, ids }: { readonly held: HeldCase; readonly ids: readonly string[] }) {
  const byId = new Map(held.evidence.map((item) => [item.id, item]));
  const strongest = ids.flatMap((id) => byId.get(id) ?? []);
  return (
    <Panel title="Why">
      <Because held={held} />
      <AttackStages id={held.id} />
      <ol className="mt-3 flex flex-col">
        {strongest.map(({ id, says, weight, trust }) => (
          <li key={id} className="flex items-start gap-x-2.5 gap-y-0.5 border-t border-line/60 py-2 phone:flex-wrap">
            <span
              className={`mt-px inline-flex w-14 shrink-0 items-center gap-0.5 font-mono text-xs ${weight > 0 ? "text-critical" : "text-good"}`}
              title={`weighs ${weight.toFixed(2)} log-odds towards malicious; below stands what of it shows in the sum`}
            >
              {weight > 0 ? <ArrowUp aria-hidden className="size-3" /> : <ArrowDown aria-hidden className="size-3" />}
              <span className="sr-only">{weight > 0 ? "for malicious" : "against malicious"} </span>
              {Math.abs(weight).toFixed(2)}
            </span>
            <Link
              to="/cases/$id"
              params={{ id: held.id }}
              search={{ part: "evidence", item: id }}
              className="min-w-0 flex-1 hover:underline phone:basis-[70%]"
            >
              <Inert lengthMax={400}>{says}</Inert>
            </Link>
            <span className="shrink-0 text-2xs text-faint">{trust}</span>
            <span className="shrink-0 font-mono text-2xs text-faint">{id}</span>
          </li>
        ))}
      </ol>
      <Further id={held.id} named={ids} />
    </Panel>
  );
}

/** The verdict's sentence: what it says first, and the rest, whose parts stand below with their weights, for whoever wants it whole. */
function Because({ held }: { readonly held: HeldCase }) {
  const colon = held.because.indexOf(": ");
  if (colon < 0)
    return (
      <p className="text-base">
        <Cited id={held.id}>{held.because}</Cited>
      </p>
    );
  return (
    <details className="group">
      <summary className="cursor-pointer text-base font-medium marker:text-faint">
        <Inert lengthMax={400}>{held.because.slice(0, colon)}</Inert>
      </summary>
      <p className="mt-1.5 leading-relaxed text-soft">
        <Cited id={held.id}>{held.because.slice(colon + 2)}</Cited>
      </p>
    </details>
  );
}

function Unknown({ held }: { readonly held: HeldCase }) {
  return (
    <Panel title="Not known">
      {held.unknowns.length === 0 ? (
        <p className="text-sm text-soft">Every question that was worth asking was answered.</p>
      ) : (
        <ul className="flex list-disc flex-col gap-1.5 pl-4 text-sm marker:text-warn">
          {held.unknowns.map((each) => (
            <li key={each}>
              <Cited id={held.id} lengthMax={400}>
                {each}
              </Cited>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function About({ whole, held }: PartProps & { readonly held: HeldCase }) {
  return (
    <Panel title="About">
      <Facts
        of={[
          ["category", held.category],
          [
            "playbook",
            <span key="playbook" className="font-mono text-xs">
              {held.playbook}
            </span>,
          ],
          ["techniques", <Techniques key="techniques" held={held} />],
          [
            "actors",
            held.actors.length === 0
              ? "none named"
              : held.actors.map(({ id, name, score, consistentWith }) => (
                  <div key={id}>
                    {consistentWith ? "consistent with" : "shares traits with"} {name} ({share(score)})
                  </div>
                )),
          ],
          ["opened", <Time key="opened" at={whole.openedAt} as="utc" />],
          ["settled", whole.settledAt === null ? "not yet" : <Time key="settled" at={whole.settledAt} as="utc" />],
        ]}
      />
      <Machines held={held} />
      <Seen held={held} />
    </Panel>
  );
}

function Machines({ held }: { readonly held: HeldCase }) {
  return (
    <>
      <h3 className="mt-4 mb-1 text-xs font-semibold text-faint">Machines</h3>
      <ul className="flex flex-col gap-1 text-sm">
        {held.assets.map(({ name, criticality, role, known }) => (
          <li key={name} className="flex items-center gap-2">
            <Inert lengthMax={80} className="font-mono text-xs">
              {name}
            </Inert>
            <span className="text-xs text-faint">{role}</span>
            {known ? (
              <Badge tone={criticality === "critical" || criticality === "high" ? "warn" : "plain"}>{criticality}</Badge>
            ) : (
              <Badge tone="bad">not in the inventory</Badge>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Seen({ held }: { readonly held: HeldCase }) {
  return (
    <>
      <h3 className="mt-4 mb-1 text-xs font-semibold text-faint">Seen</h3>
      <div className="flex flex-wrap gap-1">
        {held.observables.slice(0, observablesMax).map(({ type, value }) => (
          <Observable key={`${type} ${value}`} type={type} value={value} lengthMax={56} />
        ))}
        {held.observables.length > observablesMax && (
          <span className="text-xs text-faint">and {held.observables.length - observablesMax} more under Entities</span>
        )}
      </div>
    </>
  );
}

function Techniques({ held }: { readonly held: HeldCase }) {
  if (held.techniques.length === 0) return "none";
  return (
    <Link to="/cases/$id" params={{ id: held.id }} search={{ part: "attack" }} className="flex flex-wrap gap-1">
      {held.techniques.slice(0, techniquesMax).map(({ id, confidence }) => (
        <Badge key={id}>
          {id} {share(confidence)}
        </Badge>
      ))}
      {held.techniques.length > techniquesMax && (
        <span className="text-xs text-accent">and {held.techniques.length - techniquesMax} more</span>
      )}
    </Link>
  );
}

/** Cases like this one, and how they ended. */
function Similar({ id }: { readonly id: string }) {
  const similar = useQuery(caseQueries.similar(id));
  if (!similar.data) return null;
  return (
    <Panel title="Cases like this one">
      {similar.data.cases.length === 0 && <p className="text-sm text-soft">None shares anything rare with it.</p>}
      <ul className="flex flex-col gap-3">
        {similar.data.cases.map(({ case: each, shared, ended }) => (
          <li key={each.id} className="flex flex-col gap-0.5 text-sm">
            <Link to="/cases/$id" params={{ id: each.id }} className="truncate font-medium hover:underline">
              <Inert lengthMax={90}>{each.title}</Inert>
            </Link>
            <span className="flex flex-wrap items-center gap-x-3 text-xs text-soft">
              <Severity is={each.severity} bare />
              <Verdict is={ended?.verdict ?? each.verdict} />
              {ended && <span>by {ended.by.replace(/^(person|agent):/, "")}</span>}
              <Time at={each.lastTime} />
            </span>
            <span className="truncate text-xs text-faint">
              shares <Inert lengthMax={120}>{shared.map(({ label }) => label).join(", ")}</Inert>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
