import { because, byId, type Examples, free, signature } from "./crossing-example.ts";

/** A handover that its writer signed. */
export const handoverExamples: Readonly<Record<string, Examples>> = {
  listHandovers: free(200),
  draftHandover: free(201, { body: {} }),
  readHandover: ({ handover }) => [byId(handover, 200)],
  readHandoverDocument: ({ handover }) => [byId(handover, 200)],
  editHandover: ({ handover }) => [byId(handover, "handover/not-as-it-stands", { about: "handover", text: because })],
  draftHandoverProse: ({ handover }) => [byId(handover, "handover/not-as-it-stands")],
  readHandoverToSign: ({ handover }) => [byId(handover, 200, { for: "accept" })],
  signHandover: ({ handover, handoverDigest: digest }) => [byId(handover, "handover/not-as-it-stands", { digest })],
  openHandover: ({ handover }) => [byId(handover, 200)],
  askOnHandover: ({ handover }) => [byId(handover, 200, { about: "handover", text: because })],
  answerOnHandover: ({ handover }) => [{ params: { id: handover, number: "1" }, body: { text: because }, owner: 200 }],
  acceptHandover: ({ handover, handoverDigest: digest }) => [byId(handover, "handover/same-person", { digest })],
};

/** A proposal that waits for its signatures. */
export const autonomyExamples: Readonly<Record<string, Examples>> = {
  readAutonomy: ({ alertClass }) => [{ query: `?class=${encodeURIComponent(alertClass)}`, owner: 200, free: true }],
  listGrants: free(200),
  readGrant: ({ grant }) => [byId(grant, 200)],
  listComparedCases: ({ alertClass }) => [{ query: `?class=${encodeURIComponent(alertClass)}`, owner: 200, free: true }],
  proposeGrant: ({ alertClass }) => [{ body: { act: "contain", class: alertClass }, owner: "autonomy/too-little-evidence", free: true }],
  readGrantToSign: ({ grant }) => [byId(grant, 200)],
  signGrant: ({ grant, grantDigest: digest }) => [byId(grant, "autonomy/bad-signature", { digest, signature })],
  simulateAutonomy: ({ alertClass }) => [{ body: { classes: [alertClass] }, owner: 200, free: true }],
  endGrant: ({ grant }) => [byId(grant, 200, { because })],
};
