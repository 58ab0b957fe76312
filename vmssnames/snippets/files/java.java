%% decode
static Long vmssId(String name) {
    if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}")) return null;
    int end = name.length() - 6;
{{#prefix}}
    if (!name.substring(0, end).equalsIgnoreCase({{prefix}})) return null;
{{/prefix}}
    return Long.parseLong(name.substring(end), 36);
}
// vmssId(host)
%% split
static String vmssPrefix(String name) {
    return vmssId(name) == null ? null : name.substring(0, name.length() - 6);
}
// vmssPrefix(host)
%% encode
static String vmssName(String prefix, long id) {
    if (id < 0 || id > 2176782335L || prefix == null
            || !prefix.matches("[A-Za-z0-9][A-Za-z0-9-]{0,57}")) return null;
    String digits = Long.toString(id, 36).toUpperCase(java.util.Locale.ROOT);
    return prefix + "000000".substring(digits.length()) + digits;
}
// vmssName({{prefix}}, 85)
%% lookup
static final java.util.Map<String, String> VMSS_SCALE_SETS = new java.util.HashMap<>();
static {
{{#rows}}
    VMSS_SCALE_SETS.put({{key}}, {{scale_set}});
{{/rows}}
}
static String vmssScaleSet(String name) {
    String prefix = vmssPrefix(name);
    return prefix == null ? null : VMSS_SCALE_SETS.get(prefix.toLowerCase(java.util.Locale.ROOT));
}
// vmssScaleSet(host)
