import type { FieldValue } from "../../core/event/event.ts";
import { textsOf } from "../../core/query/meaning.ts";
import type { LexiconEntry } from "./lexicon.ts";
import { compileLexicon, parseLexicon, statementsOf } from "./lexicon.ts";
import type { Sign } from "./sign.ts";
import { wordsOf } from "./words.ts";

/** Where Windows and Linux events keep what was run. */
const commandFields = [
  "CommandLine",
  "ProcessCommandLine",
  "ScriptBlockText",
  "Payload",
  "HostApplication",
  "ContextInfo",
  "ServiceFileName",
  "ImagePath",
  "TaskContent",
  "cmd",
  "a0",
  "message",
] as const;
const commandLengthMax = 8_192;
/** ".exe" is no word of a command, and a password that ends in "!" ends no sentence. */
const noWords = /\.exe\b"?|[.!?](?=\s)/gi;

/** What commands and script functions are for, by their documentation: the words of a command line in the form of a lexicon. */
const commands = `
T1003.001 | 0.9 sekurlsa/logonpasswords/lsass dmp/lsassy/comsvcs dll minidump | 0.9 comsvcs + minidump | 0.8 procdump* + lsass | 0.7 lsass | 0.7 invoke mimikatz/mimikatz
T1003.002 | 0.9 reg save + sam/system/security/hklm | 0.8 reg save
T1003.003 | 0.9 ntdsutil/ntds dit | 0.7 ifm + create/full | 0.6 diskshadow/vssadmin create shadow/esentutl + ntds/vss/shadow/y
T1003.006 | 0.9 lsadump dcsync/dcsync
T1558.003 | 0.85 kerberoast/invoke kerberoast/getuserspns/kerberosrequestorsecuritytoken
T1558.001 | 0.9 kerberos golden/krbtgt
T1550.002 | 0.9 sekurlsa pth/invoke smbexec hash
T1552.006 | 0.8 get gpppassword/cpassword
T1552.001 | 0.7 findstr + password/passw/pwd | 0.6 select string + password
T1555.004 | 0.85 cmdkey/vaultcmd/vault list/invoke wcmdump
T1555.003 | 0.7 login data/logins json/cookies sqlite
T1040 | 0.85 pktmon/netsh trace start/tshark/windump/tcpdump/dumpcap
T1110.003 | 0.8 invoke domainpasswordspray/passwordspray/kerbrute
T1056.001 | 0.85 get keystrokes/keylogger/getasynckeystate
T1649 | 0.8 certutil + template/catemplates | 0.8 certify/certipy
T1070.001 | 0.9 wevtutil cl/wevtutil clear/clear eventlog/remove eventlog/cleareventlog | 0.9 nteventlog + clear* | 0.7 clearev
T1070.004 | 0.6 cmd c del/sdelete/del f q/remove item recurse
T1070.005 | 0.7 net use + delete
T1070.006 | 0.8 timestomp/creationtime
T1562.001 | 0.85 set mppreference/add mppreference/disablerealtimemonitoring/disableantispyware/mpcmdrun removedefinitions/fltmc unload/amsiinitfailed/amsiutils | 0.8 sc/stop/config/delete/net/taskkill/disabled + windefend/sense/sysmon/wdnissvc/wscsvc/msmpeng | 0.7 sysmon u/uninstall windowsfeature windows defender
T1562.002 | 0.85 auditpol + disable/clear/remove/restore | 0.8 auditpol set/wevtutil sl/disable eventlog | 0.6 limit eventlog/eventlog + stop/disabled
T1562.004 | 0.85 netsh advfirewall set/netsh firewall set/advfirewall + off/state | 0.8 set netfirewallprofile/new netfirewallrule/advfirewall firewall add/firewall add/netsh firewall add/disable netfirewallrule/mpssvc
T1197 | 0.9 bitsadmin/start bitstransfer/bitstransfer
T1218.005 | 0.85 mshta
T1218.010 | 0.85 regsvr32
T1218.011 | 0.7 rundll32
T1218.003 | 0.8 cmstp
T1218.004 | 0.8 installutil
T1218.007 | 0.6 msiexec + http/https/q
T1127.001 | 0.8 msbuild
T1140 | 0.75 certutil decode/certutil decodehex | 0.6 frombase64string
T1105 | 0.85 certutil urlcache | 0.85 certutil + http/https | 0.75 downloadfile/downloadstring/downloaddata/invoke webrequest/iwr/wget/curl/net webclient | 0.75 start bitstransfer + source | 0.6 msedge/chrome/edge + http/https + dll/zip/headless
T1027 | 0.6 encodedcommand/enc/frombase64string/ec/e + powershell | 0.6 xor/bxor/io compression/gzipstream/deflatestream | 0.6 char/join/replace/split + iex/invoke expression
T1059.001 | 0.5 powershell/pwsh/invoke expression/iex
T1059.003 | 0.4 cmd c/comspec/cmd q c
T1059.006 | 0.5 python m/python c/python3 m/python3 c
T1059.005 | 0.6 wscript/cscript/vbs
T1047 | 0.8 wmic process call | 0.8 wmic + node/process/call/create | 0.7 invoke wmimethod/win32 process/invoke cimmethod/wmiexec | 0.5 wmic
T1053.005 | 0.9 schtasks create/register scheduledtask/new scheduledtask/schtasks run | 0.75 schtasks change/schtasks delete | 0.5 schtasks query/schtasks
T1053.002 | 0.7 at interactive/at every/atexec
T1569.002 | 0.8 psexec/paexec/psexesvc/smbexec/execute bat | 0.6 sc start/net start/start service
T1543.003 | 0.9 sc create/new service/sc + create + binpath | 0.8 sc config/sc failure/sc sdset/set service | 0.8 sc + binpath/config/sdset/failure + services/binpath/command/d | 0.75 reg add/set itemproperty/new itemproperty + currentcontrolset services + imagepath/failurecommand/security/servicedll
T1547.001 | 0.9 currentversion run/currentversion runonce + add/itemproperty/reg | 0.7 start menu programs startup
T1547.004 | 0.8 winlogon + shell/userinit/notify
T1547.005 | 0.8 security packages/misc memssp
T1546.008 | 0.85 sethc/utilman/osk/magnify/narrator/displayswitch + copy/reg/image file/debugger/add/takeown/cmd | 0.7 sethc
T1546.012 | 0.8 image file execution options/silentprocessexit
T1546.003 | 0.9 eventfilter/commandlineeventconsumer/filtertoconsumerbinding/activescripteventconsumer/register wmievent/register maliciouswmievent
T1546.007 | 0.85 netsh add helper
T1546.015 | 0.7 inprocserver32 + reg/add/itemproperty
T1037.001 | 0.85 userinitmprlogonscript
T1574 | 0.85 serverlevelplugindll
T1505.001 | 0.85 xp cmdshell | 0.6 sqlcmd/osql/sqlps/sqlservr m
T1505.003 | 0.7 w3wp/httpd + cmd/powershell | 0.6 inetpub + aspx/asp
T1136.001 | 0.9 net user + add | 0.9 net1 user + add | 0.85 new localuser/useradd/adduser
T1136.002 | 0.93 net user + add + domain | 0.93 net1 user + add + domain | 0.85 new aduser/dsadd user/new machineaccount/addcomputer/new adcomputer
T1098 | 0.85 net localgroup/net group/net1 localgroup/net1 group + add | 0.8 add localgroupmember/add adgroupmember/setspn s/setspn a/setspn u s/set aduser/set adaccountcontrol/setntlm/changentlm | 0.6 net user + active/passwordreq/expires
T1069.001 | 0.85 net localgroup/net1 localgroup/get localgroupmember/get localgroup/get netlocalgroup*/find localadminaccess/invoke enumeratelocaladmin/test adminaccess
T1069.002 | 0.9 net group/net1 group/get adgroup/get adgroupmember/get domaingroup/get netgroup/get domaingroupmember
T1087.001 | 0.5 net user/net1 user | 0.7 get localuser/net accounts/wmic useraccount
T1087.002 | 0.85 net user/net1 user/net group + domain/dom | 0.85 get aduser/get domainuser/get netuser/adfind/dsquery/setspn t/setspn q | 0.85 setspn + q/getuserspns/serviceprincipalname/directorysearcher/find aduser
T1482 | 0.9 nltest/get adtrust/get domaintrust/get forest/getforest/domain trusts/activedirectory forest/activedirectory domain
T1018 | 0.8 net view/net1 view/nltest dclist/get adcomputer/get netcomputer/get domaincomputer/ping n
T1135 | 0.85 net share/net1 share/net view all/get smbshare/invoke sharefinder/find domainshare | 0.5 net use
T1201 | 0.9 net accounts/net1 accounts/get addefaultdomainpasswordpolicy/get passwordpolicy
T1016 | 0.8 ipconfig/route print/arp a/nbtstat/netsh interface/netsh advfirewall show/netsh firewall show/get netipconfiguration/nslookup | 0.6 auditpol get/schtasks query
T1049 | 0.85 netstat/net session/net1 session/get nettcpconnection/get netsession
T1033 | 0.85 whoami/query user/quser/qwinsta/get netloggedon/invoke userhunter | 0.5 get netsession
T1082 | 0.8 systeminfo/hostname/wmic os/wmic computersystem/get computerinfo/seatbelt/winpeas*
T1057 | 0.85 tasklist/get process/wmic process list/wmic process get/query process
T1007 | 0.8 sc query/get service/tasklist svc/wmic service
T1083 | 0.6 dir s/tree f/get childitem recurse
T1012 | 0.85 reg query/get itemproperty | 0.7 seatbelt/winpeas*
T1518.001 | 0.85 antivirusproduct/securitycenter2/get mpcomputerstatus/get mppreference
T1518 | 0.7 wmic product | 0.7 internet explorer + version/svcversion | 0.6 currentversion uninstall
T1615 | 0.85 gpresult/get gpo/get domaingpo
T1046 | 0.8 nmap/portscan/invoke portscan/test netconnection/advanced port scanner
T1124 | 0.8 net time/w32tm/time t
T1021.001 | 0.85 tscon/mstsc/fdenytsconnections | 0.6 terminal server
T1563.002 | 0.9 tscon
T1021.002 | 0.75 net use/new psdrive/new smbmapping | 0.8 admin + net use
T1021.003 | 0.9 mmc20/shellwindows/shellbrowserwindow/dcomexec/executeshellcommand
T1021.004 | 0.85 openssh/ssh/sshd
T1021.006 | 0.9 winrm/winrs/enter pssession/invoke command/new pssession/enable psremoting/wsmprovhost
T1570 | 0.5 copy + admin/c + windows/temp
T1572 | 0.9 portproxy/plink/ngrok/chisel/cloudflared/ssh r/ssh l | 0.8 interface portproxy add
T1090 | 0.8 netsh winhttp set proxy/proxyserver/proxyenable/socks
T1219 | 0.8 anydesk/teamviewer/screenconnect/atera/splashtop/rustdesk
T1560.001 | 0.8 rar a/7z a/compress archive/makecab/winrar
T1113 | 0.8 copyfromscreen/screencapture/psr/get timedscreenshot
T1123 | 0.85 get microphoneaudio/microphone/soundrecorder/record mic
T1115 | 0.8 get clipboard/clip
T1114.001 | 0.7 outlook + pst/ost
T1567.002 | 0.85 rclone/megasync/mega
T1048 | 0.6 ftp s/curl t/curl upload
T1490 | 0.9 vssadmin delete/shadowcopy delete/wbadmin delete/bcdedit set | 0.9 win32 shadowcopy + delete | 0.85 bcdedit/resize shadowstorage/shadowcopy/wbadmin
T1489 | 0.7 net stop/net1 stop/sc stop/stop service/taskkill
T1486 | 0.8 manage bde on/enable bitlocker/cipher e
T1485 | 0.7 cipher w/format y
T1529 | 0.8 shutdown r/shutdown s/restart computer/stop computer
T1222.001 | 0.85 icacls/cacls/takeown/set acl
T1564.001 | 0.85 attrib h/attrib s h
T1564.003 | 0.4 windowstyle hidden/w hidden/window hidden
T1564.004 | 0.7 zone identifier
T1112 | 0.6 reg add/reg delete/set itemproperty/new itemproperty
T1548.002 | 0.9 fodhelper/eventvwr/sdclt/computerdefaults/ms settings/bypassuac/disablerundll32/consentpromptbehavioradmin/enablelua
T1134 | 0.7 sedebugprivilege/token elevate/potato/incognito | 0.7 runas + user/noprofile/netonly
T1134.002 | 0.6 runas/runascs
T1055 | 0.85 createremotethread/writeprocessmemory/virtualalloc/invoke reflectivepeinjection/invoke shellcode/invoke psinject
T1484.001 | 0.8 new gplink/set gplink/sharpgpoabuse/new gpo/set gpregistryvalue
T1207 | 0.9 lsadump dcshadow/dcshadow
T1204.002 | 0.5 enable content
T1571 | 0.4 port 4444
T1496 | 0.9 xmrig/stratum
`;

let compiled: ReturnType<typeof compileLexicon> | undefined;

/** What the commands in one event's fields are for, strongest first, each technique once. A command says what was done, not why. */
export function commandTechniques(fields: Readonly<Record<string, FieldValue>>): Sign[] {
  compiled ??= compileLexicon(commandEntries());
  const text = commandFields
    .flatMap((field) => (Object.hasOwn(fields, field) ? textsOf(fields[field]) : []))
    .map((value) => value.slice(0, commandLengthMax).replaceAll(noWords, " "))
    .join("\n");
  if (text === "") return [];
  const strongest = new Map<string, number>();
  for (const { technique, weight } of statementsOf(compiled, wordsOf(text)))
    strongest.set(technique, Math.max(strongest.get(technique) ?? 0, weight));
  return [...strongest]
    .map(([technique, strength]) => ({ technique, strength }))
    .sort((a, b) => b.strength - a.strength || (a.technique < b.technique ? -1 : 1));
}

/** The table itself, for checking it against a catalogue. */
export function commandEntries(): LexiconEntry[] {
  return parseLexicon(commands);
}
