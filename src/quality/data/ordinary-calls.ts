import { openRandom } from "../../learning/random.ts";

/** CloudTrail records of an ordinary account alone, with their times spread over a span: the background into which recorded attacks are laid. */
export function ordinaryCalls(seed: number, count: number, fromMs: number, toMs: number): Record<string, unknown>[] {
  const random = openRandom(seed);
  return Array.from({ length: count }, (_, number) => {
    const call = cloudCall(random, number);
    return { ...call, eventTime: new Date(Math.floor(fromMs + random() * (toMs - fromMs))).toISOString().replace(/\.\d+Z$/, "Z") };
  });
}

export type Random = () => number;
export type Maker = (random: Random, number: number) => Record<string, unknown>;

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}

export const dayMs = 86_400_000;
export const startMs = Date.UTC(2026, 0, 12);
export const timeOf = (random: Random) => new Date(startMs + Math.floor(random() * dayMs)).toISOString();
export const people = ["m.adeyemi", "j.lindqvist", "s.okafor", "t.nakamura", "r.delgado", "k.petrov", "a.moreau", "b.svensson"] as const;
export const mailOf = (random: Random) => `${pick(random, people)}@example.test`;
export const address = (random: Random) => `${pick(random, ["192.0.2", "198.51.100", "203.0.113"])}.${1 + Math.floor(random() * 250)}`;
export const browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36";
export const hex = (random: Random, length: number) => Array.from({ length }, () => "0123456789abcdef"[Math.floor(random() * 16)]).join("");

/** Service, action, and whether it only reads; an action of the second list changes something, as programs and pipelines do all day. */
const reads = [
  ["ec2", "DescribeInstances"],
  ["ec2", "DescribeInstanceStatus"],
  ["ec2", "DescribeSecurityGroups"],
  ["ec2", "DescribeVolumes"],
  ["ec2", "DescribeSubnets"],
  ["ec2", "DescribeTags"],
  ["ec2", "DescribeImages"],
  ["ec2", "DescribeRegions"],
  ["ec2", "DescribeSnapshots"],
  ["ec2", "DescribeVpcs"],
  ["s3", "GetObject"],
  ["s3", "ListObjects"],
  ["s3", "HeadObject"],
  ["s3", "GetBucketLocation"],
  ["s3", "ListBuckets"],
  ["s3", "GetBucketAcl"],
  ["s3", "GetBucketPolicyStatus"],
  ["iam", "GetRole"],
  ["iam", "ListRoles"],
  ["iam", "ListUsers"],
  ["iam", "GetPolicyVersion"],
  ["iam", "ListAttachedRolePolicies"],
  ["iam", "GetInstanceProfile"],
  ["monitoring", "DescribeAlarms"],
  ["monitoring", "GetMetricData"],
  ["logs", "DescribeLogGroups"],
  ["logs", "FilterLogEvents"],
  ["logs", "GetLogEvents"],
  ["kms", "Decrypt"],
  ["kms", "GenerateDataKey"],
  ["kms", "DescribeKey"],
  ["lambda", "ListFunctions20150331"],
  ["lambda", "GetFunction20150331v2"],
  ["rds", "DescribeDBInstances"],
  ["rds", "ListTagsForResource"],
  ["dynamodb", "DescribeTable"],
  ["dynamodb", "ListTables"],
  ["autoscaling", "DescribeAutoScalingGroups"],
  ["elasticloadbalancing", "DescribeTargetHealth"],
  ["elasticloadbalancing", "DescribeLoadBalancers"],
  ["cloudtrail", "LookupEvents"],
  ["cloudtrail", "DescribeTrails"],
  ["cloudtrail", "GetTrailStatus"],
  ["config", "DescribeConfigRules"],
  ["config", "SelectResourceConfig"],
  ["ecr", "GetAuthorizationToken"],
  ["ecr", "BatchGetImage"],
  ["ssm", "DescribeInstanceInformation"],
  ["ssm", "ListAssociations"],
  ["sts", "GetCallerIdentity"],
  ["organizations", "ListAccounts"],
  ["guardduty", "ListDetectors"],
  ["guardduty", "ListFindings"],
  ["securityhub", "GetFindings"],
  ["health", "DescribeEventAggregates"],
  ["secretsmanager", "DescribeSecret"],
  ["ssm", "GetParameter"],
  ["access-analyzer", "ListFindings"],
  ["eks", "DescribeCluster"],
  ["cloudformation", "DescribeStacks"],
  ["route53", "ListHostedZones"],
] as const;
const changes = [
  ["sts", "AssumeRole"],
  ["sts", "AssumeRole"],
  ["sts", "AssumeRole"],
  ["sts", "AssumeRoleWithWebIdentity"],
  ["s3", "PutObject"],
  ["s3", "PutObject"],
  ["s3", "DeleteObject"],
  ["logs", "CreateLogStream"],
  ["logs", "PutLogEvents"],
  ["ec2", "RunInstances"],
  ["ec2", "TerminateInstances"],
  ["ec2", "CreateTags"],
  ["ec2", "CreateNetworkInterface"],
  ["ec2", "DeleteNetworkInterface"],
  ["ec2", "CreateSnapshot"],
  ["ec2", "StartInstances"],
  ["autoscaling", "CompleteLifecycleAction"],
  ["autoscaling", "SetDesiredCapacity"],
  ["ssm", "UpdateInstanceInformation"],
  ["ssm", "PutInventory"],
  ["cloudformation", "CreateChangeSet"],
  ["cloudformation", "ExecuteChangeSet"],
  ["ecs", "UpdateService"],
  ["ecs", "RegisterTaskDefinition"],
  ["lambda", "Invoke"],
  ["monitoring", "PutMetricAlarm"],
  ["elasticloadbalancing", "RegisterTargets"],
  ["kms", "CreateGrant"],
  ["signin", "ConsoleLogin"],
  ["dynamodb", "UpdateTable"],
  ["ecr", "PutImage"],
  ["backup", "StartBackupJob"],
] as const;

const roles = [
  "MonitoringReadOnly",
  "DeployPipeline",
  "NodeInstanceRole",
  "BackupService",
  "DataPipeline",
  "AWSServiceRoleForAutoScaling",
  "InventoryCollector",
] as const;
const account = "111122223333";

/** One call of an ordinary account: three quarters only read, one in twenty-five fails. */
export function cloudCall(random: Random, number: number): Record<string, unknown> {
  const isRead = random() < 0.72;
  const [service, eventName] = pick<readonly [string, string]>(random, isRead ? reads : changes);
  const caller = callerOf(random, eventName);
  const failed = random() < 0.04;
  return {
    eventVersion: "1.09",
    ...caller,
    eventTime: timeOf(random),
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: pick(random, ["eu-west-1", "eu-central-1", "us-east-1"]),
    requestParameters: requestOf(random, eventName),
    responseElements:
      eventName === "ConsoleLogin"
        ? { ConsoleLogin: "Success" }
        : eventName === "PutObject"
          ? { "x-amz-server-side-encryption": "AES256" }
          : null,
    ...(/Object$/.test(eventName) && {
      additionalEventData: {
        SignatureVersion: "SigV4",
        AuthenticationMethod: "AuthHeader",
        bytesTransferredIn: Math.floor(random() * 2e8),
        bytesTransferredOut: 0,
      },
    }),
    ...(eventName === "ConsoleLogin" && {
      additionalEventData: { LoginTo: "https://console.aws.amazon.com/", MobileVersion: "No", MFAUsed: "Yes" },
    }),
    ...(failed && {
      errorCode: pick(random, [
        "ThrottlingException",
        "NoSuchKey",
        "Client.RequestLimitExceeded",
        "ResourceNotFoundException",
        "AccessDenied",
      ]),
      errorMessage: "the request was refused",
    }),
    requestID: hex(random, 16),
    eventID: `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
    readOnly: isRead,
    eventType: eventName === "ConsoleLogin" ? "AwsConsoleSignIn" : "AwsApiCall",
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: number % 9 === 0 ? "Data" : "Management",
  };
}

function callerOf(random: Random, eventName: string): Record<string, unknown> {
  const kind = random();
  if (kind < 0.2 && eventName !== "ConsoleLogin") {
    const service = `${pick(random, ["autoscaling", "lambda", "ec2", "config", "backup", "cloudformation", "ecs-tasks"])}.amazonaws.com`;
    return { userIdentity: { type: "AWSService", invokedBy: service }, sourceIPAddress: service, userAgent: service };
  }
  if (kind < 0.45) {
    const user = pick(random, people);
    const keys = {
      type: "IAMUser",
      principalId: `AIDA${hex(random, 16).toUpperCase()}`,
      arn: `arn:aws:iam::${account}:user/${user}`,
      accountId: account,
    };
    return {
      userIdentity: { ...keys, userName: user, accessKeyId: `AKIA${hex(random, 8).toUpperCase()}EXAMPLE` },
      sourceIPAddress: address(random),
      userAgent: "aws-cli/2.24.5",
    };
  }
  const role = pick(random, roles);
  const person = random() < 0.3;
  const session = person ? pick(random, people) : `i-0${hex(random, 16)}`;
  return {
    userIdentity: {
      type: "AssumedRole",
      principalId: `AROA${hex(random, 16).toUpperCase()}:${session}`,
      arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
      accountId: account,
      accessKeyId: `ASIA${hex(random, 8).toUpperCase()}EXAMPLE`,
      sessionContext: {
        sessionIssuer: { type: "Role", arn: `arn:aws:iam::${account}:role/${role}`, accountId: account, userName: role },
        attributes: { creationDate: timeOf(random), mfaAuthenticated: person && random() < 0.6 ? "true" : "false" },
      },
    },
    sourceIPAddress: person ? address(random) : `10.0.${Math.floor(random() * 16)}.${1 + Math.floor(random() * 250)}`,
    userAgent: person ? browser : pick(random, ["aws-sdk-java/2.29.1", "Boto3/1.35.9", "aws-sdk-go-v2/1.32.2", "console.amazonaws.com"]),
  };
}

function requestOf(random: Random, eventName: string): Record<string, unknown> | null {
  if (/Object$|^HeadObject|ListObjects/.test(eventName)) return objectRequest(random);
  if (eventName.startsWith("AssumeRole"))
    return { roleArn: `arn:aws:iam::${account}:role/${pick(random, roles)}`, roleSessionName: pick(random, people) };
  if (eventName === "RunInstances")
    return { instancesSet: { items: [{ imageId: "ami-0abcd", minCount: 1, maxCount: 1 }] }, instanceType: "t3.small" };
  if (/Instance/.test(eventName)) return { instancesSet: { items: [{ instanceId: `i-0${hex(random, 12)}` }] } };
  return random() < 0.4 ? null : { maxResults: 100 };
}

const buckets = ["example-assets", "example-reports", "example-builds", "example-backup", "example-archive"] as const;
const keys = ["data/part", "archive/orders/part", "logs/2026/01", "backup/nightly", "export/customers", "images/logo"] as const;
const endings = ["parquet", "json.gz", "7z", "zip", "csv", "png", "tar"] as const;

function objectRequest(random: Random): Record<string, unknown> {
  const bucketName = pick(random, buckets);
  return {
    bucketName,
    Host: `${bucketName}.s3.eu-west-1.amazonaws.com`,
    key: `${pick(random, keys)}-${hex(random, 3)}.${pick(random, endings)}`,
  };
}
