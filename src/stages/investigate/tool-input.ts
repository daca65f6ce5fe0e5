import { type Observable, observableKey } from "../../core/observable/observable.ts";
import { whereOf } from "../../core/playbook/playbook.ts";
import type { EventQuery, Where } from "../../core/query/query.ts";
import type { CaseView } from "./case-view.ts";
import type { Question } from "./question.ts";

/** Hosts and accounts that a question about the whole case names. */
const namesMax = 50;
const rowsMax = 20;
const rulesMax = 200;

/**
 * What a tool is asked for one question: plain data made by code from the case's own entities and the playbook's typed query.
 * No text of an alert becomes part of a query other than as a value.
 */
export function toolInput(question: Question, view: CaseView): unknown {
  const { from, about, window } = question;
  switch (from.tool) {
    case "events/search":
      return searchInput(question);
    case "events/prevalence":
      return { key: about ? observableKey(about) : "", beforeMs: view.firstMs };
    case "inventory/describe-asset":
    case "inventory/relation":
      return { observable: plain(about) };
    case "inventory/describe-identity":
      return { user: about?.value ?? "", hosts: valuesOf(view, "host") };
    case "changes/planned":
      return {
        users: about?.type === "user" ? [about.value] : valuesOf(view, "user"),
        hosts: about?.type === "host" ? [about.value] : valuesOf(view, "host"),
        fromMs: view.firstMs,
        toMs: view.lastMs,
      };
    case "changes/accepted":
      return { rules: rulesOf(view), atMs: view.lastMs };
    case "intelligence/look-up":
      return { observable: plain(about), atMs: view.lastMs };
    case "mail/read":
      return { mail: about?.value ?? "", ...window };
    case "file/inspect":
      return { observable: plain(about), ...window };
    default:
      return { observable: plain(about), ...window };
  }
}

function searchInput({ from, about, window }: Question): EventQuery {
  const lookFor = from["look-for"];
  const where: Where | undefined = lookFor && whereOf(lookFor);
  return {
    ...(lookFor?.dataset ? { dataset: lookFor.dataset } : {}),
    ...(about ? { entity: observableKey(about) } : {}),
    time: window,
    ...(where ? { where } : {}),
    sort: "oldest",
    limit: rowsMax,
  };
}

/** The rules of all alerts of a case by their titles, as people accept them; none when there are more than can be asked about, which nobody has accepted. */
function rulesOf({ titles }: CaseView): readonly string[] {
  return titles.length <= rulesMax ? titles : [];
}

const plain = (about: Observable | undefined) => (about ? { type: about.type, value: about.value } : { type: "other", value: "" });

function valuesOf(view: CaseView, type: Observable["type"]): string[] {
  return view.observables
    .filter((observable) => observable.type === type)
    .slice(0, namesMax)
    .map(({ value }) => value);
}
