import { useQuery } from "@tanstack/react-query";
import { Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { evidenceQueries } from "../case/evidence/queries.ts";
import { RecordView } from "../case/evidence/record-view.tsx";
import type { Letter } from "./queries.ts";

/** A record that could not be read, as it came: its bytes as text, decoded, or in hexadecimal. Nothing in it becomes markup. */
export function LetterDialog({ letter, onClose }: { readonly letter: Letter | undefined; readonly onClose: () => void }) {
  return (
    <Dialog
      open={letter !== undefined}
      onClose={onClose}
      title="A record that could not be read"
      says={letter && <Inert>{letter.says}</Inert>}
      wide
    >
      {letter && letter.position !== null && <Bytes position={letter.position} source={letter.source} />}
    </Dialog>
  );
}

function Bytes({ position, source }: { readonly position: number; readonly source: string }) {
  const { data, error, refetch } = useQuery(evidenceQueries.record(position));
  if (error) return <Problem of={error} again={() => void refetch()} />;
  if (!data) return <Spinner says="reading" />;
  const { digest, bytes, base64 } = data;
  return <RecordView record={{ path: source, position, digest, bytes, base64, whole: true, check: "unsaid", says: "" }} />;
}
