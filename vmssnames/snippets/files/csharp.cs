%% decode
static long? VmssId(string name)
{
    if (name == null || !System.Text.RegularExpressions.Regex.IsMatch(
        name, @"\A[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}\z")) return null;
{{#prefix}}
    if (name.Substring(0, name.Length - 6).ToLowerInvariant() != {{prefix}}) return null;
{{/prefix}}
    long id = 0;
    foreach (char c in name.Substring(name.Length - 6))
        id = id * 36 + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz".IndexOf(c) % 36;
    return id;
}
// VmssId(host)
%% split
static string VmssPrefix(string name)
{
    return VmssId(name) == null ? null : name.Substring(0, name.Length - 6);
}
// VmssPrefix(host)
%% encode
static string VmssName(string prefix, long id)
{
    if (id < 0 || id > 2176782335 || prefix == null || !System.Text.RegularExpressions.Regex.IsMatch(
        prefix, @"\A[A-Za-z0-9][A-Za-z0-9-]{0,57}\z")) return null;
    string digits = "";
    for (int i = 0; i < 6; i++, id /= 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(int)(id % 36)] + digits;
    return prefix + digits;
}
// VmssName({{prefix}}, 85)
%% lookup
static readonly System.Collections.Generic.Dictionary<string, string> VmssScaleSets =
    new System.Collections.Generic.Dictionary<string, string>
{
{{#rows}}
    { {{key}}, {{scale_set}} },
{{/rows}}
};
static string VmssScaleSet(string name)
{
    string prefix = VmssPrefix(name), scaleSet = null;
    if (prefix != null) VmssScaleSets.TryGetValue(prefix.ToLowerInvariant(), out scaleSet);
    return scaleSet;
}
// VmssScaleSet(host)
