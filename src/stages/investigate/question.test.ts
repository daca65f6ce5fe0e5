import assert from "node:assert/strict";
import { test } from "node:test";
import type { Alert } from "../../core/alert/alert.ts";
import { alertOf, placed } from "../../testing/alerts.ts";
import { smallWorld } from "../../testing/small-world.ts";
import type { CaseAlert } from "./case-view.ts";
import { type CaseView, viewOf } from "./case-view.ts";
import { observablesPerQuestionMax, questionsOf } from "./question.ts";

const playbook = smallWorld({})
  .playbooks.map((each) => each.playbook)
  .find((each) => each.playbook === "data-exfiltration");

async function viewWith(alerts: readonly Alert[]): Promise<CaseView> {
  const { state } = await placed(alerts);
  const standing = [...state.cases.values()].find((each) => each.status === "in-progress");
  assert.ok(standing?.status === "in-progress");
  return {
    ...viewOf(standing, state),
    alerts: alerts.flatMap(({ id }): CaseAlert[] => {
      const [alert, triage] = [state.alerts.get(id), state.triages.get(id)];
      return alert && triage ? [{ alert, triage }] : [];
    }),
  };
}

const control = ["c2.example.test", "mail.example.test", "cdn.example.test", "www.example.test"].map((value, index) =>
  alertOf(index + 1, {
    title: `step ${index}`,
    category: "command-and-control",
    host: "ws-1",
    observables: [{ type: "domain", value, role: "target" }],
  }),
);
const upload = alertOf(9, {
  title: "very large upload",
  severity: "medium",
  category: "data-exfiltration",
  host: "ws-1",
  observables: [{ type: "domain", value: "drop.example.test", role: "target" }],
});

const askedAbout = (view: CaseView, id: string) =>
  questionsOf(playbook!, view).flatMap(({ from, about }) => (from.id === id && about ? [about.value] : []));

// Guarantees that in a long attack the playbook's questions reach the step that it is about, however many other values bind more.
test("a playbook asks first about what alerts of its own kind name, and about nothing else where the question says so", async () => {
  const view = await viewWith([...control, upload]);
  assert.equal(askedAbout(view, "destination-known")[0], "drop.example.test");
  assert.equal(askedAbout(view, "destination-known").length, observablesPerQuestionMax);
  assert.deepEqual(askedAbout(view, "destination-relation"), ["drop.example.test"]);
});

test("a value in another role in those alerts is not what the question means", async () => {
  const inward = alertOf(8, {
    title: "tool written",
    category: "lateral-movement",
    host: "ws-1",
    observables: [{ type: "ip", value: "10.0.0.7", role: "target" }],
  });
  const outward = alertOf(9, {
    ...upload,
    observables: [
      { type: "ip", value: "10.0.0.7", role: "source" },
      { type: "ip", value: "203.0.113.9", role: "target" },
    ],
  });
  assert.deepEqual(askedAbout(await viewWith([inward, { ...outward, id: "a-9" }]), "address-relation"), ["203.0.113.9"]);
});

test("where no alert of its own kind names such a thing, every one may be meant", async () => {
  const view = await viewWith(control);
  assert.equal(askedAbout(view, "destination-relation").length, observablesPerQuestionMax);
});
