import { Badge } from "../../ui/chip.tsx";
import type { Line } from "./queries.ts";

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

/** Where an action stands, in words. One that enough people approved waits for nobody any more. */
export function ActionStatus({ of: { status, approved } }: { readonly of: Pick<Line, "status" | "approved"> }) {
  const [tone, says] = approved ? (["accent", "approved, not begun"] as const) : (words[status] ?? ["plain", status]);
  return <Badge tone={tone}>{says}</Badge>;
}
