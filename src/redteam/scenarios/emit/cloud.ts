import { type CloudCall, cloudAccount, cloudRecord } from "../../records/cloudtrail.ts";
import { type Encoder, jsonLines } from "../../records/recording.ts";
import { isoOf } from "../../records/time.ts";
import type { Person } from "../company.ts";
import type { Stage } from "../stage.ts";

const trailFile: Encoder<object> = (records) => Buffer.from(JSON.stringify({ Records: records.map(({ item }) => item) }));

/** One call in an account's trail. */
export function call(stage: Stage, timeMs: number, told: CloudCall): void {
  stage.log("cloud/trail.json", trailFile).add(timeMs, cloudRecord(timeMs, told, stage.chance));
}

/** The name of a role or user in the trail's account. */
export const arnOf = (kind: string, name: string): string => `arn:aws:iam::${cloudAccount}:${kind}/${name}`;

const idOf = (name: string) => `00${Buffer.from(name).toString("hex").slice(0, 17).padEnd(17, "0")}`;

/** One record of Microsoft 365's unified audit log. */
export function audit365(
  stage: Stage,
  timeMs: number,
  told: { operation: string; workload: string; user: string; address?: string; object?: string; type?: number; more?: object },
): void {
  stage.log("saas/unified-audit.json", jsonLines).add(timeMs, {
    CreationTime: isoOf(timeMs).slice(0, 19),
    Id: stage.chance.guid(),
    Operation: told.operation,
    OrganizationId: tenantOf(stage),
    RecordType: told.type ?? 2,
    ResultStatus: "Succeeded",
    UserKey: idOf(told.user),
    UserType: 0,
    Version: 1,
    Workload: told.workload,
    ...(told.address ? { ClientIP: told.address } : {}),
    ...(told.object ? { ObjectId: told.object } : {}),
    UserId: told.user,
    ...told.more,
  });
}

const tenantOf = ({ company }: Stage) => `5f0c1a2b-0000-4000-a000-${Buffer.from(company.name.padEnd(6, "x")).toString("hex").slice(0, 12)}`;

type SignIn = {
  user: string;
  address: string;
  country: string;
  app?: string;
  error?: number;
  reason?: string;
  agent?: string;
  compliant?: boolean;
  client?: string;
  factors?: "singleFactorAuthentication" | "multiFactorAuthentication";
  risk?: string;
};

/** One sign-in as Entra ID's diagnostic setting exports it. `error` is 0 where it succeeded. */
export function signIn(stage: Stage, timeMs: number, told: SignIn): void {
  const { error = 0, app = "Office 365 Exchange Online" } = told;
  stage.log("saas/entra-sign-ins.json", jsonLines).add(timeMs, {
    time: isoOf(timeMs),
    resourceId: `/tenants/${tenantOf(stage)}/providers/Microsoft.aadiam`,
    operationName: "Sign-in activity",
    category: "SignInLogs",
    resultType: String(error),
    callerIpAddress: told.address,
    correlationId: stage.chance.guid(),
    identity: told.user.split("@")[0],
    properties: {
      id: stage.chance.guid(),
      createdDateTime: isoOf(timeMs),
      userPrincipalName: told.user,
      userDisplayName: told.user.split("@")[0],
      appDisplayName: app,
      ipAddress: told.address,
      clientAppUsed: told.client ?? "Browser",
      userAgent: told.agent ?? browser,
      conditionalAccessStatus: error === 0 ? "success" : "notApplied",
      authenticationRequirement: told.factors ?? "multiFactorAuthentication",
      isInteractive: true,
      riskLevelDuringSignIn: told.risk ?? "none",
      riskState: told.risk ? "atRisk" : "none",
      status: { errorCode: error, failureReason: told.reason ?? (error === 0 ? "Other." : "Invalid username or password") },
      deviceDetail: {
        operatingSystem: "Windows10",
        browser: "Edge 136.0",
        isCompliant: told.compliant ?? false,
        isManaged: told.compliant ?? false,
      },
      location: { countryOrRegion: told.country, city: "" },
    },
  });
}

/** What an ordinary browser says it is. */
export const browser =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Safari/537.36 Edg/136.0.0.0";

/** One change in Entra ID's audit log. */
export function directoryChange(
  stage: Stage,
  timeMs: number,
  told: {
    activity: string;
    by: string;
    address: string;
    target: string;
    targetType?: string;
    changed?: readonly (readonly [string, string])[];
  },
): void {
  stage.log("saas/entra-audit.json", jsonLines).add(timeMs, {
    time: isoOf(timeMs),
    resourceId: `/tenants/${tenantOf(stage)}/providers/Microsoft.aadiam`,
    operationName: told.activity,
    category: "AuditLogs",
    resultSignature: "None",
    callerIpAddress: told.address,
    correlationId: stage.chance.guid(),
    properties: {
      id: stage.chance.guid(),
      category: "ApplicationManagement",
      result: "success",
      activityDisplayName: told.activity,
      activityDateTime: isoOf(timeMs),
      loggedByService: "Core Directory",
      initiatedBy: { user: { userPrincipalName: told.by, ipAddress: told.address } },
      targetResources: [
        {
          displayName: told.target,
          userPrincipalName: told.target.includes("@") ? told.target : null,
          type: told.targetType ?? "User",
          modifiedProperties: (told.changed ?? []).map(([displayName, newValue]) => ({ displayName, oldValue: "[]", newValue })),
        },
      ],
    },
  });
}

/** One event of Okta's system log. */
export function okta(
  stage: Stage,
  timeMs: number,
  told: {
    event: string;
    says: string;
    user: string;
    address: string;
    country: string;
    result?: string;
    reason?: string;
    agent?: string;
    target?: string;
  },
): void {
  stage.log("saas/okta-system.json", jsonLines).add(timeMs, {
    uuid: stage.chance.guid(),
    published: isoOf(timeMs),
    eventType: told.event,
    version: "0",
    severity: told.result === "FAILURE" ? "WARN" : "INFO",
    displayMessage: told.says,
    actor: { id: idOf(told.user), type: "User", alternateId: told.user, displayName: told.user.split("@")[0] },
    client: {
      userAgent: { rawUserAgent: told.agent ?? browser, os: "Windows 10", browser: "EDGE" },
      zone: "null",
      device: "Computer",
      ipAddress: told.address,
      geographicalContext: { country: told.country, city: null },
    },
    outcome: { result: told.result ?? "SUCCESS", ...(told.reason ? { reason: told.reason } : {}) },
    target: told.target ? [{ id: idOf(told.target), type: "AppInstance", alternateId: told.target, displayName: told.target }] : null,
    transaction: { type: "WEB", id: stage.chance.word(27) },
    authenticationContext: { authenticationStep: 0, externalSessionId: stage.chance.word(25) },
  });
}

/** One event of GitHub's audit log for an organisation. */
export function github(
  stage: Stage,
  timeMs: number,
  told: { action: string; actor: Person | string; address: string; country: string; repo?: string; agent?: string; more?: object },
): void {
  const { company, chance } = stage;
  stage.log("saas/github-audit.json", jsonLines).add(timeMs, {
    "@timestamp": timeMs,
    _document_id: chance.word(22),
    action: told.action,
    actor: typeof told.actor === "string" ? told.actor : told.actor.name,
    actor_ip: told.address,
    actor_location: { country_code: told.country },
    user_agent: told.agent ?? "git/2.45.1",
    org: company.name,
    ...(told.repo ? { repo: `${company.name}/${told.repo}` } : {}),
    created_at: timeMs,
    ...told.more,
  });
}

/** One request in a cluster's audit log. */
export function kubernetes(
  stage: Stage,
  timeMs: number,
  told: {
    verb: string;
    user: string;
    address: string;
    resource: string;
    subresource?: string;
    namespace?: string;
    name?: string;
    agent?: string;
    code?: number;
    request?: object;
    groups?: readonly string[];
  },
): void {
  const { namespace, name, subresource, resource } = told;
  const path = `/api/v1${namespace ? `/namespaces/${namespace}` : ""}/${resource}${name ? `/${name}` : ""}${subresource ? `/${subresource}` : ""}`;
  stage.log("kubernetes/audit.json", jsonLines).add(timeMs, {
    kind: "Event",
    apiVersion: "audit.k8s.io/v1",
    level: told.request ? "RequestResponse" : "Metadata",
    auditID: stage.chance.guid(),
    stage: "ResponseComplete",
    requestURI: path,
    verb: told.verb,
    user: { username: told.user, groups: told.groups ?? ["system:authenticated"] },
    sourceIPs: [told.address],
    userAgent: told.agent ?? "kubectl/v1.33.1 (linux/amd64)",
    objectRef: {
      resource,
      ...(namespace ? { namespace } : {}),
      ...(name ? { name } : {}),
      ...(subresource ? { subresource } : {}),
      apiVersion: "v1",
    },
    responseStatus: { metadata: {}, code: told.code ?? 200 },
    ...(told.request ? { requestObject: told.request } : {}),
    requestReceivedTimestamp: isoOf(timeMs).replace("Z", "000Z"),
    stageTimestamp: isoOf(timeMs + 6).replace("Z", "000Z"),
    annotations: { "authorization.k8s.io/decision": (told.code ?? 200) === 403 ? "forbid" : "allow" },
  });
}
