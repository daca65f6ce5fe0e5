import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useMemo, useState } from "react";
import { api } from "../../../api/client.ts";
import { count } from "../../../lib/words.ts";
import { Button } from "../../../ui/button.tsx";
import { Badge } from "../../../ui/chip.tsx";
import { Copy } from "../../../ui/copy.tsx";
import { Problem } from "../../../ui/empty.tsx";
import { Tabs } from "../../../ui/tabs.tsx";
import { Inert } from "../../../ui/text.tsx";
import { bytesOf, layersOf, rawText } from "./decode.ts";
import { HexView } from "./hex-view.tsx";
import { InertLines } from "./inert-lines.tsx";
import { MailView } from "./mail-view.tsx";
import { evidenceQueries } from "./queries.ts";

/** A record as it is cited, with as many of its bytes as came along. */
export type ShownRecord = {
  readonly path: string;
  readonly position: number | null;
  readonly digest: string;
  readonly bytes: number;
  readonly base64: string | null;
  readonly whole: boolean;
  readonly check: "holds" | "part-of-delivery" | "gone" | "not-read" | "unsaid";
  readonly says: string;
};

/** One record from outside: where it came from, whether its digest holds, and its bytes as text, decoded, in hexadecimal or as mail. Nothing in it becomes markup. */
export function RecordView({ record }: { readonly record: ShownRecord }) {
  const { position, base64, whole: isWhole } = record;
  const [wanted, setWanted] = useState(false);
  const all = useQuery({ ...evidenceQueries.record(position ?? 0), enabled: wanted && position !== null });
  const held = all.data?.base64 ?? base64;
  return (
    <section aria-label={`record ${position ?? "that is not kept"}`} className="flex flex-col gap-2">
      <RecordHead record={record} />
      {position !== null && !isWhole && !all.data && (
        <p className="flex flex-wrap items-center gap-3 text-xs text-soft">
          {base64 === null
            ? "Its bytes did not come along."
            : `The first ${count(bytesOf(base64).length)} of ${count(record.bytes)} bytes are here.`}
          <Button busy={all.isFetching} onClick={() => setWanted(true)}>
            Read it whole
          </Button>
        </p>
      )}
      {all.error && <Problem of={all.error} again={() => void all.refetch()} />}
      {held !== null && <Bytes base64={held} position={position} />}
    </section>
  );
}

function RecordHead({ record: { path, position, digest, bytes, check, says } }: { readonly record: ShownRecord }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
      <Inert lengthMax={160} className="font-medium">
        {path}
      </Inert>
      {position !== null && <span className="tabular text-soft">record {position}</span>}
      {position !== null && <span className="tabular text-soft">{count(bytes)} bytes</span>}
      {check !== "unsaid" && (
        <Badge tone={check === "holds" ? "good" : "warn"}>{check === "holds" ? "digest holds" : check.replaceAll("-", " ")}</Badge>
      )}
      <span className="flex min-w-0 items-center gap-1 font-mono text-faint">
        <span className="truncate">{digest.slice(0, 23)}…</span>
        <Copy text={digest} says="copy the digest" />
      </span>
      {position !== null && (
        <a
          href={api.urlOf("downloadRecord", { params: { position } })}
          download
          className="inline-flex items-center gap-1 text-accent hover:underline"
        >
          <Download aria-hidden className="size-3" />
          its bytes, as plain text
        </a>
      )}
      {check !== "holds" && <Inert className="basis-full text-faint">{says}</Inert>}
    </div>
  );
}

const views = ["raw", "decoded", "hex", "mail"] as const;
type View = (typeof views)[number];
/** The view that was looked at last is looked at next: who reads hex reads it of each record. */
let lastView: View = "raw";

function Bytes({ base64, position }: { readonly base64: string; readonly position: number | null }) {
  const bytes = useMemo(() => bytesOf(base64), [base64]);
  const [view, setView] = useState<View>(lastView);
  const choose = (id: string) => {
    lastView = views.find((each) => each === id) ?? "raw";
    setView(lastView);
  };
  const shown = view === "mail" && position === null ? "raw" : view;
  return (
    <Tabs
      says="ways to look at the bytes"
      chosen={shown}
      onChoose={choose}
      tabs={views
        .filter((each) => each !== "mail" || position !== null)
        .map((id) => ({ id, says: id, content: id === shown ? <One view={id} bytes={bytes} position={position} /> : null }))}
    />
  );
}

function One({ view, bytes, position }: { readonly view: View; readonly bytes: Uint8Array; readonly position: number | null }) {
  if (view === "mail" && position !== null) return <MailView position={position} />;
  if (view === "hex") return <HexView bytes={bytes} />;
  if (view === "decoded") return <Decoded bytes={bytes} />;
  return <Raw bytes={bytes} />;
}

function Raw({ bytes }: { readonly bytes: Uint8Array }) {
  const { text, strange, leftOut } = useMemo(() => rawText(bytes), [bytes]);
  return (
    <>
      <InertLines text={text} says="the record as text" />
      <p className="mt-1 text-xs text-faint">
        Characters that hide are marked, and links lead nowhere; the download has the bytes as they came.
        {strange > 0 && ` ${count(strange)} bytes are no UTF-8 and stand as �; hex shows them.`}
        {leftOut > 0 && ` ${count(leftOut)} further bytes are in the download.`}
      </p>
    </>
  );
}

function Decoded({ bytes }: { readonly bytes: Uint8Array }) {
  const layers = useMemo(() => layersOf(bytes), [bytes]);
  if (layers.length === 0)
    return <p className="text-sm text-soft">It is plain text: no JSON, no UTF-16 and no base64 was found in it. Raw shows it.</p>;
  return (
    <div className="flex flex-col gap-4">
      {layers.map(({ how, text }) => (
        <div key={how}>
          <h3 className="mb-1 text-xs font-semibold text-faint">{how}</h3>
          <InertLines text={text} says={how} />
        </div>
      ))}
    </div>
  );
}
