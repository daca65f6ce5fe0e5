import { Check, CopyIcon } from "lucide-react";
import { useState } from "react";

const shownMs = 1_200;

/** Copies a text. */
export function Copy({ text, says = "copy" }: { readonly text: string; readonly says?: string }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), shownMs);
  };
  return (
    <button
      type="button"
      aria-label={says}
      title={says}
      onClick={() => void copy()}
      className="inline-flex size-5 shrink-0 items-center justify-center rounded-sm text-faint hover:text-text"
    >
      {done ? <Check aria-hidden className="size-3 text-good" /> : <CopyIcon aria-hidden className="size-3" />}
    </button>
  );
}
