%% decode
function vmss_id(name,    n, i, c, at, id) {
  n = length(name)
  if (n < 7 || n > 64)
    return ""
{{#prefix}}
  if (tolower(substr(name, 1, n - 6)) != {{prefix}})
    return ""
{{/prefix}}
  id = 0
  for (i = 1; i <= n; i++) { # no ranges: locales have their own
    c = substr(name, i, 1)
    at = index("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz", c)
    if (!at && (c != "-" || i == 1 || i > n - 6))
      return ""
    if (i > n - 6)
      id = id * 36 + (at - 1) % 36
  }
  return sprintf("%.0f", id)
}
# { print $1, vmss_id($1) }
%% split
function vmss_prefix(name) {
  return vmss_id(name) == "" ? "" : substr(name, 1, length(name) - 6)
}
# { print vmss_prefix($1), vmss_id($1) }
%% encode
function vmss_name(prefix, id,    i, digits, format) {
  format = CONVFMT
  CONVFMT = "%.17g" # a large number is not 2.1e+09
  id = id ""
  CONVFMT = format
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
