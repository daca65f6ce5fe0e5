import type { Chance } from "../../../src/redteam/records/chance.ts";
import { type CloudCall, type CloudCaller, cloudAccount, cloudRegion } from "../../../src/redteam/records/cloudtrail.ts";
import { hourMs } from "../../../src/redteam/records/time.ts";
import { publicAddresses } from "../company.ts";
import { callCloud, type World } from "../world.ts";

const callsPerDay = 2_200;

/** Keys that the documentation of AWS uses for its examples, and names made like them. */
export const accessKeys = {
  backup: "AKIAIOSFODNN7EXAMPLE",
  build: "AKIAI44QH8DHBEXAMPLE",
  operator: "ASIAIOSFODNN7EXAMPLE",
  monitor: "ASIAI44QH8DHBEXAMPLE",
} as const;

export const callers = {
  backup: { type: "IAMUser", user: "svc-backup-agent", accessKey: accessKeys.backup },
  build: { type: "IAMUser", user: "build-pipeline", accessKey: accessKeys.build },
  operator: { type: "AssumedRole", role: "InfrastructureOperator", session: "n.brandt", accessKey: accessKeys.operator },
  monitor: { type: "AssumedRole", role: "MonitoringReadOnly", session: "metrics-collector", accessKey: accessKeys.monitor },
} as const satisfies Record<string, CloudCaller>;

export const ownBucket = "alderbrook-backup";

/** A call that moves an object. */
export function objectCall(fields: {
  caller: CloudCaller;
  name: "PutObject" | "GetObject";
  bucket: string;
  key: string;
  owner?: string;
  bytes: number;
  agent: string;
}): CloudCall {
  const { caller, name, bucket, key, owner = cloudAccount, bytes, agent } = fields;
  return {
    caller,
    service: "s3",
    name,
    address: publicAddresses.outbound,
    userAgent: agent,
    isReadOnly: name === "GetObject",
    isDataEvent: true,
    request: { bucketName: bucket, key, Host: `${bucket}.s3.${cloudRegion}.amazonaws.com` },
    response: name === "PutObject" ? { "x-amz-server-side-encryption": "AES256" } : {},
    extra: {
      SignatureVersion: "SigV4",
      CipherSuite: "TLS_AES_128_GCM_SHA256",
      bytesTransferredIn: name === "PutObject" ? bytes : 0,
      bytesTransferredOut: name === "GetObject" ? bytes : 0,
      AuthenticationMethod: "AuthHeader",
    },
    resources: [
      { type: "AWS::S3::Object", ARN: `arn:aws:s3:::${bucket}/${key}` },
      { accountId: owner, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucket}` },
    ],
  };
}

/** The ordinary use of the cloud account: backups, monitoring, builds. */
export function useCloud(world: World): void {
  const chance = world.chance.fork("cloud");
  for (let call = 0; call < callsPerDay; call++) {
    const timeMs = world.day.startMs + Math.floor(chance.fraction() * 24 * hourMs);
    const make = chance.pick([store, store, store, watch, watch, watch, build, look, serviceWork]);
    callCloud(world, timeMs, make(chance));
  }
}

const agents = {
  backup: "aegis-backup/5.2 aws-sdk-go/1.55",
  monitor: "Boto3/1.36.21 md/Botocore#1.36.21",
  build: "aws-cli/2.24.5",
  console: "AWS Internal",
};

const store = (chance: Chance): CloudCall =>
  objectCall({
    caller: callers.backup,
    name: chance.isHit(0.8) ? "PutObject" : "GetObject",
    bucket: ownBucket,
    key: `nightly/set${chance.integer(1, 40)}/block-${chance.integer(1, 9_999)}.agb`,
    bytes: chance.integer(1_000_000, 64_000_000),
    agent: agents.backup,
  });

const watch = (chance: Chance): CloudCall => {
  const [service, name] = chance.pick([
    ["ec2", "DescribeInstances"],
    ["ec2", "DescribeVolumes"],
    ["rds", "DescribeDBInstances"],
    ["s3", "ListBuckets"],
    ["cloudwatch", "DescribeAlarms"],
    ["iam", "ListAccountAliases"],
  ] as const);
  return { caller: callers.monitor, service, name, address: publicAddresses.outbound, userAgent: agents.monitor, isReadOnly: true };
};

const build = (chance: Chance): CloudCall => {
  const name = chance.pick(["BatchGetImage", "GetAuthorizationToken", "PutImage"]);
  const request = name === "GetAuthorizationToken" ? {} : { repositoryName: "gauge-service" };
  return {
    caller: callers.build,
    service: "ecr",
    name,
    address: publicAddresses.outbound,
    userAgent: agents.build,
    isReadOnly: name !== "PutImage",
    request,
  };
};

const look = (chance: Chance): CloudCall => {
  const name = chance.pick(["DescribeSecurityGroups", "GetBucketPolicy", "DescribeInstanceStatus", "LookupEvents"]);
  const service = name === "GetBucketPolicy" ? "s3" : name === "LookupEvents" ? "cloudtrail" : "ec2";
  return { caller: callers.operator, service, name, address: publicAddresses.outbound, userAgent: agents.console, isReadOnly: true };
};

const serviceWork = (chance: Chance): CloudCall => ({
  caller: { type: "AWSService", service: chance.pick(["ec2", "config", "cloudtrail"]) },
  service: "sts",
  name: "AssumeRole",
  address: "config.amazonaws.com",
  userAgent: "config.amazonaws.com",
  isReadOnly: true,
  request: {
    roleArn: `arn:aws:iam::${cloudAccount}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
    roleSessionName: `config-${chance.integer(1, 99)}`,
  },
});
