import type { AttackCatalogue } from "../../../core/attack/attack.ts";
import { inert, inertObservable } from "../../../core/inert/inert.ts";
import type { CaseReading, EvidenceItem } from "../reading.ts";
import { type Html, html, joined, nothing, ready } from "./html.ts";

/** How much of a case is shown. What is left out is counted where it is missing. */
export type Detail = {
  readonly drawings: boolean;
  readonly evidenceMax: number;
  /** Lines shown at each end of the timeline, and in the fold between them. */
  readonly timelineEnds: number;
  readonly timelineFolded: number;
  readonly listMax: number;
};

/** For the first cases of a report: drawings, and most of every list. */
export const fullDetail: Detail = { drawings: true, evidenceMax: 100, timelineEnds: 40, timelineFolded: 220, listMax: 60 };
/** For the cases after the first ones in a long report: no drawings, and only the ends of lists. */
export const shortDetail: Detail = { drawings: false, evidenceMax: 12, timelineEnds: 8, timelineFolded: 0, listMax: 12 };

/** What every part of a case's page needs. */
export type CasePage = {
  readonly reading: CaseReading;
  readonly catalogue: AttackCatalogue;
  readonly detail: Detail;
  /** The evidence that has a row, and therefore an anchor. */
  readonly shown: readonly EvidenceItem[];
  readonly anchorOf: ReadonlyMap<string, string>;
};

/** Chooses the evidence that gets a row (all that is decisive, then the first of the rest up to `detail.evidenceMax`) and gives each its anchor. */
export function casePage(reading: CaseReading, catalogue: AttackCatalogue, detail: Detail): CasePage {
  const decisive = new Set(reading.decisive);
  const rest = reading.case.evidence.filter((item) => !decisive.has(item)).slice(0, Math.max(0, detail.evidenceMax - decisive.size));
  const kept = new Set([...decisive, ...rest]);
  const shown = reading.case.evidence.filter((item) => kept.has(item));
  const anchorOf = new Map(shown.map(({ id }, index) => [id, `${reading.anchor}-e${index + 1}`]));
  return { reading, catalogue, detail, shown, anchorOf };
}

const referencesMax = 8;

/** Evidence ids as links to their rows on this page; an id without a row stands as it is. */
export function references(page: CasePage, ids: readonly string[], max: number = referencesMax): Html {
  if (ids.length === 0) return nothing;
  const links = ids.slice(0, max).map((id) => reference(page, id));
  const more = ids.length > max ? html`<span class="more">+${ids.length - max}</span>` : nothing;
  return html`<span class="refs">${links}${more}</span>`;
}

function reference(page: CasePage, id: string): Html {
  const anchor = page.anchorOf.get(id);
  return anchor ? html`<a class="ref" href="#${anchor}">${id}</a>` : html`<span class="ref">${id}</span>`;
}

const sentenceLengthMax = 700;

/** One of our sentences with the evidence ids in it made links. */
export function cited(page: CasePage, text: string, lengthMax: number = sentenceLengthMax): Html {
  const pieces = inert(text, lengthMax).split(/\[(e-m?\d+)\]/);
  return joined(
    pieces.map((piece, index) => (index % 2 === 1 ? reference(page, piece) : html`${ready(piece)}`)),
    nothing,
  );
}

/** An observable as something to read, never to follow. */
export function observed(observable: { readonly type: string; readonly value: string }, lengthMax: number = 160): Html {
  return html`<span class="value">${ready(inertObservable(observable, lengthMax))}</span>`;
}

/** "and 12 more in assessment.json", or nothing. */
export function leftOut(count: number, what: string): Html {
  return count > 0 ? html`<p class="cut">… and ${count} more ${what}, all in assessment.json</p>` : nothing;
}
