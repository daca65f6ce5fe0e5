import type { Chance } from "./chance.ts";
import { isoOf } from "./time.ts";

/** Who calls. `session` names the role session of an assumed role. */
export type CloudCaller =
  | { readonly type: "IAMUser"; readonly user: string; readonly accessKey: string }
  | { readonly type: "AssumedRole"; readonly role: string; readonly session: string; readonly accessKey: string }
  | { readonly type: "AWSService"; readonly service: string };

/** One API call, as an account's trail keeps it. */
export type CloudCall = {
  readonly caller: CloudCaller;
  readonly service: string;
  readonly name: string;
  readonly address: string;
  readonly userAgent: string;
  readonly isReadOnly: boolean;
  readonly isDataEvent?: boolean;
  readonly request?: object;
  readonly response?: object;
  readonly resources?: readonly { readonly ARN: string; readonly type: string; readonly accountId?: string }[];
  readonly extra?: object;
  /** `AwsApiCall` where absent. */
  readonly eventType?: "AwsApiCall" | "AwsConsoleSignIn";
  readonly error?: { readonly code: string; readonly message: string };
};

/** The account and region that the documentation of AWS uses for its examples. */
export const cloudAccount = "111122223333";
export const cloudRegion = "eu-west-2";

/** The record of a call. */
export function cloudRecord(timeMs: number, call: CloudCall, chance: Chance): object {
  return {
    eventVersion: "1.11",
    userIdentity: identityOf(call.caller),
    eventTime: `${isoOf(timeMs).slice(0, 19)}Z`,
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.name,
    awsRegion: cloudRegion,
    sourceIPAddress: call.address,
    userAgent: call.userAgent,
    ...(call.error ? { errorCode: call.error.code, errorMessage: call.error.message } : {}),
    requestParameters: call.request ?? null,
    responseElements: call.response ?? null,
    ...(call.extra ? { additionalEventData: call.extra } : {}),
    requestID: chance.hex(16).toUpperCase(),
    eventID: chance.guid(),
    readOnly: call.isReadOnly,
    ...(call.resources ? { resources: call.resources } : {}),
    eventType: call.eventType ?? "AwsApiCall",
    managementEvent: !call.isDataEvent,
    recipientAccountId: cloudAccount,
    eventCategory: call.isDataEvent ? "Data" : "Management",
  };
}

const principalOf = (name: string) => `AIDA${Buffer.from(name.padEnd(10, "x")).toString("hex").toUpperCase().slice(0, 16)}`;

function identityOf(caller: CloudCaller): object {
  if (caller.type === "AWSService") return { type: "AWSService", invokedBy: `${caller.service}.amazonaws.com` };
  if (caller.type === "IAMUser")
    return {
      type: "IAMUser",
      principalId: principalOf(caller.user),
      arn: `arn:aws:iam::${cloudAccount}:user/${caller.user}`,
      accountId: cloudAccount,
      accessKeyId: caller.accessKey,
      userName: caller.user,
    };
  const roleId = principalOf(caller.role).replace("AIDA", "AROA");
  return {
    type: "AssumedRole",
    principalId: `${roleId}:${caller.session}`,
    arn: `arn:aws:sts::${cloudAccount}:assumed-role/${caller.role}/${caller.session}`,
    accountId: cloudAccount,
    accessKeyId: caller.accessKey,
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: roleId,
        arn: `arn:aws:iam::${cloudAccount}:role/${caller.role}`,
        accountId: cloudAccount,
        userName: caller.role,
      },
      attributes: { mfaAuthenticated: "false" },
    },
  };
}
