import { Badge } from "../../ui/chip.tsx";

const words: Readonly<Record<string, readonly ["plain" | "good" | "warn" | "bad" | "accent", string]>> = {
  proposed: ["warn", "waits for approval"],
  rejected: ["plain", "rejected"],
  expired: ["plain", "expired"],
  voided: ["plain", "voided"],
  refused: ["bad", "refused"],
  executing: ["accent", "under way"],
  confirmed: ["good", "in force, read back"],
  "already-so": ["good", "was so already"],
  gone: ["warn", "taken away by somebody else"],
  failed: ["bad", "failed"],
  "outcome-unknown": ["bad", "outcome not known yet"],
  undoing: ["accent", "being undone"],
  undone: ["plain", "undone, read back"],
  "undo-failed": ["bad", "undo failed"],
  "undo-unknown": ["bad", "undo not known yet"],
};

/** Where an action stands, in words. */
export function ActionStatus({ is }: { readonly is: string }) {
  const [tone, says] = words[is] ?? ["plain", is];
  return <Badge tone={tone}>{says}</Badge>;
}
