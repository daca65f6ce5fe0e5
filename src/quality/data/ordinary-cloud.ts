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

const github: Maker = (random) => {
  const action = pick(random, [
    "git.push",
    "git.fetch",
    "git.clone",
    "pull_request.create",
    "pull_request.merge",
    "workflows.created_workflow_run",
    "workflows.completed_workflow_run",
    "workflows.prepared_workflow_job",
    "issue_comment.update",
    "repo.create",
    "pull_request_review.submit",
  ]);
  const atMs = startMs + Math.floor(random() * dayMs);
  const isGit = action.startsWith("git.");
  return {
    "@timestamp": atMs,
    _document_id: hex(random, 22),
    action,
    actor: pick(random, people),
    actor_ip: address(random),
    actor_location: { country_code: "SE" },
    created_at: atMs,
    org: "example",
    repo: `example/${pick(random, ["site", "api", "tools", "shop", "docs"])}`,
    user: pick(random, people),
    user_agent: isGit ? pick(random, ["git/2.49.0", "git/2.43.0"]) : browser,
    visibility: "private",
    ...(isGit
      ? {
          transport_protocol_name: pick(random, ["ssh", "http"]),
          programmatic_access_type: pick(random, ["SSH Key", "OAuth access token", "GitHub App server-to-server token"]),
        }
      : { operation_type: pick(random, ["create", "modify"]) }),
  };
};

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

/** What people do in mailboxes and shared files, as Microsoft 365's unified audit log writes it: `RecordType`, `Workload` and operations go together. */
const officeWork: readonly (readonly [workload: string, recordType: number, operations: readonly string[]])[] = [
  ["Exchange", 50, ["MailItemsAccessed", "MailItemsAccessed"]],
  ["Exchange", 2, ["Send", "SoftDelete", "MoveToDeletedItems", "Create", "Update", "HardDelete"]],
  [
    "SharePoint",
    6,
    ["FileAccessed", "FileModified", "FileDownloaded", "FileUploaded", "FilePreviewed", "FileAccessedExtended", "FileRenamed"],
  ],
  ["OneDrive", 6, ["FileAccessed", "FileModified", "FileSyncDownloadedFull", "FileSyncUploadedFull", "FileDownloaded", "FileUploaded"]],
  ["SharePoint", 4, ["PageViewed", "ListViewed", "SearchQueryPerformed"]],
  ["MicrosoftTeams", 25, ["TeamsSessionStarted", "MessageSent", "ReactedToMessage", "MeetingParticipantDetail"]],
  ["AzureActiveDirectory", 15, ["UserLoggedIn"]],
];

const unifiedAudit: Maker = (random) => {
  const [workload, recordType, operations] = pick(random, officeWork);
  const user = mailOf(random);
  const isFile = recordType === 6 || recordType === 4;
  return {
    CreationTime: timeOf(random).slice(0, 19),
    Id: hex(random, 32),
    Operation: pick(random, operations),
    OrganizationId: hex(random, 32),
    RecordType: recordType,
    ResultStatus: pick(random, ["Succeeded", "Success"]),
    UserKey: hex(random, 16),
    UserType: 0,
    Version: 1,
    Workload: workload,
    ClientIP: address(random),
    UserId: user,
    ...(isFile
      ? {
          ObjectId: `https://example.test/sites/team/Documents/minutes-${Math.floor(random() * 90)}.docx`,
          SiteUrl: "https://example.test/sites/team/",
          SourceFileExtension: pick(random, ["docx", "xlsx", "pdf"]),
          ItemType: "File",
          UserAgent: browser,
        }
      : {}),
    ...(recordType === 50
      ? {
          MailboxOwnerUPN: user,
          LogonType: 0,
          ClientInfoString: pick(random, ["Client=OWA", "Client=MSExchangeRPC", "Client=REST"]),
          OperationProperties: [{ Name: "MailAccessType", Value: pick(random, ["Bind", "Bind", "Sync"]) }],
        }
      : {}),
    ...(recordType === 2
      ? { MailboxOwnerUPN: user, LogonType: 0, Item: { Subject: pick(random, ["Minutes", "Re: invoice", "Holiday", "Offer"]) } }
      : {}),
  };
};

const entraSignIn: Maker = (random) => {
  const isWrong = random() < 0.06;
  const user = mailOf(random);
  return {
    time: timeOf(random),
    resourceId: "/tenants/1/providers/Microsoft.aadiam",
    operationName: "Sign-in activity",
    category: pick(random, ["SignInLogs", "SignInLogs", "NonInteractiveUserSignInLogs"]),
    resultType: isWrong ? "50126" : "0",
    callerIpAddress: address(random),
    identity: "A Person",
    properties: {
      createdDateTime: timeOf(random),
      userPrincipalName: user,
      appDisplayName: pick(random, [
        "Office 365 Exchange Online",
        "Microsoft Teams",
        "Office 365 SharePoint Online",
        "Azure Portal",
        "OfficeHome",
      ]),
      ipAddress: address(random),
      clientAppUsed: pick(random, ["Browser", "Mobile Apps and Desktop clients"]),
      userAgent: browser,
      conditionalAccessStatus: isWrong ? "notApplied" : "success",
      authenticationRequirement: pick(random, ["multiFactorAuthentication", "singleFactorAuthentication"]),
      isInteractive: true,
      riskLevelDuringSignIn: "none",
      riskState: "none",
      status: { errorCode: isWrong ? 50_126 : 0, failureReason: isWrong ? "Invalid username or password" : "Other." },
      deviceDetail: {
        operatingSystem: pick(random, ["Windows10", "Ios 18.1", "MacOs"]),
        isCompliant: random() < 0.7,
        isManaged: random() < 0.7,
      },
      location: { countryOrRegion: pick(random, ["SE", "DE", "FR"]), city: "Malmo" },
    },
  };
};

const entraAudit: Maker = (random) => ({
  time: timeOf(random),
  resourceId: "/tenants/1/providers/Microsoft.aadiam",
  operationName: "Audit",
  category: "AuditLogs",
  callerIpAddress: address(random),
  properties: {
    activityDisplayName: pick(random, [
      "Update user",
      "Change user license",
      "Update device",
      "Update group",
      "Add user sponsor",
      "Change user password",
      "Register device",
    ]),
    activityDateTime: timeOf(random),
    category: pick(random, ["UserManagement", "GroupManagement", "Device"]),
    result: "success",
    loggedByService: "Core Directory",
    initiatedBy: { user: { userPrincipalName: mailOf(random), ipAddress: address(random) } },
    targetResources: [
      {
        displayName: "A Person",
        userPrincipalName: mailOf(random),
        type: pick(random, ["User", "Device", "Group"]),
        modifiedProperties: [{ displayName: "Department", oldValue: '[""]', newValue: '["Sales"]' }],
      },
    ],
  },
});

const makers: readonly Maker[] = [
  ...[cloudCall, cloudCall, cloudCall, cloudCall, okta, github, workspace, kubernetes, azure],
  ...[unifiedAudit, unifiedAudit, entraSignIn, entraAudit],
];
