%% decode
locals {
  vmss_ids = {
    for host in toset(local.hosts) : host => parseint(substr(host, length(host) - 6, 6), 36)
    if can(regex("\\A[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}\\z", host))
{{#prefix}}
    && try(lower(substr(host, 0, length(host) - 6)), "") == {{prefix}}
{{/prefix}}
  }
}
# local.vmss_ids["web00002D"]
%% split
locals {
  vmss_prefixes = { for host in keys(local.vmss_ids) : host => substr(host, 0, length(host) - 6) }
}
# local.vmss_prefixes["web00002D"]
%% encode
locals {
  vmss_names = {
    for id in toset(local.instance_ids) : id => join("", concat([{{prefix}}], [
      for unit in [60466176, 1679616, 46656, 1296, 36, 1] :
      substr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", floor(id / unit) % 36, 1)
    ]))
    if id >= 0 && id <= 2176782335 && floor(id) == id
  }
}
# local.vmss_names[85]
%% lookup
locals {
  vmss_scale_sets = {
{{#rows}}
    {{key}} = {{scale_set}}
{{/rows}}
  }
  vmss_scale_set = {
    for host, prefix in local.vmss_prefixes : host => local.vmss_scale_sets[lower(prefix)]
    if contains(keys(local.vmss_scale_sets), lower(prefix))
  }
}
# local.vmss_scale_set["web00002D"]
