%% decode
function Get-VmssId([string] $Name) {
    if ($Name -cnotmatch '\A[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}\z') { return $null }
{{#prefix}}
    if ($Name.Substring(0, $Name.Length - 6).ToLowerInvariant() -cne {{prefix}}) { return $null }
{{/prefix}}
    [long] $id = 0
    foreach ($digit in $Name.Substring($Name.Length - 6).ToUpperInvariant().ToCharArray()) {
        $id = $id * 36 + '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.IndexOf($digit)
    }
    $id
}
# Get-VmssId $env:COMPUTERNAME
%% split
function Get-VmssPrefix([string] $Name) {
    if ($null -eq (Get-VmssId $Name)) { return $null }
    $Name.Substring(0, $Name.Length - 6)
}
# Get-VmssPrefix $env:COMPUTERNAME
%% encode
function Get-VmssName([string] $Prefix, $Id) {
    if ($Id -isnot [int] -and $Id -isnot [long]) { return $null }
    if ($Id -lt 0 -or $Id -gt 2176782335) { return $null }
    if ($Prefix -cnotmatch '\A[A-Za-z0-9][A-Za-z0-9-]{0,57}\z') { return $null }
    $digits = ''
    for ($i = 0; $i -lt 6; $i++) {
        $digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'[[int] ($Id % 36)] + $digits
        $Id = [long] [Math]::Floor([decimal] $Id / 36)
    }
    $Prefix + $digits
}
# Get-VmssName {{prefix}} 85
%% lookup
$VmssScaleSets = @{
{{#rows}}
    {{key}} = {{scale_set}}
{{/rows}}
}
function Get-VmssScaleSet([string] $Name) {
    $prefix = Get-VmssPrefix $Name
    if ($prefix) { $VmssScaleSets[$prefix.ToLowerInvariant()] }
}
# Get-VmssScaleSet $env:COMPUTERNAME
