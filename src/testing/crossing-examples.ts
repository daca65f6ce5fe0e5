import { goodPassword } from "./access-scene.ts";
import { because, byId, type Examples, free, signature } from "./crossing-example.ts";
import { governanceExamples } from "./crossing-governance.ts";
import { regulationExamples } from "./crossing-regulation.ts";
import { autonomyExamples, handoverExamples } from "./crossing-signed.ts";

export type { Example, Examples, Held, Proofs } from "./crossing-example.ts";

const savedView = { name: "a view", shared: true, query: {}, columns: [] };
const next = "another violet tractor";
const tool = (name: string, given: object): object => ({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: given } });

/** What reads. */
const reading: Readonly<Record<string, Examples>> = {
  listAlerts: ({ caseId, word }) => [
    { query: `?case=${caseId}`, owner: 200 },
    { query: `?text=${word}`, owner: 200 },
  ],
  readAlert: ({ alert }) => [byId(alert, 200)],
  readAlertEvidence: ({ alert }) => [byId(alert, 200)],
  listCases: ({ word }) => [
    { query: `?assignee=${word}`, owner: 200 },
    { query: `?text=${word}`, owner: 200 },
  ],
  readCase: ({ caseId }) => [byId(caseId, 200)],
  listQueue: ({ word, caseId }) =>
    [`?assignee=${word}`, `?text=${word}`, `?of=alerts&case=${caseId}`].map((query) => ({ query, owner: 200 })),
  lookUpQueue: ({ caseId }) => [{ query: `?id=${caseId}`, owner: 200 }],
  readQueueOrder: ({ word }) => [{ query: `?text=${word}`, owner: 200 }],
  readFacets: ({ word }) => [{ query: `?text=${word}`, owner: 200 }],
  explainPriority: ({ caseId }) => [byId(caseId, 200)],
  listSavedViews: free(200),
  readChangesSince: free(200),
  readCaseEvidence: ({ caseId }) => [byId(caseId, 200)],
  readCaseTimeline: ({ caseId }) => [byId(caseId, 200)],
  readCaseHistory: ({ caseId }) => [byId(caseId, 200)],
  readCaseWork: ({ caseId }) => [byId(caseId, 200)],
  listSimilarCases: ({ caseId }) => [byId(caseId, 200)],
  readCaseGraph: ({ caseId }) => [byId(caseId, 200)],
  readEvidenceItem: ({ caseId }) => [{ params: { id: caseId, evidence: "e-1" }, owner: 200 }],
  readCaseReasoning: ({ caseId }) => [byId(caseId, 200)],
  readReportDocument: ({ caseId }) => [byId(caseId, 200)],
  downloadCaseReport: ({ caseId }) => [{ ...byId(caseId, 200), query: "?format=md" }],
  readCaseAttack: ({ caseId }) => [byId(caseId, 200)],
  readRecord: ({ position }) => [{ params: { position }, owner: 200 }],
  readRecordMail: ({ position }) => [{ params: { position }, owner: 200 }],
  downloadRecord: ({ position }, own) => [
    { params: { position }, owner: 200 },
    { params: { position: own.position }, owner: 200, free: true },
  ],
  searchEvents: ({ word }) => [{ body: { entity: `user:${word}`, time: { fromMs: 0, toMs: 1_000 }, limit: 10 }, owner: 200 }],
  listActions: ({ caseId }) => [{ query: `?case=${caseId}`, owner: 200 }],
  readAction: ({ action }) => [byId(action, 200)],
  readOrders: free(200),
  readStatus: free(200),
  listPlaybooks: free(200),
  readPlaybook: ({ playbook }) => [{ params: { name: playbook }, owner: 200 }],
  readPlaybookSchema: free(200),
  readPolicies: free(200),
  listConnectors: free(200),
  listConnectorKinds: free(200),
  listSources: free(200),
  listDeadLetters: ({ source }) => [{ query: `?source=${source}`, owner: 200 }],
  listModels: free(200),
  listRecords: free(200),
  readRecordHead: ({ world }) => [{ params: { world }, owner: 200 }],
  searchEntries: ({ world }) => [{ params: { world }, owner: 200 }],
  readInclusionProof: ({ world }) => [{ params: { world, sequence: "0" }, owner: 200 }],
  readConsistencyProof: ({ world }) => [{ params: { world }, query: "?from=1", owner: 200 }],
  readSettings: free(200),
  readPack: ({ pack }) => [byId(pack, 200)],
  downloadPack: ({ pack }) => [byId(pack, 200)],
  listJobs: ({ caseId }) => [{ query: `?case=${caseId}`, owner: 200 }],
  openMcp: free(405),
  health: free(200),
  ready: free(200),
  version: free(200),
  reportPolicy: () => [{ bytes: '{"csp-report":{}}', owner: 204, free: true }],
  readMetrics: free(200),
  readFigures: free(200),
  readNoisyRules: free(200),
  readWorkload: free(200),
  downloadFigures: free(200),
  listExercises: free(200),
  readOpenApi: free(200),
  readReference: free(200),
  readKillSwitch: free(200),
  readErrorPage: free(200, { params: { code: "server-fault" } }),
  readSignIn: (_, { tenant }) => [{ query: `?tenant=${tenant}`, owner: 200, free: true }],
  beginProvider: (_, { tenant }) => [{ query: `?tenant=${tenant}`, owner: "access/provider-refused", free: true }],
  finishProvider: free("access/provider-refused", { query: "?state=a&code=b" }),
  readSession: free(200),
  listSessions: free(200),
  readAccount: free(200),
  listTokens: free(200),
  listPeople: free(200),
  listColleagues: free(200),
  readFirstRun: free(200),
};

/** What is done with evidence, cases and connectors. */
const deeds: Readonly<Record<string, Examples>> = {
  playDemo: free(202),
  actOnCases: ({ caseId }) => [{ body: { cases: [caseId], act: { act: "close", because } }, owner: 200 }],
  addSavedView: free(201, { body: savedView }),
  changeSavedView: ({ view }) => [byId(view, 200, { ...savedView, name: "another" })],
  removeSavedView: ({ view }) => [byId(view, 204)],
  markLooked: free(200, { body: { revision: 1 } }),
  previewCaseAct: ({ caseId }) => [byId(caseId, 200, { act: "escalate", because })],
  actOnCase: ({ caseId, alert }, { otherCase }) => [
    ...[
      { act: "assign", assignee: "mara" },
      { act: "note", text: because },
      { act: "add-task", text: because },
      { act: "finish-task", task: "t-1" },
      { act: "overrule", verdict: "benign", because },
      { act: "merge", into: otherCase, because },
      { act: "split", alert, because },
      { act: "close", because },
      { act: "escalate", because },
    ].map((body) => byId(caseId, 204, body)),
    byId(otherCase, 204, { act: "merge", into: caseId, because }),
    byId(otherCase, 204, { act: "split", alert, because }),
  ],
  tryPlaybook: ({ word }) => [{ body: { text: `name: ${word}`, cases: 10 }, owner: "playbook/malformed", free: true }],
  lintPlaybook: ({ word }) => [{ body: { text: `name: ${word}` }, owner: 200, free: true }],
  simulatePolicies: ({ word }) => [{ body: { texts: [{ path: "all.cedar", text: `// ${word}` }] }, owner: 200, free: true }],
  checkConnector: ({ connector }) => [{ params: { name: connector }, owner: 200 }],
  tryConnector: ({ connector }) => [{ body: { name: connector, product: "memory" }, owner: 200, free: true }],
  replayDeadLetter: ({ letter }) => [{ params: { letter }, owner: 200 }],
  ingestEvidence: ({ source }) => [{ params: { source }, bytes: '{"from":"somebody"}\n', owner: 202, free: true }],
  receiveHook: ({ tenant, source }) => [{ params: { source }, query: `?tenant=${tenant}`, bytes: '{"from":"somebody"}', owner: 202 }],
  makeCheckpoint: ({ world }) => [{ params: { world }, owner: 200 }],
  startPack: ({ world }) => [{ params: { world }, body: { because }, owner: 202 }],
  retryJob: ({ job }) => [
    { params: { key: job }, body: {}, owner: 204 },
    { params: { key: job }, body: { anew: true }, owner: 204 },
  ],
  giveUpJob: ({ job }) => [{ params: { key: job }, body: { because }, owner: 204 }],
  askGuide: ({ caseId, word }) => [
    { body: { question: word, case: caseId }, owner: "model/not-connected" },
    { body: { question: word }, owner: "model/not-connected", free: true },
  ],
  previewModel: ({ caseId }) => [byId(caseId, 200)],
  askMcp: ({ caseId, word }) => [
    { body: tool("get_case", { id: caseId }), owner: 200 },
    { body: tool("list_alerts", { case: caseId }), owner: 200 },
    { body: tool("search_events", { entity: `user:${word}`, time: { fromMs: 0, toMs: 1_000 } }), owner: 200 },
    { body: tool("propose_containment", { case: caseId }), owner: 200 },
    { body: tool("list_cases", {}), owner: 200, free: true },
    { body: tool("list_actions", {}), owner: 200, free: true },
    { body: tool("get_status", {}), owner: 200, free: true },
  ],
};

/** What is done about containment. The signature is none of a person's key: whoever's action it is comes that far. */
const containment: Readonly<Record<string, Examples>> = {
  dryRunAction: ({ action }) => [byId(action, 200)],
  readWhatToSign: ({ action }) => [
    { body: { for: "approve", action }, owner: 200 },
    { body: { for: "reject", action }, owner: 200 },
    { body: { for: "undo", action }, owner: 200 },
    { body: { for: "after-action", action, text: because }, owner: 200 },
    { body: { for: "resume" }, owner: "containment/not-stopped", free: true },
  ],
  approveAction: ({ action, actionDigest: digest }) => [byId(action, "containment/bad-signature", { because, signature, digest })],
  rejectAction: ({ action }) => [byId(action, "containment/bad-signature", { because, signature })],
  undoAction: ({ action }) => [byId(action, "containment/nothing-to-undo", { because, signature })],
  writeAfterAction: ({ action }) => [byId(action, "containment/not-waiting", { text: because, signature })],
  proposeContainment: ({ caseId }) => [byId(caseId, 200, {}), byId(caseId, 200, { action: "isolate-host" })],
  stopContainment: free(200, { body: { because, effector: "memory" } }),
  resumeContainment: free("containment/bad-signature", { body: { because, signature } }),
  resetBreaker: free("containment/not-tripped", { params: { assetClass: "server" }, body: { because, signature } }),
  adoptOrders: free("containment/already-signed", { body: { digest: `sha256:${"a".repeat(64)}`, signature } }),
  resetClock: free("containment/bad-signature", { body: { because, signature } }),
};

/** A sample that waits for whoever asks. */
const samples: Readonly<Record<string, Examples>> = {
  nextQualitySample: free(200),
  readQualitySample: ({ sample }) => [byId(sample, "quality/blind")],
  judgeQualitySample: ({ sample }) => [byId(sample, 200, { verdict: "benign", because })],
  listJudgedSamples: free(200),
  listAlarms: free(200),
  simulateAlarms: free(200, { query: "?false-alarms-per-month=1" }),
  downloadBoardReport: free(200, { query: "?month=2026-04" }),
  readQualityFigures: free(200),
  simulateQualitySettings: free(200, { query: "?share=0.5" }),
  listQualityEpochs: free(200),
  downloadQualityEpoch: free("quality/blind", { params: { number: "1" } }),
  resetQualityClass: ({ word }) => [{ body: { class: word, because }, owner: "quality/not-stopped", free: true }],
};

/** How people come in, and what they do about others. What lets them in is another tenant's; the door is the asker's own. */
const people: Readonly<Record<string, Examples>> = {
  signInByPassword: ({ name }, { tenant }) => [{ body: { tenant, name, password: goodPassword }, owner: 200 }],
  signInByFactor: ({ factorTicket, code }, { tenant }) => [
    { body: { tenant, ticket: factorTicket, factor: { kind: "code", code: code() } }, owner: 200 },
  ],
  askPasskey: (_, { tenant }) => [{ body: { tenant }, owner: 200, free: true }],
  signInByPasskey: ({ passkeyTicket, shown }, { tenant }) => [{ body: { tenant, ticket: passkeyTicket, shown }, owner: 200 }],
  signInByLink: ({ link }, { tenant }) => [{ body: { tenant, link, password: goodPassword }, owner: 200 }],
  askStepUp: free(200),
  stepUp: ({ stepUpTicket, code }) => [{ body: { ticket: stepUpTicket, factor: { kind: "code", code: code() } }, owner: 200 }],
  beginTotp: free(200),
  finishTotp: ({ totpTicket, newCode }) => [{ body: { ticket: totpTicket, code: newCode() }, owner: 200 }],
  makeRecoveryCodes: free(200),
  beginNewPasskey: free(200),
  addPasskey: ({ newPasskeyTicket, made }) => [{ body: { ticket: newPasskeyTicket, made, label: "key" }, owner: 200 }],
  removePasskey: ({ passkey }) => [byId(passkey, 204)],
  makeToken: ({ word }) => [{ body: { label: word, rights: ["read"], endsAt: "2026-05-10T00:00:00Z" }, owner: 201, free: true }],
  revokeToken: ({ robot }) => [byId(robot, 204)],
  makePerson: ({ tenant }) => [{ body: { name: `new.of.${tenant}`, roles: ["viewer"] }, owner: 201, free: true }],
  giveRole: ({ second }) => [{ params: { id: second, role: "viewer" }, owner: 200 }],
  takeRole: ({ second }) => [{ params: { id: second, role: "analyst" }, owner: 200 }],
  lockPerson: ({ second }) => [byId(second, 200, { because })],
  unlockPerson: ({ second }) => [byId(second, 200, { because })],
  dropAsk: ({ ask }) => [byId(ask, 200)],
  makeLink: ({ second }) => [byId(second, 200)],
  endSession: ({ session }) => [byId(session, 204)],
};

/** These end the session that asks, or what it rests on; they name nothing. In this order. */
export const endingExamples: Readonly<Record<string, Examples>> = {
  changePassword: free(204, { body: { now: goodPassword, next } }),
  removeTotp: free(204),
  signOut: free(204),
};

/** Operations that a test of their own is about. */
export const testedApart: ReadonlySet<string> = new Set(["watchLive"]);

/** For every other operation, requests that name what a tenant holds. Each is held against the schemas of its route. In the order in which an owner can make them. */
export const crossingExamples: Readonly<Record<string, Examples>> = {
  ...reading,
  ...deeds,
  ...containment,
  ...samples,
  ...handoverExamples,
  ...autonomyExamples,
  ...regulationExamples,
  ...people,
  ...governanceExamples,
};
