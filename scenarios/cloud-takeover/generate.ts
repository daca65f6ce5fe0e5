import { pathToFileURL } from "node:url";
import { openChance } from "../../src/redteam/records/chance.ts";
import { type CloudCall, type CloudCaller, cloudAccount, cloudRecord } from "../../src/redteam/records/cloudtrail.ts";
import { openRecording, type ScenarioFile } from "../../src/redteam/records/recording.ts";
import { dayOf, hourMs, secondMs } from "../../src/redteam/records/time.ts";
import { assemble, type InventoryFile, type Scenario } from "../kit/assemble.ts";
import { cloudtrailFile } from "../kit/cloudtrail-file.ts";
import { runGenerator } from "../kit/command.ts";
import { stories } from "./story.ts";

const date = "2026-04-08";
const ordinaryCalls = 1_100;
const ownAddress = "192.0.2.10";
const strangerAddress = "198.51.100.77";
const cli = "aws-cli/2.24.5 md/awscrt#0.23.8 ua/2.0 os/linux#6.1 lang/python#3.12";
const strangerAgent = "Boto3/1.35.9 md/Botocore#1.35.9 os/linux#6.8 lang/python#3.12";
const administratorPolicy = "arn:aws:iam::aws:policy/AdministratorAccess";

const developer: CloudCaller = { type: "IAMUser", user: "r.devereux", accessKey: "AKIAIOSFODNN7EXAMPLE" };
const monitor: CloudCaller = { type: "AssumedRole", role: "MonitoringReadOnly", session: "metrics", accessKey: "ASIAIOSFODNN7EXAMPLE" };
const operator: CloudCaller = { type: "AssumedRole", role: "InfrastructureOperator", session: "k.osei", accessKey: "ASIAI44QH8DHBEXAMPLE" };
const intruder: CloudCaller = { type: "IAMUser", user: "support-sync", accessKey: "AKIAI44QH8DHBEXAMPLE" };

type Trail = { readonly call: (timeMs: number, call: CloudCall) => void; readonly at: (clock: string) => number };

/** One day of a cloud account: a developer's key is used by a stranger, who makes an administrator of himself. */
export function playCloudTakeover(seed: number): Scenario {
  const day = dayOf(date);
  const chance = openChance(`cloud-takeover ${seed}`);
  const recording = openRecording();
  const log = recording.log<object>(`cloudtrail/${cloudAccount}_CloudTrail_eu-west-2_20260408.json.gz`, cloudtrailFile);
  const trail: Trail = { call: (timeMs, call) => log.add(timeMs, cloudRecord(timeMs, call, chance)), at: day.at };
  for (let number = 0; number < ordinaryCalls; number++)
    trail.call(day.startMs + Math.floor(chance.fraction() * 24 * hourMs), chance.pick(ordinary)());
  const driftMs = chance.integer(-300, 300) * secondMs;
  const moved = { ...trail, at: (clock: string) => day.at(clock) + driftMs };
  takeOver(moved, (step, work) => recording.marked("takeover", step, work));
  recording.marked("operator", "user-made", () => makeUser(trail));
  return assemble({ name: "cloud-takeover", seed, played: recording.close(), stories, endMs: day.endMs, inventory });
}

const common = { address: ownAddress, userAgent: cli, isReadOnly: true } as const;
const ordinary: readonly (() => CloudCall)[] = [
  () => ({ ...common, caller: monitor, service: "ec2", name: "DescribeInstances" }),
  () => ({ ...common, caller: monitor, service: "cloudwatch", name: "DescribeAlarms" }),
  () => ({ ...common, caller: monitor, service: "iam", name: "ListUsers" }),
  () => ({ ...common, caller: developer, service: "lambda", name: "ListFunctions20150331" }),
  () => ({ ...common, caller: developer, service: "logs", name: "FilterLogEvents" }),
  () => ({ ...common, caller: developer, service: "sts", name: "GetCallerIdentity" }),
  () => ({ ...common, caller: operator, service: "ec2", name: "DescribeSecurityGroups" }),
  () => ({
    ...common,
    caller: operator,
    service: "ec2",
    name: "RunInstances",
    isReadOnly: false,
    request: { instanceType: "t3.small", maxCount: 1 },
  }),
];

type Marked = (step: string, work: () => void) => void;

function takeOver(trail: Trail, step: Marked): void {
  const stranger = { caller: developer, address: strangerAddress, userAgent: strangerAgent, isReadOnly: true } as const;
  const run = (clock: string, calls: readonly CloudCall[]) => {
    for (const [index, call] of calls.entries()) trail.call(trail.at(clock) + index * 7 * secondMs, call);
  };
  step("key-tried", () => run("02:14:05", [{ ...stranger, service: "sts", name: "GetCallerIdentity" }]));
  step("looks-around", () =>
    run(
      "02:15:30",
      looks.map(([service, name]) => ({ ...stranger, service, name, ...(name.startsWith("Get") ? {} : denied(name)) })),
    ),
  );
  step("user-made", () =>
    run(
      "02:31:00",
      selfMade.map((made) => ({ ...stranger, service: "iam", isReadOnly: false, ...made })),
    ),
  );
  step("signs-in", () => run("02:39:10", [signIn]));
  const own = { caller: intruder, address: strangerAddress, userAgent: strangerAgent, isReadOnly: false } as const;
  step("trail-stopped", () => run("02:44:00", [{ ...own, service: "cloudtrail", name: "StopLogging", request: { name: "main" } }]));
  step("secrets-read", () =>
    run(
      "02:47:00",
      secrets.map((secretId) => ({ ...own, isReadOnly: true, service: "secretsmanager", name: "GetSecretValue", request: { secretId } })),
    ),
  );
  step("snapshot-shared", () => run("02:58:00", [{ ...own, service: "ec2", name: "ModifySnapshotAttribute", request: shared }]));
  step("machines-started", () =>
    run(
      "03:05:00",
      Array.from({ length: 6 }, () => ({
        ...own,
        service: "ec2",
        name: "RunInstances",
        request: { instanceType: "p4d.24xlarge", maxCount: 4, minCount: 4 },
      })),
    ),
  );
}

const looks = [
  ["iam", "ListUsers"],
  ["iam", "ListRoles"],
  ["iam", "GetAccountAuthorizationDetails"],
  ["s3", "ListBuckets"],
  ["ec2", "DescribeInstances"],
  ["secretsmanager", "ListSecrets"],
  ["organizations", "DescribeOrganization"],
  ["iam", "GetAccountSummary"],
] as const;
const secrets = ["prod/database", "prod/payment", "prod/mail"];
const shared = {
  snapshotId: "snap-0a1b2c3d4e5f60718",
  createVolumePermission: { add: { items: [{ userId: "444455556666" }] } },
  attributeType: "CREATE_VOLUME_PERMISSION",
};
const denied = (name: string) => ({ error: { code: "AccessDenied", message: `User is not authorized to perform: ${name}` } });
const selfMade = [
  { name: "CreateUser", request: { userName: "support-sync" } },
  { name: "AttachUserPolicy", request: { userName: "support-sync", policyArn: administratorPolicy } },
  { name: "CreateLoginProfile", request: { userName: "support-sync", passwordResetRequired: false } },
  { name: "CreateAccessKey", request: { userName: "support-sync" } },
];
const signIn: CloudCall = {
  caller: intruder,
  service: "signin",
  name: "ConsoleLogin",
  eventType: "AwsConsoleSignIn",
  address: strangerAddress,
  userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
  isReadOnly: false,
  response: { ConsoleLogin: "Success" },
  extra: { MobileVersion: "No", MFAUsed: "No" },
};

/** The operator does part of the same, as announced. */
function makeUser(trail: Trail): void {
  const call = { caller: operator, address: ownAddress, userAgent: cli, isReadOnly: false, service: "iam" } as const;
  trail.call(trail.at("10:05:00"), { ...call, name: "CreateUser", request: { userName: "report-export" } });
  trail.call(trail.at("10:05:40"), {
    ...call,
    name: "AttachUserPolicy",
    request: { userName: "report-export", policyArn: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" },
  });
  trail.call(trail.at("10:06:15"), { ...call, name: "CreateAccessKey", request: { userName: "report-export" } });
}

const inventory: InventoryFile = {
  identities: [
    { name: "r.devereux", role: "employee", department: "Engineering", "usual-hosts": [] },
    { name: "k.osei", aliases: ["InfrastructureOperator"], role: "administrator", privileged: true },
    { name: "MonitoringReadOnly", role: "service-account" },
  ],
  changes: [
    {
      id: "CHG-310",
      summary: "New read-only user for the monthly report export",
      from: `${date}T10:00:00Z`,
      to: `${date}T11:00:00Z`,
      identities: ["k.osei", "InfrastructureOperator"],
      activity: ["account-management"],
    },
  ],
  "own-domains": ["alderbrook.example"],
  "own-addresses": ["192.0.2.0/26"],
};

export function generateCloudTakeover(seed: number): readonly ScenarioFile[] {
  return playCloudTakeover(seed).files;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) runGenerator(generateCloudTakeover);
