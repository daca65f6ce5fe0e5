import { useQuery } from "@tanstack/react-query";
import type { api } from "../../api/client.ts";
import { Badge } from "../../ui/chip.tsx";
import { Copy } from "../../ui/copy.tsx";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { LanguageModelsPanels } from "./language-models.tsx";
import { ModelCard } from "./model-card.tsx";
import { settingsQueries } from "./queries.ts";

type Model = Awaited<ReturnType<typeof api.listModels>>["models"][number];

/** The language models that are connected, with their rules; and the learnt models, each with the card that says what it is for, how it was measured, and where it fails. */
export function ModelsPart() {
  const { data, error, refetch } = useQuery(settingsQueries.models);
  if (error) return <Problem of={error} again={() => void refetch()} />;
  if (!data) return <Skeleton className="h-80 w-full" />;
  return (
    <div className="flex flex-col gap-4">
      <LanguageModelsPanels language={data.language} />
      {data.models.length === 0 && (
        <Empty title="No learnt model is in use">
          Alerts are judged by rules and evidence alone. “watchkeeper train” makes a model from verdicts of your own.
        </Empty>
      )}
      {data.models.map((model) => (
        <ModelPanel key={model.digest} model={model} />
      ))}
    </div>
  );
}

function ModelPanel({ model: { name, digest, inUse, card } }: { readonly model: Model }) {
  return (
    <Panel title={<Inert>{name}</Inert>} actions={<Badge tone={inUse ? "good" : "plain"}>{inUse ? "in use" : "not in use"}</Badge>}>
      <p className="mb-2 flex items-start gap-1 text-xs text-faint">
        <span className="min-w-0 font-mono break-all">{digest}</span>
        <Copy text={digest} says="copy the digest" />
      </p>
      <details>
        <summary className="cursor-pointer text-sm text-soft">Its card</summary>
        <ModelCard of={card} />
      </details>
    </Panel>
  );
}
