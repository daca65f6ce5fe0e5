rule html_form_asks_for_a_password
{
    meta:
        summary = "A page on its own with a form that sends a password to another place"
        technique = "T1566.001"
        severity = "medium"
    strings:
        $form = "<form" nocase
        $password = /<input[^>]{0,200}type\s{0,3}=\s{0,3}["']?password/ nocase
        $send1 = /action\s{0,3}=\s{0,3}["']?https?:\/\// nocase
        $send2 = "XMLHttpRequest" nocase
        $send3 = "$.ajax" nocase
        $send4 = "fetch(" nocase
        $send5 = "api.telegram.org" nocase
    condition:
        filesize < 8MB and $password and ($form or 2 of ($send*)) and any of ($send*)
}
