import "pe"
import "math"

rule program_packed_or_encrypted
{
    meta:
        summary = "Windows program whose code is packed: a packer's section name, or an executable section that is nearly random"
        technique = "T1027.002"
        severity = "medium"
    strings:
        $upx = "UPX!"
    condition:
        uint16(0) == 0x5A4D and pe.is_pe and filesize < 32MB and
        (
            (for any section in pe.sections : (section.name == "UPX0" or section.name == "UPX1" or section.name == ".aspack" or section.name == ".themida" or section.name == ".vmp0") )
            or ($upx in (0..4096))
            or (for any section in pe.sections : ((section.characteristics & 0x20000000) != 0 and section.raw_data_size > 4096 and math.entropy(section.raw_data_offset, section.raw_data_size) > 7.4))
        )
}
