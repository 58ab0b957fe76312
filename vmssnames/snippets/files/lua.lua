%% decode
function vmss_id(name)
  if type(name) ~= "string" or #name < 7 or #name > 64 or name:find("[^0-9A-Za-z%-]")
      or name:find("^%-") or name:find("%-", -6) then
    return nil
  end
{{#prefix}}
  if name:sub(1, -7):lower() ~= {{prefix}} then
    return nil
  end
{{/prefix}}
  return tonumber(name:sub(-6), 36)
end
-- record["instance_id"] = vmss_id(record["host"])
%% split
function vmss_prefix(name)
  return vmss_id(name) and name:sub(1, -7)
end
-- record["prefix"], record["instance_id"] = vmss_prefix(record["host"]), vmss_id(record["host"])
%% encode
function vmss_name(prefix, id)
  if type(id) ~= "number" or id % 1 ~= 0 or id < 0 or id > 2176782335 or type(prefix) ~= "string"
      or #prefix < 1 or #prefix > 58 or prefix:find("[^0-9A-Za-z%-]") or prefix:find("^%-") then
    return nil
  end
  local digits = ""
  for _ = 1, 6 do
    local at = id % 36
    digits = ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"):sub(at + 1, at + 1) .. digits
    id = (id - at) / 36
  end
  return prefix .. digits
end
-- record["host"] = vmss_name({{prefix}}, record["instance_id"])
%% lookup
local vmss_scale_sets = {
{{#rows}}
  [{{key}}] = {{scale_set}},
{{/rows}}
}
function vmss_scale_set(name)
  local prefix = vmss_prefix(name)
  return prefix and vmss_scale_sets[prefix:lower()]
end
-- record["scale_set"] = vmss_scale_set(record["host"])
