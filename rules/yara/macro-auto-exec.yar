rule macro_runs_by_itself_and_starts_a_program
{
    meta:
        summary = "Macro source that Office runs by itself and that starts a program or fetches a file"
        technique = "T1204.002"
        severity = "high"
    strings:
        $auto1 = "AutoOpen" nocase fullword
        $auto2 = "Document_Open" nocase fullword
        $auto3 = "Workbook_Open" nocase fullword
        $auto4 = "Auto_Open" nocase fullword
        $run1 = "WScript.Shell" nocase
        $run2 = "Shell.Application" nocase
        $run3 = "powershell" nocase
        $run4 = "URLDownloadToFile" nocase
        $run5 = "MSXML2.XMLHTTP" nocase
        $run6 = "cmd /c" nocase
        $run7 = "mshta" nocase
        $sub = "Sub " nocase
    condition:
        filesize < 8MB and $sub and any of ($auto*) and any of ($run*)
}
