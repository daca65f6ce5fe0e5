rule shortcut_starts_a_script_host
{
    meta:
        summary = "Windows shortcut whose command line starts PowerShell, a script host or a download"
        technique = "T1204.002"
        severity = "high"
    strings:
        $run1 = "powershell" nocase ascii wide
        $run2 = "mshta" nocase ascii wide
        $run3 = "wscript" nocase ascii wide
        $run4 = "cmd.exe /c" nocase ascii wide
        $run5 = "rundll32" nocase ascii wide
        $run6 = "-enc" nocase ascii wide
        $run7 = "http" nocase ascii wide
        $run8 = "regsvr32" nocase ascii wide
    condition:
        uint32(0) == 0x0000004C and uint32(4) == 0x00021401 and filesize < 4MB and any of ($run*)
}
