import type { Fields } from "../../core/event/event.ts";

/** One kind of message: the action it tells, and its named groups as fields. */
type Pattern = { readonly programs: RegExp; readonly action: string; readonly pattern: RegExp };

/** A message longer than this is not looked into; it stays whole in the field "message". In characters. */
const messageLengthMax = 8_192;

// Every pattern is anchored and has no nested repetition, so that a hostile message costs no more than its length.
const ssh = /^sshd(-session)?$/;
const any = /^/;
const patterns: readonly Pattern[] = [
  {
    programs: ssh,
    action: "login-accepted",
    pattern: /^Accepted (?<method>\S+) for (?<user>\S+) from (?<src_ip>\S+) port (?<src_port>\d+)(?: (?<protocol>\S+))?(?:: (?<key>.*))?$/,
  },
  {
    programs: ssh,
    action: "login-failed",
    pattern: /^Failed (?<method>\S+) for (?:invalid user )?(?<user>.*?) from (?<src_ip>\S+) port (?<src_port>\d+)(?: (?<protocol>\S+))?$/,
  },
  { programs: ssh, action: "invalid-user", pattern: /^Invalid user (?<user>.*?) from (?<src_ip>\S+)(?: port (?<src_port>\d+))?$/ },
  {
    programs: ssh,
    action: "login-limit",
    pattern:
      /^(?:error: )?maximum authentication attempts exceeded for (?:invalid user )?(?<user>.*?) from (?<src_ip>\S+) port (?<src_port>\d+)/,
  },
  {
    programs: ssh,
    action: "disconnected",
    pattern:
      /^(?:Disconnected from|Connection (?:closed|reset) by) (?:(?:authenticating |invalid )?user (?<user>\S*) )?(?<src_ip>[\da-fA-F.:]+) port (?<src_port>\d+)/,
  },
  { programs: ssh, action: "disconnected", pattern: /^Received disconnect from (?<src_ip>\S+) port (?<src_port>\d+):(?<reason>.*)$/ },
  { programs: ssh, action: "login-failed", pattern: /^User (?<user>\S+) from (?<src_ip>\S+) not allowed because (?<reason>.*)$/ },
  {
    programs: /^sudo$/,
    action: "sudo-denied",
    pattern:
      /^\s*(?<user>\S+) : (?<reason>[^;]*(?:NOT in sudoers|incorrect password attempts?|command not allowed)[^;]*) ; TTY=(?<tty>\S+) ; PWD=(?<pwd>[^;]*) ; USER=(?<target_user>\S+) ; COMMAND=(?<command>.*)$/,
  },
  {
    programs: /^sudo$/,
    action: "sudo-command",
    pattern:
      /^\s*(?<user>\S+) : (?:(?:TTY=(?<tty>\S+)) ; )?(?:PWD=(?<pwd>[^;]*) ; )?USER=(?<target_user>\S+) ; (?:GROUP=(?<target_group>\S+) ; )?(?:ENV=[^;]* ; )?COMMAND=(?<command>.*)$/,
  },
  { programs: /^su$/, action: "su-failed", pattern: /^FAILED SU \(to (?<target_user>\S+)\) (?<user>\S+) on (?<tty>\S+)$/ },
  {
    programs: /^su$/,
    action: "su",
    pattern: /^(?:Successful su for (?<target_user>\S+) by (?<user>\S+)|\(to (?<target_user2>\S+)\) (?<user2>\S+) on (?<tty>\S+))$/,
  },
  {
    programs: any,
    action: "authentication-failed",
    pattern:
      /^pam_unix\((?<service>[^:)]+):auth\): authentication failure;(?: logname=(?<logname>\S*))?(?: uid=(?<uid>\d*))?(?: euid=(?<euid>\d*))?(?: tty=(?<tty>\S*))?(?: ruser=(?<ruser>\S*))?(?: rhost=(?<src_ip>\S*))?\s*(?:user=(?<user>\S+))?$/,
  },
  {
    programs: any,
    action: "session-opened",
    pattern:
      /^pam_unix\((?<service>[^:)]+):session\): session opened for user (?<user>[^\s(]+)(?:\(uid=(?<uid>\d+)\))? by (?<by>[^\s(]*)(?:\(uid=(?<by_uid>\d+)\))?/,
  },
  { programs: any, action: "session-closed", pattern: /^pam_unix\((?<service>[^:)]+):session\): session closed for user (?<user>\S+)$/ },
  { programs: /^systemd-logind$/, action: "session-opened", pattern: /^New session (?<session>\S+) of user (?<user>[^\s.]+)\.?$/ },
  {
    programs: /^systemd-logind$/,
    action: "session-closed",
    pattern: /^(?:Removed session (?<session>\S+)\.|Session (?<session2>\S+) logged out\..*)$/,
  },
  {
    programs: /^useradd$/,
    action: "user-added",
    pattern:
      /^new user: name=(?<user>[^,]+), UID=(?<uid>\d+), GID=(?<gid>\d+), home=(?<home>[^,]*), shell=(?<shell>[^,]*)(?:, from=(?<from>.*))?$/,
  },
  { programs: /^userdel$/, action: "user-deleted", pattern: /^delete user '(?<user>[^']+)'$/ },
  {
    programs: /^(useradd|usermod|gpasswd)$/,
    action: "group-joined",
    pattern: /^add '(?<user>[^']+)' to (?:shadow )?group '(?<group>[^']+)'$/,
  },
  { programs: /^groupadd$/, action: "group-added", pattern: /^new group: name=(?<group>[^,]+), GID=(?<gid>\d+)$/ },
  {
    programs: /^(passwd|chpasswd)$/,
    action: "password-changed",
    pattern: /^pam_unix\((?<service>[^:)]+):chauthtok\): password changed for (?<user>\S+)$/,
  },
  { programs: /^cron(d)?$/i, action: "cron-command", pattern: /^\((?<user>[^)]+)\) CMD \((?<command>.*)\)$/ },
  {
    programs: /^crontab$/,
    action: "crontab",
    pattern: /^\((?<user>[^)]+)\) (?<operation>REPLACE|LIST|DELETE|BEGIN EDIT|END EDIT) \((?<target_user>[^)]+)\)$/,
  },
];

/** Adds what a program's message says to `fields` and answers the action: a word of ours where the message is known, else "message". */
export function messageFields(program: string, message: string, fields: Fields): string {
  if (message.length > messageLengthMax) return "message";
  for (const { programs, action, pattern } of patterns) {
    const groups = programs.test(program) ? pattern.exec(message)?.groups : undefined;
    if (!groups) continue;
    for (const [name, value] of Object.entries(groups)) if (value) fields[name.replace(/\d$/, "")] = value;
    return action;
  }
  return "message";
}
