import { bluff } from "../decoys.ts";
import { arnOf, call } from "../emit/cloud.ts";
import { intrusion } from "../intrusion.ts";
import { cloudWork } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

type Told = Omit<Parameters<typeof call>[2], "caller" | "address" | "userAgent">;

/** A cloud account is taken over with a key that leaked. */
export const cloudAccount = intrusion({
  id: "cloud-takeover",
  trade: "cloud account takeover",
  says: "A leaked access key is tried, an identity that stays is made, logging is narrowed and data is copied out.",
  sources: ["cloudtrail"],
  steps: [
    ["key-tried", "T1078.004", "the key is used from an unknown address"],
    ["looks-round", "T1580", "what there is is listed"],
    ["identity-made", "T1136.003", "a user or role that stays is made"],
    ["rights-given", "T1098.003", "it is given rights"],
    ["logging-narrowed", "T1562.008", "the trail is stopped or narrowed"],
    ["secrets-read", "T1555.006", "secrets are read"],
    ["data-copied", "T1530", "a bucket's objects are read"],
    ["snapshot-shared", "T1537", "a snapshot is shared with another account"],
  ],
  attack(stage) {
    cloudWork(stage);
    const victim = stage.by({ noisy: "ci-upload", quiet: "reporting", deceptive: "ci-upload" });
    const agent = stage.by({
      noisy: "aws-cli/2.27.2 md/awscrt#0.26.1 ua/2.1 os/linux lang/python#3.13.2 (kali)",
      quiet: "aws-sdk-go-v2/1.36.3 os/linux",
      deceptive: "security-audit-authorised/1.0",
    });
    const caller = { type: "IAMUser", user: victim, accessKey: "AKIAEXAMPLEUPLOAD001" } as const;
    const told = (step: string, minutes: number, each: Told) =>
      stage.step(step, () => call(stage, stage.at(minutes), { caller, address: stage.outside(), userAgent: agent, ...each }));
    told("key-tried", 0, { service: "sts", name: "GetCallerIdentity", isReadOnly: true });
    const lists: readonly (readonly [string, string])[] = stage.by({
      noisy: [
        ["iam", "ListUsers"],
        ["iam", "ListRoles"],
        ["s3", "ListBuckets"],
        ["ec2", "DescribeInstances"],
        ["secretsmanager", "ListSecrets"],
        ["iam", "GetAccountAuthorizationDetails"],
        ["rds", "DescribeDBInstances"],
        ["lambda", "ListFunctions20150331"],
        ["organizations", "DescribeOrganization"],
        ["ec2", "DescribeSnapshots"],
      ],
      quiet: [
        ["s3", "ListBuckets"],
        ["iam", "ListAttachedUserPolicies"],
      ],
      deceptive: [
        ["iam", "ListUsers"],
        ["s3", "ListBuckets"],
        ["ec2", "DescribeInstances"],
        ["iam", "ListRoles"],
      ],
    });
    for (const [at, [service, name]] of lists.entries())
      told("looks-round", 2 + at * 0.4, {
        service,
        name,
        isReadOnly: true,
        ...(at % 4 === 3 ? { error: { code: "AccessDenied", message: "not authorized" } } : {}),
      });
    stay(stage, told, victim);
    narrow(stage, told);
    takeData(stage, told);
    return [victim, "ci-upload", "reporting"];
  },
  twin(stage) {
    cloudWork(stage);
    const caller = {
      type: "AssumedRole",
      role: "platform-admin",
      session: stage.person(2).name,
      accessKey: "ASIAEXAMPLEADMIN001",
    } as const;
    stage.change({
      summary: "user and role for the new reporting job",
      from: -30,
      to: 180,
      assets: [],
      accounts: [stage.person(2).name, "platform-admin"],
      activity: ["cloud"],
    });
    const told = (minutes: number, each: Told) =>
      call(stage, stage.at(minutes), { caller, address: "192.0.2.12", userAgent: "APN/1.0 HashiCorp/1.0 Terraform/1.12.0", ...each });
    told(0, { service: "sts", name: "GetCallerIdentity", isReadOnly: true });
    for (const [at, [service, name]] of (
      [
        ["iam", "ListRoles"],
        ["iam", "ListUsers"],
        ["ec2", "DescribeSnapshots"],
        ["rds", "DescribeDBInstances"],
        ["s3", "ListBuckets"],
        ["ec2", "DescribeInstances"],
      ] as const
    ).entries())
      told(2 + at, { service, name, isReadOnly: true });
    makeReportingJob(told);
    told(30, { service: "secretsmanager", name: "GetSecretValue", isReadOnly: true, request: { secretId: "reporting/db" } });
    for (let at = 0; at < 12; at++)
      told(40 + at, {
        service: "s3",
        name: "GetObject",
        isReadOnly: true,
        isDataEvent: true,
        request: { bucketName: "reports", key: `2026/05/${at}.csv` },
      });
    told(55, { service: "ec2", name: "CreateSnapshot", isReadOnly: false, request: { volumeId: "vol-0a1b2c3d4e5f60718" } });
  },
});

type Tell = (step: string, minutes: number, each: Told) => void;

function stay(stage: Stage, told: Tell, victim: string): void {
  const user = stage.by({ noisy: "support-2", quiet: victim, deceptive: "authorised-pentest" });
  if (stage.variant === "quiet") {
    told("identity-made", 14, {
      service: "iam",
      name: "CreateAccessKey",
      isReadOnly: false,
      request: { userName: "deploy-legacy" },
      response: { accessKey: { userName: "deploy-legacy", accessKeyId: "AKIAEXAMPLELEGACY001", status: "Active" } },
    });
    told("rights-given", 17, {
      service: "iam",
      name: "UpdateAssumeRolePolicy",
      isReadOnly: false,
      request: {
        roleName: "ops-read",
        policyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::444455556666:root" }, Action: "sts:AssumeRole" }],
        }),
      },
    });
    return;
  }
  const tags = bluff(stage) === "" ? {} : { tags: [{ key: "purpose", value: bluff(stage) }] };
  told("identity-made", 10, {
    service: "iam",
    name: "CreateUser",
    isReadOnly: false,
    request: { userName: user, ...tags },
    response: { user: { userName: user, arn: arnOf("user", user) } },
  });
  told("identity-made", 10.5, { service: "iam", name: "CreateAccessKey", isReadOnly: false, request: { userName: user } });
  told("rights-given", 11, {
    service: "iam",
    name: "AttachUserPolicy",
    isReadOnly: false,
    request: { userName: user, policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
  });
}

function narrow(stage: Stage, told: Tell): void {
  if (stage.variant === "noisy")
    told("logging-narrowed", 15, { service: "cloudtrail", name: "StopLogging", isReadOnly: false, request: { name: "main" } });
  else
    told("logging-narrowed", 22, {
      service: "cloudtrail",
      name: "PutEventSelectors",
      isReadOnly: false,
      request: { trailName: "main", eventSelectors: [{ readWriteType: "ReadOnly", includeManagementEvents: false, dataResources: [] }] },
    });
  const secrets = stage.by({ noisy: 12, quiet: 2, deceptive: 5 });
  for (let at = 0; at < secrets; at++)
    told("secrets-read", 25 + at * 0.5, {
      service: "secretsmanager",
      name: "GetSecretValue",
      isReadOnly: true,
      request: { secretId: `prod/db-${at}` },
    });
}

function takeData(stage: Stage, told: Tell): void {
  const reads = stage.by({ noisy: 60, quiet: 20, deceptive: 40 });
  for (let at = 0; at < reads; at++)
    told("data-copied", 34 + at * 0.2, {
      service: "s3",
      name: "GetObject",
      isReadOnly: true,
      isDataEvent: true,
      request: { bucketName: "customer-exports", key: `full/${at}.parquet` },
    });
  told("snapshot-shared", 50, {
    service: "ec2",
    name: "ModifySnapshotAttribute",
    isReadOnly: false,
    request: {
      snapshotId: "snap-0123456789abcdef0",
      attributeType: "CREATE_VOLUME_PERMISSION",
      createVolumePermission: { add: { items: [{ userId: "444455556666" }] } },
    },
  });
}

function makeReportingJob(told: (minutes: number, each: Told) => void): void {
  told(12, {
    service: "iam",
    name: "CreateRole",
    isReadOnly: false,
    request: {
      roleName: "reporting-job",
      assumeRolePolicyDocument:
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
    },
  });
  told(13, { service: "iam", name: "CreateUser", isReadOnly: false, request: { userName: "reporting-export" } });
  told(13.5, { service: "iam", name: "CreateAccessKey", isReadOnly: false, request: { userName: "reporting-export" } });
  told(14, {
    service: "iam",
    name: "AttachRolePolicy",
    isReadOnly: false,
    request: { roleName: "reporting-job", policyArn: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" },
  });
  told(22, {
    service: "cloudtrail",
    name: "UpdateTrail",
    isReadOnly: false,
    request: { name: "main", isMultiRegionTrail: true, enableLogFileValidation: true },
  });
}
