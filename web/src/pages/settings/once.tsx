import { Copy } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";

/** Something secret that is shown this once. `says` tells what to do with it. */
export function Once({
  title,
  says,
  lines,
  onClose,
}: {
  readonly title: string;
  readonly says: string;
  readonly lines: readonly string[] | undefined;
  readonly onClose: () => void;
}) {
  const text = lines?.join("\n") ?? "";
  return (
    <Dialog open={lines !== undefined} onClose={onClose} title={title} says={says}>
      <div className="flex items-start gap-2 rounded-md border border-line bg-ground p-3">
        <pre className="min-w-0 flex-1 font-mono text-sm break-all whitespace-pre-wrap">{text}</pre>
        <Copy text={text} says="copy it" />
      </div>
      <p className="mt-2 text-sm text-warn">It is not kept in the clear and not shown again.</p>
    </Dialog>
  );
}
