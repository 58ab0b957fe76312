%% decode
function vmssId(name) {
  if (typeof name !== "string") return null;
  const found = /^([A-Za-z0-9][A-Za-z0-9-]{0,57})([0-9A-Za-z]{6})$/.exec(name);
{{#prefix}}
  if (found && found[1].toLowerCase() !== {{prefix}}) return null;
{{/prefix}}
  return found && parseInt(found[2], 36);
}
// vmssId(record.host)
%% split
function vmssPrefix(name) {
  return vmssId(name) === null ? null : name.slice(0, -6);
}
// [vmssPrefix(record.host), vmssId(record.host)]
%% encode
function vmssName(prefix, id) {
  if (!Number.isInteger(id) || id < 0 || id > 2176782335 || typeof prefix !== "string"
      || !/^[A-Za-z0-9][A-Za-z0-9-]{0,57}$/.test(prefix)) return null;
  return prefix + id.toString(36).toUpperCase().padStart(6, "0");
}
// vmssName({{prefix}}, record.instanceId)
%% lookup
var vmssScaleSets = new Map([
{{#rows}}
  [{{key}}, {{scale_set}}],
{{/rows}}
]);
function vmssScaleSet(name) {
  const prefix = vmssPrefix(name);
  return prefix === null ? null : vmssScaleSets.get(prefix.toLowerCase()) ?? null;
}
// vmssScaleSet(record.host)
