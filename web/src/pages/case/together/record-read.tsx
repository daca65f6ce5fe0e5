import { Link } from "@tanstack/react-router";
import { count } from "../../../lib/words.ts";
import type { Work } from "../queries.ts";

/** Says where less is shown than the record holds: a very long case is read from its beginning, and people can have erased entries. */
export function RecordRead({ id, record }: { readonly id: string; readonly record: Work["record"] }) {
  const { read, erased, recorded, counted } = record;
  const shown = read + erased;
  if (erased === 0 && shown === recorded) return null;
  return (
    <div role="note" className="mb-3 flex flex-col gap-1 rounded-md border border-warn/50 px-3 py-2 text-sm">
      {shown < recorded && (
        <p>
          The first {count(shown)} of {counted ? "" : "at least "}
          {count(recorded)} entries are read here. What came later stands in the <JournalLink id={id} />.
        </p>
      )}
      {erased > 0 && (
        <p>
          {erased === 1 ? "1 entry was" : `${count(erased)} entries were`} erased and cannot be shown. Who erased it, and why, stands in the{" "}
          <JournalLink id={id} />.
        </p>
      )}
    </div>
  );
}

function JournalLink({ id }: { readonly id: string }) {
  return (
    <Link to="/journal" search={{ stream: id }} className="text-accent underline">
      journal
    </Link>
  );
}
