import type { Clock } from "../ports/clock.ts";
import type { Progress } from "../ports/progress.ts";
import { paint, type Terminal } from "./terminal.ts";

const redrawMs = 100;
const lineEveryMs = 5_000;
const barWidth = 24;

const words: Readonly<Record<string, string>> = {
  read: "reading evidence",
  index: "indexing events",
  triage: "triaging alerts",
  correlate: "correlating alerts",
  investigate: "investigating cases",
};

/** A bar on a terminal, a plain line every few seconds elsewhere. */
export function openProgress(terminal: Terminal, clock: Clock): Progress & { readonly clear: () => void } {
  let shownMs = clock.nowMs();
  let drawn = false;
  const clear = () => {
    if (drawn) terminal.redraw("");
    drawn = false;
  };
  return {
    clear,
    note(sentence) {
      clear();
      terminal.err(`! ${sentence}\n`);
    },
    step(doing, done, total) {
      const nowMs = clock.nowMs();
      if (nowMs - shownMs < (terminal.isInteractive ? redrawMs : lineEveryMs)) return;
      shownMs = nowMs;
      const text = `${words[doing] ?? doing}: ${count(done)}${total === undefined ? "" : ` of ${count(total)}`}`;
      if (!terminal.isInteractive) return terminal.err(`${text}\n`);
      terminal.redraw(paint(terminal, "dim", `${bar(done, total)} ${text}`.slice(0, terminal.columns - 1)));
      drawn = true;
    },
  };
}

function bar(done: number, total: number | undefined): string {
  if (!total) return "…";
  const full = Math.min(barWidth, Math.round((done / total) * barWidth));
  return `[${"#".repeat(full)}${"-".repeat(barWidth - full)}]`;
}

/** Thousands apart by a thin mark that every terminal has. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
