import type { api } from "../../api/client.ts";
import { count } from "../../lib/words.ts";
import { Badge } from "../../ui/chip.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";

type Language = NonNullable<Awaited<ReturnType<typeof api.listModels>>["language"]>;
type Line = Language["models"][number];

/** The language models of the configuration, what they may take and what they took; without any, how one is connected. */
export function LanguageModelsPanels({ language }: { readonly language: Language | undefined }) {
  if (!language || language.models.length === 0)
    return (
      <Panel title="Language models">
        <p className="text-sm text-soft">
          No language model is connected. Cases are worked without one, and nothing leaves. One is added under “models” in watchkeeper.yaml:
          the guide language-models says how.
        </p>
      </Panel>
    );
  return (
    <>
      {language.models.map((model) => (
        <ModelPanel key={model.name} model={model} />
      ))}
      <Rules language={language} />
    </>
  );
}

const tones = { ready: "good", "not opened": "bad", "held back": "warn" } as const;

function ModelPanel({ model }: { readonly model: Line }) {
  const { name, state, hosted, product, roles, calls, failures, lastCallAt, problem, remedy } = model;
  const last = lastCallAt === null ? "never" : <Time at={lastCallAt} />;
  return (
    <Panel
      title={
        <>
          Language model <Inert>{name}</Inert>
        </>
      }
      actions={<Badge tone={tones[state]}>{state}</Badge>}
    >
      <Facts
        of={[
          ["Asked as", roles.length > 0 ? roles.join(", ") : "nothing: no role uses it"],
          ["Where", hosted ? "hosted: what it is asked leaves the organisation" : "inside: what it is asked stays"],
          ["Its server's name", <Inert key="model">{model.model}</Inert>],
          ["Spoken to as", product],
          ["Requests this month", `${count(calls)}, of which ${count(failures)} failed`],
          ["Last request", last],
        ]}
      />
      {problem !== null && (
        <p className="mt-2 text-sm text-bad">
          <Inert>{problem}</Inert>
          {remedy !== null && (
            <>
              {": "}
              <Inert>{remedy}</Inert>
            </>
          )}
        </p>
      )}
    </Panel>
  );
}

function Rules({ language: { policy, spent } }: { readonly language: Language }) {
  const { budget, sharing } = policy;
  const never = sharing["never-from"];
  return (
    <Panel
      title="Rules for language models"
      actions={policy["air-gap"] ? <Badge tone="good">air gap: nothing leaves</Badge> : <Badge>no air gap</Badge>}
    >
      <Facts
        of={[
          [
            "A case may take",
            `${count(budget["tokens-per-case"])} tokens, ${count(budget["calls-per-case"])} questions, ${count(budget["seconds-per-case"])} s`,
          ],
          [
            "A day may take",
            `${count(budget["tokens-per-day"])} tokens${budget["cost-per-day"] === undefined ? "" : `, ${count(budget["cost-per-day"])} in money`}`,
          ],
          [
            "Taken",
            spent === null ? "nothing so far" : `${count(spent.tokens)} tokens on ${spent.day} (UTC), cost ${spent.cost.toFixed(4)}`,
          ],
          ["Failures in a row", spent === null ? "0" : count(spent.failuresInRow)],
          ...(spent?.restsUntil ? ([["Not asked until", <Time key="rests" at={spent.restsUntil} as="utc" />]] as const) : []),
          [
            "Leaves at most",
            `what is marked TLP:${sharing["send-up-to"].toUpperCase()}; unmarked counts as TLP:${sharing.unmarked.toUpperCase()}`,
          ],
          [
            "Never leaves",
            never.length > 0 ? (
              <Inert key="never">{`what ${never.join(", ")} brought`}</Inert>
            ) : (
              "secrets; personal data goes under stand-ins"
            ),
          ],
          ["What it may do to a case", policy["may-veto-closing"] ? "hand it to a person; nothing else" : "nothing"],
        ]}
      />
    </Panel>
  );
}
