import { type StoryLine, storyOf } from "../reading.ts";
import { clockOf, dayOf, span } from "../words.ts";
import { type Html, html, nothing } from "./html.ts";
import { type CasePage, cited, references } from "./page.ts";

/** A silence of at least this is worth a line of its own. */
const silenceMs = 30 * 60_000;
const techniquesPerLine = 2;

/** What the attacker and the systems did, by event time. Repeats are counted; of a long story the two ends are open and the middle is folded. */
export function timeline(page: CasePage): Html {
  const story = storyOf(page.reading.case);
  if (story.length === 0) return nothing;
  const { timelineEnds: ends, timelineFolded } = page.detail;
  const short = story.length <= ends * 2;
  const middle = short ? [] : story.slice(ends, -ends);
  const open = short ? story : story.slice(0, ends);
  return html`<section class="story" id="${page.reading.anchor}-timeline"><h3>Timeline <span class="count">${story.length} lines, UTC</span></h3>
<ol class="timeline">${lines(page, open)}</ol>
${middle.length > 0 && folded(page, middle, timelineFolded)}
${!short && html`<ol class="timeline">${lines(page, story.slice(-ends))}</ol>`}
</section>`;
}

function folded(page: CasePage, middle: readonly StoryLine[], max: number): Html {
  if (max === 0) return html`<p class="cut">… ${middle.length} lines between, all in assessment.json</p>`;
  const rest = middle.length - max;
  return html`<details class="fold"><summary>${middle.length} lines between</summary><ol class="timeline">${lines(page, middle.slice(0, max))}</ol>${rest > 0 && html`<p class="cut">… and ${rest} more, all in assessment.json</p>`}</details>`;
}

function lines(page: CasePage, story: readonly StoryLine[]): Html[] {
  const techniquesOf = techniquesByEvidence(page);
  let day = "";
  let beforeMs: number | undefined;
  return story.map((line) => {
    const timeMs = Date.parse(line.time);
    const newDay = dayOf(line.time) !== day && html`<li class="day">${dayOf(line.time)}</li>`;
    const silent =
      !newDay && beforeMs !== undefined && timeMs - beforeMs >= silenceMs && html`<li class="gap">${span(timeMs - beforeMs)} later</li>`;
    day = dayOf(line.time);
    beforeMs = Date.parse(line.until);
    return html`${newDay}${silent}${lineOf(page, line, techniquesOf)}`;
  });
}

function lineOf(
  page: CasePage,
  { time, says, evidence, times, until }: StoryLine,
  techniquesOf: ReadonlyMap<string, readonly string[]>,
): Html {
  const repeated = times > 1 && html` <span class="times">×${times} until ${clockOf(until)}</span>`;
  const techniques = [...new Set(evidence.flatMap((id) => techniquesOf.get(id) ?? []))].slice(0, techniquesPerLine);
  return html`<li><time datetime="${time}">${clockOf(time)}</time><span class="what">${cited(page, says, 420)}${repeated} ${techniques.map((id) => html`<span class="technique">${id}</span> `)}${references(page, evidence, 3)}</span></li>
`;
}

function techniquesByEvidence({ reading }: CasePage): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { id, evidence } of reading.case.techniques.toSorted((a, b) => b.confidence - a.confidence))
    for (const item of evidence) found.set(item, [...(found.get(item) ?? []), id]);
  return found;
}
