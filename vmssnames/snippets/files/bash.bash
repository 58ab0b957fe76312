%% decode
vmss_id() {
  local LC_ALL=C name=${1-}
  [[ $name =~ ^[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}$ ]] || return 1
{{#prefix}}
  local prefix=${name:0:-6}
  [[ ${prefix,,} == {{prefix}} ]] || return 1
{{/prefix}}
  printf '%d\n' "$((36#${name: -6}))"
}
# vmss_id "$host"
%% split
vmss_prefix() {
  vmss_id "${1-}" >/dev/null && printf '%s\n' "${1:0:-6}"
}
# vmss_prefix "$host"
%% encode
vmss_name() {
  local LC_ALL=C prefix=${1-} id=${2-} digits= i
  [[ $prefix =~ ^[A-Za-z0-9][A-Za-z0-9-]{0,57}$ && $id =~ ^[0-9]{1,10}$ ]] || return 1
  ((id = 10#$id, id <= 2176782335)) || return 1
  for i in 1 2 3 4 5 6; do
    digits=${_vmss_digits:id % 36:1}$digits
    ((id /= 36, 1))
  done
  printf '%s\n' "$prefix$digits"
}
_vmss_digits=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ
# vmss_name {{prefix}} 85
%% lookup
declare -gA vmss_scale_sets=(
{{#rows}}
  [{{key}}]={{scale_set}}
{{/rows}}
)
vmss_scale_set() {
  local LC_ALL=C prefix
  prefix=$(vmss_prefix "${1-}") || return 1
  prefix=${vmss_scale_sets[${prefix,,}]:-}
  [[ $prefix ]] && printf '%s\n' "$prefix"
}
# vmss_scale_set "$host"
