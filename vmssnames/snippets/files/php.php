%% decode
function vmss_id($name): ?int
{
    if (!is_string($name) || !preg_match('/\A[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}\z/', $name)) {
        return null;
    }
{{#prefix}}
    if (strtolower(substr($name, 0, -6)) !== {{prefix}}) {
        return null;
    }
{{/prefix}}
    return intval(substr($name, -6), 36);
}
// vmss_id($host)
%% split
function vmss_prefix($name): ?string
{
    return vmss_id($name) === null ? null : substr($name, 0, -6);
}
// [vmss_prefix($host), vmss_id($host)]
%% encode
function vmss_name($prefix, $id): ?string
{
    if (!is_int($id) || $id < 0 || $id > 2176782335
        || !is_string($prefix) || !preg_match('/\A[A-Za-z0-9][A-Za-z0-9-]{0,57}\z/', $prefix)) {
        return null;
    }
    return $prefix . str_pad(strtoupper(base_convert((string) $id, 10, 36)), 6, '0', STR_PAD_LEFT);
}
// vmss_name({{prefix}}, 85)
%% lookup
const VMSS_SCALE_SETS = [
{{#rows}}
    {{key}} => {{scale_set}},
{{/rows}}
];
function vmss_scale_set($name): ?string
{
    return VMSS_SCALE_SETS[strtolower(vmss_prefix($name) ?? '')] ?? null;
}
// vmss_scale_set($host)
