%% decode
def vmss_id(name)
  return unless name.is_a?(String)
  name = name.b # in any encoding, valid or not
  return unless name.match?(/\A[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}\z/)
{{#prefix}}
  return unless name[0...-6].downcase == {{prefix}}
{{/prefix}}
  name[-6, 6].to_i(36)
end
# event.set("instance_id", vmss_id(event.get("host")))
%% split
def vmss_prefix(name)
  name.b[0...-6].force_encoding("US-ASCII") if vmss_id(name)
end
# event.set("prefix", vmss_prefix(event.get("host")))
%% encode
def vmss_name(prefix, id)
  return unless id.is_a?(Integer) && id.between?(0, 2176782335)
  return unless prefix.is_a?(String) && prefix.b.match?(/\A[A-Za-z0-9][A-Za-z0-9-]{0,57}\z/)
  prefix.b.force_encoding("US-ASCII") + id.to_s(36).upcase.rjust(6, "0")
end
# event.set("host", vmss_name({{prefix}}, event.get("instance_id")))
%% lookup
VMSS_SCALE_SETS = {
{{#rows}}
  {{key}} => {{scale_set}},
{{/rows}}
}.freeze
def vmss_scale_set(name)
  prefix = vmss_prefix(name)
  prefix && VMSS_SCALE_SETS[prefix.downcase]
end
# event.set("scale_set", vmss_scale_set(event.get("host")))
