import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { z } from "zod";
import type { PreviewedPrompt } from "../../../../src/server/contract/model-preview.ts";
import { useMay } from "../../api/session.ts";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Inert, InertBlock } from "../../ui/text.tsx";
import { caseQueries } from "./queries.ts";

type Prompt = z.infer<typeof PreviewedPrompt>;

/** For whoever leads: the prompts of the case, word for word, as a model would get them. */
export function ModelPreview({ id }: { readonly id: string }) {
  const [open, setOpen] = useState(false);
  if (!useMay("lead")) return null;
  return (
    <div>
      <Button kind="quiet" onClick={() => setOpen(true)}>
        What a model would be sent
      </Button>
      <Dialog
        wide
        open={open}
        onClose={() => setOpen(false)}
        title="What a language model would be sent"
        says="Word for word, as of now. Looking sends nothing."
      >
        {open && <Prompts id={id} />}
      </Dialog>
    </div>
  );
}

function Prompts({ id }: { readonly id: string }) {
  const { data, error, refetch } = useQuery(caseQueries.modelPreview(id));
  if (error) return <Problem of={error} again={() => void refetch()} />;
  if (!data) return <Skeleton className="h-60 w-full" />;
  if (data.prompts.length === 0) return <p className="text-sm text-soft">There is nothing in this case yet that a model would be asked.</p>;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-soft">
        {data.airGap ? "An air gap is set: no hosted model is asked. " : ""}About {count(data.tokensEstimate)} tokens in all.
      </p>
      {data.prompts.map((each) => (
        <OnePrompt key={each.key} each={each} />
      ))}
    </div>
  );
}

function OnePrompt({ each: { role, model, hosted, withheld, prompt } }: { readonly each: Prompt }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="flex flex-wrap items-center gap-2 text-sm font-semibold">
        {role}
        <Badge tone={hosted ? "warn" : "plain"}>{hosted ? "hosted: it would leave" : "inside"}</Badge>
        <span className="font-normal text-soft">
          {model === null ? "no model is asked as this; shown as a hosted one would get it" : <Inert lengthMax={60}>{model}</Inert>}
        </span>
      </h3>
      {withheld !== null && (
        <p className="text-sm">
          Nothing of it would be sent: <Inert>{withheld}</Inert>
        </p>
      )}
      {prompt && (
        <>
          <p className="text-xs text-soft">
            {count(prompt.bytes)} bytes, about {count(prompt.tokensEstimate)} tokens.{" "}
            {prompt.replaced.length === 0
              ? "Nothing stands under a stand-in."
              : `Under stand-ins: ${prompt.replaced.map(({ kind, values, times }) => `${kind}: ${values}, in ${times === 1 ? "one place" : `${times} places`}`).join("; ")}.`}
            {prompt.leftOut.length > 0 && ` No room for ${prompt.leftOut.length} items.`}
          </p>
          <InertBlock className="max-h-80">{`${prompt.instructions}\n\n${prompt.text}`}</InertBlock>
        </>
      )}
    </section>
  );
}
