import { bluff } from "../decoys.ts";
import { kubernetes } from "../emit/cloud.ts";
import { ran } from "../emit/wire.ts";
import { intrusion } from "../intrusion.ts";
import type { Stage } from "../stage.ts";

const node = "k8s-node-03";

type Ask = (step: string, minutes: number, told: Omit<Parameters<typeof kubernetes>[2], "user" | "address" | "agent">) => void;

/** A workload's account is misused: secrets are read, a container is started that holds the node, and the node is taken. */
export const cluster = intrusion({
  id: "container-escape",
  trade: "Kubernetes and container escape",
  says: "A workload's token reads secrets and starts a container that mounts the node; from it the node is entered and an account that stays is bound.",
  sources: ["kubernetes audit", "linux audit"],
  steps: [
    ["asks-what-it-may", "T1613", "the token tries what it may do"],
    ["secrets-read", "T1552.007", "secrets are read"],
    ["container-started", "T1610", "a container that holds the node is started"],
    ["enters", "T1609", "commands are run in it"],
    ["escapes", "T1611", "the node is entered"],
    ["rights-bound", "T1098.006", "rights over the cluster are bound"],
  ],
  attack(stage) {
    clusterWork(stage);
    const user = "system:serviceaccount:shop:web";
    const address = stage.by({ noisy: stage.outside(), quiet: `${stage.company.net}.40.12`, deceptive: stage.outside() });
    const agent = stage.by({ noisy: "curl/8.12.1", quiet: "kubectl/v1.33.1 (linux/amd64)", deceptive: "authorised-cluster-audit/1.0" });
    const ask: Ask = (step, minutes, told) =>
      stage.step(step, () =>
        kubernetes(stage, stage.at(minutes), {
          user,
          address,
          agent,
          groups: ["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"],
          ...told,
        }),
      );
    lookInto(stage, ask);
    const name = stage.by({ noisy: "priv", quiet: "web-7d9f4c5b6-x2k8p", deceptive: "authorised-test" });
    startContainer(stage, { ask, name });
    for (let at = 0; at < stage.by({ noisy: 4, quiet: 1, deceptive: 2 }); at++)
      ask("enters", 19 + at, { verb: "create", resource: "pods", subresource: "exec", namespace: "shop", name, code: 101 });
    enterNode(stage);
    ask("rights-bound", 34, {
      verb: "create",
      resource: stage.by({ noisy: "clusterrolebindings", quiet: "rolebindings", deceptive: "clusterrolebindings" }),
      name: stage.by({ noisy: "root", quiet: "web-view", deceptive: "authorised-test" }),
      code: 201,
      request: {
        roleRef: { kind: "ClusterRole", name: stage.by({ noisy: "cluster-admin", quiet: "admin", deceptive: "cluster-admin" }) },
        subjects: [{ kind: "ServiceAccount", name: "web", namespace: "shop" }],
      },
      ...(stage.variant === "quiet" ? { namespace: "kube-system" } : {}),
    });
    return [user, node, "web", name];
  },
  twin(stage) {
    clusterWork(stage);
    const user = stage.person(2).mail;
    stage.change({
      summary: "node agent and release of the shop",
      from: -20,
      to: 120,
      assets: [node],
      accounts: [user, stage.person(2).name],
    });
    const ask = (minutes: number, told: Omit<Parameters<typeof kubernetes>[2], "user" | "address">) =>
      kubernetes(stage, stage.at(minutes), {
        user,
        address: `${stage.company.net}.20.22`,
        groups: ["platform-admins", "system:authenticated"],
        ...told,
      });
    ask(0, { verb: "create", resource: "selfsubjectrulesreviews" });
    ask(2, { verb: "list", resource: "pods", namespace: "shop" });
    ask(6, { verb: "get", resource: "secrets", namespace: "shop", name: "sh.helm.release.v1.shop.v41" });
    ask(16, {
      verb: "create",
      resource: "pods",
      namespace: "shop",
      name: "migrate-41",
      code: 201,
      request: {
        kind: "Pod",
        metadata: { name: "migrate-41" },
        spec: { containers: [{ name: "migrate", image: `registry.${stage.company.domain}/shop:41` }] },
      },
    });
    ask(19, { verb: "create", resource: "pods", subresource: "exec", namespace: "shop", name: "migrate-41", code: 101 });
    ran(stage, stage.at(24), { host: node, user: "deploy", uid: 1_001, words: ["systemctl", "restart", "node-agent"] });
    ran(stage, stage.at(26), { host: node, user: "deploy", uid: 1_001, words: ["cat", "/etc/os-release"] });
    ask(34, {
      verb: "create",
      resource: "rolebindings",
      namespace: "shop",
      name: "release-view",
      code: 201,
      request: { roleRef: { kind: "ClusterRole", name: "view" }, subjects: [{ kind: "Group", name: "developers" }] },
    });
  },
});

/** What controllers and pipelines do all day. */
function clusterWork(stage: Stage): void {
  const users = [
    "system:kube-controller-manager",
    "system:kube-scheduler",
    "system:serviceaccount:argocd:argocd-application-controller",
    "system:node:k8s-node-01",
  ];
  const asks = [
    ["get", "configmaps"],
    ["update", "leases"],
    ["watch", "pods"],
    ["patch", "deployments"],
    ["get", "nodes"],
  ] as const;
  for (let at = 0; at < 80; at++) {
    const [verb, resource] = asks[at % asks.length]!;
    kubernetes(stage, stage.at(stage.chance.integer(-10, 90)), {
      verb,
      resource,
      user: users[at % users.length]!,
      address: `${stage.company.net}.40.${2 + (at % 4)}`,
      namespace: "kube-system",
      name: `${resource}-${at % 7}`,
      agent: "kube-controller-manager/v1.33.1 (linux/amd64)",
    });
  }
  for (let at = 0; at < 12; at++)
    ran(stage, stage.at(stage.chance.integer(-10, 90)), {
      host: node,
      user: "root",
      uid: 0,
      as: 0,
      words: at % 2 ? ["runc", "--root", "/run/containerd/runc/k8s.io", "state", stage.chance.hex(12)] : ["iptables-save", "-t", "nat"],
    });
}

function lookInto(stage: Stage, ask: Ask): void {
  for (let at = 0; at < stage.by({ noisy: 20, quiet: 2, deceptive: 6 }); at++)
    ask("asks-what-it-may", at * 0.1, {
      verb: at % 2 ? "list" : "create",
      resource: at % 2 ? ["pods", "nodes", "secrets", "configmaps"][at % 4]! : "selfsubjectrulesreviews",
      code: at % 3 === 1 ? 403 : 200,
    });
  for (let at = 0; at < stage.by({ noisy: 12, quiet: 2, deceptive: 5 }); at++)
    ask("secrets-read", 6 + at * 0.5, {
      verb: at === 0 && stage.variant !== "quiet" ? "list" : "get",
      resource: "secrets",
      namespace: at % 2 ? "kube-system" : "shop",
      name: `token-${at}`,
    });
}

function startContainer(stage: Stage, { ask, name }: { ask: Ask; name: string }): void {
  const container = {
    name,
    image: stage.by({ noisy: "alpine", quiet: `registry.${stage.company.domain}/web:1.8`, deceptive: "busybox" }),
    ...(stage.variant === "quiet" ? {} : { securityContext: { privileged: true } }),
    volumeMounts: [{ mountPath: "/host", name: "h" }],
  };
  ask("container-started", 16, {
    verb: "create",
    resource: "pods",
    namespace: "shop",
    name,
    code: 201,
    request: {
      kind: "Pod",
      metadata: { name, annotations: { note: bluff(stage) } },
      spec: {
        hostPID: stage.variant !== "quiet",
        containers: [container],
        volumes: [{ name: "h", hostPath: { path: stage.by({ noisy: "/", quiet: "/var/lib/kubelet", deceptive: "/" }) } }],
      },
    },
  });
}

function enterNode(stage: Stage): void {
  stage.step("escapes", () => {
    const command = stage.by({
      noisy: ["nsenter", "--target", "1", "--mount", "--uts", "--ipc", "--net", "--pid", "--", "bash"],
      quiet: ["chroot", "/host", "sh"],
      deceptive: ["nsenter", "-t", "1", "-m", "-p", "sh", "-c", `echo ${bluff(stage)}`],
    });
    ran(stage, stage.at(24), { host: node, user: "root", uid: 0, as: 0, words: command });
    ran(stage, stage.at(26), {
      host: node,
      user: "root",
      uid: 0,
      as: 0,
      words: stage.by({
        noisy: ["cat", "/etc/kubernetes/admin.conf"],
        quiet: ["cat", "/var/lib/kubelet/kubeconfig"],
        deceptive: ["cat", "/etc/shadow"],
      }),
    });
  });
}
