import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useMay, useSession } from "../../api/session.ts";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Copy } from "../../ui/copy.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Input } from "../../ui/field.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { InertBlock } from "../../ui/text.tsx";
import { PackButton } from "./pack.tsx";
import type { Head } from "./queries.ts";
import { Steps } from "./steps.tsx";
import { useRecordCheck } from "./use-check.ts";
import { useSigning } from "./use-signing.ts";
import { forget, keptOf } from "./verify/kept.ts";

/** How far a record is written and signed, and whether that holds. */
export function RecordHead({ head }: { readonly head: Head }) {
  return (
    <Panel title="The record">
      <Facts
        of={[
          [
            "entries",
            <span key="entries" className="tabular">
              {count(head.entries)}
            </span>,
          ],
          ["signed as", <Long key="origin" text={head.origin} says="copy the record's name" />],
          [
            "head",
            head.head === null ? "nothing is written yet" : <Long key="head" text={head.head} says="copy the hash of the newest entry" />,
          ],
          ["public key", <Long key="key" text={head.publicKey} says="copy the public key" />],
        ]}
      />
      <HeadDeeds head={head} />
      <Verifier head={head} key={head.world} />
      {head.checkpoint !== null && (
        <details className="mt-3">
          <summary className="cursor-pointer text-xs text-soft">The newest checkpoint, as it was signed</summary>
          <InertBlock className="mt-2">{head.checkpoint}</InertBlock>
        </details>
      )}
    </Panel>
  );
}

function Long({ text, says }: { readonly text: string; readonly says: string }) {
  return (
    <span className="flex items-start gap-1">
      <span className="min-w-0 font-mono text-xs break-all">{text}</span>
      <Copy text={text} says={says} />
    </span>
  );
}

function HeadDeeds({ head }: { readonly head: Head }) {
  const may = useMay("audit");
  const make = useSigning(head.world);
  if (!may) return null;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2">
      <Button busy={make.isPending} onClick={() => make.mutate()}>
        Sign what is written now
      </Button>
      <PackButton head={head} />
      {make.error && (
        <div className="w-full">
          <Problem of={make.error} />
        </div>
      )}
    </div>
  );
}

/** Checks in this browser what the server says of the record. */
function Verifier({ head }: { readonly head: Head }) {
  const [key, setKey] = useState("");
  const check = useRecordCheck(head.world, key.trim() === "" ? undefined : key.trim());
  const tenant = useSession()?.tenant ?? "";
  const kept = keptOf(localStorage, tenant, head.world);
  return (
    <form
      className="mt-4 flex flex-col gap-3 border-t border-line pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        check.mutate();
      }}
    >
      <Input
        label="Key from elsewhere"
        placeholder="name+id+base64"
        maxLength={1_024}
        spellCheck={false}
        className="font-mono"
        hint="What “watchkeeper journal checkpoint” printed on the server, or an auditor wrote down. Without it this browser believes the key that the server names the first time, and notices any other one after that."
        value={key}
        onChange={(event) => setKey(event.target.value)}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" kind="primary" busy={check.isPending} icon={<ShieldCheck aria-hidden className="size-4" />}>
          Verify in this browser
        </Button>
        {kept && (
          <span className="text-xs text-faint">
            kept here on {kept.keptAt.slice(0, 10)}{" "}
            <button
              type="button"
              className="text-accent hover:underline"
              onClick={() => {
                forget(localStorage, tenant, head.world);
                check.reset();
              }}
            >
              forget it
            </button>
          </span>
        )}
      </div>
      {check.error && <Problem of={check.error} />}
      {check.data && <Steps of={check.data} />}
      {check.data?.kept && <WhatItProves />}
    </form>
  );
}

function WhatItProves() {
  return (
    <p className="text-xs text-faint">
      This proves that the signed text is the key's, and that it only grew since this browser last looked. It does not prove that what was
      recorded was true, nor that the server shows everybody the same record: for that, compare the checkpoint with one that a witness or
      another person holds.
    </p>
  );
}
