%% decode
function vmss_id(name,    n, i, id) {
  n = length(name)
  if (n < 7 || n > 64 || name ~ /[^0-9A-Za-z-]/ || name ~ /^-/ || substr(name, n - 5) ~ /-/)
    return ""
{{#prefix}}
  if (tolower(substr(name, 1, n - 6)) != {{prefix}})
    return ""
{{/prefix}}
  for (i = n - 5; i <= n; i++)
    id = id * 36 + (index("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz", \
      substr(name, i, 1)) - 1) % 36
  return sprintf("%.0f", id)
}
# { print $1, vmss_id($1) }
%% split
function vmss_prefix(name) {
  return vmss_id(name) == "" ? "" : substr(name, 1, length(name) - 6)
}
# { print vmss_prefix($1), vmss_id($1) }
%% encode
function vmss_name(prefix, id,    i, digits) {
  if (id !~ /^[0-9]+$/ || id + 0 > 2176782335 || length(prefix) > 58 \
      || prefix !~ /^[0-9A-Za-z][0-9A-Za-z-]*$/)
    return ""
  for (i = 0; i < 6; i++) {
    digits = substr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", id % 36 + 1, 1) digits
    id = int(id / 36)
  }
  return prefix digits
}
# { print vmss_name({{prefix}}, $1) }
%% lookup
BEGIN {
{{#rows}}
  vmss_scale_sets[{{key}}] = {{scale_set}}
{{/rows}}
}
function vmss_scale_set(name,    prefix) {
  prefix = tolower(vmss_prefix(name))
  return prefix in vmss_scale_sets ? vmss_scale_sets[prefix] : ""
}
# { print vmss_scale_set($1), vmss_id($1) }
