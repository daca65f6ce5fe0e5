import { useQuery } from "@tanstack/react-query";
import { Package } from "lucide-react";
import { useState } from "react";
import { journalApi } from "../../api/journal.ts";
import { withStepUp } from "../../api/step-up.tsx";
import { saveFile } from "../../lib/save.ts";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Copy } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Input } from "../../ui/field.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { type Head, journalQueries } from "./queries.ts";

const kiloBytes = 1_024;

/** Makes an evidence pack: asks why, tells how far it is, hands it over, and says how an outsider checks it. */
export function PackButton({ head }: { readonly head: Head }) {
  const [asking, setAsking] = useState(false);
  const [pack, setPack] = useState<string>();
  const [ofCase, setOfCase] = useState("");
  const begin = async (because: string) => {
    const wanted = ofCase.trim();
    const body = { because, ...(wanted !== "" && { case: wanted }) };
    const { id } = await withStepUp(() => journalApi.startPack({ params: { world: head.world }, body }));
    setPack(id);
  };
  return (
    <>
      <Button icon={<Package aria-hidden className="size-4" />} onClick={() => setAsking(true)}>
        Evidence pack
      </Button>
      <ReasonDialog
        open={asking}
        onClose={() => setAsking(false)}
        title="Make an evidence pack"
        says="Entries, their proofs, and what opens each of them, in one archive that an outsider can check without this service. Who took it and why is recorded first."
        deed="Make it"
        does={begin}
      >
        <Input
          label="Only of one case"
          hint="Its id, as case-1a2b. Empty takes the whole record."
          maxLength={200}
          value={ofCase}
          onChange={(event) => setOfCase(event.target.value)}
        />
      </ReasonDialog>
      <Dialog open={pack !== undefined} onClose={() => setPack(undefined)} title="Evidence pack">
        {pack !== undefined && <PackState id={pack} publicKey={head.publicKey} />}
      </Dialog>
    </>
  );
}

function PackState({ id, publicKey }: { readonly id: string; readonly publicKey: string }) {
  const { data, error } = useQuery(journalQueries.pack(id));
  if (error) return <Problem of={error} />;
  if (!data || data.state === "under-way") return <Spinner says="gathering entries and proofs" />;
  if (data.state === "failed")
    return (
      <p role="alert" className="text-sm">
        <span className="font-medium text-bad">It could not be made: {data.problem}.</span>{" "}
        <span className="text-soft">{data.remedy}.</span>
      </p>
    );
  const size = `${count(Math.ceil(data.bytes / kiloBytes))} KiB`;
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p>
        Ready: {count(data.entries)} entries, {size}. It lies here for ten minutes.
      </p>
      <Download id={id} />
      <div>
        <p className="text-soft">Whoever gets it unpacks and checks it with nothing but this key:</p>
        <Commands publicKey={publicKey} />
      </div>
    </div>
  );
}

function Download({ id }: { readonly id: string }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const take = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const bytes = await withStepUp(() => journalApi.downloadPack({ params: { id } }));
      saveFile(new Blob([new Uint8Array(bytes)], { type: "application/x-tar" }), "evidence-pack.tar");
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return (
    <>
      <Button kind="primary" busy={busy} className="self-start" onClick={() => void take()}>
        Download evidence-pack.tar
      </Button>
      {problem !== undefined && <Problem of={problem} />}
    </>
  );
}

function Commands({ publicKey }: { readonly publicKey: string }) {
  const text = `mkdir evidence-pack && tar -xf evidence-pack.tar -C evidence-pack
watchkeeper journal verify --pack evidence-pack --public-key ${publicKey}`;
  return (
    <div className="mt-1 flex items-start gap-2 rounded-md border border-line bg-ground p-2">
      <code className="min-w-0 flex-1 font-mono text-xs break-all whitespace-pre-wrap">{text}</code>
      <Copy text={text} says="copy the commands" />
    </div>
  );
}
