rule html_builds_a_file_in_the_browser
{
    meta:
        summary = "Markup whose script rebuilds a file from text and hands it to the reader (HTML smuggling)"
        technique = "T1027.006"
        severity = "high"
    strings:
        $script = "<script" nocase
        $hold1 = "new Blob(" nocase
        $hold2 = "atob(" nocase
        $hold3 = "Uint8Array(" nocase
        $give1 = "createObjectURL" nocase
        $give2 = "msSaveOrOpenBlob" nocase
        $give3 = ".download" nocase
        $click = ".click(" nocase
    condition:
        filesize < 8MB and $script and any of ($hold*) and (#click > 0 or $give2) and any of ($give*)
}
