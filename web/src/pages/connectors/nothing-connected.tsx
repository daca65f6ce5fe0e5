import { Button } from "../../ui/button.tsx";
import { Copy } from "../../ui/copy.tsx";
import { Empty } from "../../ui/empty.tsx";
import type { ConnectorSearch } from "./search.ts";

const ingest = "POST /api/v1/ingest/NAME";

/** No product is configured: how one is, and the way that needs none. */
export function NothingConnected({ go }: { readonly go: (next: ConnectorSearch) => void }) {
  return (
    <Empty
      title="Nothing is connected yet"
      action={
        <Button kind="primary" onClick={() => go({ part: "add" })}>
          Choose a product
        </Button>
      }
    >
      A connector brings alerts in, answers what an investigation asks, or takes what is written back. Evidence can also be handed in
      without one, with a token of the right ingest:{" "}
      <span className="inline-flex items-center gap-1 font-mono text-xs whitespace-nowrap">
        {ingest}
        <Copy text={ingest} />
      </span>
    </Empty>
  );
}
