import type { TelemetryEvent } from "../../core/event/event.ts";
import { openRandom } from "../../learning/random.ts";
import { address, browser, cloudCall, dayMs, hex, type Maker, mailOf, people, pick, startMs, timeOf } from "./ordinary-calls.ts";
import { eventOf } from "./panther.ts";

/**
 * What cloud accounts and services write on an ordinary day, made from a seed: monitoring that describes, programs that read and write their own
 * data, pipelines that deploy, people who sign in, look and work. Labelled data holds near misses; a day holds this.
 */
export async function ordinaryEvents(seed: number, count: number): Promise<TelemetryEvent[]> {
  const random = openRandom(seed);
  const events: TelemetryEvent[] = [];
  for (let number = 0; number < count; number++) {
    const record = pick(random, makers)(random, number);
    const event = await eventOf(JSON.stringify(record));
    if (event) events.push(event);
  }
  return events;
}

const okta: Maker = (random) => ({
  eventType: pick(random, [
    "user.session.start",
    "user.authentication.sso",
    "user.session.end",
    "user.authentication.verify",
    "policy.evaluate_sign_on",
    "user.authentication.auth_via_mfa",
  ]),
  published: timeOf(random),
  severity: "INFO",
  actor: { id: hex(random, 20), type: "User", alternateId: mailOf(random), displayName: "A Person" },
  client: {
    ipAddress: address(random),
    userAgent: { rawUserAgent: browser, os: "Windows 10", browser: "CHROME" },
    geographicalContext: { country: "Sweden", city: "Malmo" },
  },
  outcome: { result: random() < 0.95 ? "SUCCESS" : "FAILURE", reason: null },
  securityContext: { isProxy: false },
  target: [{ type: "AppInstance", displayName: pick(random, ["Wiki", "Mail", "Payroll", "Tickets"]) }],
});

const github: Maker = (random) => ({
  "@timestamp": startMs + Math.floor(random() * dayMs),
  action: pick(random, [
    "git.push",
    "git.fetch",
    "git.clone",
    "pull_request.create",
    "pull_request.merge",
    "workflows.completed_workflow_run",
    "issue_comment.update",
    "repo.create",
    "pull_request_review.submit",
  ]),
  actor: pick(random, people),
  actor_location: { country_code: "SE" },
  org: "example",
  repo: `example/${pick(random, ["site", "api", "tools"])}`,
  user: pick(random, people),
  visibility: "private",
});

const workspace: Maker = (random) => ({
  id: { time: timeOf(random), applicationName: pick(random, ["drive", "login", "calendar", "meet"]), customerId: "C0example" },
  actor: { email: mailOf(random), profileId: "1" },
  ipAddress: address(random),
  type: "access",
  name: pick(random, ["view", "edit", "rename", "login_success", "create", "upload", "call_ended", "download"]),
  parameters: { doc_title: "Minutes", visibility: "private", owner: mailOf(random) },
});

const kubernetes: Maker = (random) => ({
  kind: "Event",
  apiVersion: "audit.k8s.io/v1",
  level: "Metadata",
  stage: "ResponseComplete",
  stageTimestamp: timeOf(random),
  verb: pick(random, ["get", "list", "watch", "update", "patch", "create"]),
  user: {
    username: pick(random, [
      "system:kube-scheduler",
      "system:serviceaccount:kube-system:replicaset-controller",
      "system:node:node-1",
      "system:serviceaccount:shop:deployer",
    ]),
  },
  sourceIPs: [`10.0.0.${1 + Math.floor(random() * 250)}`],
  userAgent: "kube-controller-manager/v1.31.0",
  objectRef: {
    resource: pick(random, ["pods", "endpoints", "leases", "configmaps", "deployments", "nodes", "events"]),
    namespace: pick(random, ["default", "shop", "kube-system"]),
    name: "web",
  },
  responseStatus: { code: 200 },
});

const azure: Maker = (random) => ({
  time: timeOf(random),
  operationName: pick(random, [
    "MICROSOFT.COMPUTE/VIRTUALMACHINES/READ",
    "MICROSOFT.RESOURCES/DEPLOYMENTS/WRITE",
    "MICROSOFT.WEB/SITES/READ",
    "MICROSOFT.INSIGHTS/METRICS/READ",
    "MICROSOFT.RESOURCES/TAGS/WRITE",
    "Sign-in activity",
  ]),
  category: "Administrative",
  resultType: "Success",
  callerIpAddress: address(random),
  resourceId: "/subscriptions/1/resourceGroups/example",
  level: "Information",
  identity: { claims: { name: mailOf(random) } },
});

const makers: readonly Maker[] = [cloudCall, cloudCall, cloudCall, cloudCall, okta, github, workspace, kubernetes, azure];
