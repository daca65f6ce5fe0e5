import type { HandoverSectionName, HandoverUrgency } from "../../core/handover/text.ts";

/** What each section is called, and what it says where it has nothing. */
export const sectionHeadings: Readonly<Record<HandoverSectionName, { readonly title: string; readonly empty: string }>> = {
  "kill-switch": { title: "Kill switch", empty: "Nothing is stopped." },
  approvals: { title: "Waiting for approval", empty: "Nothing waits for approval." },
  actions: { title: "Actions under way and in force", empty: "No action is under way or in force." },
  "open-cases": { title: "Open cases", empty: "No case is open." },
  "watch-outs": { title: "Watch out for", empty: "Nothing out of the ordinary." },
  duties: { title: "Due", empty: "Nothing falls due." },
  sources: { title: "Connectors and sources in trouble", empty: "All that is connected works." },
  "write-back": { title: "Not written back", empty: "Everything that was to be written back is written or on its way." },
  figures: { title: "The shift in figures", empty: "No figures are counted here." },
  changes: { title: "What changed", empty: "Nothing changed." },
};

/** How soon, in words. */
export const urgencyWords: Readonly<Record<HandoverUrgency, string>> = { now: "now", "this-shift": "this shift", "to-know": "to know" };
